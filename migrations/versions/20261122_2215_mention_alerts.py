"""Tell of what was said elsewhere and still waits for an idea, tier by tier; what waits already is looked at at once.

And keep to which companies of a CRM a contact was tied, so that a tie that ended can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_2215"
down_revision = "20261122_1450"

WAITS = sa.text("idea_id IS NULL AND set_aside_at IS NULL AND replied_at IS NULL")


def upgrade() -> None:
    op.add_column("mentions", sa.Column("next_tier", sa.Integer(), server_default="1", nullable=False))
    op.add_column("mentions", sa.Column("next_alert_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_mentions_alert", "mentions", ["next_alert_at"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.execute(sa.text("UPDATE mentions SET next_alert_at = logged_at"))
    op.create_table(
        "mention_alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_mention_alerts_mention_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mention_alerts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention_alerts")),
        sa.UniqueConstraint("mention_id", "tier", "person_id", name=op.f("uq_mention_alerts_mention_id_tier_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mention_alerts_waiting", "mention_alerts", ["state", "person_id", "id"])
    op.create_index("ix_mention_alerts_mail", "mention_alerts", ["mail_id"])
    op.add_column("connection_acknowledged", sa.Column("tied", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("connection_acknowledged", "tied")
    op.drop_table("mention_alerts")
    op.drop_index("ix_mentions_alert", "mentions")
    op.drop_column("mentions", "next_alert_at")
    op.drop_column("mentions", "next_tier")
