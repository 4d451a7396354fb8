"""Say of each line of the ledger which row it is about, and of its event the same, so that the history can say it again."""

import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "20261122_1410"
down_revision = "20261122_1440"

_KEY = ("person_id", "idea_id", "at", "cause", "points")


def upgrade() -> None:
    op.execute("UPDATE ledger_lines SET subject_id = COALESCE(comment_id, idea_id, 0), earned_at = at WHERE subject_id = 0")
    connection = op.get_bind()
    lines = defaultdict(list)
    for line in connection.execute(sa.text("SELECT * FROM ledger_lines ORDER BY id")).mappings():
        lines[tuple(line[name] for name in _KEY)].append(line)
    told = connection.execute(sa.text("SELECT id, person_id, idea_id, at, data FROM events WHERE kind = 'advocate.changed' ORDER BY id"))
    for event in told.mappings():
        data = event["data"] if isinstance(event["data"], dict) else json.loads(event["data"])
        found = lines[(event["person_id"], event["idea_id"], event["at"], data.get("cause"), data.get("change"))]
        if found and "subject_id" not in data:
            _tell(connection, event["id"], data, found.pop(0))


def _tell(connection: sa.Connection, event_id: int, data: dict, line: sa.RowMapping) -> None:
    names = ("subject_id", "comment_id", "from_id")
    more = {**{name: line[name] for name in names}, "by_event_id": line["event_id"]}
    change = sa.text("UPDATE events SET data = :data WHERE id = :id")
    connection.execute(change, {"data": json.dumps({**data, **more}), "id": event_id})


def downgrade() -> None:
    """Nothing reads what was added."""
