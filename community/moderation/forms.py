"""What people write when they report something, and moderators when they decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_text
from community.moderation.rules import LONGEST_NOTE, LONGEST_REASON, Reason


def reason_words() -> dict[str, str]:
    return {
        Reason.SPAM: _("It advertises something"), Reason.HURTFUL: _("It hurts or insults somebody"),
        Reason.PRIVATE: _("It shows somebody's private details"), Reason.OTHER: _("Something else"),
    }


@dataclass
class ReportForm:
    reason: str = ""
    note: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "ReportForm":
        return cls(reason=data.get("reason", "")[:20], note=clean_text(data.get("note", "")))

    def check(self) -> bool:
        if self.reason not in tuple(Reason):
            self.problems["reason"] = _("Please choose what it is about.")
        elif self.reason == Reason.OTHER and not self.note:
            self.problems["note"] = _("Please say in a few words what it is.")
        if len(self.note) > LONGEST_NOTE:
            self.problems["note"] = _("Please shorten this to %(most)s characters.", most=LONGEST_NOTE)
        return not self.problems


@dataclass
class ReasonForm:
    """Why something is taken out of sight, or somebody is kept out: the person reads it."""

    reason: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "ReasonForm":
        return cls(reason=clean_text(data.get("reason", "")))

    def check(self) -> bool:
        if not any(c.isalnum() for c in self.reason):
            self.problems["reason"] = _("Please give the reason; the author will read it.")
        elif len(self.reason) > LONGEST_REASON:
            self.problems["reason"] = _("Please shorten this to %(most)s characters.", most=LONGEST_REASON)
        return not self.problems
