"""Taking an idea out again: everything is as it was, and what came in meanwhile stays where it was given."""

import pytest

from community import recount
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.search.entries import entries_of
from community.triage.models import Merge
from tests import factories
from tests.advocates.helping import answer, lines
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, MO, SAM
from tests.triage.helping import (
    asked,
    counts,
    everything,
    join,
    leave,
    read,
    refusal,
    say,
    speak,
    vote,
    withdraw,
)


@pytest.fixture
def four(app) -> list[int]:
    """Four ideas with votes across them, words on the first, and clocks that run."""
    ids = [asked(author, f"By {author.key}") for author in (ADA, BEN, CLEO, DEV)]
    vote(CLEO, ids[0])
    vote(ADA, ids[1])
    say(CLEO, ids[0])
    speak(BEN, ids[0])
    return ids


def test_unmerging_at_once_leaves_no_trace(four, work):
    work()
    before = everything(*four)
    join(four[0], four[1])
    assert everything(*four) != before
    leave(four[0])
    assert everything(*four) == before


def test_a_chain_comes_apart_in_any_order(four, work):
    work()
    one, two, three, _ = four
    before = everything(*four)
    for order in ((one, two), (two, one)):
        join(one, two)
        join(two, three)
        for idea_id in order:
            leave(idea_id)
        assert everything(*four) == before, order


def test_a_part_takes_along_what_had_joined_it(four):
    one, two, three, four_th = four
    join(one, two)
    join(two, three)
    join(four_th, three)
    leave(two)
    assert [read(each).root_id for each in four] == [two, None, None, three]
    assert [read(each).part_count for each in four] == [0, 1, 1, 0]
    assert list(recount.differences()) == []


def test_what_had_joined_a_part_may_leave_by_itself(four):
    one, two, three, _ = four
    join(one, two)
    join(two, three)
    leave(one)
    assert [read(each).root_id for each in four[:3]] == [None, three, None]
    leave(two)
    assert list(recount.differences()) == []


def test_votes_and_words_that_came_meanwhile_stay_with_the_root(four):
    one, two, *_ = four
    join(one, two)
    assert vote(SAM, one)
    assert not vote(CLEO, two)
    comment, voice = say(DEV, one), speak(DEV, two)
    assert counts(two) == (4, 2, 2, 1)
    leave(one)
    assert counts(one) == (2, 1, 1, 0)
    assert counts(two) == (3, 1, 1, 0)
    told = db.session.query(Event).filter_by(kind="idea.unmerged").one().data
    assert (told["stayed_votes"], told["stayed_comments"], told["stayed_voices"]) == (1, 1, 1)
    assert (told["parted_votes"], told["root_id"], told["answered_meanwhile"]) == (2, two, False)
    assert comment
    assert voice


def test_a_reply_to_what_was_said_on_a_part_goes_with_it(four):
    one, two, *_ = four
    join(one, two)
    first = say(DEV, two)
    with writing():
        on_part = read(one).id
    reply = say(SAM, one, "So do we.", parent_id=1)
    answer_to_root = say(SAM, one, "And here.", parent_id=first)
    from_part, from_root = (db.session.get(factories.Comment, each).idea_id for each in (reply, answer_to_root))
    assert (from_part, from_root) == (on_part, two)
    assert (counts(one)[1], counts(two)[1]) == (2, 4)
    leave(one)
    assert (counts(one)[1], counts(two)[1]) == (2, 2)


def test_a_vote_withdrawn_meanwhile_is_gone_from_both(four):
    one, two, *_ = four
    join(one, two)
    assert withdraw(ADA, two)
    assert (counts(one)[0], counts(two)[0]) == (1, 2)
    leave(one)
    assert (counts(one)[0], counts(two)[0]) == (1, 1)


def test_what_stands_alone_is_not_taken_out(four):
    assert refusal(leave, four[0]) == "nothing_to_undo"
    join(four[0], four[1])
    assert refusal(leave, four[1]) == "nothing_to_undo"
    leave(four[0])
    assert refusal(leave, four[0]) == "nothing_to_undo"


@pytest.mark.parametrize("who", [ADA, SAM, MO], ids=lambda part: part.key)
def test_who_may_not_merge_may_not_undo_it(four, who):
    join(four[0], four[1])
    assert refusal(leave, four[0], by=who) == "not_allowed"
    assert read(four[0]).root_id == four[1]


def test_the_log_keeps_both_acts(four):
    join(four[0], four[1])
    leave(four[0])
    row = db.session.query(Merge).one()
    assert row.unmerged_at is not None
    assert row.unmerged_by_id == row.merged_by_id
    acts = [(entry.act, entry.subject_id) for entry in db.session.query(AuditEntry).filter(AuditEntry.act.like("idea.%merged")).order_by(AuditEntry.id)]
    assert acts == [("idea.merged", four[0]), ("idea.unmerged", four[0])]
    parted = db.session.query(Event).filter_by(kind="idea.parted").one()
    assert (parted.idea_id, parted.data["part_id"]) == (four[1], four[0])


def test_it_can_be_merged_again(four):
    for root in (four[1], four[2], four[1]):
        join(four[0], root)
        assert read(four[0]).root_id == root
        leave(four[0])
    assert db.session.query(Merge).count() == 3
    assert list(recount.differences()) == []


def test_the_index_follows_once_the_worker_has_run(four, work):
    one, two, *_ = four
    work()
    before = {entry.id: entry.counts for entry in entries_of([one, two])}
    join(one, two)
    work()
    assert [entry.id for entry in entries_of([one, two])] == [two]
    leave(one)
    work()
    assert {entry.id: entry.counts for entry in entries_of([one, two])} == before
    assert set(before) == {one, two}


def test_what_an_idea_earned_stands_while_it_is_part_of_another(four, work):
    one, two, *_ = four
    answer(one, "shipped")
    work()
    earned = lines(ADA)
    assert earned == [("idea_shipped", 50)]
    join(one, two)
    work()
    assert lines(ADA) == earned
    leave(one)
    work()
    assert lines(ADA) == earned
    assert read(one).status == "shipped"


def test_a_part_hidden_meanwhile_comes_back_hidden_and_owes_nothing(four, work):
    one, two, *_ = four
    join(one, two)
    with writing():
        db.session.get_one(Idea, one).state = "hidden"
    leave(one)
    assert (read(one).state, read(one).root_id, read(one).answer_state) == ("hidden", None, "none")
    with writing():
        factories.viewer(MARTA)
    assert counts(two)[0] == 2
