"""What is past its time goes; what is not stays."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.actions import ask_for_code, forget_old, hold_act, open_session
from community.accounts.limits import take
from community.accounts.models import HeldAct, Limit, PostedForm, Session, SignIn
from community.accounts.posted import new_key, remember_post
from community.db import db, writing
from community.jobs import housekeeping
from tests import factories
from tests.accounts.mails import ask, mails
from tests.cast import ADA

TABLES = (HeldAct, SignIn, Limit, PostedForm, Session)


@pytest.fixture
def leftovers(app):
    now = clock.now()
    with writing():
        ada = factories.person(ADA)
        open_session(ada, browser="b", network="n", now=now)
        hold_act("vote", {"idea_id": 1}, browser_hash="h", network="n", now=now)
        ask_for_code("nia@x.example", browser_hash="h", network="n", next_url="/", secret="s" * 32, now=now)
        take("k", most=1, per=timedelta(minutes=1), now=now)
        remember_post(ada.id, new_key(), "/", now)
    return now


def left(at):
    with writing():
        forget_old(at)
    return [table.__name__ for table in TABLES if db.session.query(table).count()]


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (0, ["HeldAct", "SignIn", "Limit", "PostedForm", "Session"]),
        (0.9, ["HeldAct", "SignIn", "PostedForm", "Session"]),
        (6.9, ["HeldAct", "SignIn", "Session"]),
        (7.1, ["Session"]),
        (36, ["Session"]),
        (37.1, []),
    ],
)
def test_each_goes_when_its_time_has_passed(leftovers, days, kept):
    assert left(leftovers + timedelta(days=days)) == kept


@pytest.mark.parametrize(("state", "minutes", "empty"), [("sent", 14, False), ("sent", 16, True), ("queued", 16, False)])
def test_a_mail_that_carried_a_code_is_emptied_once_the_code_is_past(client, moved_clock, state, minutes, empty):
    ask(client)
    with writing():
        mails()[-1].state = state
    moved_clock(minutes * 60)
    housekeeping.forget()
    db.session.expire_all()
    assert (mails()[-1].content == b"") is empty
