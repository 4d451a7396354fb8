"""The promise of one idea on one line: asked, answered or due, looked at again, and where today stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from community import clock
from community.responses.timing import review_streak

EDGE = 1.0  # percent kept free at both ends, for the round caps


@dataclass(frozen=True)
class PromiseBar:
    """In percent of the width: time taken until, answer holding until, late until, the tick of today."""

    kind: str
    run: float
    marks: tuple[tuple[datetime, str], ...]
    keep: float | None = None
    over: float | None = None
    today: float | None = None


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(promise_bar=promise_bar, review_streak=_review_streak)


def promise_bar(idea: Any, answers: Sequence[Any]) -> PromiseBar | None:
    """Answers newest first. None where nothing was promised, or nothing is set yet."""
    asked, now = idea.published_at or idea.created_at, clock.now()
    if answers:
        return _answered(asked, answers[-1].created_at, idea.review_at, now)
    if idea.legacy or idea.due_at is None or idea.answer_state not in ("awaiting", "decision"):
        return None
    return _waiting(idea.started_at, idea.due_at, now, decision=idea.answer_state == "decision")


def _review_streak(answers: Sequence[Any]) -> int:
    """How many of the newest answers in a row say Under review."""
    return review_streak([answer.status for answer in answers])


def _waiting(asked: datetime, due: datetime, now: datetime, *, decision: bool) -> PromiseBar:
    if now > due:
        marks = ((asked, _("asked")), (due, _("was due")), (now, _("today")))
        return PromiseBar("late", _at(asked, due, now), marks, over=100 - EDGE)
    owed, today = _("a decision is due") if decision else _("an answer is due"), _at(asked, now, due)
    return PromiseBar("waiting", today, ((asked, _("asked")), (due, owed)), today=today)


def _answered(asked: datetime, answered: datetime, review: datetime | None, now: datetime) -> PromiseBar:
    marks = ((asked, _("asked")), (answered, _("answered")))
    if review is None:
        return PromiseBar("answered", 100 - EDGE, marks)
    end = max(review, now)
    again = (review, _("we look again") if now < review else _("expired"))
    run, keep, today = (_at(asked, moment, end) for moment in (answered, review, now))
    return PromiseBar("answered", run, (*marks, again), keep=keep, over=100 - EDGE if now > review else None, today=today)


def _at(start: datetime, moment: datetime, end: datetime) -> float:
    """Where a moment lies between start and end, in percent, within the edges."""
    whole = (end - start).total_seconds()
    share = (moment - start).total_seconds() / whole if whole > 0 else 1.0
    return round(EDGE + (100 - 2 * EDGE) * min(1.0, max(0.0, share)), 1)
