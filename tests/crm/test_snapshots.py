"""A snapshot holds the whole of what a CRM may know of a person or an account, and nothing of who refused."""

import pytest

from community import clock
from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules import PersonState
from community.crm.queries import may_export
from community.crm.snapshots import NOT_COMPARED, account_snapshot, account_snapshots, snapshot_of
from community.db import db, writing
from community.ideas.models import Idea
from community.jobs.worker import drain
from community.responses.models import Answer
from community.responses.models_rating import Effort
from community.responses.rules_rating import WORDING
from community.voices.actions import add_voice
from community.votes.actions import cast_vote
from tests import factories
from tests.advocates.helping import answer, comment_of, idea_of, mark
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.triage.joining import join

SITE = "https://ideas.example.com"


def id_of(part):
    with writing():
        return factories.person(part).id


def newest_answer_of(idea_id):
    return db.session.query(Answer).filter_by(idea_id=idea_id).one().id


def vote(part, idea_id):
    with writing():
        cast_vote(factories.viewer(part), db.session.get_one(Idea, idea_id), 3, now=clock.now())


def seen(part):
    found = snapshot_of(id_of(part), SITE)
    assert found is not None
    return found


def test_a_newcomer_has_a_key_and_no_figures(app):
    found = seen(CLEO)
    assert found["member_id"] == id_of(CLEO)
    assert found["profile_url"] == f"{SITE}/people/{found['member_id']}"
    assert found["email"] == CLEO.email
    assert (found["external_id"], found["account_key"]) == (None, None)
    assert [found[name] for name in ("ideas_submitted", "votes_cast", "comments", "reputation", "efforts_given")] == [0] * 5
    assert (found["level"], found["is_advocate"], found["referral_value"]) == ("member", False, None)


def test_what_a_person_did_is_counted(app):
    idea, other = idea_of(ADA), idea_of(BEN, title="A poster for the wall")
    vote(BEN, idea)
    vote(ADA, other)
    mark(BEN, comment_of(ADA, other))
    with writing():
        add_voice(factories.viewer(ADA), db.session.get_one(Idea, other), "For the night shift.", now=clock.now())
    answer(idea)
    drain()
    found = seen(ADA)
    counted = ("ideas_submitted", "ideas_shipped", "ideas_planned", "open_unanswered", "votes_cast", "votes_received", "comments", "helpful_marks", "voices")
    assert [found[name] for name in counted] == [1, 1, 0, 0, 1, 1, 1, 1, 1]
    assert found["reputation"] == db.session.get_one(Person, id_of(ADA)).points > 0


def test_ideas_that_became_one_count_once_and_as_what_they_are_now(app):
    root, part = idea_of(ADA), idea_of(ADA, title="A poster for the wall")
    vote(BEN, root)
    vote(BEN, part)
    join(part, root)
    answer(root, "planned", "We have put it into our plan for the spring, and we tell you when it starts.")
    found = seen(ADA)
    assert (found["ideas_submitted"], found["ideas_planned"], found["votes_received"], found["open_unanswered"]) == (2, 1, 1, 0)
    assert seen(BEN)["votes_cast"] == 1


def test_the_last_effort_score_is_told_with_its_day(app):
    idea = idea_of(ADA)
    answer(idea)
    with writing():
        at = clock.now()
        row = Effort(answer_id=newest_answer_of(idea), person_id=id_of(ADA), wording=WORDING, asked_at=at, score=6, answered_at=at)
        db.session.add(row)
    found = seen(ADA)
    assert (found["efforts_given"], found["ces_last"]) == (1, 6)
    assert found["ces_last_at"].endswith("Z")


@pytest.mark.parametrize("change", [{"state": PersonState.ERASED}, {"export_refused_at": "now"}])
def test_nothing_is_told_of_who_is_erased_or_refused(app, change):
    with writing():
        person = factories.person(ADA)
        for name, value in change.items():
            setattr(person, name, clock.now() if value == "now" else value)
    assert snapshot_of(id_of(ADA), SITE) is None
    assert not may_export(db.session.get_one(Person, id_of(ADA)))


def test_colleagues_are_no_contacts(app):
    assert snapshot_of(id_of(MARTA), SITE) is None
    assert snapshot_of(10_000, SITE) is None


def test_a_second_look_differs_in_nothing_that_is_compared(app):
    idea = idea_of(ADA)
    before = seen(ADA)
    with writing():
        factories.person(ADA).seen_at = clock.now()
    vote(BEN, idea)
    drain()
    after = seen(ADA)
    assert after["version"] > before["version"]
    changed = {name for name in after if after[name] != before[name]} - NOT_COMPARED
    assert changed == {"votes_received"}


def account_of(part):
    with writing():
        account = db.session.get_one(Organisation, factories.person(part).organisation_id)
        account.external_id = "ACC-9"
        return account.id


def test_an_account_tells_what_its_people_want(app, moved_clock):
    account = account_of(ADA)
    idea, other = idea_of(BEN), idea_of(ADA, title="A poster for the wall")
    vote(ADA, idea)
    vote(ADA, other)
    answer(idea)
    drain()
    moved_clock(60 * 86_400)
    found = account_snapshot(account, SITE)
    assert found is not None
    assert (found["account_key"], found["active_members"], found["shipped_for_them"], found["overdue_answers"]) == ("ACC-9", 1, 1, 1)
    assert [(row["url"], row["status"], row["votes"]) for row in found["ideas_wanted"]] == [
        (f"{SITE}/ideas/{idea}", "shipped", 1), (f"{SITE}/ideas/{other}", "new", 1),
    ]
    assert (found["ces_mean"], found["ces_n"]) == (None, 0)


def test_who_refused_is_not_counted_in_their_account(app):
    account = account_of(ADA)
    idea_of(ADA)
    with writing():
        factories.person(ADA).export_refused_at = clock.now()
    found = account_snapshot(account, SITE)
    assert found is not None
    assert (found["active_members"], found["ideas_wanted"], found["overdue_answers"]) == (0, [], 0)


def test_many_accounts_cost_what_one_costs_and_each_reads_as_alone(app, statements):
    """Ben belongs to both; what he wants counts for each, and each has its own five."""
    first, ideas = account_of(ADA), [idea_of(CLEO, title=f"A poster for wall {number}") for number in range(7)]
    with writing() as session:
        ben = factories.person(BEN)
        second = ben.organisation_id
        session.add(Belonging(person_id=ben.id, organisation_id=first, how="hand", since=clock.now()))
        empty = Organisation(name="Nobody's", created_at=clock.now())
        session.add(empty)
        session.flush()
        alone = empty.id
    for idea in ideas:
        vote(BEN, idea)
    vote(ADA, ideas[6])
    answer(ideas[0])
    with statements() as one:
        single = account_snapshot(first, SITE)
    with statements() as many:
        found = account_snapshots([first, second, alone], SITE)
    assert (len(many), found[first]) == (len(one), single)
    assert found == {each: account_snapshot(each, SITE) for each in (first, second, alone)}
    assert [(row["url"][-1], row["votes"]) for row in found[first]["ideas_wanted"]] == [(str(ideas[6]), 2), *((str(idea), 1) for idea in ideas[:4])]
    assert [row["votes"] for row in found[second]["ideas_wanted"]] == [1] * 5
    assert [(found[each]["active_members"], found[each]["shipped_for_them"]) for each in (first, second, alone)] == [(2, 1), (1, 1), (0, 0)]


def test_there_is_no_snapshot_of_an_account_that_is_none(app):
    assert account_snapshot(77, SITE) is None
