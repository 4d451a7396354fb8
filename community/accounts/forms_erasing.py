"""What somebody types to be forgotten, or to forget somebody."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_line, fold


@dataclass
class ErasureForm:
    """`email` is typed as a proof that it is meant."""

    email: str = ""
    keep_words: bool = True
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "ErasureForm":
        return cls(clean_line(data.get("email", ""))[:254], data.get("words") != "remove")

    def check(self, email: str) -> bool:
        if not email or fold(self.email) != fold(email):
            self.problems["email"] = _("Please type the address as it stands above, so that we know it is meant.")
        return not self.problems
