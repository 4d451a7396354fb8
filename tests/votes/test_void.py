"""Staff set a vote aside with a reason, and let it count again: counts, events, what its voter reads, and bans beside it."""

import pytest

from community import clock, recount
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.moderation.actions import ban, lift_ban
from community.votes import queries_voters as queries
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, MO, SAM
from tests.crm.weighing import restore, void
from tests.triage.helping import asked, counts, join, leave, vote, withdraw


@pytest.fixture
def wanted(app) -> int:
    """Ada's idea that Ben and Cleo voted for."""
    idea = asked(ADA, "Print the week")
    vote(BEN, idea)
    vote(CLEO, idea)
    return idea


def row(part, idea_id) -> Vote:
    db.session.rollback()
    db.session.expire_all()
    with writing():
        person_id = factories.person(part).id
    return db.session.get_one(Vote, (idea_id, person_id))


def kinds(*names):
    return [row.kind for row in db.session.query(Event).filter(Event.kind.in_(names)).order_by(Event.id)]


def keep_out(part, out):
    with writing():
        act = ban if out else lift_ban
        args = (factories.viewer(MO), factories.person(part)) + (("Forty links to pills.",) if out else ())
        act(*args, now=clock.now())


def test_it_counts_no_more_and_then_again(wanted):
    assert void(BEN, wanted, "double")
    assert counts(wanted)[0] == 2
    assert (row(BEN, wanted).void, row(BEN, wanted).void_reason) == (True, "double")
    assert not void(BEN, wanted), "it is aside already"
    assert restore(BEN, wanted)
    assert counts(wanted)[0] == 3
    assert not restore(BEN, wanted)
    assert kinds("vote.voided", "vote.restored") == ["vote.voided", "vote.restored"]
    assert list(recount.differences()) == []


def test_the_audit_names_the_reason_and_the_person(wanted):
    void(BEN, wanted, "test")
    restore(BEN, wanted)
    with writing():
        ben = factories.person(BEN).id
    aside, back = db.session.query(AuditEntry).filter(AuditEntry.act.like("vote.%")).order_by(AuditEntry.id)
    assert (aside.act, aside.subject_kind, aside.subject_id, aside.after) == ("vote.voided", "idea", wanted, {"person_id": ben, "reason": "test"})
    assert (back.act, back.subject_kind, back.subject_id, back.before) == ("vote.restored", "idea", wanted, {"person_id": ben, "reason": "test"})
    assert aside.actor_id == back.actor_id not in (ben, None)


def test_whoever_takes_it_back_and_votes_again_is_still_not_counted(wanted):
    void(BEN, wanted)
    assert not withdraw(BEN, wanted)
    assert not vote(BEN, wanted)
    assert counts(wanted)[0] == 2


def test_a_ban_that_ends_leaves_what_staff_set_aside(wanted):
    void(BEN, wanted)
    keep_out(BEN, True)
    keep_out(BEN, False)
    assert (row(BEN, wanted).void, counts(wanted)[0]) == (True, 2)
    restore(BEN, wanted)
    assert counts(wanted)[0] == 3


def test_restoring_a_banned_persons_vote_waits_for_the_end_of_the_ban(wanted):
    keep_out(BEN, True)
    void(BEN, wanted)
    assert kinds("vote.voided") == ["vote.voided"], "it had stopped counting with the ban"
    restore(BEN, wanted)
    assert (row(BEN, wanted).void, counts(wanted)[0]) == (True, 2)
    keep_out(BEN, False)
    assert (row(BEN, wanted).void, counts(wanted)[0]) == (False, 3)


def test_in_a_group_all_of_a_persons_votes_are_set_aside(wanted):
    part = asked(DEV, "The rota on paper")
    vote(BEN, part)
    join(part, wanted)
    assert counts(wanted)[0] == 4
    void(BEN, wanted)
    assert (counts(wanted)[0], counts(part)[0]) == (3, 1)
    leave(part)
    assert (counts(wanted)[0], counts(part)[0]) == (2, 1)
    assert list(recount.differences()) == []


def test_a_product_manager_does_it_from_the_list_of_voters(as_person, wanted):
    marta = as_person(MARTA)
    with writing():
        ben = factories.person(BEN).id
    here = f"/desk/ideas/{wanted}/voters"
    assert "Ben Talbot" in marta.get(here).text
    assert "Set the vote of Ben Talbot aside" in marta.get(f"{here}/{ben}/aside").text
    assert marta.post(f"{here}/{ben}/aside", data={}).status_code == 422
    assert marta.post(f"{here}/{ben}/aside", data={"reason": "rumour"}).status_code == 422
    assert marta.post(f"{here}/{ben}/aside", data={"reason": "spam"}).status_code == 303
    listed = marta.get(f"{here}?which=aside").text
    assert "Ben Talbot" in listed
    assert "Cleo Marsh" not in listed
    assert "Spam, or a made-up account" in listed
    assert marta.post(f"{here}/{ben}/restore").status_code == 303
    assert counts(wanted)[0] == 3


def test_who_is_not_to_decide_it_gets_nowhere(as_person, client, wanted):
    with writing():
        ben = factories.person(BEN).id
    for browser, status in ((as_person(SAM), 404), (as_person(CLEO), 404), (client, 303)):
        answer = browser.post(f"/desk/ideas/{wanted}/voters/{ben}/aside", data={"reason": "spam"})
        assert answer.status_code in (status, 302)
    assert counts(wanted)[0] == 3


def test_its_voter_reads_why_in_kind_words(as_person, wanted):
    void(BEN, wanted, "double")
    ben = as_person(BEN)
    assert "each person counts once" in ben.get("/me/votes").text
    assert "set your vote aside" in ben.get(f"/ideas/{wanted}").text
    answer = ben.post(f"/ideas/{wanted}/vote", follow_redirects=True)
    assert "Our team set your vote for this idea aside" in answer.text
    assert counts(wanted)[0] == 2


def test_the_list_of_voters_is_walked_page_by_page(wanted):
    seen, after = [], ()
    while True:
        found = queries.voters([wanted], queries.VoterFilter(after=after), size=2)
        seen += [each.name for each in found.rows]
        if found.next_key is None:
            break
        after = found.next_key
    assert sorted(seen) == ["Ada Okoro", "Ben Talbot", "Cleo Marsh"]
    assert [each.name for each in queries.voters([wanted], queries.VoterFilter(q="talb")).rows] == ["Ben Talbot"]
    assert [each.name for each in queries.voters([wanted], queries.VoterFilter(account=_account(BEN))).rows] == ["Ben Talbot"]


def _account(part) -> int:
    with writing():
        return factories.person(part).organisation_id


def test_nothing_else_of_the_idea_changes(wanted):
    before = db.session.get_one(Idea, wanted).status
    void(CLEO, wanted)
    assert db.session.get_one(Idea, wanted, populate_existing=True).status == before
