"""Settling what happened without a worker: each line, each month's fading and each level at its own time."""

from datetime import timedelta

from community import clock
from community.accounts.models import Person
from community.advocates import proving
from community.advocates.actions_rebuild import settle_in_time
from community.advocates.models import LedgerLine, PointsDecay
from community.advocates.rules import first_of, month_of
from community.db import db, writing
from community.events import Event
from community.responses.models import Answer
from tests import factories
from tests.advocates.helping import answer, idea_of
from tests.cast import ADA


def shipped(days_ago: int) -> None:
    idea_id = idea_of(ADA, now=clock.now() - timedelta(days=days_ago + 5))
    answer(idea_id, words=f"Thank you for asking. It has been there for everyone for {days_ago} days.")
    with writing() as session:
        session.query(Answer).filter_by(idea_id=idea_id).update({"created_at": clock.now() - timedelta(days=days_ago)})


def settled() -> Person:
    with writing():
        settle_in_time(factories.person(ADA).id, now=clock.now())
    return db.session.query(Person).filter_by(email=ADA.email).one()


def moves() -> list[tuple[str, int]]:
    """Each change of level and how many days ago it was."""
    rows = db.session.query(Event).filter_by(kind="advocate.level_changed").order_by(Event.id)
    return [(row.data["after"], (clock.now() - row.at).days) for row in rows]


def test_each_line_and_each_month_of_fading_stands_at_its_own_time(app):
    shipped(400)
    ada = settled()
    lines = db.session.query(LedgerLine).filter_by(person_id=ada.id).order_by(LedgerLine.at).all()
    assert (lines[0].cause, lines[0].points, (clock.now() - lines[0].at).days) == ("idea_shipped", 50, 400)
    months = [line.at for line in lines[1:]]
    assert months == [first_of(month_of(at)) for at in months]
    assert 18 <= ada.points <= 25, "thirteen months of a half-life of twelve"
    assert db.session.get(PointsDecay, ada.id).through == month_of(clock.now()) - 1
    assert proving.next_people(0)[1] == []


def test_a_level_was_reached_when_the_help_was_and_went_when_it_had_faded(app):
    shipped(500)
    ada = settled()
    assert ada.level == "member"
    assert [level for level, _ in moves()] == ["contributor", "member"]
    reached, gone = (days for _, days in moves())
    assert reached == 500
    assert 150 < gone < 300, "at a fifth less than it takes, after the grace"


def test_who_helped_lately_has_the_level_since_then(app):
    for days in (300, 40):
        shipped(days)
    ada = settled()
    assert (ada.level, (clock.now() - ada.level_since).days) == ("contributor", 300)


def test_where_nothing_came_of_it_nothing_is_written(app):
    idea_of(ADA)
    assert settled().points == 0
    assert db.session.query(PointsDecay).count() == 0
