"""One turn of the worker: a handler that is due, or what is new, and never more than one transaction of work."""

from sqlalchemy import func, select

from community import clock
from community.db import db, writing
from community.events import Dispatch, Event
from community.jobs.worker import turn
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO


def two_votes() -> None:
    with writing():
        idea = factories.idea(ADA)
        for part in (BEN, CLEO):
            cast_vote(factories.viewer(part), idea, 2, now=clock.now())


def ready() -> int:
    return db.session.scalar(select(func.count()).where(Dispatch.state == "ready")) or 0


def test_what_is_new_becomes_work_all_at_once(app):
    two_votes()
    assert turn()
    assert db.session.scalar(select(func.count()).where(Event.expanded.is_(False))) == 0
    assert ready() == db.session.scalar(select(func.count(Dispatch.id))) > 2


def test_a_handler_is_run_without_looking_for_what_is_new(app, statements):
    two_votes()
    turn()
    before = ready()
    with statements() as sent:
        assert turn()
    assert ready() == before - 1
    assert not [each for each in sent if "WHERE events.expanded" in each]


def test_it_goes_on_until_nothing_is_left_to_do(app, statements):
    assert not turn()
    two_votes()
    with statements() as sent:
        turn()
    assert [each for each in sent if "WHERE events.expanded" in each]
    rounds = sum(iter(turn, False))
    assert (ready(), turn()) == (0, False)
    assert rounds >= db.session.scalar(select(func.count(Dispatch.id)))
