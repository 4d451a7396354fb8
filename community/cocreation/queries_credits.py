"""Questions about which replies changed which answer."""

from collections.abc import Collection

from sqlalchemy import Row, select

from community.accounts.models import Person
from community.cocreation.models import AnswerCredit
from community.db import db
from community.voices.models import Voice


def creditable(group: Collection[int]) -> list[Row]:
    """The replies, in sight, that an answer to this idea can name: id, text, name, question_id; the newest first."""
    statement = select(Voice.id, Voice.text, Voice.question_id, Voice.person_id, Person.name).join(Person, Person.id == Voice.person_id)
    statement = statement.where(Voice.idea_id.in_(group), Voice.question_id.is_not(None), Voice.hidden_at.is_(None))
    return list(db.session.execute(statement.order_by(Voice.id.desc())))


def credits_of(answer_ids: Collection[int]) -> dict[int, list[Row]]:
    """By answer: whose replies in sight changed it, each with person_id, name, voice_id and question_id, in the order they came."""
    statement = (
        select(AnswerCredit.answer_id, Voice.id.label("voice_id"), Voice.question_id, Person.id.label("person_id"), Person.name)
        .join(Voice, Voice.id == AnswerCredit.voice_id)
        .join(Person, Person.id == Voice.person_id)
        .where(AnswerCredit.answer_id.in_(answer_ids), Voice.hidden_at.is_(None))
        .order_by(Voice.id)
    )
    found: dict[int, list[Row]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.answer_id, []).append(row)
    return found


def credited_by(answer_id: int) -> set[int]:
    """The ids of the people whose replies changed this answer."""
    return {row.person_id for row in credits_of([answer_id]).get(answer_id, [])}


def has_credits(answer_id: int) -> bool:
    return db.session.scalar(select(AnswerCredit.voice_id).where(AnswerCredit.answer_id == answer_id).limit(1)) is not None
