"""Questions about which replies changed which answer. What is noted of an answer that waits is true of it once it is public."""

from collections.abc import Collection

from sqlalchemy import Row, Select, func, or_, select

from community.accounts.models import Person
from community.cocreation.models import AnswerCredit
from community.db import db
from community.responses.models_drafting import WaitingAnswer
from community.voices.models import Voice
from community.voices.rules import SUGGESTED


def creditable(group: Collection[int]) -> list[Row]:
    """The replies and suggested words, in sight, that an answer to this idea can name: id, text, name, question_id; the newest first."""
    statement = select(Voice.id, Voice.text, Voice.question_id, Voice.person_id, Person.name).join(Person, Person.id == Voice.person_id)
    statement = statement.where(Voice.idea_id.in_(group), or_(Voice.question_id.is_not(None), Voice.source == SUGGESTED), Voice.hidden_at.is_(None))
    return list(db.session.execute(statement.order_by(Voice.id.desc())))


def credits_of(answer_ids: Collection[int]) -> dict[int, list[Row]]:
    """By answer: whose replies in sight changed it, each with person_id, name, voice_id and question_id, in the order they came."""
    answer_id = func.coalesce(AnswerCredit.answer_id, WaitingAnswer.answer_id)
    statement = (
        select(answer_id.label("answer_id"), Voice.id.label("voice_id"), Voice.question_id, Person.id.label("person_id"), Person.name)
        .select_from(AnswerCredit)
        .outerjoin(WaitingAnswer, WaitingAnswer.id == AnswerCredit.waiting_id)
        .join(Voice, Voice.id == AnswerCredit.voice_id)
        .join(Person, Person.id == Voice.person_id)
        .where(answer_id.in_(answer_ids), Voice.hidden_at.is_(None))
        .order_by(Voice.id)
    )
    found: dict[int, list[Row]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.answer_id, []).append(row)
    return found


def credited_by(answer_id: int) -> set[int]:
    """The ids of the people whose replies changed this answer."""
    return {row.person_id for row in credits_of([answer_id]).get(answer_id, [])}


def waited_as(answer_id: int) -> Select:
    """As a part of another statement: the id of what waited to become this answer."""
    return select(WaitingAnswer.id).where(WaitingAnswer.answer_id == answer_id)


def noted_with(waiting_id: int) -> set[int]:
    """The ids of the replies that an answer which waits names."""
    return set(db.session.scalars(select(AnswerCredit.voice_id).where(AnswerCredit.waiting_id == waiting_id)))
