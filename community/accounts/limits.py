"""How often one key may do one thing: counted in whole windows of time, shared by every process."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community.accounts.models import Limit
from community.accounts.queries import hash_of
from community.db import db


@dataclass(frozen=True)
class Rate:
    most: int
    per: timedelta


VOTES = Rate(60, timedelta(minutes=1))
IDEAS = Rate(5, timedelta(hours=1))
IDEAS_OF_THE_NEW = Rate(2, timedelta(days=1))
COMMENTS = Rate(20, timedelta(hours=1))
REPORTS = Rate(20, timedelta(hours=1))
PROPOSALS = Rate(20, timedelta(hours=1))
SEARCHES = Rate(50, timedelta(seconds=10))
HELD_ACTS = Rate(30, timedelta(hours=1))
MAILS_TO_ADDRESS = Rate(5, timedelta(hours=1))
MAILS_TO_ADDRESS_A_DAY = Rate(20, timedelta(days=1))
MAILS_FOR_NETWORK = Rate(30, timedelta(hours=1))
CODES_FOR_ADDRESS = Rate(25, timedelta(days=1))
CODES_FROM_NETWORK = Rate(60, timedelta(hours=1))
PASSWORDS_FOR_ADDRESS = Rate(10, timedelta(minutes=5))
PASSWORDS_FROM_NETWORK = Rate(25, timedelta(minutes=5))
API_CALLS = Rate(600, timedelta(minutes=1))
HANDLES = Rate(20, timedelta(hours=1))
MENTIONS = Rate(60, timedelta(hours=1))
IDEAS_FROM_MENTIONS = Rate(30, timedelta(hours=1))
WEBHOOK_TESTS = Rate(10, timedelta(minutes=1))


def take(key: str, *, most: int, per: timedelta, now: datetime) -> bool:
    """Count one act under `key` ("vote:42", "mail:" + a hash); False once `most` were counted in this window.

    Call inside writing(), and before the act. Where the count must outlive a refusal that rolls back, give it
    a writing() of its own. Windows start at fixed instants, so at most twice `most` pass in any stretch of `per`.
    """
    length = int(per.total_seconds())
    window = int(now.timestamp()) // length
    ends = datetime.fromtimestamp((window + 1) * length, UTC)
    return _count_one(key if len(key) <= 200 else hash_of(key), window, ends) <= most


def allowed(key: str, rate: Rate, *, now: datetime) -> bool:
    """take() with one of the rates above."""
    return take(key, most=rate.most, per=rate.per, now=now)


def wait_seconds(rate: Rate, now: datetime) -> int:
    """Whole seconds until this rate's window ends: what Retry-After says."""
    length = int(rate.per.total_seconds())
    return length - int(now.timestamp()) % length


def _count_one(key: str, window: int, ends: datetime) -> int:
    insert: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = insert(Limit).values(key=key, window=window, count=1, expires_at=ends)
    counted = row.on_conflict_do_update(index_elements=["key", "window"], set_={"count": Limit.count + 1})
    return db.session.scalar(counted.returning(Limit.count))
