"""Parsing what staff write in answer; nothing typed is ever lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from community.accounts.rules import clean_line, clean_text
from community.responses.actions import AnswerDraft, is_emptied
from community.responses.models import Answer
from community.responses.rules import FINAL, SHORTEST_ANSWER, Problem, latest_review

LONGEST_ANSWER = 20_000
LONGEST_WHY = 500
USUAL_MONTHS = 3


@dataclass
class AnswerForm:
    """What was typed, cleaned, and a message for each field that needs a hand. `over`: the answer its writer saw."""

    status: str = ""
    review_text: str = ""
    body: str = ""
    over: int | None = None
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def fresh(cls, today: date, months: int) -> "AnswerForm":
        """An empty form whose look-again date stands where it usually does."""
        return cls(review_text=latest_review(today, min(months, USUAL_MONTHS)).isoformat())

    @classmethod
    def of(cls, answer: Answer) -> "AnswerForm":
        return cls(status=answer.status, body=answer.body, over=answer.id)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "AnswerForm":
        over = data.get("over", "")
        return cls(
            status=clean_line(data.get("status", ""))[:10],
            review_text=clean_line(data.get("review_on", ""))[:20],
            body=clean_text(data.get("body", "")),
            over=int(over) if over.isascii() and over.isdigit() and len(over) < 10 else None,
        )

    @property
    def review_on(self) -> date | None:
        """The date typed; final answers carry none, whatever the field held."""
        try:
            return None if self.status in FINAL else date.fromisoformat(self.review_text)
        except ValueError:
            return None

    def draft(self) -> AnswerDraft:
        return AnswerDraft.of(self.status, self.body, self.review_on, self.over)

    def check(self) -> bool:
        if len(self.body) > LONGEST_ANSWER:
            self.problems["body"] = _("This is longer than we can keep; please shorten it to %(most)s characters.", most=LONGEST_ANSWER)
        if self.review_text and self.review_on is None and self.status not in FINAL:
            self.problems["review_on"] = _("Please write the date as year, month and day, such as 2027-03-31.")
        return not self.problems

    def refuse(self, problems: list[Problem], months: int) -> None:
        """Say each reason beside its field; the first one of a field is enough."""
        for problem in problems:
            self.problems.setdefault(problem.field, problem_words(problem, months))


@dataclass
class MendForm(AnswerForm):
    """An answer whose words are mended. `emptied`: what is left is none, so its writer is asked `why` it is taken back."""

    why: str = ""
    emptied: bool = False

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "MendForm":
        plain = AnswerForm.parse(data)
        return cls(plain.status, plain.review_text, plain.body, plain.over, why=clean_text(data.get("why", "")))

    def check(self) -> bool:
        if len(self.why) > LONGEST_WHY:
            self.emptied = True
            self.problems["why"] = _("This is longer than we can keep; please shorten it to %(most)s characters.", most=LONGEST_WHY)
        return super().check()

    def refuse(self, problems: list[Problem], months: int) -> None:
        self.emptied = is_emptied(problems)
        super().refuse(problems, months)
        if self.emptied:
            self.problems["body"] = _("With these words it is no answer any more: at least %(least)s characters that can be read.", least=SHORTEST_ANSWER)


def problem_words(problem: Problem, months: int) -> str:
    match problem.field, problem.code:
        case "body", code:
            return _body_words(code)
        case "review_on", code:
            return _review_words(code, months)
        case _, "not_public":
            return _("This idea is not public now, so it cannot be answered.")
        case _, "not_allowed":
            return _("Answers are given by product managers, managers and administrators.")
        case _, "needs_approval":
            return _("In this topic a second person reads every answer before it is published.")
    return _("Please choose what the answer is.")


def _body_words(code: str) -> str:
    match code:
        case "placeholder":
            return _("There is still a gap to fill in, such as {name} or [date].")
        case "repeated":
            return _("These are the words of the last answer. Please say what is new since then, even if it is little.")
        case "answered_meanwhile":
            return _("A colleague has answered while you were writing. Their answer stands on this page now, and your text is still here.")
        case "not_yours":
            return _("An answer is signed, so only the person who gave it can mend its words.")
        case "needs_approval":
            return _("In this topic a second person reads every answer first. Please renew the answer, so that these words are read too.")
    return _("An answer needs a sentence or two: at least %(least)s characters that can be read.", least=SHORTEST_ANSWER)


def _review_words(code: str, months: int) -> str:
    match code:
        case "forbidden":
            return _("Shipped and Declined carry no date.")
        case "not_in_future":
            return _("Please choose a day after today.")
        case "too_far":
            return ngettext(
                "We look again within %(num)s month at the latest in this topic.",
                "We look again within %(num)s months at the latest in this topic.", months,
            )
    return _("Please say by when we look at this again.")
