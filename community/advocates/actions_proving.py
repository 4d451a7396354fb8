"""Noting how the last proof of the ledgers ended."""

from datetime import datetime

from sqlalchemy import update

from community.db import db
from community.site import Site


def keep_proof(wrong: int, now: datetime) -> None:
    """`wrong`: of how many people the ledger differed."""
    db.session.execute(update(Site).where(Site.id == 1).values(ledgers_wrong=wrong, ledgers_proved_at=now))
