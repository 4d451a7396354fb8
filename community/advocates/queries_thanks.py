"""Questions about thanks: what for, who may read them, and what a mail says of one."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Row, Select, and_, case, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.advocates.models_thanks import Thanks
from community.db import db
from community.ideas.models import Comment, Idea, Topic
from community.ideas.queries import visible_idea, visible_to
from community.ideas.queries_groups import root_idea
from community.voices.models import Voice

MOST_SHOWN = 20


@dataclass(frozen=True)
class What:
    """What somebody is thanked for; `quoted` are their words. Nothing in particular: all empty."""

    idea_id: int | None = None
    title: str = ""
    comment_id: int | None = None
    voice_id: int | None = None
    quoted: str = ""

    @property
    def named(self) -> bool:
        return self.idea_id is not None


IN_GENERAL = What()


def what_for(viewer: Viewer, person: Person, *, idea_id: int = 0, comment_id: int = 0, voice_id: int = 0) -> What | None:
    """A comment or voice of theirs, or an idea; None where it is not there for staff, not theirs, or not for them to see."""
    comment = _comment_of(person.id, comment_id) if comment_id else None
    voice = _voice_of(person.id, voice_id) if voice_id else None
    if (comment_id and comment is None) or (voice_id and voice is None):
        return None
    said = comment or voice
    about = said.idea_id if said else idea_id
    if not about:
        return IN_GENERAL
    idea = root_idea(viewer, about)
    if idea is None or visible_idea(Viewer.of(person), idea.id) is None:
        return None
    quoted = comment.body if comment else voice.text if voice else ""
    return What(idea.id, idea.title, comment.id if comment else None, voice.id if voice else None, quoted)


def _comment_of(person_id: int, comment_id: int) -> Comment | None:
    mine = (Comment.id == comment_id, Comment.author_id == person_id, Comment.hidden_at.is_(None))
    return db.session.scalar(select(Comment).where(*mine)) if 0 < comment_id < 2**31 else None


def _voice_of(person_id: int, voice_id: int) -> Voice | None:
    mine = (Voice.id == voice_id, Voice.person_id == person_id, Voice.hidden_at.is_(None))
    return db.session.scalar(select(Voice).where(*mine)) if 0 < voice_id < 2**31 else None


def thanks_to(viewer: Viewer, person_id: int) -> list[Row]:
    """What the reader may know of the thanks to this person, the newest first: words and perk for themselves and staff;
    for others that there were some, where the person shows it. `idea_id` and `title` are of an idea open to the reader."""
    whole = viewer.is_staff or viewer.id == person_id
    statement = _thanks(viewer, whole).where(Thanks.person_id == person_id)
    if not whole:
        statement = statement.where(Thanks.shown_at.is_not(None))
    return list(db.session.execute(statement.order_by(Thanks.id.desc()).limit(MOST_SHOWN)))


def _thanks(viewer: Viewer, whole: bool) -> Select:
    by, open_to = aliased(Person), and_(Idea.id.is_not(None), visible_to(viewer))
    idea_id, title = case((open_to, Idea.id)).label("idea_id"), case((open_to, Idea.title)).label("title")
    told: Collection = (Thanks.words, Thanks.perk, Thanks.perk_until, Thanks.perk_note, by.name.label("by")) if whole else ()
    statement = select(Thanks.id, Thanks.at, Thanks.shown_at, idea_id, title, *told).outerjoin(Idea, Idea.id == Thanks.idea_id)
    return statement.outerjoin(Topic, Topic.id == Idea.topic_id).join(by, by.id == Thanks.by_id)


def thanks_of(person_id: int | None, thanks_id: int) -> Thanks | None:
    """Thanks to this person, and to nobody else."""
    mine = (Thanks.id == thanks_id, Thanks.person_id == person_id)
    return db.session.scalar(select(Thanks).where(*mine)) if 0 < thanks_id < 2**31 else None
