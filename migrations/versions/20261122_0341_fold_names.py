"""Names as they are searched, for the people who are there already."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "20261122_0341"
down_revision = "20261122_0340"

people = sa.table("people", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("name_folded", sa.String))


def upgrade() -> None:
    connection = op.get_bind()
    for person_id, name in connection.execute(sa.select(people.c.id, people.c.name)).all():
        connection.execute(people.update().where(people.c.id == person_id).values(name_folded=folded(name)))


def folded(name: str) -> str:
    """As accounts.rules.fold_name did when this was written."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(character for character in plain if not "\u0300" <= character <= "\u036f")
    return " ".join(unicodedata.normalize("NFKC", bare).split())[:240]


def downgrade() -> None:
    """The column goes with the migration that made it."""
