"""Questions about mails and who refuses them."""

from sqlalchemy import select

from community.db import db
from community.notifications.models import Refusal


def refused_kinds(person_id: int) -> set[str]:
    """The kinds of mail this person does not want."""
    return set(db.session.scalars(select(Refusal.kind).where(Refusal.person_id == person_id)))
