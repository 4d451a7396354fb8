"""Have what stands behind each idea counted once, by the worker."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1450"
down_revision = "20261122_1410"


def upgrade() -> None:
    op.execute(
        sa.text(
            "INSERT INTO weight_tasks (idea_id, run_at) SELECT id, CURRENT_TIMESTAMP FROM ideas WHERE root_id IS NULL AND vote_count > 0"
        )
    )


def downgrade() -> None:
    """The tasks go with their table."""
