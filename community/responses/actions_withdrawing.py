"""Taking an answer back."""

from collections.abc import Sequence
from datetime import datetime

from community import audit, events
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.responses import queries
from community.responses.actions_clocks import start_clock
from community.responses.models import Answer, Clock
from community.responses.recomputing import bring
from community.responses.rules import Status
from community.responses.timekeeping import record_clock, show_clock, touch


class WithdrawalRefused(Exception):
    """The answer stays; `code` is nothing (there is none), not_allowed, not_public or no_reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def withdraw_answer(actor: Viewer, idea: Idea, reason: str, *, now: datetime) -> Answer:
    """Take back the answer that holds; what was said before it holds again. Raises WithdrawalRefused.

    Before its time was over the same cycle goes on, as if it had never been met; later a new one begins.
    """
    queries.lock_idea(idea)
    answers = queries.answers_of(idea.id)
    code = why_not_withdraw(actor, idea, answers, reason)
    if code:
        raise WithdrawalRefused(code)
    answer, earlier = answers[0], answers[1:]
    answer.withdrawn_at, answer.withdrawn_by_id, answer.withdrawn_reason = now, actor.id, reason.strip()
    db.session.flush()
    _carry_back(idea, earlier)
    _owe_again(idea, queries.clock_answered(idea.id, answer.created_at), earlier, now)
    touch(idea)
    events.record("answer.withdrawn", at=now, actor_id=actor.id, idea_id=idea.id, answer_id=answer.id)
    after = {"answer_id": answer.id, "reason": answer.withdrawn_reason}
    audit.log("answer.withdrawn", actor_id=actor.id, at=now, subject=("idea", idea.id), after=after)
    return answer


def why_not_withdraw(actor: Viewer, idea: Idea, answers: Sequence[Answer], reason: str) -> str:
    """A code of WithdrawalRefused; empty when it may be taken back: by who gave it, or an administrator."""
    if not answers:
        return "nothing"
    if not (actor.may_administer or (actor.may_answer and actor.id == answers[0].author_id)):
        return "not_allowed"
    if idea.root_id is not None:
        return "not_public"
    return "" if reason.strip() else "no_reason"


def _carry_back(idea: Idea, earlier: Sequence[Answer]) -> None:
    """What the idea shows of the answer that holds now; nothing when there is none."""
    last = earlier[0] if earlier else None
    idea.status, idea.review_at = (last.status, last.review_at) if last else (Status.NEW, None)
    idea.answerer_name = last.author.name if last else ""
    stops = queries.answered_moments(idea.id)
    idea.answered_at = max((each.created_at for each in earlier if each.created_at in stops), default=last.created_at if last else None)


def _owe_again(idea: Idea, ended: Clock | None, earlier: Sequence[Answer], now: datetime) -> None:
    """Let a clock run again, unless one does, or the answer before was in force and is so again."""
    if queries.open_clock(idea.id) is not None or (ended is None and earlier):
        return
    last = queries.last_clock(idea.id)
    if ended is not None and last is ended and ended.due_at is not None and now < ended.due_at:
        _go_on(idea, ended, now)
    elif start_clock(idea, "review" if earlier else "first", now=now) is None:
        idea.answer_state = "awaiting"


def _go_on(idea: Idea, clock: Clock, now: datetime) -> None:
    clock.stopped_at, clock.outcome = None, ""
    db.session.flush()
    bring(idea, clock, queries.terms_of(idea.topic_id), now)
    show_clock(idea, clock)
    record_clock("clock.resumed", clock, at=now)
