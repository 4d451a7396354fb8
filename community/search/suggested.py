"""What somebody was shown on the way to a vote or a post. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from community.ideas.forms import whole

MOST_SET_ASIDE = 20
MOST_SHOWN = 4 + MOST_SET_ASIDE
LONGEST_WAY = 3_600


@dataclass(frozen=True)
class Suggested:
    """How many ideas were shown while somebody typed, which of them were set aside as different, and how long it took.

    `seconds` run from the first key to the button, as the browser measured them; None without a script, or when it
    was more than an hour: then somebody had gone away.
    """

    shown: int = 0
    aside: tuple[int, ...] = ()
    seconds: int | None = None

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "Suggested":
        aside = filter(None, map(whole, data.getlist("not")))
        return cls(
            shown=min(whole(data.get("shown", "")), MOST_SHOWN), aside=tuple(dict.fromkeys(aside))[:MOST_SET_ASIDE],
            seconds=measured(data.get("seconds", "")),
        )

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "Suggested":
        """As it was held; what was held before this was asked says nothing."""
        return cls(payload.get("shown", 0), tuple(payload.get("aside", ())), payload.get("seconds"))

    def payload(self) -> dict[str, Any]:
        return {"shown": self.shown, "aside": list(self.aside), "seconds": self.seconds}


UNSEEN = Suggested()


def measured(text: str) -> int | None:
    """Seconds up to an hour, else None."""
    small = text.isascii() and text.isdigit() and len(text) <= 4
    return int(text) if small and int(text) <= LONGEST_WAY else None
