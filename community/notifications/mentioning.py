"""A comment as HTML, and whom it mentions: people who took part in the idea, found by name when it is posted."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import or_, select, union

from community.accounts.models import Person
from community.accounts.rules import PersonState, fold_name
from community.db import db
from community.ideas.models import Comment, Idea, Topic
from community.ideas.queries_groups import group_of
from community.markdown import Link, plain_runs, render
from community.notifications.rules_mentions import MOST_MENTIONS, Called, called_in, meant_by
from community.responses.models import Answer
from community.votes.models import Vote


class Written(NamedTuple):
    html: str
    mentions: list[int]


def written(body: str, idea: Idea) -> Written:
    """Each @name of somebody who took part leads to their page; anything else behind an @ stays as it was typed."""
    called = [each for run in plain_runs(body) for each in called_in(run, fold_name)] if "@" in body else []
    people = _taking_part(idea.id, called) if called else {}
    if not people:
        return Written(render(body), [])
    mentioned = dict.fromkeys(each.person_id for run in plain_runs(body) for each in meant_by(called_in(run, fold_name), people))
    allowed = set([*mentioned][:MOST_MENTIONS])

    def links(run: str) -> list[Link]:
        meant = meant_by(called_in(run, fold_name), people)
        return [Link(each.start, each.end, f"/people/{each.person_id}") for each in meant if each.person_id in allowed]

    return Written(render(body, links), [each for each in mentioned if each in allowed])


def _taking_part(idea_id: int, called: Iterable[Called]) -> dict[int, str]:
    """Those who asked, voted, commented, answered or own the topic, and bear one of these names: id and folded name."""
    group = group_of(idea_id)
    part = union(
        select(Idea.author_id).where(Idea.id.in_(group)),
        select(Comment.author_id).where(Comment.idea_id.in_(group), Comment.hidden_at.is_(None)),
        select(Vote.person_id).where(Vote.idea_id.in_(group), Vote.void.is_(False)),
        select(Answer.author_id).where(Answer.idea_id.in_(group)),
        select(Topic.owner_id).join(Idea, Idea.topic_id == Topic.id).where(Idea.id == idea_id, Topic.owner_id.is_not(None)),
    ).subquery()
    names = {name for each in called for _, name in each.names if name}
    firsts = {each.names[-1][1] for each in called if each.names and each.names[-1][1]}
    named = or_(Person.name_folded.in_(names), *(Person.name_folded.startswith(f"{first} ", autoescape=True) for first in sorted(firsts)))
    statement = select(Person.id, Person.name_folded).where(Person.id.in_(select(part.c[0])), Person.state == PersonState.ACTIVE, named)
    return {row.id: row.name_folded for row in db.session.execute(statement)}
