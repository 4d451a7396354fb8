"""Parsing one answer to several ideas: what they share, and the words of each."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.rules import clean_text
from community.responses.actions import AnswerDraft
from community.responses.actions_together import Kept, TypedTogether
from community.responses.forms import LONGEST_ANSWER
from community.responses.forms_composing import ComposeForm, words_of
from community.responses.models_drafting import AnswerTemplate
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
    """`shared` has the status, the days and the words that are begun from; `spread` is what was put into the fields last.

    own, over, seen: by idea, its own words, the answer its writer saw and the revision of its draft that is known.
    refused: by idea, what stands against its answer.
    """

    shared: ComposeForm = field(default_factory=ComposeForm)
    spread: str = ""
    own: dict[int, str] = field(default_factory=dict)
    over: dict[int, int] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    refused: dict[int, list[str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "TogetherForm":
        ids = read_ids(data.get("ids", ""))[:MOST_TOGETHER]
        return cls(
            ComposeForm.parse(data), clean_text(data.get("spread", "")), {each: clean_text(data.get(f"body-{each}", "")) for each in ids},
            _numbers(data, "over", ids), _numbers(data, "revision", ids),
        )

    def resume(self, kept: Kept) -> None:
        """What had been begun stands in it again."""
        if shared := kept.shared:
            self.spread = shared.spread
            self.shared = ComposeForm(
                shared.status, shared.review_text, shared.body, publish_day=shared.publish_day, publish_time=shared.publish_time,
            )
        self.own = {each: draft.body for each, draft in kept.drafts.items()}
        self.know(kept)

    def know(self, kept: Kept) -> None:
        """The revisions of what is stored now, but for what another window has saved."""
        self.shared.revision = kept.shared.revision if kept.shared else 0
        self.seen.update({each: draft.revision for each, draft in kept.drafts.items()})

    def typed(self) -> TypedTogether:
        names = ("status", "review_text", "body", "publish_day", "publish_time")
        shared = {name: getattr(self.shared, name) for name in names}
        return TypedTogether({**shared, "spread": self.spread}, self.own, self.over, self.seen, self.shared.revision)

    def begin_from(self, template: AnswerTemplate, how: str) -> None:
        """A template's words, gaps and all, become those that are begun from; words that are there stay until it is said how."""
        self.shared.template_id = template.id
        if self.shared.body and how not in ("replace", "below"):
            self.shared.asked = template.id
            return
        self.shared.status = template.status
        self.shared.body = f"{self.shared.body}\n\n{template.body}" if self.shared.body and how == "below" else template.body

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


def _numbers(data: Mapping[str, str], name: str, ids: Iterable[int]) -> dict[int, int]:
    """The whole numbers of one hidden field for each idea; those that are none are left out."""
    found = {each: read_ids(data.get(f"{name}-{each}", "")) for each in ids}
    return {each: numbers[0] for each, numbers in found.items() if numbers}
