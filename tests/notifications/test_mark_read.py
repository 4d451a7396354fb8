"""Read and unread: line by line, all at once, and by opening the idea; and what is forgotten."""

from datetime import timedelta

import pytest

from community import clock, events
from community.db import db, writing
from community.jobs import mail as jobs
from community.jobs.worker import drain
from community.notifications.models_inbox import Notice
from community.triage.actions import merge
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.notifications.conftest import answer, comment, idea
from tests.notifications.test_inbox import HTMX, notice, put, unread_of


@pytest.fixture
def told_id(idea_id):
    comment(idea_id)
    answer(idea_id)
    return idea_id


def test_one_is_marked_read_and_unread_again(as_person, told_id):
    ada, which = as_person(ADA), notice("idea_answered").id
    assert ada.post(f"/me/inbox/{which}/read", data={"show": "unread"}).location == "/me/inbox?show=unread"
    first = notice("idea_answered").read_at
    assert first is not None
    ada.post(f"/me/inbox/{which}/read")
    assert notice("idea_answered").read_at == first
    assert ada.post(f"/me/inbox/{which}/unread").location == "/me/inbox"
    assert notice("idea_answered").read_at is None


def test_htmx_gets_the_line_the_link_and_the_count(as_person, told_id):
    changed = as_person(ADA).post(f"/me/inbox/{notice('idea_answered').id}/read", headers=HTMX).text
    assert changed.lstrip().startswith('<li class="notice"')
    assert "data-unread" not in changed
    assert 'aria-label="Inbox, 2 unread"' in changed
    assert '<span id="unread-count" class="n" hx-swap-oob="true"> 2</span>' in changed
    assert "Marked as read." in changed


def test_all_are_marked_read_up_to_what_was_shown(as_person, told_id):
    ada, newest = as_person(ADA), notice("idea_answered").id
    put(ADA, 1)
    put(CLEO, 1)
    ada.post("/me/inbox/read", data={"up_to": newest})
    assert (unread_of(ADA), unread_of(CLEO)) == (1, 1)
    assert "You have read everything" in ada.post("/me/inbox/read", data={"up_to": newest + 9, "show": "unread"}, headers=HTMX).text


@pytest.mark.parametrize("up_to", ["", "x", "-1", "9" * 30])
def test_a_strange_number_marks_nothing(as_person, told_id, up_to):
    assert as_person(ADA).post("/me/inbox/read", data={"up_to": up_to}).status_code == 303
    assert unread_of(ADA) == 3


def test_reading_the_page_of_an_idea_writes_nothing(as_person, told_id):
    """Scanners follow the links of mails; the page asks a browser that shows it to say that it was opened."""
    page = as_person(ADA).get(f"/ideas/{told_id}").text
    assert unread_of(ADA) == 3
    assert f'hx-post="/me/inbox/ideas/{told_id}/read"' in page


def test_opening_an_idea_marks_all_that_one_was_told_of_it(as_person, told_id):
    put(ADA, 1)
    put(CLEO, 1, idea_id=told_id)
    opened = as_person(ADA).post(f"/me/inbox/ideas/{told_id}/read", headers=HTMX)
    assert 'aria-label="Inbox, 1 unread"' in opened.text
    assert (unread_of(ADA), unread_of(CLEO)) == (1, 1)


def test_opening_what_others_joined_marks_what_was_told_of_those(as_person, told_id):
    with writing():
        root = factories.idea(BEN, "Paper for the fridge").id
        merge(factories.viewer(MARTA), idea(told_id), idea(root), now=clock.now())
    drain()
    assert unread_of(ADA) > 3
    as_person(ADA).post(f"/me/inbox/ideas/{root}/read", headers=HTMX)
    assert unread_of(ADA) == 0


def test_opening_what_was_read_writes_nothing(as_person, told_id, statements):
    ada = as_person(ADA)
    ada.post(f"/me/inbox/ideas/{told_id}/read")
    with statements() as sent:
        ada.post(f"/me/inbox/ideas/{told_id}/read", headers=HTMX)
    assert not [statement for statement in sent if statement.startswith("UPDATE")]


def test_without_a_script_one_comes_back_to_the_idea(as_person, told_id):
    assert as_person(ADA).post(f"/me/inbox/ideas/{told_id}/read").location == f"/ideas/{told_id}"


def test_a_visitors_page_asks_nothing(client, told_id):
    assert "/me/inbox" not in client.get(f"/ideas/{told_id}").text
    assert client.post(f"/me/inbox/ideas/{told_id}/read", headers=HTMX).location.startswith("/sign-in")


def test_after_a_year_it_is_forgotten_and_not_before(app):
    put(ADA, 3, created_at=clock.now() - timedelta(days=366))
    put(ADA, 2, created_at=clock.now() - timedelta(days=364))
    while jobs.prune_notices():
        pass
    assert db.session.query(Notice).count() == 2


def test_who_is_erased_leaves_nothing_behind(app):
    put(ADA, 3)
    put(BEN, 1)
    with writing():
        events.record("person.erased", at=clock.now(), person_id=factories.person(ADA).id)
    drain()
    assert {row.person_id for row in db.session.query(Notice)} == {factories.person(BEN).id}
