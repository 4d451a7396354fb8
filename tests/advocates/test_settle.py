"""The ledger follows what happened: once for each cause, back when the cause goes, never for oneself."""

import pytest
from sqlalchemy.exc import IntegrityError

from community import clock
from community.advocates.handlers import settle_comment
from community.advocates.models import LedgerLine
from community.db import db, writing
from community.events import Event, record
from community.ideas.models import Comment
from tests import factories
from tests.advocates.helping import answer, comment_of, idea_of, lines, mark, settle, unmark
from tests.cast import ADA, BEN, CLEO, MARTA, SAM

SHIPPED = [("idea_shipped", 50)]
HELPED_ASKER = [("helpful_to_asker", 10)]


def test_a_shipped_idea_brings_its_author_points_once(app):
    idea = idea_of(ADA)
    answer(idea)
    settle()
    settle()
    assert lines(ADA) == SHIPPED
    assert lines(MARTA) == []


def test_an_idea_that_turns_out_not_to_have_shipped_gives_them_back(app):
    idea = idea_of(ADA)
    answer(idea)
    settle()
    answer(idea, "progress", "We were too early: for half of you it is not there yet. We finish it now.")
    settle()
    assert lines(ADA) == [*SHIPPED, ("idea_shipped", -50), ("idea_planned", 20)]
    answer(idea, "shipped", "Now it is there for everyone, on the web and on the phone. Thank you for waiting.")
    settle()
    assert sum(points for _, points in lines(ADA)) == 50


def test_a_planned_idea_counts_until_it_ships_and_shipping_takes_its_place(app):
    idea = idea_of(ADA)
    answer(idea, "planned")
    settle()
    assert lines(ADA) == [("idea_planned", 20)]
    answer(idea, words="It is there since this morning, for everyone who plans a week. Thank you for asking.")
    settle()
    assert lines(ADA) == [("idea_planned", 20), ("idea_planned", -20), *SHIPPED]


@pytest.mark.parametrize("status", ["review", "later", "declined"])
def test_no_other_answer_earns_anything(app, status):
    answer(idea_of(ADA), status)
    settle()
    assert lines(ADA) == []


def test_the_askers_mark_counts(app):
    comment = comment_of(BEN, idea_of(ADA))
    mark(ADA, comment)
    settle()
    assert lines(BEN) == HELPED_ASKER


def test_staffs_marks_count_once_together(app):
    comment = comment_of(BEN, idea_of(ADA))
    for part in (SAM, MARTA):
        mark(part, comment)
        settle()
    assert lines(BEN) == [("helpful_to_staff", 5)]


def test_another_customers_mark_is_thanks_only(app):
    comment = comment_of(BEN, idea_of(ADA))
    mark(CLEO, comment)
    settle()
    assert lines(BEN) == []


def test_a_mark_taken_back_takes_its_points_and_both_lines_stay(app):
    comment = comment_of(BEN, idea_of(ADA))
    mark(ADA, comment)
    settle()
    unmark(ADA, comment)
    settle()
    assert lines(BEN) == [*HELPED_ASKER, ("helpful_to_asker", -10)]


def test_one_of_two_staff_marks_taken_back_changes_nothing(app):
    comment = comment_of(BEN, idea_of(ADA))
    mark(SAM, comment)
    mark(MARTA, comment)
    settle()
    unmark(SAM, comment)
    settle()
    assert lines(BEN) == [("helpful_to_staff", 5)]


def test_marking_and_unmarking_before_the_worker_looks_leaves_no_line(app):
    comment = comment_of(BEN, idea_of(ADA))
    for _ in range(3):
        mark(ADA, comment)
        unmark(ADA, comment)
    settle()
    assert lines(BEN) == []


def test_events_handled_in_the_wrong_order_come_out_right(app):
    """A handler that failed is run again later, after its successor."""
    comment = comment_of(BEN, idea_of(ADA))
    mark(ADA, comment)
    unmark(ADA, comment)
    mark(ADA, comment)
    with writing() as session:
        rows = session.query(Event).filter(Event.kind.like("comment.%marked_helpful")).order_by(Event.id.desc()).all()
        for row in rows:
            settle_comment(row, 0, row.at)
    settle()
    assert lines(BEN) == HELPED_ASKER


def test_an_event_handled_twice_changes_nothing(app):
    answer(idea_of(ADA))
    settle()
    with writing() as session:
        session.query(Event).update({"expanded": False})
        session.execute(db.text("DELETE FROM dispatches"))
    settle()
    assert lines(ADA) == SHIPPED


def test_staff_earn_nothing(app):
    comment = comment_of(SAM, idea_of(ADA))
    mark(ADA, comment)
    mark(MARTA, comment)
    answer(idea_of(SAM))
    settle()
    assert lines(SAM) == []


def test_who_joined_the_staff_keeps_what_was_earned_and_loses_what_goes(app):
    idea = idea_of(ADA)
    comment = comment_of(BEN, idea)
    mark(ADA, comment)
    settle()
    with writing():
        factories.person(BEN).role = "staff"
    mark(MARTA, comment)
    settle()
    assert lines(BEN) == HELPED_ASKER
    unmark(ADA, comment)
    settle()
    assert sum(points for _, points in lines(BEN)) == 0


def test_a_hidden_comment_loses_its_points_and_has_them_again_when_it_comes_back(app):
    comment = comment_of(BEN, idea_of(ADA))
    mark(ADA, comment)
    settle()
    for kind, hidden_at, points in (("comment.hidden", clock.now(), 0), ("comment.restored", None, 10)):
        with writing() as session:
            session.get(Comment, comment).hidden_at = hidden_at
            record(kind, at=clock.now(), idea_id=1, comment_id=comment)
        settle()
        assert sum(each for _, each in lines(BEN)) == points


def test_every_line_is_told_to_whoever_listens(app):
    answer(idea_of(ADA))
    settle()
    with writing():
        ada = factories.person(ADA).id
    told = db.session.query(Event).filter_by(kind="advocate.changed").one()
    assert told.person_id == ada
    line = db.session.query(LedgerLine).one()
    assert told.data == {
        "change": 50, "cause": "idea_shipped", "subject_id": line.idea_id, "comment_id": None, "from_id": None, "by_event_id": line.event_id,
        "score": 50, "level": "member", "earned_at": line.earned_at.isoformat(),
    }


def test_the_database_refuses_the_same_line_twice(app):
    answer(idea_of(ADA))
    settle()
    line = db.session.query(LedgerLine).one()
    twin = {"person_id": line.person_id, "event_id": line.event_id, "cause": line.cause, "subject_id": line.subject_id, "points": 50, "at": line.at}
    with pytest.raises(IntegrityError), writing() as session:
        session.add(LedgerLine(**twin))
