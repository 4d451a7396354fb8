"""A clock that jumps while mails wait, are in hand, or were just sent: nothing goes twice, and nothing is kept back for good."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.db import writing
from community.jobs import mail as job
from community.notifications import actions_delivery as actions
from community.notifications import queries_sending as queries
from community.notifications.actions_pace import note_server
from community.notifications.rules import Fate, Outcome
from tests.cast import ADA, BEN, CLEO
from tests.notifications.mails import rows
from tests.notifications.test_deliver import queue
from tests.smtp_sink import Sink

HOUR, DAY = 3600.0, 86_400.0
TO_SUMMER = datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC)
FROM_SUMMER = datetime(2027, 10, 31, 0, 59, 59, tzinfo=UTC)
END_OF_32_BITS = datetime(2038, 1, 19, 3, 14, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with Sink(tmp_path_factory.mktemp("sink")) as started:
        yield started


@pytest.fixture
def sink(app, shared):
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, mail_url=shared.url)
    shared.file.unlink(missing_ok=True)
    yield shared
    app.config["SETTINGS"] = before


def deliver():
    while job.deliver():
        pass


def until(moment):
    return (moment - datetime.now(UTC)).total_seconds()


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY])
def test_a_jump_between_two_looks_sends_nothing_twice(app, sink, moved_clock, jump):
    queue(ADA.email)
    deliver()
    moved_clock(jump)
    queue(BEN.email)
    deliver()
    moved_clock(0)
    queue(CLEO.email)
    deliver()
    moved_clock(max(jump, 0) + 1)
    deliver()
    assert [entry["to"] for entry in sink.ledger()] == [ADA.email, BEN.email, CLEO.email]
    assert {(mail.state, mail.attempts) for mail in rows()} == {("sent", 1)}


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY])
def test_a_jump_while_a_mail_is_in_hand_changes_nothing_for_who_holds_it(app, sink, moved_clock, jump):
    queue(ADA.email)
    with writing():
        letter = actions.claim_next(clock.now())
    moved_clock(jump)
    with writing():
        assert actions.note_outcome(letter, Outcome(Fate.ACCEPTED), now=clock.now()) is True
    deliver()
    moved_clock(0)
    deliver()
    assert sink.ledger() == []
    assert rows()[0].state == "sent"


@pytest.mark.parametrize("moment", [TO_SUMMER, FROM_SUMMER, END_OF_32_BITS])
def test_the_hour_that_is_missing_the_one_that_comes_twice_and_the_end_of_32_bits_are_seconds_as_any(app, sink, moved_clock, moment):
    moved_clock(until(moment))
    queue(ADA.email)
    deliver()
    moved_clock(until(moment) + 5)
    queue("450once-b@x.example", BEN.email)
    deliver()
    moved_clock(until(moment) + 310)
    deliver()
    assert sorted(entry["to"] for entry in sink.ledger()) == sorted([ADA.email, BEN.email, "450once-b@x.example"])
    assert {mail.state for mail in rows()} == {"sent"}
    assert rows()[0].sent_at >= moment


@pytest.mark.parametrize("jump", [-HOUR, -DAY])
def test_a_rest_and_a_full_domain_of_a_clock_since_set_back_keep_nothing_back(app, sink, moved_clock, jump):
    with writing() as session:
        note_server(Outcome(Fate.LATER, "down", untried=True), clock.now())
        session.add(queries.FullDomain(domain="brannocs.example", until=clock.now() + timedelta(seconds=50)))
    moved_clock(jump)
    queue(ADA.email)
    deliver()
    assert len(sink.ledger()) == 1
