"""Names of organisations as they are searched, for those that are there already."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "20261122_0720"
down_revision = "20261122_0710"

organisations = sa.table("organisations", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("name_folded", sa.String))


def upgrade() -> None:
    connection = op.get_bind()
    for organisation_id, name in connection.execute(sa.select(organisations.c.id, organisations.c.name)).all():
        connection.execute(organisations.update().where(organisations.c.id == organisation_id).values(name_folded=folded(name)))


def folded(name: str) -> str:
    """As accounts.rules.fold_name did when this was written."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(character for character in plain if not "\u0300" <= character <= "\u036f")
    return " ".join(unicodedata.normalize("NFKC", bare).split())[:600]


def downgrade() -> None:
    """The column goes with the migration that made it."""
