"""Parsing what staff say of a clock; nothing typed is ever lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from community import clock
from community.accounts.rules import clean_line, clean_text
from community.ideas.forms import whole
from community.responses.pausing import LONGEST, REASONS

LONGEST_NOTE = 500


@dataclass
class CycleForm:
    """One for all that is done with a clock: `why` is why an answer is taken back or an idea opened again."""

    reason: str = ""
    until_text: str = ""
    longer_text: str = ""
    note: str = ""
    why: str = ""
    topic_id: int = 0
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "CycleForm":
        return cls(
            reason=clean_line(data.get("reason", ""))[:10], until_text=clean_line(data.get("until", ""))[:20],
            longer_text=clean_line(data.get("longer", ""))[:20], note=clean_text(data.get("note", "")),
            why=clean_text(data.get("why", "")),
            topic_id=whole(data.get("topic", "")),
        )

    @property
    def until(self) -> date:
        return date.fromisoformat(self.until_text)

    @property
    def longer(self) -> date:
        return date.fromisoformat(self.longer_text)

    def check_pause(self) -> bool:
        if self.reason not in REASONS:
            self.refuse("no_reason")
        self._check_date("until", self.until_text)
        return self._check_length("note", self.note)

    def check_longer(self) -> bool:
        self._check_date("longer", self.longer_text)
        return not self.problems

    def check_why(self) -> bool:
        return self._check_length("why", self.why)

    def refuse(self, code: str, date_field: str = "until") -> None:
        """Say why beside the field it is about."""
        name = {"no_reason": "reason", "no_note": "note"}.get(code, date_field)
        self.problems.setdefault(name, problem_words(code))

    def _check_date(self, name: str, text: str) -> None:
        if clock.day(text) is None:
            self.problems[name] = _("Please write the date as year, month and day, such as 2027-03-31.")

    def _check_length(self, name: str, text: str) -> bool:
        if len(text) > LONGEST_NOTE:
            self.problems[name] = _("This is longer than we can keep; please shorten it to %(most)s characters.", most=LONGEST_NOTE)
        return not self.problems


def problem_words(code: str) -> str:
    """Why a clock does not stand still so, an idea stays where it is, or an answer stands."""
    words = {
        "no_reason": _("Please choose why the clock is to stand still."),
        "no_note": _("Please say in a few words what it waits for."),
        "why_missing": _("Please say why in a few words; they are kept with it."),
        "paused_already": _("The clock stands still already."),
        "not_running": _("No clock runs here that could stand still."),
        "not_paused": _("The clock does not stand still any more."),
        "not_ahead": _("Please choose a day that is still to come."),
        "not_later": _("Please choose a day after the one on which it goes on anyway."),
        "too_long": _("A clock stands still for %(most)s days at the most.", most=LONGEST.days),
        "second_person": _("You have let this clock stand still long enough. For longer, a colleague must say so too."),
        "not_closed": _("Only what was declined or shipped can be opened again."),
        "running": _("An answer is owed already."),
        "no_topic": _("Please choose a topic."),
        "merged": _("This idea is part of another one now. Please go to that one."),
        "not_in_sight": _("Somebody who voted for it, wrote on it or follows it could not see it there."),
        "too_open": _("More people can read that topic, and what was said here was not meant for them."),
        "nothing": _("There is no answer to take back."),
    }
    return words.get(code, _("This is not yours to do."))
