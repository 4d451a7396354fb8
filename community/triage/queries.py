"""Questions about merging: what would come of it, what joined what, and what came in meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, union

from community.accounts.models import Person
from community.accounts.rules import STAFF_ROLES, PersonState
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Comment, Follow, Idea, Topic, TopicOrganisation
from community.ideas.queries_groups import group_of, members
from community.ideas.rules import Visibility
from community.responses.merging import due_with
from community.triage import rules
from community.triage.models import Merge
from community.triage.rules import Joining, Readers
from community.voices.models import Voice
from community.votes.models import Vote


@dataclass(frozen=True)
class Preview:
    """What merging these parts into the root would come to. Parts that are refused count for nothing.

    votes: people with a vote that counts, each once. votes_of: votes by idea id, as each shows them now. twice: people
    whose vote is on more than one of them. followers: people who follow any of them. authors: how many people's ideas
    join, the actor's own not counted. due_before, due_after: when the root's answer is due, None where none is owed.
    refusals: by id of the part, a code of rules.REFUSALS.
    """

    votes: int
    votes_of: dict[int, int]
    twice: int
    comments: int
    voices: int
    followers: int
    authors: int
    due_before: datetime | None
    due_after: datetime | None
    refusals: dict[int, str]


def merge_preview(viewer: Viewer, root: Idea, parts: list[Idea], now: datetime) -> Preview:
    """Before anything is changed: the same refusals and counts as merge() comes to."""
    refusals = {part.id: code for part in parts if (code := why_not(viewer, part, root))}
    joining = [part for part in parts if part.id not in refusals]
    groups = {idea.id: members(idea) for idea in (root, *joining)}
    group = [idea_id for ids in groups.values() for idea_id in ids]
    votes = _voters(group)
    authors = select(func.count(Idea.author_id.distinct())).where(Idea.id.in_(set(group) - set(groups[root.id])))
    return Preview(
        votes=votes, votes_of={idea.id: idea.vote_count for idea in (root, *parts)},
        twice=_voters_on_several(list(groups.values())),
        comments=sum(idea.comment_count for idea in (root, *joining)),
        voices=sum(idea.voice_count for idea in (root, *joining)), followers=_followers(group),
        authors=db.session.scalar(authors.where(Idea.author_id != (viewer.id or 0))) or 0,
        due_before=due_with(root, [], now), due_after=due_with(root, joining, now), refusals=refusals,
    )


def _voters(group: Collection[int]) -> int:
    statement = select(func.count(Vote.person_id.distinct())).where(Vote.idea_id.in_(group), Vote.void.is_(False))
    return db.session.scalar(statement) or 0


def _voters_on_several(groups: list[list[int]]) -> int:
    """People whose votes count in more than one of these groups."""
    voters = [select(Vote.person_id.label("id")).distinct().where(Vote.idea_id.in_(ids), Vote.void.is_(False)) for ids in groups]
    if len(voters) < 2:
        return 0
    all_of_them = voters[0].union_all(*voters[1:]).subquery()
    several = select(all_of_them.c.id).group_by(all_of_them.c.id).having(func.count() > 1).subquery()
    return db.session.scalar(select(func.count()).select_from(several)) or 0


def _followers(group: Collection[int]) -> int:
    statement = select(func.count(Follow.person_id.distinct())).where(Follow.idea_id.in_(group), Follow.level != "nothing")
    return db.session.scalar(statement) or 0


def why_not(viewer: Viewer, part: Idea, root: Idea, *, merged: bool = False) -> str:
    """Why the part may not join the root, as a code of rules.REFUSALS; empty when it may.

    `merged` says that one of them is known to be part of another by now.
    """
    readers = readers_of({part.topic_id, root.topic_id})
    joins, takes = (Joining(idea.id, idea.state, merged or idea.root_id is not None, readers[idea.topic_id]) for idea in (part, root))
    all_see = nobody_left_out(part, readers[root.topic_id])
    return rules.why_not(joins, takes, may_merge=viewer.may_merge, all_see=all_see)


def readers_of(topic_ids: Collection[int]) -> dict[int, Readers]:
    """Who may see what is in each of these topics."""
    listed: dict[int, list[int]] = {topic_id: [] for topic_id in topic_ids}
    pairs = select(TopicOrganisation.topic_id, TopicOrganisation.organisation_id)
    for topic_id, organisation_id in db.session.execute(pairs.where(TopicOrganisation.topic_id.in_(topic_ids))):
        listed[topic_id].append(organisation_id)
    topics = db.session.execute(select(Topic.id, Topic.visibility, Topic.opened_at).where(Topic.id.in_(topic_ids)))
    return {row.id: Readers.of(visibility=row.visibility, opened=row.opened_at is not None, organisations=listed[row.id]) for row in topics}


def nobody_left_out(part: Idea, readers: Readers) -> bool:
    """Whether all who suggested, voted for, wrote on or follow the part, or what joined it, are among these readers."""
    if readers.visibility in (Visibility.EVERYONE, Visibility.SIGNED_IN):
        return True
    group = members(part)
    concerned = union(
        select(Vote.person_id).where(Vote.idea_id.in_(group)), select(Follow.person_id).where(Follow.idea_id.in_(group)),
        select(Comment.author_id).where(Comment.idea_id.in_(group)), select(Idea.author_id).where(Idea.id.in_(group)),
        select(Voice.person_id).where(Voice.idea_id.in_(group), Voice.person_id.is_not(None)),
    ).subquery()
    left_out = select(Person.id).where(Person.id.in_(select(concerned.c[0])), _is_customer_without(readers)).limit(1)
    return db.session.scalar(left_out) is None


def _is_customer_without(readers: Readers) -> ColumnElement[bool]:
    here = Person.state.in_((PersonState.ACTIVE, PersonState.BANNED))
    customer = and_(here, Person.role.not_in(STAFF_ROLES))
    if readers.visibility == Visibility.STAFF:
        return customer
    return and_(customer, or_(Person.organisation_id.is_(None), Person.organisation_id.not_in(readers.organisations)))


def topics_in(group: Collection[int]) -> set[int]:
    """The topics of these ideas."""
    return set(db.session.scalars(select(Idea.topic_id).where(Idea.id.in_(group))))


def open_merge(part_id: int) -> Merge | None:
    """What made this idea part of another, if it is one now."""
    return db.session.scalar(select(Merge).where(Merge.part_id == part_id, Merge.unmerged_at.is_(None)))


def direct_parts(idea_id: int) -> list[int]:
    """The ids of the ideas that were made part of this very one, and still are."""
    statement = select(Merge.part_id).where(Merge.root_id == idea_id, Merge.unmerged_at.is_(None))
    return list(db.session.scalars(statement.order_by(Merge.id)))


def below(idea_id: int, group: Collection[int]) -> list[int]:
    """Of the ids of a group: this idea, and what joined it or joined something below it."""
    statement = select(Merge.part_id, Merge.root_id).where(Merge.part_id.in_(group), Merge.unmerged_at.is_(None))
    joined: dict[int, list[int]] = {}
    for part_id, root_id in db.session.execute(statement):
        joined.setdefault(root_id, []).append(part_id)
    found = [idea_id]
    for each in found:
        found += joined.get(each, [])
    return found


def way_up(idea_id: int) -> list[Idea]:
    """This idea, what it is part of, and so on up to the root."""
    found, merge = [db.session.get_one(Idea, idea_id)], open_merge(idea_id)
    while merge is not None:
        found.append(db.session.get_one(Idea, merge.root_id))
        merge = open_merge(merge.root_id)
    return found


def imported_by(group: Collection[int], *, but: int) -> int:
    """Votes that these ideas brought along from an earlier tool."""
    statement = select(func.coalesce(func.sum(Idea.imported_votes), 0)).where(Idea.id.in_(group), Idea.id != but)
    return db.session.scalar(statement) or 0


def joining_facts(part: Idea, root: Idea) -> dict[str, Any]:
    """Before they are one: what joins, for the event. `answered`: the root has an answer that holds."""
    return {
        "joined_votes": part.vote_count, "twice": _voters_on_several([members(part), members(root)]),
        "joined_comments": part.comment_count, "joined_voices": part.voice_count,
        "answered": root.answer_state == "answered",
    }


def parting_facts(row: Merge, part: Idea, root: Idea) -> dict[str, Any]:
    """Once they are two: what the part takes along, and what came to the root meanwhile and stays there."""
    here = group_of(root.id)
    votes = select(func.count(Vote.person_id.distinct())).where(Vote.idea_id.in_(here), Vote.created_at >= row.merged_at)
    comments = select(func.count()).select_from(Comment).where(Comment.idea_id.in_(here), Comment.created_at >= row.merged_at)
    voices = select(func.count()).select_from(Voice).where(Voice.idea_id.in_(here), Voice.created_at >= row.merged_at)
    return {
        "parted_votes": part.vote_count, "stayed_votes": db.session.scalar(votes) or 0,
        "stayed_comments": db.session.scalar(comments) or 0, "stayed_voices": db.session.scalar(voices) or 0,
        "answered_meanwhile": root.answered_at is not None and root.answered_at >= row.merged_at,
    }
