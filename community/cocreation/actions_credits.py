"""Saying which replies changed an answer."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_

from community.accounts.viewer import Viewer
from community.cocreation import queries_credits
from community.cocreation.models import AnswerCredit
from community.db import db
from community.ideas.models import Idea
from community.ideas.queries_groups import members
from community.responses.models_drafting import WaitingAnswer
from community.responses.queries import answers_of


def credit_replies(actor: Viewer, idea: Idea, waiting: WaitingAnswer | None, voice_ids: Collection[int], *, now: datetime) -> int:
    """Note which replies changed the answer that was just given, in its transaction: the one that waits, else the one that
    holds. Only replies in sight on this idea count; what was noted of it before is replaced. Returns how many it names.
    """
    answers = answers_of(idea.id) if waiting is None else []
    answer_id, waiting_id = (answers[0].id if answers else None), (waiting.id if waiting else None)
    if answer_id is None and waiting_id is None:
        return 0
    _forget(answer_id, waiting_id)
    known = {row.id for row in queries_credits.creditable(members(idea))}
    named = sorted(known & set(voice_ids))
    facts = {"answer_id": answer_id, "waiting_id": waiting_id, "by_id": actor.id, "created_at": now}
    db.session.add_all(AnswerCredit(voice_id=voice_id, **facts) for voice_id in named)
    db.session.flush()
    return len(named)


def _forget(answer_id: int | None, waiting_id: int | None) -> None:
    """Of a public answer also what was noted while it waited."""
    mine = AnswerCredit.waiting_id == waiting_id
    if answer_id is not None:
        mine = or_(AnswerCredit.answer_id == answer_id, AnswerCredit.waiting_id.in_(queries_credits.waited_as(answer_id)))
    db.session.execute(delete(AnswerCredit).where(mine).execution_options(synchronize_session=False))
