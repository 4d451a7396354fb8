"""A try that falls into its reader's quiet hours is made when they end; codes and alarms know none."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.db import db, writing
from community.notifications import actions_delivery as actions
from community.notifications.actions import queue_mail
from community.notifications.actions_preferences import choose_quiet_hours
from community.notifications.models import Mail
from community.notifications.rules import Fate, Outcome
from community.notifications.rules_quiet import Quiet
from tests import factories
from tests.cast import ADA
from tests.notifications.conftest import answer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = Quiet(22 * 60, 6 * 60)


@pytest.fixture
def tonight():
    """Shortly before ten in the evening, UTC, on a day to come."""
    return datetime.combine(clock.now().date() + timedelta(days=1), datetime.min.time(), UTC) + 22 * HOUR - 2 * MINUTE


@pytest.fixture
def mail(idea_id, tonight):
    """Ada's mail about an answer, put off by a server shortly before her night."""
    answer(idea_id)
    with writing():
        choose_quiet_hours(factories.person(ADA).id, NIGHT)
        db.session.query(Mail).filter(Mail.kind != "idea_answered").delete()
        db.session.query(Mail).update({"run_at": tonight})
        letter = actions.claim_next(tonight)
        actions.note_outcome(letter, Outcome(Fate.LATER, "451 later"), now=tonight)
    return letter.id


def claim(at):
    with writing():
        return actions.claim_next(at)


def run_at(mail_id):
    return db.session.get_one(Mail, mail_id, populate_existing=True).run_at


def test_a_try_in_the_night_waits_for_the_morning(mail, tonight):
    assert tonight < run_at(mail) < tonight + HOUR
    assert claim(tonight + HOUR) is None
    assert run_at(mail) == tonight + 2 * MINUTE + 8 * HOUR
    assert claim(run_at(mail)).id == mail


def test_without_a_night_it_is_made_when_its_time_has_come(mail, tonight):
    with writing():
        choose_quiet_hours(factories.person(ADA).id, None)
    assert claim(tonight + HOUR).id == mail


def test_it_is_no_try_to_have_waited(mail, tonight):
    claim(tonight + HOUR)
    row = db.session.get_one(Mail, mail, populate_existing=True)
    assert (row.state, row.attempts, row.lease) == ("failed", 1, None)


def test_a_code_to_sign_in_goes_in_the_night_too(mail, tonight):
    at = tonight + HOUR
    with writing():
        ada = factories.person(ADA)
        context = {"code": "123456", "link": "http://127.0.0.1:8000/sign-in/link/abc", "kept": []}
        code = queue_mail("sign_in", address=ADA.email, person=ada, context=context, now=at).id
    assert claim(at).id == code
