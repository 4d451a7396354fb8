"""What people say of an answer, as they typed it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from community.accounts.rules import clean_text
from community.ideas.forms import whole
from community.responses.actions_rating import Mark
from community.responses.models_rating import Effort, Rating
from community.responses.rules_rating import LONGEST_WORDS, SCALE, clean_reason

HELPFUL = {"yes": True, "no": False}


@dataclass
class RatingForm:
    """`helpful` is yes, no or, before anything was said, empty."""

    helpful: str = ""
    reason: str = ""
    words: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "RatingForm":
        return cls(str(data.get("helpful", "")), str(data.get("reason", "")), clean_text(str(data.get("words", ""))))

    @classmethod
    def of(cls, rating: Rating | None) -> "RatingForm":
        return cls("yes" if rating.helpful else "no", rating.reason, rating.words) if rating else cls()

    def check(self) -> bool:
        if self.helpful not in HELPFUL:
            self.problems["helpful"] = _("Please say yes or no.")
        check_words(self.words, self.problems)
        return not self.problems

    def mark(self) -> Mark:
        helpful = HELPFUL[self.helpful]
        return Mark(helpful, clean_reason(helpful, self.reason), self.words)

    def payload(self) -> dict[str, str]:
        return {"helpful": self.helpful, "reason": self.reason, "words": self.words}


@dataclass
class EffortForm:
    """`score` is 0 while nothing is chosen."""

    score: int = 0
    words: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "EffortForm":
        return cls(whole(data.get("score", "")), clean_text(data.get("words", "")))

    @classmethod
    def of(cls, effort: Effort, chosen: str = "") -> "EffortForm":
        """What was said, with the number that a link of the mail chose."""
        score = whole(chosen)
        return cls(score if score in SCALE else effort.score or 0, effort.words)

    def check(self) -> bool:
        if self.score not in SCALE:
            self.problems["score"] = _("Please choose a number from 1 to 7.")
        check_words(self.words, self.problems)
        return not self.problems


def check_words(words: str, problems: dict[str, str]) -> None:
    if len(words) > LONGEST_WORDS:
        problems["words"] = ngettext(
            "That is %(num)s character too long. It is all still there.", "That is %(num)s characters too long. It is all still there.",
            len(words) - LONGEST_WORDS,
        )
