"""Questions about what mails of an idea's later days tell."""

from datetime import datetime

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.ideas.queries_groups import group_of
from community.ideas.rules import IdeaState
from community.responses.models import Answer, AnswerRevision
from community.triage.queries import below
from community.voices.models import Voice
from community.voices.queries import named_to_all

NAMED = (PersonState.ACTIVE, PersonState.DEACTIVATED)


def askers_of(idea_id: int) -> dict[int, str]:
    """The names of those who asked for the idea or for one that joined it, by id, the first one first."""
    group = ((Idea.id == idea_id) | (Idea.root_id == idea_id), Idea.state == IdeaState.PUBLISHED)
    asked = select(Person.id, Person.name).join(Idea, Idea.author_id == Person.id).where(*group, Person.state.in_(NAMED))
    return {row.id: row.name for row in db.session.execute(asked.order_by(Idea.id != idea_id, Idea.id))}


def speakers_of(idea_id: int) -> dict[int, str]:
    """The names of those whose own words stand with the idea for all its readers to see, by id."""
    group = select(Idea.id).where((Idea.id == idea_id) | (Idea.root_id == idea_id))
    said = select(Person.id, Person.name).join(Voice, Voice.person_id == Person.id)
    said = said.where(Voice.idea_id.in_(group), Voice.hidden_at.is_(None), Person.state.in_(NAMED), Person.contact_since.is_(None), named_to_all())
    return {row.id: row.name for row in db.session.execute(said.order_by(Voice.id))}


def told_of_as_many(idea_id: int, people: int) -> set[int]:
    """The authors of what joined this idea who read of as many people before, when it still was their own."""
    reached = select(Event.data, Idea.author_id).join(Idea, Idea.id == Event.idea_id)
    reached = reached.where(Event.kind == "idea.reached", Idea.root_id == idea_id)
    return {row.author_id for row in db.session.execute(reached) if row.data["people"] >= people}


def authors_below(part_id: int | None) -> set[int]:
    """Whose ideas this one is made of; nobody's for none."""
    return set(db.session.scalars(select(Idea.author_id).where(Idea.id.in_(below(part_id, group_of(part_id)))))) if part_id else set()


def last_answer(idea_id: int) -> Answer | None:
    """The answer that holds, or held until its day to look again came."""
    statement = select(Answer).where(Answer.idea_id == idea_id, Answer.withdrawn_at.is_(None))
    return db.session.scalar(statement.order_by(Answer.id.desc()).limit(1))


def thread_of(parent: Comment) -> set[int]:
    """The ids of the people who wrote a comment or one of the replies to it."""
    thread = select(Comment.author_id).where((Comment.id == parent.id) | (Comment.parent_id == parent.id), Comment.hidden_at.is_(None))
    return set(db.session.scalars(thread))


def texts_since(answer_id: int, body: str, replaced_at: datetime) -> list[str]:
    """What an answer said before the edit of that moment, and after it and each later one; `body` is what it says now."""
    kept = select(AnswerRevision.body).where(AnswerRevision.answer_id == answer_id, AnswerRevision.replaced_at >= replaced_at)
    return [*db.session.scalars(kept.order_by(AnswerRevision.id)), body]
