"""The first schema."""

from alembic import op

from community.db import db

revision = "20261122_0000"
down_revision = None


def upgrade() -> None:
    db.metadata.create_all(op.get_bind())


def downgrade() -> None:
    db.metadata.drop_all(op.get_bind())
