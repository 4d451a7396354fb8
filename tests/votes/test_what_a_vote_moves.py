"""What each verb answers, records and moves, and that no other idea and nobody else's vote is touched by it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import hot_score
from community.votes import actions
from community.votes.models import Vote
from community.votes.queries import has_voted
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, MO, SAM
from tests.triage.helping import asked, here, join


@pytest.fixture
def two(app) -> tuple[int, int]:
    """Ada's idea and, a day older, Dev's: each with its author's vote."""
    mine = asked(ADA, "Print the week")
    other = asked(DEV, "Swap a shift", now=clock.now() - timedelta(days=1))
    return mine, other


def act(verb, part, idea_id, *arguments, **more):
    """What the verb answers, in a transaction of its own."""
    with writing():
        person = factories.viewer(part)
        return verb(person, here(person, idea_id), *arguments, **more, now=clock.now())


def told(*kinds):
    """Kind, idea, who, and what is in it, of each event of these kinds."""
    db.session.rollback()
    rows = db.session.execute(select(Event).where(Event.kind.in_(kinds)).order_by(Event.id)).scalars()
    return [(row.kind, row.idea_id, row.actor_id, row.data) for row in rows]


def stored():
    """Of each idea: its count, and whether it stands where its count and its age put it."""
    db.session.rollback()
    rows = db.session.execute(select(Idea.id, Idea.vote_count, Idea.hot, Idea.published_at).order_by(Idea.id))
    return [(row.vote_count, row.hot == pytest.approx(hot_score(row.vote_count, row.published_at))) for row in rows]


def held():
    db.session.rollback()
    rows = db.session.execute(select(Vote.idea_id, Vote.person_id, Vote.importance).order_by(Vote.idea_id, Vote.person_id))
    return [tuple(row) for row in rows]


def person_id(part):
    with writing():
        return factories.person(part).id


def test_a_vote_is_added_once_and_moves_its_own_idea_alone(two):
    mine, _other = two
    assert [act(actions.cast_vote, BEN, mine, 3), act(actions.cast_vote, BEN, mine, 1)] == [True, False]
    assert stored() == [(2, True), (1, True)]
    ben = person_id(BEN)
    assert told("vote.cast")[2:] == [("vote.cast", mine, ben, {"importance": 3})]
    assert (mine, ben, 3) in held(), "a second click does not say how much it matters"
    assert told("vote.changed") == []


def test_the_row_in_hand_knows_the_count_at_once(two):
    with writing():
        ben = factories.viewer(BEN)
        idea = here(ben, two[0])
        actions.cast_vote(ben, idea, 2, now=clock.now())
        assert idea.vote_count == 2
        actions.withdraw_vote(ben, idea, now=clock.now())
        assert idea.vote_count == 1


def test_importance_changes_for_one_person_on_one_idea_and_is_told_once(two):
    mine, _other = two
    for idea_id in two:
        act(actions.cast_vote, BEN, idea_id, 2)
        act(actions.cast_vote, CLEO, idea_id, 2)
    before = held()
    assert [act(actions.weigh_vote, BEN, mine, 3) for _ in range(2)] == [True, False]
    assert act(actions.weigh_vote, SAM, mine, 3) is False
    ben = person_id(BEN)
    assert [row for row in held() if row not in before] == [(mine, ben, 3)]
    assert told("vote.changed") == [("vote.changed", mine, ben, {"importance": 3})]
    assert stored() == [(3, True), (3, True)]


def test_a_vote_taken_back_is_told_and_every_other_stays(two):
    mine, other = two
    for idea_id in two:
        act(actions.cast_vote, BEN, idea_id, 2)
    assert [act(actions.withdraw_vote, BEN, mine) for _ in range(2)] == [True, False]
    ben = person_id(BEN)
    assert told("vote.withdrawn") == [("vote.withdrawn", mine, ben, {})]
    assert stored() == [(1, True), (2, True)]
    assert (other, ben, 2) in held()


def test_who_voted_for_what_joined_an_idea_is_counted_there_once(two):
    mine, other = two
    act(actions.cast_vote, BEN, other, 1)
    join(other, mine)
    assert act(actions.cast_vote, BEN, mine, 3) is False
    assert stored()[0] == (3, True)
    assert len([row for row in held() if row[1] == person_id(BEN)]) == 1
    assert act(actions.withdraw_vote, BEN, mine) is True
    assert [count for count, _ in stored()] == [2, 1]
    assert told("vote.withdrawn")[0][1] == other, "it is taken from where it was given"


def test_a_vote_that_was_noted_becomes_ones_own_by_voting(two):
    mine, _other = two
    ben = person_id(BEN)
    note = {"person_id": ben, "importance": 1}
    assert [act(actions.note_vote, SAM, mine, **note), act(actions.note_vote, SAM, mine, **note)] == [True, False]
    [noted] = told("vote.cast")[2:]
    assert noted[2:] == (person_id(SAM), {"importance": 1, "noted": True})
    assert act(actions.cast_vote, CLEO, mine, 2)
    assert act(actions.cast_vote, BEN, mine, 3) is False
    db.session.rollback()
    row = db.session.get_one(Vote, (mine, ben))
    assert (row.noted_by_id, row.importance) == (None, 3)
    assert told("vote.changed") == [("vote.changed", mine, ben, {"importance": 3})]
    act(actions.cast_vote, BEN, mine, 1)
    assert len(told("vote.changed")) == 1, "it is theirs by now, and a click changes nothing"


def test_a_noted_vote_counts_at_once_on_its_own_idea_alone(two):
    mine, _other = two
    with writing():
        sam, ben = factories.viewer(SAM), factories.person(BEN).id
        idea = here(sam, mine)
        assert actions.note_vote(sam, idea, ben, 3, now=clock.now())
        assert idea.vote_count == 2
    assert stored() == [(2, True), (1, True)]
    assert (mine, ben, 3) in held()


def test_whose_vote_is_on_which_of_some_ideas(two):
    mine, other = two
    act(actions.cast_vote, BEN, other, 2)
    ben, cleo = person_id(BEN), person_id(CLEO)
    asked_for = [(ben, [other]), (ben, [mine]), (ben, [mine, other]), (ben, []), (cleo, [mine, other]), (None, [mine, other])]
    assert [has_voted(who, group) for who, group in asked_for] == [True, False, True, False, False, False]


def test_a_noted_vote_is_not_added_beside_one_for_what_joined(two):
    mine, other = two
    act(actions.cast_vote, BEN, other, 1)
    join(other, mine)
    assert act(actions.note_vote, SAM, mine, person_id(BEN), 3) is False
    assert stored()[0] == (3, True)


@pytest.mark.parametrize("verb", ["cast_vote", "note_vote"])
@pytest.mark.parametrize("change", [{"status": "shipped"}, {"status": "declined"}, {"state": "pending"}])
def test_what_is_closed_or_not_public_takes_no_vote_by_either_way(two, verb, change):
    mine, before, marta = two[0], held(), person_id(MARTA)
    with writing():
        person = factories.viewer(SAM)
        idea = here(person, mine)
        for name, value in change.items():
            setattr(idea, name, value)
        arguments = (2,) if verb == "cast_vote" else (marta, 2)
        with pytest.raises(actions.VoteRefused):
            getattr(actions, verb)(person, idea, *arguments, now=clock.now())
        db.session.rollback()
    assert held() == before


def test_each_milestone_is_said_once_however_votes_come_and_go(two, monkeypatch):
    monkeypatch.setattr("community.votes.rules.MILESTONES", (2, 4))
    mine, _other = two
    for part in (BEN, CLEO, SAM):
        act(actions.cast_vote, part, mine, 2)
    for _ in range(2):
        act(actions.withdraw_vote, SAM, mine)
        act(actions.note_vote, MO, mine, person_id(SAM), 2)
    assert [(row[1], row[3]) for row in told("idea.reached")] == [(mine, {"people": 2}), (mine, {"people": 4})]


def test_counts_are_brought_to_the_rows_for_these_ideas_alone(two):
    mine, other = two
    act(actions.cast_vote, BEN, mine, 2)
    with writing():
        db.session.query(Idea).update({"vote_count": 40})
    with writing():
        actions.recount_votes([mine])
        actions.recount_votes([])
    assert [count for count, _ in stored()] == [2, 40]
    assert stored()[0] == (2, True)
    with writing():
        versions = dict(db.session.execute(select(Idea.id, Idea.version)).all())
        actions.shift_votes([other], -39)
    assert stored() == [(2, True), (1, True)]
    after = dict(db.session.execute(select(Idea.id, Idea.version)).all())
    assert {number: after[number] - versions[number] for number in after} == {mine: 0, other: 1}
