"""What is already here of what a file brings."""

from collections.abc import Collection

from sqlalchemy import select

from community.accounts.models import Person
from community.db import db
from community.ideas.models import Idea, Topic


def known_ids(external_ids: Collection[str]) -> set[str]:
    """Those of these ids that some idea carries."""
    return set(db.session.scalars(select(Idea.external_id).where(Idea.external_id.in_(external_ids))))


def topic_slugs() -> list[str]:
    return list(db.session.scalars(select(Topic.slug).order_by(Topic.position, Topic.id)))


def topics_by_name() -> dict[str, int]:
    """Topic ids by slug and by name, folded; a slug wins over another topic's name."""
    rows = db.session.execute(select(Topic.id, Topic.slug, Topic.name)).all()
    by_name = {row.name.casefold(): row.id for row in rows}
    return by_name | {row.slug.casefold(): row.id for row in rows}


def people_by_address(folded: Collection[str]) -> dict[str, int]:
    statement = select(Person.email_folded, Person.id).where(Person.email_folded.in_(folded))
    return {str(email): person_id for email, person_id in db.session.execute(statement)}


def people_by_external_id(external_ids: Collection[str]) -> dict[str, int]:
    statement = select(Person.external_id, Person.id).where(Person.external_id.in_(external_ids))
    return {str(external_id): person_id for external_id, person_id in db.session.execute(statement)}
