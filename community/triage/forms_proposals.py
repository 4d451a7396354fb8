"""What people type when they say that two ideas are the same, and staff when they keep them apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_line, clean_text

LONGEST_WORDS = 500
_NUMBER = re.compile(r"(?:.*/ideas/)?#?\s*(\d{1,9})(?:[/?#].*)?", re.DOTALL)


def idea_number(text: str) -> int:
    """The number in what was typed: 214, #214, or the address of an idea; 0 when there is none."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found and found[1].isascii() else 0


@dataclass
class ProposalForm:
    """`other` is what was typed or chosen; `query` what was searched for among the ideas."""

    other: str = ""
    words: str = ""
    query: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "ProposalForm":
        chosen = clean_line(data.get("number", "")) or clean_line(data.get("other", ""))
        return cls(chosen[:300], clean_text(data.get("words", "")), clean_line(data.get("q", ""))[:300])

    @property
    def other_id(self) -> int:
        return idea_number(self.other)

    def check(self) -> bool:
        if len(self.words) > LONGEST_WORDS:
            self.problems["words"] = _("Please shorten this to %(most)s characters.", most=LONGEST_WORDS)
        if not self.other_id:
            self.problems["number"] = _("Please choose the other idea, or give its number or address.")
        return not self.problems

    def refuse(self, code: str) -> None:
        """`code` is one of ProposalRefused, or unknown."""
        self.problems["number"] = {
            "itself": _("That is this very idea. Please choose the other one."),
            "together": _("These two are one idea already, so there is nothing left to do."),
        }.get(code, _("There is no public idea with that number. Please look at its page; the number stands above its title."))


@dataclass
class RefusalForm:
    """Why two ideas stay apart: whoever said they are the same reads it."""

    reply: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "RefusalForm":
        return cls(clean_text(data.get("reply", "")))

    def check(self) -> bool:
        if not any(c.isalnum() for c in self.reply):
            self.problems["reply"] = _("Please say in a few words why they stay apart; they took the trouble to tell us.")
        elif len(self.reply) > LONGEST_WORDS:
            self.problems["reply"] = _("Please shorten this to %(most)s characters.", most=LONGEST_WORDS)
        return not self.problems
