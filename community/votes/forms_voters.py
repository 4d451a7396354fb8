"""What staff ask of the list of voters, and say when they set a vote aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_line
from community.ideas.forms import counted, instant, parse_key, whole
from community.votes.queries_voters import WHICH, VoterFilter
from community.votes.rules import VOID_REASONS


def parse_voters(args: Mapping[str, str]) -> VoterFilter:
    """What makes no sense falls back to everybody, from the start."""
    which = args.get("which", "")
    return VoterFilter(
        which=which if which in WHICH else "", account=whole(args.get("account", "")), q=clean_line(args.get("q", "")[:80]),
        after=parse_key((instant, counted), args.get("after", "")),
    )


@dataclass
class VoidForm:
    """Why a vote is set aside: its voter reads it, in our words."""

    reason: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "VoidForm":
        return cls(reason=data.get("reason", "")[:20])

    def check(self) -> bool:
        if self.reason not in VOID_REASONS:
            self.problems["reason"] = _("Please choose why. The person will read it.")
        return not self.problems
