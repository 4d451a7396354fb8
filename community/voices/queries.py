"""Questions about voices. Whoever may see the idea may see them; hidden ones stay out."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, Person
from community.db import db
from community.ideas.models_mentions import Mention
from community.ideas.queries_groups import group_ids
from community.voices.models import Voice


def counted_voices() -> ScalarSelect[int]:
    """What `voice_count` of an idea must be, from the rows: voices in sight on it and on what joined it."""
    shown = (Voice.idea_id.in_(group_ids()), Voice.hidden_at.is_(None))
    return select(func.count()).select_from(Voice).where(*shown).scalar_subquery()


def voices_of(
    group: Collection[int], most: int | None = None, *, reader_id: int | None = None, replies: bool = True
) -> list[Row]:
    """The words people gave an idea and what joined it, the first ones first, each with the `idea_id` it was given to,
    whose it is and who wrote it down, without the name of whom only a CRM knows; without `replies` those that reply to no
    question. With a `url` it was said elsewhere: whose it is may then be told to staff alone, for there they go by another name.

    Out of sight, they are still seen by whose they are.
    """
    statement = _voices(reader_id).where(Voice.idea_id.in_(group))
    if not replies:
        statement = statement.where(Voice.question_id.is_(None))
    return list(db.session.execute(statement.order_by(Voice.id).limit(most)))


def replies_to(question_ids: Collection[int], most: int | None = None, *, reader_id: int | None = None) -> dict[int, list[Row]]:
    """By question, the first `most` replies to each, as voices_of() gives them, and the reader's own."""
    place = func.row_number().over(partition_by=Voice.question_id, order_by=Voice.id)
    first = select(Voice.id, place.label("place")).where(Voice.question_id.in_(question_ids), Voice.hidden_at.is_(None)).subquery()
    wanted = select(first.c.id) if most is None else select(first.c.id).where(first.c.place <= most)
    shown = or_(Voice.id.in_(wanted), _own(reader_id))
    statement = _voices(reader_id).where(Voice.question_id.in_(question_ids), shown)
    found: dict[int, list[Row]] = {}
    for row in db.session.execute(statement.order_by(Voice.id)):
        found.setdefault(row.question_id, []).append(row)
    return found


def named_to_all() -> ColumnElement[bool]:
    """Words whose speaker all may read; who is behind a mention is told to staff alone."""
    return ~exists().where(Mention.voice_id == Voice.id)


def _own(reader_id: int | None) -> ColumnElement[bool]:
    return Voice.person_id == reader_id if reader_id is not None else false()


def _voices(reader_id: int | None) -> Select:
    noted_by, shown = aliased(Person), Person.contact_since.is_(None)
    return (
        select(
            Voice.id, Voice.idea_id, Voice.text, Voice.source, Voice.seen_at, Voice.created_at, Voice.person_id,
            Voice.question_id, Voice.edited_at, Voice.hidden_at,
            case((shown, Person.name)).label("name"), case((shown, Person.title)).label("title"),
            case((and_(shown, Organisation.shown), Organisation.name)).label("organisation"), noted_by.name.label("noted_by"),
            Mention.url, Mention.reply, Mention.replied_at,
        )
        .outerjoin(Mention, Mention.voice_id == Voice.id)
        .outerjoin(Person, Person.id == Voice.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .outerjoin(noted_by, noted_by.id == Voice.noted_by_id)
        .where(or_(Voice.hidden_at.is_(None), _own(reader_id)))
    )


def same_voice(idea_id: int, person_id: int | None, seen_at: str, text: str) -> Voice | None:
    """The voice that already says exactly this."""
    statement = select(Voice).where(Voice.idea_id == idea_id, Voice.text == text, Voice.seen_at == seen_at)
    statement = statement.where(
        Voice.person_id.is_not_distinct_from(person_id), Voice.hidden_at.is_(None), Voice.question_id.is_(None)
    )
    return db.session.scalar(statement.limit(1))
