"""Parsing why a clock is to stand still, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from community.accounts.rules import clean_line, clean_text
from community.responses.timing import Terms

USUAL = timedelta(days=7)
LONGEST_NOTE = 500


@dataclass
class PauseForm:
    """What was typed, cleaned, and a message for each field that needs a hand."""

    reason: str = ""
    until_text: str = ""
    note: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def fresh(cls, today: date) -> "PauseForm":
        return cls(until_text=(today + USUAL).isoformat())

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "PauseForm":
        return cls(
            reason=clean_line(data.get("reason", ""))[:10], until_text=clean_line(data.get("until", ""))[:20],
            note=clean_text(data.get("note", "")),
        )

    def check(self) -> bool:
        if len(self.note) > LONGEST_NOTE:
            self.problems["note"] = _("Please shorten it to %(most)s characters.", most=LONGEST_NOTE)
        if self._day() is None:
            self.problems["until"] = _("Please write the date as year, month and day, such as 2027-03-31.")
        return not self.problems

    def until(self, terms: Terms) -> datetime:
        """The end of that working day; call check() first."""
        return terms.review_moment(self._day() or date.min)

    def _day(self) -> date | None:
        """A day within the next centuries, so that it can be told in any zone."""
        try:
            day = date.fromisoformat(self.until_text)
        except ValueError:
            return None
        return day if 1970 < day.year < 9000 else None

    def refuse(self, code: str) -> None:
        """Say beside its field why the clock does not stand still so."""
        where = {"no_reason": "reason", "no_note": "note", "paused_already": "reason", "not_running": "reason", "not_allowed": "reason"}
        self.problems[where.get(code, "until")] = _refused(code)


def _refused(code: str) -> str:
    match code:
        case "no_reason":
            return _("Please say what it waits for.")
        case "no_note":
            return _("Please say in a few words what it waits for; customers read that it waits.")
        case "paused_already":
            return _("This clock stands still already.")
        case "too_long":
            return _("A clock may stand still for 30 days at most.")
        case "second_person":
            return _("You have let this clock stand still for 30 days. For more, a colleague has to do it.")
        case "not_ahead":
            return _("Please choose a day after today.")
    return _("No clock runs here that could stand still.")
