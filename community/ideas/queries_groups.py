"""Questions about ideas that became part of another: an idea and all that joined it are one group, named by its root.

Who changes what a group counts holds the row of its root first, and the rows of parts only after it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property, partial

from sqlalchemy import ScalarSelect, Select, String, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Comment, Follow, Idea
from community.ideas.queries import VISIBLE, visible_idea, visible_to
from community.ideas.rules import IdeaState

TRIES = 20
"""How often a root is looked for that other merges move meanwhile."""


def group_of(idea_id: int) -> list[int]:
    """The ids of an idea and of all that joined it, its own first."""
    return [idea_id, *db.session.scalars(select(Idea.id).where(Idea.root_id == idea_id).order_by(Idea.id))]


def members(idea: Idea) -> list[int]:
    """group_of() without a statement for an idea that nothing joined."""
    return group_of(idea.id) if idea.part_count else [idea.id]


def root_idea(viewer: Viewer, idea_id: int) -> Idea | None:
    """The idea, or the one that it became part of; None when that is not there for this person."""
    idea = visible_idea(viewer, idea_id)
    return visible_idea(viewer, idea.root_id) if idea and idea.root_id else idea


def root_to_change(viewer: Viewer, idea_id: int) -> Idea | None:
    """root_idea(), its row kept from others until this transaction ends: what is given to it is counted there."""
    return _hold_root(idea_id, partial(_shown, viewer)) if 0 < idea_id < 2**31 else None


def hold_root(idea_id: int) -> Idea | None:
    """The root of an idea's group, its row kept from others until this transaction ends. Asks for no permission."""
    return _hold_root(idea_id, _any)


def _hold_root(idea_id: int, find: Callable[[int], Select]) -> Idea | None:
    """In one statement where nobody is in the way; else whoever is, is waited for."""
    for _ in range(TRIES):
        idea = _hold(find(idea_id), skip_locked=True)
        if idea is not None:
            return idea
        seen = db.session.scalar(find(idea_id).execution_options(populate_existing=True))
        if seen is None:
            return None
        if seen.root_id is None:
            idea = _wait_for(find(idea_id))
            if idea is not None:
                return idea
        idea_id = seen.root_id or idea_id
    return None


def hold_alone(idea_id: int) -> Idea | None:
    """The idea, its row kept from others until this transaction ends; None when it is part of another by now."""
    return _wait_for(_any(idea_id))


def _wait_for(statement: Select) -> Idea | None:
    """PostgreSQL keeps a row that it waited for, even when it turns out to be no root any more; the savepoint lets go of
    it, for whoever holds the root may need it."""
    with db.session.begin_nested() as savepoint:
        idea = _hold(statement)
        if idea is None:
            savepoint.rollback()
    return idea


def _any(idea_id: int) -> Select:
    return select(Idea).where(Idea.id == idea_id)


def _shown(viewer: Viewer, idea_id: int) -> Select:
    return VISIBLE.where(Idea.id == idea_id, visible_to(viewer))


def _hold(statement: Select, *, skip_locked: bool = False) -> Idea | None:
    """Its row as it now is, kept from others; None for an idea that is part of another by now."""
    held = statement.where(Idea.root_id.is_(None)).with_for_update(of=Idea, key_share=True, skip_locked=skip_locked)
    return db.session.scalar(held.execution_options(populate_existing=True))


def hold_roots(idea_ids: Collection[int] | Select) -> list[Idea]:
    """The roots of these ideas' groups, their rows kept from others until this transaction ends, in the order of ids."""
    held: dict[int, Idea] = {}
    for _ in range(TRIES):
        roots = select(func.coalesce(Idea.root_id, Idea.id)).distinct().where(Idea.id.in_(idea_ids))
        wanted = set(db.session.scalars(roots)) - set(held)
        if not wanted:
            break
        free = select(Idea).where(Idea.id.in_(wanted), Idea.root_id.is_(None)).order_by(Idea.id)
        free = free.with_for_update(of=Idea, key_share=True).execution_options(populate_existing=True)
        held |= {idea.id: idea for idea in db.session.scalars(free)}
    return list(held.values())


def said_on(comment: Comment) -> Idea:
    return db.session.get_one(Idea, comment.idea_id)


def group_ids() -> Select:
    """In a subquery about Idea: the ids of its group."""
    member = aliased(Idea)
    return select(member.id).where(or_(member.id == Idea.id, member.root_id == Idea.id)).correlate(Idea)


def counted_comments() -> ScalarSelect[int]:
    """What `comment_count` of an idea must be, from the rows: comments in sight on it and on what joined it."""
    shown = (Comment.idea_id.in_(group_ids()), Comment.hidden_at.is_(None))
    return select(func.count()).select_from(Comment).where(*shown).scalar_subquery()


def counted_parts() -> ScalarSelect[int]:
    """What `part_count` of an idea must be, from the rows."""
    part = aliased(Idea)
    return select(func.count()).select_from(part).where(part.root_id == Idea.id).correlate(Idea).scalar_subquery()


@dataclass(frozen=True)
class Part:
    """An idea that became part of another, with its own votes."""

    id: int
    title: str
    vote_count: int
    author_id: int
    state: str


@dataclass(frozen=True)
class IdeaView:
    """One idea as one person opens it: what they chose to hear of it, and all that became part of it."""

    idea: Idea
    level: str | None
    joined: list[Part]

    @cached_property
    def group(self) -> list[int]:
        """The ids of the idea and of all that joined it."""
        return [self.idea.id, *(part.id for part in self.joined)]

    @property
    def parts(self) -> list[Part]:
        """What joined it and is in sight."""
        return [part for part in self.joined if part.state == IdeaState.PUBLISHED]

    def asked_by(self, person_id: int | None) -> bool:
        """Whether this person suggested it, or one that joined it."""
        return person_id in {self.idea.author_id, *(part.author_id for part in self.joined)}


_FIELD, _ROW = "\x1f", "\x1e"
"""Separators no title can hold: controls are cleaned out of what people type."""


def _to_read() -> Select:
    part, followed = aliased(Idea), aliased(Idea)
    numbers = (part.id, part.vote_count, part.author_id)
    told = part.state + _FIELD + part.title
    for number in numbers:
        told = cast(number, String) + _FIELD + told
    joined = select(func.aggregate_strings(told, _ROW)).where(part.root_id == Idea.id)
    here = select(followed.id).where(or_(followed.id == Idea.id, followed.root_id == Idea.id))
    level = select(Follow.level).where(Follow.idea_id.in_(here.correlate(Idea)), Follow.person_id == bindparam("viewer_id"))
    level = level.order_by(case((Follow.idea_id == Idea.id, 0), else_=1), Follow.id.desc()).limit(1).correlate(Idea)
    wanted = VISIBLE.add_columns(level.scalar_subquery(), joined.scalar_subquery())
    return wanted.where(Idea.id == bindparam("idea_id"))


_TO_READ = _to_read()


def idea_to_read(viewer: Viewer, idea_id: int) -> IdeaView | None:
    """Everything about one idea that one statement can answer; None when it is not there for this person.

    What was chosen for the idea itself outweighs what was chosen for one that joined it.
    """
    if not 0 < idea_id < 2**31:
        return None
    given = {"idea_id": idea_id, "viewer_id": viewer.id}
    row = db.session.execute(_TO_READ.where(visible_to(viewer)), given).one_or_none()
    return IdeaView(row[0], row[1], _parts(row[2] or "")) if row else None


def _parts(text: str) -> list[Part]:
    """The most wanted first."""
    parts = []
    for line in filter(None, text.split(_ROW)):
        author_id, votes, part_id, state, title = line.split(_FIELD)
        parts.append(Part(int(part_id), title, int(votes), int(author_id), state))
    return sorted(parts, key=lambda part: (-part.vote_count, part.title))
