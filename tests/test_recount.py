"""heed recount: stored counts proved by their rows."""

from sqlalchemy import update

from community import clock, recount
from community.accounts.models import Person
from community.advocates.models import LedgerLine
from community.db import db, writing
from community.ideas.models import Comment, Idea
from community.jobs.twins import learn
from community.triage.models import Twin, TwinSummary
from community.triage.twins import note_found
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO


def made() -> tuple[int, int]:
    with writing():
        idea = factories.idea(ADA)
        comment = factories.comment(BEN, idea)
        return idea.id, comment.id


def test_counts_kept_by_the_product_are_right(app):
    made()
    assert list(recount.differences()) == []


def test_each_kind_of_wrong_count_is_found_and_named(app):
    idea_id, comment_id = made()
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(vote_count=7, comment_count=0, voice_count=2))
        db.session.execute(update(Comment).where(Comment.id == comment_id).values(helpful_count=3))
        db.session.add(LedgerLine(person_id=factories.person(BEN).id, cause="test", points=20, at=clock.now()))
    found = {(wrong.what, wrong.stored, wrong.counted) for wrong in recount.differences()}
    assert found == {
        ("votes of idea", 7, 0), ("comments of idea", 0, 1), ("voices of idea", 2, 0),
        ("helpful marks of comment", 3, 0), ("points of person", 0, 20),
    }


def test_mending_sets_every_count_to_its_rows(app):
    idea_id, _ = made()
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(vote_count=7))
        db.session.execute(update(Person).values(points=5))
        assert recount.mend() == 3
    assert list(recount.differences()) == []


def paired(**wrong: float) -> None:
    """Two ideas that are likely the same, one with a vote more, and the worker's sums of them."""
    with writing():
        low, high = factories.idea(ADA).id, factories.idea(BEN, "A poster of the week for the wall").id
        for each in (low, high):
            cast_vote(factories.viewer(CLEO), db.session.get_one(Idea, each), 2, now=clock.now())
        note_found(low, {high: 0.9}, now=clock.now())
    learn()
    with writing():
        db.session.execute(update(Twin).values(**{name: value for name, value in wrong.items() if name != "likely"} or {"gain": Twin.gain}))
        if "likely" in wrong:
            db.session.execute(update(TwinSummary).values(likely=wrong["likely"]))


def test_pairs_as_the_worker_leaves_them_are_right(app):
    paired()
    assert list(recount.differences()) == []


def test_a_wrong_pair_and_a_wrong_sum_are_found_and_mended(app):
    paired(gain=7.5, certainty=0.4, likely=9)
    found = {(wrong.what, wrong.stored): wrong.counted for wrong in recount.differences()}
    assert found["certainty of pair", 0.4] == 0.9
    assert ("gain of pair", 7.5) in found
    assert ("twins likely", 9) in found
    with writing():
        assert recount.mend() >= 3
    db.session.expire_all()
    assert list(recount.differences()) == []
    assert db.session.query(Twin).one().gain == 0.9
