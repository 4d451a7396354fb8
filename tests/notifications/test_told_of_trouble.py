"""Administrators hear of what needs a hand: an address that mail comes back from."""

from community import clock, events
from community.db import db, writing
from community.jobs.worker import drain
from community.notifications.handlers_trouble import on_address_suspended
from tests import factories
from tests.cast import BEN, ROOT, SAM
from tests.notifications.conftest import suspend
from tests.notifications.mails import html_of, rows, text_of


def told_of(part, **facts):
    with writing():
        suspend(part, **facts)
    drain()
    return rows("address_suspended")


def test_an_administrator_hears_whose_mail_comes_back_and_why(ladder):
    (mail,) = told_of(BEN)
    assert mail.address == ROOT.email
    assert mail.subject == "Mail to Ben Talbot comes back"
    for part in (text_of(mail), html_of(mail)):
        assert BEN.email in part
        assert "cannot be delivered, now or later" in part
        assert "It answered 5.1.1." in part
        assert "next in line" not in part


def test_of_staff_it_says_who_hears_their_alerts_now(ladder):
    (mail,) = told_of(SAM, cause="soft", status="")
    assert "Several mails in a row" in text_of(mail)
    assert "It answered" not in text_of(mail)
    assert "alerts that would have gone there go to the next in line" in text_of(mail)


def test_nobody_is_told_that_their_own_mail_comes_back(ladder):
    assert told_of(ROOT) == []


def test_nothing_is_said_of_what_was_mended_meanwhile_and_nothing_twice(ladder):
    with writing():
        suspend(BEN)
        factories.person(BEN).mail_suspended_at = None
    drain()
    assert rows("address_suspended") == []
    (mail,) = told_of(BEN)
    with writing():
        on_address_suspended(db.session.get_one(events.Event, mail.event_id), 0, clock.now())
    assert len(rows("address_suspended")) == 1
