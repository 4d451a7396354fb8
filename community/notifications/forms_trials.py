"""Where a test mail is to go."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import LONGEST_EMAIL as LONGEST
from community.accounts.rules import clean_email, clean_line


@dataclass
class TrialForm:
    address: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "TrialForm":
        typed = clean_line(data.get("address", ""))[:LONGEST]
        return cls(clean_email(typed) or typed)

    def check(self) -> bool:
        self.problems = {} if clean_email(self.address) else {"address": _("Please give one mail address, such as you@example.com.")}
        return not self.problems
