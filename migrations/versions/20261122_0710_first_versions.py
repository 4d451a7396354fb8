"""What is promised already becomes the first version of each calendar and of each topic's policy."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261122_0710"
down_revision = "20261122_0700"

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
TIERS = [
    {"share": 75, "roles": ["owner"]}, {"share": 100, "roles": ["owner", "deputy"]}, {"share": 150, "roles": ["manager"]},
    {"share": 200, "roles": ["director"]},
]


def table(name: str, **columns: Any) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, kind) for column, kind in columns.items()))


number, words, when, kept = sa.Integer, sa.String, sa.DateTime(timezone=True), sa.JSON
calendars = table("calendars", id=number, zone=words, hours=kept, holidays=kept)
topics = table("topics", id=number, calendar_id=number, promise_amount=number, promise_unit=words, review_months=number)
SAVED = {"number": number, "valid_from": when, "saved_at": when, "applied_at": when}
calendar_versions = table("calendar_versions", calendar_id=number, zone=words, hours=kept, holidays=kept, **SAVED)
policy_versions = table(
    "policy_versions", topic_id=number, calendar_id=number, first_amount=number, first_unit=words, next_amount=number,
    next_unit=words, renew_amount=number, renew_unit=words, tiers=kept, review_months=number, needs_approval=sa.Boolean, **SAVED,
)


def upgrade() -> None:
    connection, now = op.get_bind(), datetime.now(UTC)
    first = {"number": 1, "valid_from": ALWAYS, "saved_at": now, "applied_at": now}
    for row in connection.execute(sa.select(calendars)).mappings().all():
        hours = {name: row[name] for name in ("zone", "hours", "holidays")}
        connection.execute(calendar_versions.insert().values(calendar_id=row["id"], **hours, **first))
    for row in connection.execute(sa.select(topics)).mappings().all():
        connection.execute(policy_versions.insert().values(**promised(row), **first))


def promised(topic: Any) -> dict[str, Any]:
    """As it was: the same time for the first answer and for renewing one. For the next answer nothing was said yet."""
    promises = {f"{kind}_{name}": topic[f"promise_{name}"] for kind in ("first", "next", "renew") for name in ("amount", "unit")}
    return {
        "topic_id": topic["id"], "calendar_id": topic["calendar_id"], **promises, "tiers": TIERS,
        "review_months": topic["review_months"], "needs_approval": False,
    }


def downgrade() -> None:
    for versions in (policy_versions, calendar_versions):
        op.get_bind().execute(versions.delete())
