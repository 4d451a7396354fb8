"""A connection that a CRM refuses, or that is given up, is told to administrators and to who made it."""

import pytest

from community import clock
from community.crm import actions_vendors as actions
from community.crm.models_vendors import Connection
from community.db import db, writing
from community.events import Event
from community.jobs import crm_sync
from community.jobs.worker import drain
from community.notifications.models import Mail
from tests import factories
from tests.cast import ADA, MARTA, ROOT
from tests.crm.connections import connect, connection, work
from tests.crm.hubspot_server import error
from tests.notifications.mails import text_of

DAY = 86_400
UNWILLING = error(401, "INVALID_AUTHENTICATION", "The token was withdrawn")
BROKEN = error(503, "X", "Service temporarily unavailable")


@pytest.fixture
def where(hubspot) -> int:
    """Made by Marta, who administers nothing; Ada waits to be sent."""
    with writing():
        factories.person(ADA)
    made = connect(hubspot)
    with writing():
        db.session.get_one(Connection, made).created_by_id = factories.person(MARTA).id
    return made


def mails(kind: str) -> list[Mail]:
    db.session.rollback()
    return db.session.query(Mail).filter_by(kind=kind).order_by(Mail.address).all()


def days(moved_clock, *numbers: float) -> None:
    for day in numbers:
        moved_clock(day * DAY)
        work()
        drain()


def test_after_a_day_of_refusals_both_hear_once_what_the_crm_replies(hubspot, where, moved_clock):
    hubspot.script.extend([UNWILLING] * 40)
    days(moved_clock, 0, 0.9)
    assert mails("connection_failing") == []
    days(moved_clock, 1.1, 2, 3)
    told = mails("connection_failing")
    assert [mail.address for mail in told] == [MARTA.email, ROOT.email]
    assert all("The CRM refuses the credentials." in text_of(mail) and f"/admin/crm/{where}" in text_of(mail) for mail in told)
    assert "because you connected this CRM" in text_of(told[0])
    assert "because you administer" in text_of(told[1])
    assert "withdrawn" not in str(db.session.query(Event).filter_by(kind="connection.failing").one().data), "its words stay out of the history"


def test_another_reply_is_said_by_its_number_and_a_new_run_of_failures_is_told_anew(hubspot, where, moved_clock):
    hubspot.script.extend([BROKEN] * 2)
    days(moved_clock, 0, 1.5)
    assert "The CRM replies 503." in text_of(mails("connection_failing")[0])
    days(moved_clock, 2)
    assert connection(where).failing_since is None
    hubspot.script.extend([BROKEN] * 2)
    with writing():
        actions.mark([where], "person", [factories.person(ADA).id], now=clock.now())
        factories.person(ADA).points = 60
    days(moved_clock, 3, 4.5)
    assert len(mails("connection_failing")) == 4


def test_when_it_is_given_up_both_hear_it_once(hubspot, where, moved_clock):
    hubspot.script.extend([BROKEN] * 40)
    days(moved_clock, *range(8))
    assert connection(where).disabled_reason == "failing"
    told = mails("connection_disabled")
    assert [mail.address for mail in told] == [MARTA.email, ROOT.email]
    assert "Nothing got through for five days." in text_of(told[0])


def test_credentials_that_cannot_be_read_are_told(hubspot, where):
    with writing():
        db.session.get_one(Connection, where).credentials = "sealed by another key"
    crm_sync.walk()
    work()
    drain()
    assert connection(where).disabled_reason == "secret"
    assert "Please enter them again" in text_of(mails("connection_disabled")[0])


def test_who_switches_it_off_by_hand_is_told_nothing(hubspot, where):
    with writing():
        actions.disable_connection(factories.viewer(ROOT), db.session.get_one(Connection, where), now=clock.now())
    drain()
    assert mails("connection_disabled") == []
