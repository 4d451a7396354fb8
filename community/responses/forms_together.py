"""Parsing one answer to several ideas: what they share, and the words of each."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_text
from community.responses.actions import AnswerDraft
from community.responses.forms import LONGEST_ANSWER, AnswerForm
from community.responses.forms_composing import words_of
from community.responses.queries_drafting import MOST_TOGETHER
from community.responses.rules import Problem
from community.responses.templating import fill
from community.responses.wording import folded


def read_ids(text: str) -> list[int]:
    """Numbers divided by commas, each once; what is no number of an idea is left out."""
    numbers = (part.strip() for part in text.split(","))
    return list(dict.fromkeys(int(each) for each in numbers if each.isascii() and each.isdigit() and len(each) < 10))


@dataclass
class TogetherForm:
    """`shared` has the status, the day and the words that are begun from; `spread` is what was put into the fields last.

    own, over: by idea, its own words and the answer its writer saw. refused: by idea, what stands against its answer.
    """

    shared: AnswerForm = field(default_factory=AnswerForm)
    spread: str = ""
    own: dict[int, str] = field(default_factory=dict)
    over: dict[int, int] = field(default_factory=dict)
    refused: dict[int, list[str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "TogetherForm":
        ids = read_ids(data.get("ids", ""))[:MOST_TOGETHER]
        over = {each: read_ids(data.get(f"over-{each}", "")) for each in ids}
        return cls(
            AnswerForm.parse(data), clean_text(data.get("spread", "")), {each: clean_text(data.get(f"body-{each}", "")) for each in ids},
            {each: found[0] for each, found in over.items() if found},
        )

    @property
    def problems(self) -> dict[str, str]:
        """Of the shared fields, and one for each idea whose answer was refused."""
        return {**self.shared.problems, **{f"body-{each}": " ".join(found) for each, found in self.refused.items()}}

    def put_into_each(self, values: Mapping[int, Mapping[str, str]]) -> None:
        """The shared words go into each field that is empty or still as it was filled; words of its own stay."""
        for each, known in values.items():
            if not self.own.get(each) or self.own[each] == fill(self.spread, known):
                self.own[each] = fill(self.shared.body, known)
        self.spread = self.shared.body

    def draft(self, idea_id: int, values: Mapping[str, str]) -> AnswerDraft:
        """One idea's answer: its own words, else the shared ones."""
        words = self.own.get(idea_id) or fill(self.shared.body, values)
        return AnswerDraft.of(self.shared.status, words, self.shared.review_on, self.over.get(idea_id))

    def check(self) -> bool:
        self.shared.check()
        for each, words in self.own.items():
            if len(words) > LONGEST_ANSWER:
                self.refused[each] = [_("This is longer than we can keep; please shorten it to %(most)s characters.", most=LONGEST_ANSWER)]
        return not self.problems

    def refuse(self, idea_id: int, problems: Iterable[Problem], months: int) -> None:
        """A fault of the status or the day is said once, where it is mended; the idea's own stand with the idea."""
        for problem in problems:
            if problem.field == "body" or problem.code in ("not_public", "not_allowed", "needs_approval"):
                self.refused.setdefault(idea_id, []).append(words_of(problem, months))
            else:
                self.shared.problems.setdefault(problem.field, words_of(problem, months))

    def alike(self) -> int:
        """How many of these ideas get words that another of them gets too."""
        words = Counter(folded(each) for each in self.own.values() if each)
        return sum(count for count in words.values() if count > 1)
