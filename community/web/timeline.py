"""What happened to an idea, in words, from its answers and its events."""

from collections.abc import Callable, Mapping
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
    "idea.moved": lambda: _("Moved to another topic"),
    "idea.restored": lambda: _("Shown again"),
    "mention.tied": lambda: _("A mention elsewhere was added"),
    "beta.opened": lambda: _("A beta was opened, to be tried"),
    "beta.closed": lambda: _("The beta was closed"),
    "clock.due": lambda: _("An answer was due and had not come"),
    "clock.paused": lambda: _("The clock was paused"),
    "answer.withdrawn": lambda: _("An answer was withdrawn"),
    "idea.reopened": lambda: _("Opened again: a new answer is owed"),
}


OTHER = {"idea.merged": "root_id", "idea.gained": "part_id", "idea.parted": "part_id"}
"""Which other idea an event names."""


def others_in(events: list[Row]) -> set[int]:
    """The ids of the ideas that these events name besides the one they are of."""
    return {row.data[OTHER[row.kind]] for row in events if row.kind in OTHER}


def timeline(idea: Idea, events: list[Row], answers: list[Answer], titles: Mapping[int, str] | None = None) -> list[Moment]:
    """The newest first, down to the day it was asked. `titles`, by id: those of other ideas that the reader may see."""
    asked = Moment(idea.published_at or idea.created_at, _("Asked"), idea.author.name)
    told = [Moment(row.at, _what(row, titles or {}), _who(row)) for row in events]
    given = [_answered(*pair) for pair in zip_longest(answers, answers[1:])]
    return [*sorted([*told, *given], key=lambda moment: moment.at, reverse=True), asked]


def _what(row: Row, titles: Mapping[int, str]) -> str:
    title = titles.get(row.data.get(OTHER.get(row.kind, ""), 0), "")
    match row.kind:
        case "idea.merged":
            return _("Became part of “%(title)s”", title=title) if title else _("Became part of another idea")
        case "idea.unmerged":
            return _("Stands on its own again")
        case "question.asked":
            return _("A question to the author") if row.data.get("audience", "author") == "author" else _("A question to voters")
        case "idea.gained":
            return _("“%(title)s” became part of this idea", title=title) if title else _("Another idea became part of this one")
        case "idea.parted":
            return (_("“%(title)s” stands on its own again", title=title) if title else _("A part stands on its own again")) + _stayed(row.data)
    if row.kind == "clock.due" and row.data.get("clock") == "next":
        return _("A reply to a question was due and had not come")
    return WORDS[row.kind]()


def _stayed(data: Mapping[str, int]) -> str:
    """What came while the two were one."""
    if not any(data.get(f"stayed_{what}") for what in ("votes", "comments", "voices")):
        return ""
    return "; " + _("what was given here meanwhile stays here")


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
