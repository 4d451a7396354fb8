"""account.interest: told when an account begins, changes noticeably, ends, or gets what it asked for; and seldom."""

from community import clock
from community.accounts.actions_erasing import erase_person
from community.crm.actions_consent import allow_export, refuse_export
from community.crm.models_weight import Interest, WeightTask
from community.crm.queries_weight import behind
from community.crm.rules_weight import is_noticeable
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.moderation import actions as moderation
from community.moderation.queries import subject
from community.votes.actions import weigh_vote
from tests import factories
from tests.advocates.helping import answer
from tests.cast import ADA, BEN, CLEO, MARTA, MO, ROOT
from tests.crm.weighing import accounts, interests, settle, void
from tests.triage.helping import asked, here, join, leave, vote, withdraw


def states(idea_id, account):
    return [each["state"] for each in interests(idea_id=idea_id) if each["organisation_id"] == account]


def test_it_begins_with_the_first_vote_and_ends_with_the_last(app):
    keys, idea = accounts(), asked(MARTA, "Print the week")
    vote(ADA, idea, 3)
    settle()
    assert interests(idea_id=idea) == [{"organisation_id": keys["brannocs"], "people": 1, "importance": 3, "state": "began"}]
    withdraw(ADA, idea)
    settle()
    assert states(idea, keys["brannocs"]) == ["began", "ended"]
    assert db.session.query(Interest).count() == 0


def test_a_vote_set_aside_ends_it(app):
    keys, idea = accounts(), asked(MARTA, "Print the week")
    vote(ADA, idea)
    settle()
    void(ADA, idea)
    settle()
    assert states(idea, keys["brannocs"]) == ["began", "ended"]


def test_settling_twice_says_nothing_twice(app):
    keys, idea = accounts(), asked(ADA, "Print the week")
    settle()
    with writing():
        db.session.add(WeightTask(idea_id=idea, run_at=clock.now()))
    settle()
    assert states(idea, keys["brannocs"]) == ["began"]


def test_another_importance_is_told_an_hour_after_the_last_word(app, moved_clock):
    keys, idea = accounts(), asked(MARTA, "Print the week")
    vote(ADA, idea, 1)
    settle()
    with writing():
        ada = factories.viewer(ADA)
        weigh_vote(ada, here(ada, idea), 3, now=clock.now())
    settle()
    assert states(idea, keys["brannocs"]) == ["began"]
    moved_clock(3_601)
    settle()
    assert interests(idea_id=idea)[-1] == {"organisation_id": keys["brannocs"], "people": 1, "importance": 3, "state": "changed"}


def test_a_thousand_votes_of_one_account_are_ten_words_at_most():
    told, said = (1, 2), 0
    for people in range(2, 1_001):
        if is_noticeable(told, (people, 2)):
            told, said = (people, 2), said + 1
    assert said == 9
    assert not is_noticeable((2, 2), (3, 2)), "one that comes"
    assert not is_noticeable((3, 2), (2, 2)), "and goes is no news"
    assert is_noticeable((4, 2), (2, 2))


def test_votes_that_come_together_are_counted_once(app):
    keys, idea = accounts(), asked(MARTA, "Print the week")
    for part in (ADA, CLEO):
        vote(part, idea, 3)
    settle()
    assert [each["people"] for each in interests(idea_id=idea) if each["organisation_id"] == keys["brannocs"]] == [2]


def test_what_ships_is_told_of_every_account(app):
    keys, idea = accounts(), asked(CLEO, "Print the week")
    settle()
    answer(idea)
    settle()
    assert states(idea, keys["brannocs"]) == states(idea, keys["ostara"]) == ["began", "shipped"]


def test_a_merge_ends_nothing_and_an_idea_out_of_sight_does(app):
    keys, part, root = accounts(), asked(ADA, "Print the week"), asked(BEN, "The rota on paper")
    settle()
    join(part, root)
    settle()
    assert states(part, keys["brannocs"]) == states(root, keys["brannocs"]) == ["began"]
    leave(part)
    settle()
    assert states(root, keys["brannocs"]) == ["began", "ended"]
    assert states(part, keys["brannocs"]) == ["began", "began"]
    with writing():
        mo = factories.viewer(MO)
        moderation.hide(mo, subject(mo, "idea", part), "It names a patient.", now=clock.now())
    settle()
    assert states(part, keys["brannocs"])[-1] == "ended"


def test_a_task_lives_no_longer_than_its_count(app):
    accounts()
    asked(ADA, "Print the week")
    settle()
    assert db.session.query(WeightTask).count() == 0
    assert db.session.query(Event).filter_by(kind="vote.cast").count() == 1
    assert db.session.query(Idea).one().vote_count == 1


def refuse(part):
    with writing():
        refuse_export(factories.viewer(part), factories.person(part), now=clock.now())


def test_who_refused_is_counted_for_staff_and_told_of_to_nobody(app):
    keys, idea = accounts(), asked(MARTA, "Print the week")
    refuse(ADA)
    vote(ADA, idea, 3)
    vote(CLEO, idea, 1)
    settle()
    told = {each["organisation_id"]: each for each in interests(idea_id=idea)}
    assert (told[keys["brannocs"]]["people"], told[keys["brannocs"]]["importance"]) == (1, 1), "Ada is neither counted nor heard"
    assert {each.id: each.people for each in behind(idea).backers}[keys["brannocs"]] == 2


def test_an_account_of_which_everybody_refused_wants_nothing_that_others_hear_of(app):
    keys, idea = accounts(), asked(MARTA, "Print the week")
    refuse(ADA)
    vote(ADA, idea, 3)
    settle()
    answer(idea)
    settle()
    assert interests(idea_id=idea) == []
    assert db.session.query(Interest.people).filter_by(organisation_id=keys["brannocs"]).all() == [(1,)], "staff still find it"


def test_a_refusal_ends_what_was_told_and_allowing_it_begins_it_again(app):
    keys, idea = accounts(), asked(MARTA, "Print the week")
    vote(ADA, idea, 3)
    settle()
    refuse(ADA)
    settle()
    assert states(idea, keys["brannocs"]) == ["began", "ended"]
    settle()
    with writing():
        allow_export(factories.viewer(ADA), factories.person(ADA), now=clock.now())
    settle()
    assert states(idea, keys["brannocs"]) == ["began", "ended", "began"]


def test_who_was_erased_is_counted_no_more(app):
    keys, idea = accounts(), asked(MARTA, "Print the week")
    vote(ADA, idea, 3)
    settle()
    with writing():
        erase_person(factories.viewer(ROOT), factories.person(ADA), now=clock.now())
    settle()
    assert states(idea, keys["brannocs"]) == ["began", "ended"]
    answer(idea)
    settle()
    assert states(idea, keys["brannocs"]) == ["began", "ended"]
