"""The count that pages ask for by themselves: what it answers, and what it costs."""

import pytest
from sqlalchemy import text

from community import clock
from community.db import db
from community.notifications.queries_inbox import unread_statement
from tests import factories
from tests.cast import ADA, BEN
from tests.notifications.test_inbox import HTMX, put


def test_it_answers_with_the_link_of_the_navigation(as_person, app):
    put(ADA, 3)
    answer = as_person(ADA).get("/me/inbox/count", headers=HTMX)
    assert 'aria-label="Inbox, 3 unread"' in answer.text
    assert 'hx-get="/me/inbox/count?shown=3"' in answer.text
    assert "load" not in answer.text
    assert 'id="say"' not in answer.text


def test_it_says_nothing_while_nothing_changes(as_person, app):
    put(ADA, 3)
    answer = as_person(ADA).get("/me/inbox/count?shown=3", headers=HTMX)
    assert (answer.status_code, answer.data) == (204, b"")


@pytest.mark.parametrize(("shown", "said"), [("2", True), ("4", False), ("x", False), ("9" * 40, False), ("", False), ("²", False), ("٢", False)])
def test_only_a_rise_is_said_aloud(as_person, app, shown, said):
    put(ADA, 3)
    answer = as_person(ADA).get(f"/me/inbox/count?shown={shown}", headers=HTMX)
    assert answer.status_code == 200
    assert ("Your inbox: 3 unread" in answer.text) is said


def test_beyond_a_hundred_nobody_counts(as_person, app):
    put(ADA, 103)
    answer = as_person(ADA).get("/me/inbox/count", headers=HTMX).text
    assert "100 or more unread" in answer
    assert ">99+<" in answer


def test_who_is_signed_out_is_asked_no_more(client):
    answer = client.get("/me/inbox/count?shown=3", headers=HTMX)
    assert (answer.status_code, answer.data, answer.headers["HX-Reswap"]) == (286, b"", "none")


def test_asking_by_itself_keeps_nobody_signed_in(as_person, app, moved_clock):
    """A page left open asks all day; the time of the last act is what the session ends by."""
    ada = as_person(ADA)
    for minutes in range(0, 13 * 60, 30):
        moved_clock(minutes * 60)
        ada.get("/me/inbox/count?shown=0", headers=HTMX)
    assert ada.get("/me/inbox/count", headers=HTMX).status_code == 286
    assert ada.get("/me").location.startswith("/sign-in")


def test_it_costs_one_statement_beyond_the_session(as_person, idea_id, statements):
    put(ADA, 40, idea_id=idea_id)
    ada = as_person(ADA)
    for query in ("", "?shown=40"):
        with statements() as sent:
            ada.get(f"/me/inbox/count{query}", headers=HTMX)
        assert len(sent) == 2, sent
        assert "FROM notices" in sent[1]


def test_that_statement_reads_the_index_of_what_is_unread(idea_id):
    """Of a reader with few unread lines among many that were read, and many of others: by that index, and all else by key."""
    for part, count, columns in ((ADA, 40, {"read_at": clock.now()}), (BEN, 60, {}), (ADA, 3, {})):
        put(part, count, idea_id=idea_id, **columns)
    plan = explained(ADA)
    assert "ix_notices_unread" in plan
    assert not [line for line in plan.splitlines() if line.strip().startswith(("SCAN", "->  Seq Scan")) and " notices" in line]


def explained(part):
    """The plan of this database for a count of these people's lines, its statistics fresh."""
    compiled = unread_statement(factories.viewer(part)).compile(db.engine, compile_kwargs={"literal_binds": True})
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            return "\n".join(row[0] for row in connection.execute(text(f"EXPLAIN {compiled}".replace(":", "\\:"))))
        return "\n".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", "\\:"))))


def test_lists_cost_no_statement_more_for_the_signed_in(as_person, idea_id, statements):
    """The link is a plain one until the page asks."""
    ada = as_person(ADA)
    with statements() as sent:
        page = ada.get("/").text
    assert not [statement for statement in sent if "notices" in statement]
    assert '<a id="inbox" class="inbox-link" href="/me/inbox" aria-label="Inbox"' in page
    assert 'hx-trigger="load, every 45s' in page
