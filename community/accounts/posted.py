"""A form's random key: posted twice, it answers with its first result."""

import re
import secrets
from datetime import datetime

from sqlalchemy import func, select

from community.accounts.models import PostedForm
from community.db import db

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_key() -> str:
    """For a hidden field of a form that must not take effect twice."""
    return secrets.token_urlsafe(18)


def posted_before(person_id: int | None, key: str) -> str | None:
    """What remember_post() kept for this key, else None; a key that is none of ours has no past.

    Ask inside writing(), before the act: of two posts at once the second waits here until the first is committed.
    """
    if person_id is None or not _KEY.fullmatch(key):
        return None
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{person_id}:{key}"))))
    return db.session.scalar(select(PostedForm.result).where(PostedForm.key == key, PostedForm.person_id == person_id))


def remember_post(person_id: int | None, key: str, result: str, now: datetime) -> None:
    """Keep the result (an address, an id) in the transaction of the act itself."""
    if person_id is not None and _KEY.fullmatch(key):
        db.session.add(PostedForm(key=key, person_id=person_id, result=result, created_at=now))
