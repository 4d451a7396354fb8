"""Mail people trust: notices, preferences, digests, what comes in, bounces."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1000"
down_revision = "20261122_0830"


def upgrade() -> None:
    op.add_column('mails', sa.Column('bounced_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('mails', 'bounced_at')
