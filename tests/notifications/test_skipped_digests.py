"""Administrators read which digests were not written, and why."""

import pytest

from community.accounts.rules import PersonState
from community.db import db, writing
from community.notifications import queries_skipped
from community.notifications.models_digests import Digest
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, ROOT
from tests.notifications.digests import DAY, HOUR, MONDAY, choose_weekly, commented, make, tell

EIGHT = MONDAY + 8 * HOUR


@pytest.fixture
def left_out(idea_id):
    """Ada is banned; Cleo's week had nothing in it."""
    tell(ADA, idea_id, comment_id=commented(BEN, idea_id))
    choose_weekly(CLEO)
    with writing():
        factories.person(ADA).state = PersonState.BANNED
    make(EIGHT)


def test_whoever_got_none_is_named_with_the_reason(left_out, as_person):
    page = as_person(ROOT).get("/admin/mail/digests").text
    assert ADA.name in page
    assert "This person is banned." in page
    assert CLEO.name not in page


def test_those_with_nothing_to_tell_are_shown_when_asked_for(left_out, as_person):
    page = as_person(ROOT).get("/admin/mail/digests?nothing=1").text
    assert CLEO.name in page
    assert "There was nothing to tell." in page
    assert ADA.name in page


def test_where_none_was_left_out_it_says_so(app, as_person):
    assert "None was left out" in as_person(ROOT).get("/admin/mail/digests").text


def test_nobody_but_administrators_reads_it(left_out, as_person):
    assert as_person(MARTA).get("/admin/mail/digests").status_code in (403, 404)


def test_pages_go_on_by_key_and_leave_nothing_out(left_out, as_person, monkeypatch):
    with writing():
        person_id = factories.person(BEN).id
        for day in range(7):
            facts = {"kind": "daily_digest", "period": (MONDAY + day * DAY).date(), "state": "skipped", "reason": "suspended"}
            db.session.add(Digest(person_id=person_id, since=MONDAY, made_at=MONDAY, shown={}, **facts))
    monkeypatch.setattr(queries_skipped, "PAGE_SIZE", 3)
    seen, before = [], 0
    while before is not None:
        rows, before = queries_skipped.digests_skipped(before, quiet=False)
        seen += [row.id for row in rows]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 8
