"""What happened to an idea, in words, from its answers and its events."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from flask_babel import gettext as _
from sqlalchemy import Row

from community.ideas.models import Idea
from community.responses.models import Answer
from community.web.filters import status_word


@dataclass(frozen=True)
class Moment:
    """One line of the history; `key` marks an answer."""

    at: datetime
    what: str
    who: str = ""
    key: bool = False


WORDS: dict[str, Callable[[], str]] = {
    "idea.edited": lambda: _("Words changed"),
    "idea.merged": lambda: _("Became part of another idea"),
    "idea.unmerged": lambda: _("Stands on its own again"),
    "idea.gained": lambda: _("Another idea became part of this one"),
    "idea.parted": lambda: _("An idea that was part of this one stands on its own again"),
    "idea.moved": lambda: _("Moved to another topic"),
    "idea.restored": lambda: _("Shown again"),
    "question.asked": lambda: _("A question to the author"),
    "mention.logged": lambda: _("A mention elsewhere was added"),
    "clock.due": lambda: _("An answer was due and had not come"),
}


def timeline(idea: Idea, events: list[Row], answers: list[Answer]) -> list[Moment]:
    """The newest first, down to the day it was asked."""
    asked = Moment(idea.published_at or idea.created_at, _("Asked"), idea.author.name)
    told = [Moment(row.at, WORDS[row.kind](), _who(row)) for row in events]
    given = [_answered(*pair) for pair in zip_longest(answers, answers[1:])]
    return [*sorted([*told, *given], key=lambda moment: moment.at, reverse=True), asked]


def _who(row: Row) -> str:
    return row.name if row.name and not row.kind.startswith("clock.") else ""


def _answered(answer: Answer, before: Answer | None) -> Moment:
    status = status_word(answer.status)
    if before is None:
        what = _("First answer: %(status)s", status=status)
    elif before.status == answer.status:
        what = _("Answer brought up to date: %(status)s", status=status)
    else:
        what = _("Answer brought up to date: %(before)s became %(status)s", before=status_word(before.status), status=status)
    return Moment(answer.created_at, what, answer.author.name, key=True)
