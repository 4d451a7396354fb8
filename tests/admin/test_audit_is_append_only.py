"""The audit log: written once, refused ever after by the database itself and by the code."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from community import audit, clock
from community.audit import AuditEntry
from community.db import db, writing

HOUSE = Path(audit.__file__).parent


@pytest.fixture
def entry_id(app):
    with writing() as session:
        audit.log("topic.opened", actor_id=7, at=clock.now(), subject=("topic", 3), after={"opened": True})
        session.flush()
        return session.scalars(db.select(AuditEntry.id)).one()


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEntry).values(actor_id=8),
        delete(AuditEntry),
        text("UPDATE audit_entries SET act = 'nothing.happened'"),
        text("DELETE FROM audit_entries WHERE id = 1"),
    ],
    ids=str,
)
def test_the_database_refuses_to_change_or_drop_an_entry(entry_id, statement):
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.execute(statement)
    kept = db.session.get_one(AuditEntry, entry_id)
    assert (kept.actor_id, kept.act, kept.after) == (7, "topic.opened", {"opened": True})


def test_postgres_refuses_to_empty_the_log_at_a_stroke(entry_id):
    if db.engine.dialect.name != "postgresql":
        return  # SQLite knows no TRUNCATE
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.execute(text("TRUNCATE audit_entries"))
    assert db.session.get(AuditEntry, entry_id) is not None


def test_a_second_entry_is_still_taken(entry_id):
    with writing():
        audit.log("topic.closed", actor_id=7, at=clock.now(), subject=("topic", 3))
    assert db.session.query(AuditEntry).count() == 2


def test_no_code_changes_or_drops_an_entry():
    """Nobody but the audit page's query and the log itself names the table at all."""
    wrong = []
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("update", "delete"):
                wrong += [f"{path.name}:{node.lineno}" for a in node.args if "AuditEntry" in ast.unparse(a)]
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and path.name != "audit.py":
                wrong += [f"{path.name}:{node.lineno}"] if "audit_entries" in node.value else []
    assert wrong == []


def test_what_changed_is_kept_before_and_after_and_what_did_not_is_left_out():
    class Row:
        name, amount, since = "Rotas", 10, clock.now()

    row = Row()
    before, after = audit.change(row, {"name": "Rotas", "amount": 5, "since": None})
    assert (before["amount"], after) == (10, {"amount": 5, "since": None})
    assert "name" not in before
    assert isinstance(before["since"], str)
    assert row.amount == 5
