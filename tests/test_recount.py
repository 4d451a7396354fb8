"""heed recount: stored counts proved by their rows."""

from sqlalchemy import update

from community import clock, recount
from community.accounts.models import Person
from community.advocates.models import LedgerLine
from community.db import db, writing
from community.ideas.models import Comment, Idea
from tests import factories
from tests.cast import ADA, BEN


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
