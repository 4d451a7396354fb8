"""Levels rise at once, fall after two weeks of grace, and want more than one kind of help."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.accounts.models import Person
from community.accounts.rules import Level
from community.advocates.actions_levels import look_at_next
from community.advocates.models import Badge
from community.advocates.rules import Cause
from community.advocates.rules_standing import (
    FROM_SCORE,
    GRACE,
    ORDER,
    Evidence,
    Mark,
    Place,
    badges,
    placed,
    points_to_next,
)
from community.db import db, writing
from community.events import Event
from tests import factories
from tests.advocates.helping import answer, comment_of, idea_of, mark, settle
from tests.cast import ADA, BEN, MARTA

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KINDS = {Cause.IDEA_SHIPPED: NOW, Cause.HELPFUL_TO_ASKER: NOW, Cause.DUPLICATE_FOUND: NOW}


def evidence(score, firsts=None, newest=NOW, flagged=False):
    return Evidence(score, newest, KINDS if firsts is None else firsts, flagged)


@pytest.mark.parametrize(("score", "level"), [(0, "member"), (39, "member"), (40, "contributor"), (99, "contributor"), (100, "advocate"), (249, "advocate"), (250, "champion")])
def test_the_score_reaches_a_level(score, level):
    assert placed(Place(), evidence(score), NOW).level == level


def test_one_kind_of_help_makes_no_advocate_however_much_it_is():
    one = {Cause.IDEA_SHIPPED: NOW, Cause.IDEA_PLANNED: NOW}
    assert placed(Place(), evidence(900, one), NOW).level is Level.CONTRIBUTOR
    assert placed(Place(), evidence(900, {**one, Cause.HELPFUL_TO_STAFF: NOW}), NOW).level is Level.ADVOCATE


def test_help_of_long_ago_and_words_taken_out_of_sight_hold_back():
    assert placed(Place(), evidence(900, newest=NOW - timedelta(days=181)), NOW).level is Level.ADVOCATE
    assert placed(Place(), evidence(900, newest=NOW - timedelta(days=366)), NOW).level is Level.CONTRIBUTOR
    assert placed(Place(), evidence(900, flagged=True), NOW).level is Level.CONTRIBUTOR


def test_a_level_is_kept_with_a_fifth_less_and_falls_after_the_grace():
    here = Place(Level.ADVOCATE)
    assert placed(here, evidence(80), NOW) == here
    slips = placed(here, evidence(79), NOW)
    assert slips == Place(Level.ADVOCATE, NOW)
    assert placed(slips, evidence(79), NOW + GRACE - timedelta(seconds=1)) == slips
    assert placed(slips, evidence(79), NOW + GRACE) == Place(Level.CONTRIBUTOR)
    assert placed(slips, evidence(80), NOW + timedelta(days=3)) == here, "it was enough again in time"


def test_who_falls_far_falls_to_what_is_still_enough():
    assert placed(Place(Level.CHAMPION, NOW), evidence(0, {}, None), NOW + GRACE) == Place(Level.MEMBER)


@given(st.sampled_from(ORDER), st.integers(0, 900), st.integers(0, 400), st.sets(st.sampled_from(list(KINDS))))
def test_time_alone_settles_on_one_level_that_does_not_swing(level, score, days, kinds):
    seen = evidence(score, dict.fromkeys(kinds, NOW), NOW - timedelta(days=days))
    after = placed(placed(Place(level), seen, NOW), seen, NOW + GRACE)
    later = NOW + GRACE
    assert placed(after, seen, later) == after
    assert after.slips_since in (None, later), "slipping for longer, it would have fallen"


def test_what_is_missing_is_said_in_points():
    assert points_to_next("advocate", 148) == FROM_SCORE[Level.CHAMPION] - 148
    assert points_to_next("champion", 900) == 0
    assert points_to_next("contributor", 150) == 0


def test_a_badge_is_there_since_the_first_outcome_of_its_kind():
    early = NOW - timedelta(days=9)
    assert badges({Cause.HELPFUL_TO_STAFF: NOW, Cause.HELPFUL_TO_ASKER: early}) == {Mark.HELPED: early}
    assert set(badges({Cause.IDEA_SHIPPED: NOW})) == {Mark.SHIPPED, Mark.PLANNED}


def become_advocate():
    """Two ideas of Ada's shipped, and she helped Ben."""
    ideas = [idea_of(ADA), idea_of(ADA)]
    for number, idea in enumerate(ideas):
        answer(idea, words=f"Thank you for asking. It is there for everyone since release {number}, on every device.")
    mark(BEN, comment_of(ADA, idea_of(BEN)))
    settle()
    return ideas


def ada():
    db.session.rollback()
    return db.session.query(Person).filter_by(email=ADA.email).one()


def told():
    rows = db.session.query(Event).filter_by(kind="advocate.level_changed").order_by(Event.id)
    return [(row.data["before"], row.data["after"]) for row in rows if row.person_id == ada().id]


def test_an_advocate_rises_at_once_and_falls_by_the_clock_alone(app):
    ideas = become_advocate()
    assert (ada().level, ada().level_slips_since) == ("advocate", None)
    assert {row.kind for row in db.session.query(Badge).filter_by(person_id=ada().id)} == {"planned", "shipped", "helped"}
    for number, idea in enumerate(ideas):
        answer(idea, "declined", f"We were wrong, number {number}: it works for nobody, and we take it out again.")
    settle()
    assert ada().level == "advocate"
    assert ada().level_slips_since is not None
    with writing():
        look_at_next(0, clock.now() + GRACE - timedelta(minutes=1))
    assert ada().level == "advocate"
    with writing():
        assert look_at_next(0, clock.now() + GRACE) is None
    assert (ada().level, ada().level_slips_since) == ("member", None)
    assert told() == [("member", "advocate"), ("advocate", "member")]


def test_the_page_says_how_far_it_is_and_how_long_a_level_stays(app, as_person, client):
    ideas = become_advocate()
    own, other = as_person(ADA).get(f"/people/{ada().id}").text, client.get(f"/people/{ada().id}").text
    assert "Advocate</h2>" in own
    assert "Advocate</h2>" in other
    assert "140 to Champion" in own
    assert "to Champion" not in other
    assert "2 ideas shipped" in own
    assert "Made it real" in other
    assert "2 ideas shipped" not in other.split("Marks")[1].split("</section>")[0]
    answer(ideas[0], "declined", "We were wrong: it works for nobody, and we take it out again.")
    settle()
    assert "The level stays until" in as_person(ADA).get(f"/people/{ada().id}").text
    assert "The level stays until" not in client.get(f"/people/{ada().id}").text


def test_staff_have_no_level(app, client):
    with writing():
        marta = factories.person(MARTA).id
    assert "Contributor" not in client.get(f"/people/{marta}").text
