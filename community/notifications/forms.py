"""Parsing what somebody chooses about mails; a choice that cannot be is shown again as it was made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_line
from community.ideas.rules import LEVELS
from community.notifications.rules_digests import DAILY, WEEKLY
from community.notifications.rules_quiet import Quiet
from community.notifications.rules_telling import KINDS, Pace, paces_of

STREAMS = (DAILY, WEEKLY)
"""Gathered mails that one click stops, whatever was chosen kind by kind."""


@dataclass
class PreferencesForm:
    """Paces by kind, the quiet hours as typed (hh:mm, both or neither), levels by idea, whether the weekly digest comes round
    by itself, and the day of weekly ones, Monday is 0. `stopped` are gathered mails that the reader stopped from a mail,
    `again` those of them that are to come again."""

    paces: dict[str, str] = field(default_factory=dict)
    starts: str = ""
    ends: str = ""
    levels: dict[int, str] = field(default_factory=dict)
    news: bool = False
    weekday: int = 0
    stopped: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, chosen: Mapping[str, str], quiet: Quiet | None, weekly: tuple[bool, int], *, staff: bool) -> "PreferencesForm":
        """What holds now."""
        starts, ends = (_clock(quiet.starts), _clock(quiet.ends)) if quiet else ("", "")
        stopped = tuple(kind for kind in STREAMS if chosen.get(kind) == Pace.NEVER)
        return cls(paces_of(chosen, staff=staff), starts, ends, news=weekly[0], weekday=weekly[1], stopped=stopped)

    @classmethod
    def parse(cls, data: Mapping[str, str], before: "PreferencesForm") -> "PreferencesForm":
        """What is not in the data stays as it was."""
        levels = {int(name[6:]): clean_line(data[name]) for name in data if name.startswith("level-") and _is_id(name[6:])}
        return cls(
            {kind: clean_line(data.get(f"pace-{kind}", pace)) for kind, pace in before.paces.items()},
            clean_line(data.get("starts", before.starts))[:8], clean_line(data.get("ends", before.ends))[:8], levels,
            data.get("news") == "yes" if "weekday" in data else before.news, _weekday(data.get("weekday", before.weekday)),
            before.stopped, tuple(kind for kind in before.stopped if data.get(f"again-{kind}") == "yes"),
        )

    def check(self) -> bool:
        self.problems = {
            f"pace-{kind}": _("Please choose one of these.") for kind, pace in self.paces.items() if pace not in KINDS[kind].paces
        }
        self.problems |= {
            f"level-{idea_id}": _("Please choose one of these.") for idea_id, level in self.levels.items() if level not in LEVELS
        }
        for name, typed in (("starts", self.starts), ("ends", self.ends)):
            if (typed or self.starts or self.ends) and _minute(typed) is None:
                self.problems[name] = _("Please write a time of day, such as 22:00, or leave both empty.")
        if self.weekday not in range(7):
            self.problems["weekday"] = _("Please choose one of these.")
        if self.starts and not self.problems and _minute(self.starts) == _minute(self.ends):
            self.problems["ends"] = _("Quiet hours that begin and end at the same time would be no hours, or all of them.")
        return not self.problems

    @property
    def quiet(self) -> Quiet | None:
        starts, ends = _minute(self.starts), _minute(self.ends)
        return Quiet(starts, ends) if starts is not None and ends is not None else None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _weekday(typed: str | int) -> int:
    """-1 for what is no day."""
    return int(typed) if str(typed) in "0123456" and len(str(typed)) == 1 else -1


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _minute(text: str) -> int | None:
    """Of hh:mm, as browsers send it, or hh:mm:ss."""
    parts = text.split(":")
    if len(parts) not in (2, 3) or not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        return None
    hour, minute = int(parts[0]), int(parts[1])
    return hour * 60 + minute if hour < 24 and minute < 60 else None
