"""Saying which replies changed an answer."""

from collections.abc import Collection
from datetime import datetime

from community.accounts.viewer import Viewer
from community.cocreation import queries_credits
from community.cocreation.models import AnswerCredit
from community.db import db
from community.ideas.queries_groups import group_of
from community.responses.models import Answer


def credit_replies(actor: Viewer, answer: Answer, voice_ids: Collection[int], *, now: datetime) -> int:
    """Note with a new answer which replies changed it, in its transaction; returns how many it names.

    Only replies in sight on this idea count. An answer that names some already is left as it is: it was sent twice.
    """
    if not voice_ids or queries_credits.has_credits(answer.id):
        return 0
    known = {row.id for row in queries_credits.creditable(group_of(answer.idea_id))}
    named = sorted(known & set(voice_ids))
    db.session.add_all(AnswerCredit(answer_id=answer.id, voice_id=voice_id, by_id=actor.id, created_at=now) for voice_id in named)
    db.session.flush()
    return len(named)
