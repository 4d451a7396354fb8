"""Parsing what staff ask and what people reply; nothing typed is ever lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community.accounts.rules import clean_line, clean_text
from community.cocreation.actions import QuestionDraft
from community.cocreation.rules import AUDIENCES, AUTHOR, KINDS, LONGEST_QUESTION, USUAL_DAYS, Problem
from community.cocreation.wording import problem_words
from community.ideas.rules import shows_something
from community.responses.timing import Terms

MOST_CREDITS = 200


@dataclass
class AskForm:
    """What was typed, cleaned, and a message for each field that needs a hand."""

    audience: str = ""
    kind: str = "question"
    body: str = ""
    closes_text: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def fresh(cls, audience: str, today: date) -> "AskForm":
        """An empty form whose end stands a week ahead."""
        chosen = audience if audience in AUDIENCES else ""
        return cls(audience=chosen, closes_text=(today + timedelta(days=USUAL_DAYS)).isoformat())

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "AskForm":
        audience, kind = data.get("audience", ""), data.get("kind", "question")
        return cls(
            audience=audience if audience in AUDIENCES else "", kind=kind if kind in KINDS and audience != AUTHOR else "question",
            body=clean_text(data.get("body", "")), closes_text=clean_line(data.get("closes", ""))[:20],
        )

    @property
    def closes_on(self) -> date | None:
        try:
            return date.fromisoformat(self.closes_text)
        except ValueError:
            return None

    def closes_at(self, terms: Terms) -> datetime | None:
        """The end of the working day; None where the calendar ends before."""
        try:
            return terms.review_moment(self.closes_on) if self.closes_on else None
        except OverflowError:
            return None

    def draft(self, terms: Terms) -> QuestionDraft:
        return QuestionDraft.of(self.audience, self.kind, self.body, self.closes_at(terms))

    def check(self) -> bool:
        if not shows_something(self.body):
            self.problems["body"] = _("Please write what you would like to know.")
        elif len(self.body) > LONGEST_QUESTION:
            self.problems["body"] = _("Please shorten this to %(most)s characters.", most=LONGEST_QUESTION)
        if self.closes_text and self.closes_on is None:
            self.problems["closes"] = problem_words(Problem("closes", "no_date"))
        if not self.audience:
            self.problems["audience"] = problem_words(Problem("audience", "missing"))
        return not self.problems

    def refuse(self, problems: list[Problem]) -> None:
        """Say each reason beside its field; the first one of a field is enough."""
        for problem in problems:
            self.problems.setdefault(problem.field, problem_words(problem))


def parse_credits(data: MultiDict[str, str]) -> list[int]:
    """The ids of the replies that were ticked as having changed the answer."""
    ticked = (text for text in data.getlist("because")[:MOST_CREDITS])
    return [int(text) for text in ticked if text.isascii() and text.isdigit() and len(text) < 10]
