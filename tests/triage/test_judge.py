"""Saying that two ideas are the same, or that they are not."""

import pytest

from community import clock
from community.db import db, writing
from community.triage.judging import judge
from community.triage.models import Judgement, Twin
from tests import factories
from tests.cast import ADA, BEN, MARTA


@pytest.fixture
def pair(app):
    """Two ideas that the matcher finds alike."""
    with writing() as session:
        low, high = factories.idea(ADA).id, factories.idea(BEN, "The week on one sheet").id
        session.add(Twin(low_id=low, high_id=high, certainty=0.7, found_at=clock.now()))
        return low, high


def say(part, one, other, verdict, source="staff", certainty=None):
    with writing():
        judge(factories.viewer(part), one, other, verdict, source=source, certainty=certainty, now=clock.now())


def said():
    db.session.rollback()
    return [(row.low_id, row.high_id, row.verdict, row.source, row.certainty) for row in db.session.query(Judgement).order_by(Judgement.id)]


def test_a_judgement_names_the_older_idea_first_whoever_is_named_first(pair):
    low, high = pair
    say(MARTA, high, low, "different", certainty=0.4)
    assert said() == [(low, high, "different", "staff", 0.4)]


def test_the_last_word_of_a_person_counts(pair):
    say(MARTA, *pair, "different")
    say(MARTA, *pair, "same", source="merge", certainty=0.9)
    assert said() == [(*pair, "same", "merge", 0.9)]


def test_two_people_may_say_different_things(pair):
    say(ADA, *pair, "different", source="author", certainty=0.6)
    say(MARTA, *pair, "same", certainty=0.7)
    assert [(verdict, source) for _, _, verdict, source, _ in said()] == [("different", "author"), ("same", "staff")]


def test_what_the_matcher_thought_is_kept_where_nobody_says_it(pair):
    say(MARTA, *pair, "same")
    assert said()[0][4] == 0.7


def test_a_pair_the_matcher_knows_nothing_of_is_judged_without_a_certainty(pair):
    with writing():
        third = factories.idea(ADA, "Swap shifts by text message").id
    say(MARTA, pair[0], third, "different")
    assert said() == [(pair[0], third, "different", "staff", None)]


def test_a_judged_pair_no_longer_waits(pair):
    say(MARTA, *pair, "different")
    assert db.session.query(Twin).count() == 0


@pytest.mark.parametrize(
    ("one", "other", "verdict", "source"),
    [(1, 1, "same", "staff"), (1, 2, "perhaps", "staff"), (1, 2, "same", "rumour")],
)
def test_what_is_no_judgement_is_refused(pair, one, other, verdict, source):
    with pytest.raises(ValueError, match="no judgement"):
        say(MARTA, one, other, verdict, source=source)
    assert said() == []
