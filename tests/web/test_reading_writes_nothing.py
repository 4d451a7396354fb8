"""No GET changes a row: neither a visitor's, nor a customer's, nor that of staff."""

import hashlib

import pytest
from sqlalchemy import select

from community.db import db, writing
from tests import factories
from tests.cast import ADA, BEN, MARTA, ROOT

PATHS = ("/", "/?tab=new", "/?tab=mine", "/?topic=rotas", "/ideas/1", "/ideas/1/history", "/ideas/1/edit", "/ideas/1/delete", "/answering", "/sign-in", "/me", "/desk", "/admin", "/healthz", "/readyz", "/nowhere", "/search?q=print", "/feed.atom", "/search.atom?q=print", "/ideas/1/feed.atom", "/answering.atom")


def content():
    """One hash of every row of every table."""
    digest = hashlib.sha256()
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            digest.update(repr((table.name, rows)).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("who", [None, ADA, BEN, MARTA, ROOT])
def test_reading_writes_nothing(client, as_person, app, who):
    with writing():
        idea = factories.idea(ADA)
        factories.comment(BEN, idea)
    browser = as_person(who) if who else client
    db.session.rollback()
    before = content()
    for path in PATHS:
        for headers in ({}, {"HX-Request": "true"}):
            assert browser.get(path, headers=headers).status_code < 500
            db.session.rollback()
    assert content() == before


def test_the_hash_notices_a_change(client, as_person, app):
    with writing():
        factories.idea(ADA)
    before = content()
    as_person(BEN).post("/ideas/1/vote")
    assert content() != before
