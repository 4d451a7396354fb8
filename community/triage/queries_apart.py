"""What taking an idea out of another would give back to it, and what would stay."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from community.db import db
from community.ideas.models import Comment, Idea
from community.ideas.queries_groups import group_of
from community.triage.queries import below, open_merge
from community.voices.models import Voice
from community.votes.models import Vote


@dataclass(frozen=True)
class Given:
    """What people gave: people whose vote counts, comments and voices in sight."""

    votes: int
    comments: int
    voices: int

    def __bool__(self) -> bool:
        return bool(self.votes or self.comments or self.voices)


@dataclass(frozen=True)
class Apart:
    """`goes` back with the idea and what had joined it; `stays`: what came to the other since they are one."""

    since: datetime
    goes: Given
    stays: Given


def apart(part: Idea) -> Apart | None:
    """None for an idea that is part of no other."""
    merge = open_merge(part.id)
    if merge is None or part.root_id is None:
        return None
    group = group_of(part.root_id)
    goes = below(part.id, group)
    stays = [idea_id for idea_id in group if idea_id not in goes]
    return Apart(merge.merged_at, _given(goes), _given(stays, merge.merged_at))


def _given(ids: Collection[int], since: datetime | None = None) -> Given:
    votes = select(func.count(Vote.person_id.distinct())).where(Vote.idea_id.in_(ids), Vote.void.is_(False))
    comments = select(func.count(Comment.id)).where(Comment.idea_id.in_(ids), Comment.hidden_at.is_(None))
    voices = select(func.count(Voice.id)).where(Voice.idea_id.in_(ids), Voice.hidden_at.is_(None))
    if since is not None:
        votes, comments = votes.where(Vote.created_at >= since), comments.where(Comment.created_at >= since)
        voices = voices.where(Voice.created_at >= since)
    row = db.session.execute(select(votes.scalar_subquery(), comments.scalar_subquery(), voices.scalar_subquery())).one()
    return Given(*row)
