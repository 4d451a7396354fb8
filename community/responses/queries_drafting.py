"""Questions about templates, drafts and answers that wait."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import VISIBLE, listed, visible_to
from community.responses.models import Answer
from community.responses.models_drafting import AnswerTemplate, Draft, SharedDraft, WaitingAnswer

MOST_WAITING = 200
MOST_TOGETHER = 20
"""How many ideas are answered in one go."""
KEPT = timedelta(days=30)
RECENT = 20
"""How many settled answers a writer finds on the page of what waits."""


@dataclass(frozen=True)
class WaitingCounts:
    """How many answers wait for this person's approval, and how many of their own wait or came back."""

    to_approve: int
    own: int


def templates_for(topic_id: int | None) -> list[AnswerTemplate]:
    """Those for this topic and those for all, by name."""
    fits = or_(AnswerTemplate.topic_id.is_(None), AnswerTemplate.topic_id == topic_id)
    return list(db.session.scalars(select(AnswerTemplate).where(fits).order_by(AnswerTemplate.name, AnswerTemplate.id)))


def templates() -> list[tuple[AnswerTemplate, str | None]]:
    """All of them by name, each with the name of its topic."""
    statement = select(AnswerTemplate, Topic.name).outerjoin(Topic, Topic.id == AnswerTemplate.topic_id)
    return [(row[0], row[1]) for row in db.session.execute(statement.order_by(AnswerTemplate.name, AnswerTemplate.id))]


def template(template_id: int) -> AnswerTemplate | None:
    return db.session.get(AnswerTemplate, template_id) if 0 < template_id < 2**31 else None


def template_named(name: str) -> AnswerTemplate | None:
    return db.session.scalar(select(AnswerTemplate).where(func.lower(AnswerTemplate.name) == name.lower()))


def draft_of(person_id: int | None, idea_id: int) -> Draft | None:
    return db.session.scalar(select(Draft).where(Draft.person_id == (person_id or 0), Draft.idea_id == idea_id))


def hold_draft(person_id: int, idea_id: int) -> Draft | None:
    """As it now is, and kept from the other windows of its writer."""
    statement = select(Draft).where(Draft.person_id == person_id, Draft.idea_id == idea_id)
    return db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))


def drafts_of(person_id: int | None, ids: Collection[int]) -> dict[int, Draft]:
    """What this person has begun for these ideas, by idea."""
    statement = select(Draft).where(Draft.person_id == (person_id or 0), Draft.idea_id.in_(ids))
    return {draft.idea_id: draft for draft in db.session.scalars(statement)}


def begun_for_parts(person_id: int | None, root_ids: Collection[int]) -> list[tuple[str, str]]:
    """What this person had begun for ideas that have joined these since: the title of each and the words."""
    statement = select(Idea.title, Draft.body).join(Idea, Idea.id == Draft.idea_id)
    mine = (Draft.person_id == (person_id or 0), Idea.root_id.in_(root_ids))
    return [(row.title, row.body) for row in db.session.execute(statement.where(*mine).order_by(Draft.id))]


def key_of(ids: Collection[int]) -> str:
    """By what a draft for several ideas is found again, in whichever order they were ticked."""
    return ",".join(str(each) for each in sorted(ids))


def shared_draft_of(person_id: int | None, *sets: Collection[int]) -> SharedDraft | None:
    """What this person has begun for one of these sets of ideas, the newest if it is more than one."""
    mine = (SharedDraft.person_id == (person_id or 0), SharedDraft.ids.in_({key_of(ids) for ids in sets}))
    return db.session.scalar(select(SharedDraft).where(*mine).order_by(SharedDraft.saved_at.desc(), SharedDraft.id.desc()).limit(1))


def hold_shared_draft(person_id: int, ids: Collection[int]) -> SharedDraft | None:
    """As it now is, and kept from the other windows of its writer."""
    statement = select(SharedDraft).where(SharedDraft.person_id == person_id, SharedDraft.ids == key_of(ids))
    return db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))


def begun_together(person_id: int | None) -> list[SharedDraft]:
    """What this person has begun for several ideas at once, the newest first."""
    statement = select(SharedDraft).where(SharedDraft.person_id == (person_id or 0)).order_by(SharedDraft.saved_at.desc(), SharedDraft.id.desc())
    return list(db.session.scalars(statement.limit(RECENT)))


def open_waiting(idea_id: int) -> WaitingAnswer | None:
    """The answer to this idea that waits, its writer with it."""
    statement = select(WaitingAnswer).where(WaitingAnswer.idea_id == idea_id, WaitingAnswer.state == "waiting")
    return db.session.scalar(statement.options(joinedload(WaitingAnswer.author)))


def who_waits(ids: Collection[int]) -> dict[int, WaitingAnswer]:
    """By idea, the answer to it that waits, its writer with it."""
    statement = select(WaitingAnswer).where(WaitingAnswer.idea_id.in_(ids), WaitingAnswer.state == "waiting")
    return {each.idea_id: each for each in db.session.scalars(statement.options(joinedload(WaitingAnswer.author)))}


def hold_waiting(waiting_id: int) -> WaitingAnswer:
    """As it now is, and kept from others; whoever changes it holds its idea first."""
    statement = select(WaitingAnswer).where(WaitingAnswer.id == waiting_id)
    return db.session.scalars(statement.with_for_update().execution_options(populate_existing=True)).one()


def next_to_publish(now: datetime) -> WaitingAnswer | None:
    """The answer whose time came first, of those that nothing else holds back."""
    free = or_(WaitingAnswer.needs_approval.is_(False), WaitingAnswer.approved_by_id.is_not(None))
    statement = select(WaitingAnswer).where(WaitingAnswer.state == "waiting", WaitingAnswer.publish_at <= now, free)
    return db.session.scalar(statement.order_by(WaitingAnswer.publish_at, WaitingAnswer.id).limit(1))


def waiting_answer(viewer: Viewer, waiting_id: int) -> WaitingAnswer | None:
    """One answer that waits or waited, with its idea and writer, where this person may answer the idea."""
    if not viewer.may_answer or not 0 < waiting_id < 2**31:
        return None
    return db.session.scalar(_waiting(viewer).where(WaitingAnswer.id == waiting_id))


def waiting_answers(viewer: Viewer) -> list[WaitingAnswer]:
    """All that wait, the next to go out first; what waits for approval comes before what has only its time to wait for."""
    if not viewer.may_answer:
        return []
    first = case((_unapproved(), 0), else_=1)
    order = (first, WaitingAnswer.publish_at.is_(None), WaitingAnswer.publish_at, WaitingAnswer.id)
    return list(db.session.scalars(_waiting(viewer).where(WaitingAnswer.state == "waiting").order_by(*order).limit(MOST_WAITING)))


def came_back(viewer: Viewer, now: datetime) -> list[WaitingAnswer]:
    """What was sent back to this person or could not be published, theirs or of an idea they own, newest first.

    Each until the idea is answered or something waits for it again, and for thirty days at most.
    """
    later = aliased(WaitingAnswer)
    again = select(later.id).where(later.idea_id == WaitingAnswer.idea_id, later.id > WaitingAnswer.id)
    since = select(Answer.id).where(Answer.idea_id == WaitingAnswer.idea_id, Answer.created_at > WaitingAnswer.settled_at)
    owned = and_(WaitingAnswer.state == "failed", func.coalesce(Idea.owner_id, Topic.owner_id) == (viewer.id or 0))
    mine = and_(WaitingAnswer.author_id == (viewer.id or 0), WaitingAnswer.state.in_(("sent_back", "failed")))
    statement = _waiting(viewer).where(or_(mine, owned), WaitingAnswer.settled_at > now - KEPT, ~again.exists(), ~since.exists())
    return list(db.session.scalars(statement.order_by(WaitingAnswer.id.desc()).limit(RECENT)))


def came_back_for(viewer: Viewer, idea_id: int) -> WaitingAnswer | None:
    """What this person wrote for the idea and did not see published, if it is the last that happened to it."""
    statement = select(WaitingAnswer).where(WaitingAnswer.idea_id == idea_id, WaitingAnswer.author_id == (viewer.id or 0))
    last = db.session.scalar(statement.order_by(WaitingAnswer.id.desc()).limit(1))
    return last if last is not None and last.state in ("sent_back", "failed") else None


def ideas_to_answer(viewer: Viewer, ids: Sequence[int]) -> list[Idea]:
    """The public ideas among these, up to twenty, in this order; one that joined another gives way to that one."""
    joined = select(func.coalesce(Idea.root_id, Idea.id)).where(Idea.id.in_(ids))
    found = {idea.id: idea for idea in db.session.scalars(VISIBLE.where(Idea.id.in_(joined), listed(), visible_to(viewer)))}
    first = [found[each] for each in ids if each in found]
    return [*first, *(idea for each, idea in sorted(found.items()) if each not in ids)][:MOST_TOGETHER]


def last_answers(ids: Collection[int]) -> dict[int, int]:
    """By idea, the answer that holds; 0 where there is none."""
    statement = select(Answer.idea_id, func.max(Answer.id)).where(Answer.idea_id.in_(ids), Answer.withdrawn_at.is_(None))
    return dict.fromkeys(ids, 0) | {row[0]: row[1] for row in db.session.execute(statement.group_by(Answer.idea_id))}


def answered_since(person_id: int | None, over: Mapping[int, int]) -> bool:
    """Whether this person has answered each of these ideas after the answer that is named with it."""
    mine = (Answer.idea_id.in_(over), Answer.author_id == (person_id or 0), Answer.withdrawn_at.is_(None))
    newest = select(Answer.idea_id, func.max(Answer.id)).where(*mine).group_by(Answer.idea_id)
    found = {row[0]: row[1] for row in db.session.execute(newest)}
    return all(found.get(each, 0) > seen for each, seen in over.items())


def count_waiting(viewer: Viewer) -> WaitingCounts:
    if not viewer.may_answer:
        return WaitingCounts(0, 0)
    mine = WaitingAnswer.author_id == (viewer.id or 0)
    counts = (func.count(case((and_(_unapproved(), ~mine), 1))), func.count(case((mine, 1))))
    statement = select(*counts).join(Idea, Idea.id == WaitingAnswer.idea_id).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(WaitingAnswer.state == "waiting", visible_to(viewer))
    return WaitingCounts(*tuple(db.session.execute(statement).one()))


def _unapproved() -> ColumnElement[bool]:
    return and_(WaitingAnswer.state == "waiting", WaitingAnswer.needs_approval, WaitingAnswer.approved_by_id.is_(None))


def _waiting(viewer: Viewer) -> Select:
    statement = select(WaitingAnswer).join(WaitingAnswer.idea).join(Topic, Topic.id == Idea.topic_id)
    eager = (contains_eager(WaitingAnswer.idea), joinedload(WaitingAnswer.author))
    return statement.where(visible_to(viewer)).options(*eager)


def names_of(ids: Collection[int | None]) -> dict[int, str]:
    """The names of these people."""
    known = [each for each in ids if each]
    return {row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(known)))} if known else {}
