"""Postings that an index answers for alone. They are noted anew by the worker, as whenever an index is lost."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0830"
down_revision = "20261122_0720"


def upgrade() -> None:
    op.drop_table("search_postings")
    _make("idea_id", "term")
    op.create_index("ix_search_postings_term", "search_postings", ["term", "idea_id"], unique=True, postgresql_include=["count", "length"])
    _lose_what_was_noted()


def downgrade() -> None:
    op.drop_table("search_postings")
    _make("term", "idea_id")
    op.create_index("ix_search_postings_idea", "search_postings", ["idea_id"], unique=False)
    _lose_what_was_noted()


def _make(*key: str) -> None:
    term = sa.String(length=40, collation="C").with_variant(sa.String(length=40), "sqlite")
    op.create_table(
        "search_postings",
        sa.Column("idea_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("term", term, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_search_postings")),
    )


def _lose_what_was_noted() -> None:
    for table in ("search_entries", "search_terms", "search_totals"):
        op.execute(f"DELETE FROM {table}")
