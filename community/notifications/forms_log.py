"""What is asked of the mail log, from an address or a form, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from community import clock
from community.accounts.rules import LONGEST_EMAIL, clean_line
from community.notifications import wording
from community.notifications.queries_log import MailFilter


@dataclass(frozen=True)
class LogForm:
    """What was asked for, as far as it means something: `since` and `until` are days, the last one included."""

    state: str = ""
    kind: str = ""
    address: str = ""
    idea: int = 0
    person: int = 0
    since: date | None = None
    until: date | None = None
    before: int = 0

    @classmethod
    def parse(cls, args: Mapping[str, str]) -> "LogForm":
        state, kind = args.get("state", ""), args.get("kind", "")
        return cls(
            state=state if state in wording.STATES else "", kind=kind if kind in wording.NAMES else "",
            address=clean_line(args.get("address", ""))[:LONGEST_EMAIL],
            idea=_whole(args.get("idea", "")), person=_whole(args.get("person", "")),
            since=clock.day(args.get("since", "")), until=clock.day(args.get("until", "")), before=_whole(args.get("before", "")),
        )

    def wanted(self, zone: tzinfo) -> MailFilter:
        """The same as a question; days are those of this zone."""
        return MailFilter(
            self.state, self.kind, self.address, self.idea, self.person,
            _midnight(self.since, zone), _midnight(self.until, zone, days=1), self.before,
        )

    def kept(self, **more: str | int) -> dict[str, Any]:
        """What an address must hold to ask the same, from the start of the list, with what is different."""
        names = ("state", "kind", "address", "idea", "person", "since", "until")
        asked = {name: getattr(self, name) for name in names} | more
        return {name: str(value) if isinstance(value, date) else value for name, value in asked.items() if value}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _midnight(day: date | None, zone: tzinfo, days: int = 0) -> datetime | None:
    return clock.midnight(day + timedelta(days=days), zone) if day else None
