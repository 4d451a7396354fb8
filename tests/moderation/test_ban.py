"""Keeping a person out: signed out, votes void and uncounted; and everything taken back."""

import pytest
from sqlalchemy import func, select

from community.accounts.models import Session
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import hot_score
from community.moderation.models import Ban
from community.moderation.rules import may_be_banned
from community.votes.actions import cast_vote
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, MO, ROOT, SAM
from tests.moderation.conftest import acts, happened, person

REASON = {"reason": "Forty links to pills."}


@pytest.fixture
def voted(app):
    """Three ideas of Ada's; Ben voted for two of them, Cleo for all."""
    with writing():
        factories.topic(owner=MARTA)
        ideas = [factories.idea(ADA, f"Idea number {number}") for number in range(3)]
        for idea in ideas:
            cast_vote(factories.viewer(CLEO), idea, 2, now=idea.created_at)
        for idea in ideas[:2]:
            cast_vote(factories.viewer(BEN), idea, 3, now=idea.created_at)
        return [idea.id for idea in ideas]


def counts(ids):
    db.session.rollback()
    db.session.expire_all()
    return [db.session.get_one(Idea, idea_id).vote_count for idea_id in ids]


def ban(browser, part, data=REASON):
    return browser.post(f"/moderation/people/{person(part).id}/ban", data=data)


def lift(browser, part):
    return browser.post(f"/moderation/people/{person(part).id}/lift")


def test_a_banned_persons_votes_stop_counting_and_count_again(as_person, voted):
    mo = as_person(MO)
    assert counts(voted) == [2, 2, 1]
    assert ban(mo, BEN).status_code == 303
    assert counts(voted) == [1, 1, 1]
    assert (happened("vote.voided"), happened("person.banned")) == (2, 1)
    lift(mo, BEN)
    assert counts(voted) == [2, 2, 1]
    assert (happened("vote.restored"), happened("person.unbanned")) == (2, 1)
    assert acts() == ["person.banned", "person.unbanned"]


def test_counts_agree_with_the_rows_and_the_stored_order_with_the_counts(as_person, voted):
    ban(as_person(MO), BEN)
    db.session.expire_all()
    for idea_id in voted:
        idea = db.session.get_one(Idea, idea_id)
        rows = db.session.scalar(select(func.count()).where(Vote.idea_id == idea_id, Vote.void.is_(False)))
        assert idea.vote_count == rows
        assert idea.hot == hot_score(rows, idea.published_at)


def test_the_voided_votes_name_whose_they_were_and_who_did_it(as_person, voted):
    ban(as_person(MO), BEN)
    events = db.session.query(Event).filter_by(kind="vote.voided").order_by(Event.idea_id).all()
    assert [event.idea_id for event in events] == sorted(voted[:2])
    assert {event.person_id for event in events} == {person(BEN).id}
    assert {event.actor_id for event in events} == {person(MO).id}


def test_a_banned_person_is_signed_out_everywhere(as_person, voted):
    ben = as_person(BEN)
    assert ben.get("/me").status_code == 200
    ban(as_person(MO), BEN)
    assert ben.get("/me").status_code == 302
    assert db.session.query(Session).filter_by(person_id=person(BEN).id, revoked_at=None).count() == 0
    assert person(BEN).state == "banned"


def test_a_second_press_changes_nothing(as_person, voted):
    mo = as_person(MO)
    for verb in (ban, ban, lift, lift):
        verb(mo, BEN)
    assert counts(voted) == [2, 2, 1]
    assert db.session.query(Ban).count() == 1
    assert happened("person.banned") == happened("person.unbanned") == 1


def test_somebody_can_be_kept_out_a_second_time(as_person, voted):
    mo = as_person(MO)
    for verb in (ban, lift, ban):
        verb(mo, BEN)
    assert counts(voted) == [1, 1, 1]
    assert [row.lifted_at is None for row in db.session.query(Ban).order_by(Ban.id)] == [False, True]


@pytest.mark.parametrize("part", [SAM, DEV, ROOT, MO])
def test_colleagues_are_not_banned(as_person, voted, part):
    with writing():
        factories.person(part)
    answer = ban(as_person(MO), part)
    assert answer.status_code == 422
    assert "An administrator can deactivate them" in answer.text
    assert person(part).state == "active"


def test_without_a_reason_nobody_is_kept_out(as_person, voted):
    answer = ban(as_person(MO), BEN, {"reason": " "})
    assert answer.status_code == 422
    assert 'id="reason-problem"' in answer.text
    assert person(BEN).state == "active"


def test_the_list_says_who_why_and_by_whom_with_a_way_back(as_person, voted):
    mo = as_person(MO)
    ban(mo, BEN)
    page = mo.get("/moderation/bans").text
    assert "Ben Talbot" in page
    assert "Forty links to pills." in page
    assert "Let Ben Talbot back in" in page
    lift(mo, BEN)
    assert "Nobody is kept out" in mo.get("/moderation/bans").text


def test_the_page_of_a_banned_person_says_so(as_person, voted):
    mo = as_person(MO)
    ban(mo, BEN)
    assert "is kept out already" in mo.get(f"/moderation/people/{person(BEN).id}/ban").text


def test_only_moderators_ban(as_person, voted):
    for part in (SAM, ADA):
        assert ban(as_person(part), BEN).status_code == 404
    assert person(BEN).state == "active"


def test_banning_many_votes_takes_few_statements(as_person, voted, statements):
    with writing():
        for number in range(40):
            idea = factories.idea(ADA, f"More {number}")
            cast_vote(factories.viewer(BEN), idea, 2, now=idea.created_at)
    mo, ben_id = as_person(MO), person(BEN).id
    with statements() as sent:
        mo.post(f"/moderation/people/{ben_id}/ban", data=REASON)
    others = [sql for sql in sent if not sql.startswith("INSERT INTO events")]
    assert len(others) <= 13, others


@pytest.mark.parametrize("role", ["staff", "moderator", "product_manager", "manager", "administrator"])
def test_the_rule_spares_every_role_of_the_company(role):
    assert not may_be_banned(role=role, state="active")


def test_the_rule_reaches_active_customers_only():
    assert may_be_banned(role="customer", state="active")
    assert not any(may_be_banned(role="customer", state=state) for state in ("banned", "deactivated", "erased"))
