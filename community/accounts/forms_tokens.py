"""What administrators type to make a token of the API."""

from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community.accounts.rules import clean_line
from community.accounts.rules_tokens import LONGEST_NAME, SCOPES


@dataclass
class TokenForm:
    name: str = ""
    scopes: list[str] = field(default_factory=list)
    key: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "TokenForm":
        chosen = set(data.getlist("scopes"))
        return cls(
            name=clean_line(data.get("name", "")), scopes=[scope for scope in SCOPES if scope in chosen],
            key=clean_line(data.get("key", ""))[:64],
        )

    def check(self) -> bool:
        if not self.name:
            self.problems["name"] = _("The token needs a name, such as “Till in the shop”.")
        elif len(self.name) > LONGEST_NAME:
            self.problems["name"] = _("Please shorten this to %(most)s characters.", most=LONGEST_NAME)
        if not self.scopes:
            self.problems["scopes"] = _("Please choose at least one thing that it may do.")
        return not self.problems
