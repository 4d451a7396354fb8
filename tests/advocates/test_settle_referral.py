"""When somebody who was brought has become an active member, and when they no longer are."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import Person
from community.advocates.actions_referrals import attribute, settle
from community.advocates.models_referrals import Referral
from community.advocates.rules_sharing import Landed, Shared
from community.db import db, writing
from community.events import Event
from community.ideas.models import Comment
from community.jobs.referrals import settle as settle_all
from community.jobs.worker import drain
from community.moderation.actions import ban, lift_ban
from community.votes.actions import cast_vote
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, MO


@pytest.fixture
def brought(app):
    """Ben came by a link of Cleo's three days ago, and voted that day."""
    then = clock.now() - timedelta(days=3)
    with writing():
        cleo, ben, idea = factories.person(CLEO), factories.person(BEN, then), factories.idea(ADA)
        attribute(Landed(Shared(cleo.id), then), "join", ben.id, now=then)
        cast_vote(factories.viewer(BEN), idea, 2, now=then)
        return cleo.id, ben.id, idea.id


def told():
    db.session.rollback()
    found = db.session.query(Event).filter(Event.kind.like("referral.%")).order_by(Event.id)
    return [(row.kind, row.person_id, row.data["referred_id"]) for row in found]


def come_back(ben, idea):
    with writing() as session:
        session.add(Comment(idea_id=idea, author_id=ben, body="Still", body_html="Still", created_at=clock.now()))
    settle_all()


def test_one_visit_makes_no_active_member_and_a_second_day_does_once(brought):
    cleo, ben, idea = brought
    settle_all()
    assert told() == []
    come_back(ben, idea)
    settle_all()
    with writing():
        settle(ben, now=clock.now())
    assert told() == [("referral.active", cleo, ben)]


def test_what_is_kept_out_is_undone_and_what_is_let_in_counts_again(brought):
    cleo, ben, idea = brought
    come_back(ben, idea)
    with writing():
        ban(factories.viewer(MO), db.session.get_one(Person, ben), "spam", now=clock.now())
    drain()
    assert told() == [("referral.active", cleo, ben), ("referral.undone", cleo, ben)]
    assert db.session.query(Referral).one().undone_at is not None
    with writing():
        lift_ban(factories.viewer(MO), db.session.get_one(Person, ben), now=clock.now())
    drain()
    assert [kind for kind, *_ in told()] == ["referral.active", "referral.undone", "referral.active"]
    assert db.session.query(Referral).one().undone_at is None


def test_a_colleague_who_becomes_active_is_no_referral(brought):
    _, ben, idea = brought
    with writing():
        db.session.query(Referral).update({"own": "account"})
    come_back(ben, idea)
    with writing():
        settle(ben, now=clock.now())
    assert told() == []


def test_a_vote_that_is_void_is_no_day_of_taking_part(brought):
    _, ben, idea = brought
    with writing():
        db.session.query(Vote).update({"void": True})
    come_back(ben, idea)
    assert told() == []
