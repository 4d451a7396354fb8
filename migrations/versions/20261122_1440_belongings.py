"""The account of everybody who has one, as the first of those they belong to."""

from alembic import op

revision = "20261122_1440"
down_revision = "20261122_1400"

TIE = """
INSERT INTO belongings (person_id, organisation_id, how, since)
SELECT people.id, people.organisation_id, 'hand', people.joined_at FROM people WHERE people.organisation_id IS NOT NULL
"""


def upgrade() -> None:
    op.execute(TIE)


def downgrade() -> None:
    """The table goes with the migration that made it."""
