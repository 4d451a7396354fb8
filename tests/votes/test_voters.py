"""Who voted: what staff see and find, what everybody sees, and that nobody else gets to the list."""

from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.votes import queries_voters as queries
from community.votes.models import Vote
from community.votes.queries import highest_milestone, other_voters, set_aside, voters_of, votes_by
from community.votes.queries_voters import VoterFilter, heard_about, voter, votes_of
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, EVERYONE, MARTA, MO, OWEN, ROOT, SAM
from tests.crm.weighing import void
from tests.triage.helping import asked, counts, join, vote


@pytest.fixture
def wanted(app) -> int:
    """Ada's idea; Ben says it is critical, Cleo's vote is set aside."""
    idea = asked(ADA, "Print the week")
    vote(BEN, idea, 3)
    vote(CLEO, idea, 1)
    void(CLEO, idea, "double")
    return idea


def ids(*parts):
    with writing():
        return [factories.person(part).id for part in parts]


def viewer(part):
    with writing():
        return factories.viewer(part)


def names(idea, **wanted):
    return {row.name for row in queries.voters([idea], VoterFilter(**wanted)).rows}


@pytest.mark.parametrize(
    ("asked_for", "found"),
    [
        ({}, {"Ada Okoro", "Ben Talbot", "Cleo Marsh"}), ({"which": "counted"}, {"Ada Okoro", "Ben Talbot"}), ({"which": "aside"}, {"Cleo Marsh"}),
        ({"which": "noted"}, set()), ({"q": "ok"}, {"Ada Okoro"}), ({"q": "TALBOT"}, {"Ben Talbot"}), ({"q": "%"}, set()), ({"q": "_"}, set()),
        ({"q": "\\"}, set()), ({"account": 999}, set()), ({"q": "ada", "which": "aside"}, set()),
    ],
)
def test_staff_find_voters_by_what_became_of_their_vote_and_by_name(wanted, asked_for, found):
    assert names(wanted, **asked_for) == found


def test_the_latest_stand_first_with_what_they_said_and_who_set_it_aside(wanted):
    rows = {row.name: row for row in queries.voters([wanted], VoterFilter()).rows}
    assert {name: row.importance for name, row in rows.items()} == {"Ada Okoro": 2, "Ben Talbot": 3, "Cleo Marsh": 1}
    assert (rows["Cleo Marsh"].void, rows["Cleo Marsh"].reason, rows["Cleo Marsh"].voided_by) == (1, "double", MARTA.name)
    assert (rows["Ben Talbot"].void, rows["Ben Talbot"].reason, rows["Ben Talbot"].voided_by, rows["Ben Talbot"].organisation) == (0, "", None, "Café Ostara")
    moments = [row.at for row in queries.voters([wanted], VoterFilter()).rows]
    assert moments == sorted(moments, reverse=True)


def test_who_noted_a_vote_is_named_to_staff_and_to_its_voter_and_it_is_found_by_that(wanted):
    ben, sam = ids(BEN, SAM)
    with writing() as session:
        session.query(Vote).filter_by(person_id=ben).update({"noted_by_id": sam})
    rows = {row.name: row.noted_by for row in queries.voters([wanted], VoterFilter()).rows}
    assert rows == {"Ada Okoro": None, "Ben Talbot": SAM.name, "Cleo Marsh": None}
    assert names(wanted, which="noted") == {"Ben Talbot"}
    assert [row.noted_by for row in votes_of(viewer(BEN))] == [SAM.name]
    assert [row.noted_by for row in votes_of(viewer(ADA))] == [None]


def test_in_a_group_one_vote_that_counts_makes_a_person_count(wanted):
    part = asked(DEV, "The rota on paper")
    vote(CLEO, part, 2)
    join(part, wanted)
    group = [wanted, part]
    cleo = next(row for row in queries.voters(group, VoterFilter()).rows if row.name == "Cleo Marsh")
    assert (cleo.void, cleo.importance) == (0, 2)
    assert len(queries.voters(group, VoterFilter()).rows) == 4


@pytest.mark.parametrize("person_id", [0, -1, 2**31, 10**30, 4_711])
def test_a_voter_who_is_none_is_nobody(wanted, person_id):
    assert voter([wanted], person_id) is None


def test_somebody_who_voted_elsewhere_is_no_voter_here(wanted):
    other = asked(DEV, "The rota on paper")
    [dev, ben] = ids(DEV, BEN)
    assert voter([wanted], dev) is None
    assert voter([other], dev).name == DEV.name
    assert (voter([wanted], ben).void, voter([wanted], ben).reason) == (0, "")


@pytest.mark.parametrize(("part", "list_of", "aside"), [(None, 302, 302), (ADA, 404, 404), (BEN, 404, 404), (SAM, 200, 404), (MARTA, 200, 200), (OWEN, 200, 200), (MO, 200, 200), (ROOT, 200, 200)])
def test_staff_read_the_list_and_those_who_decide_open_the_form(client, as_person, wanted, part, list_of, aside):
    [ben] = ids(BEN)
    browser = as_person(part) if part else client
    here = f"/desk/ideas/{wanted}/voters"
    assert (browser.get(here).status_code, browser.get(f"{here}/{ben}/aside").status_code) == (list_of, aside)


def test_what_makes_no_sense_leads_to_nothing_and_breaks_nothing(as_person, wanted):
    marta, [dev] = as_person(MARTA), ids(DEV)
    here = f"/desk/ideas/{wanted}/voters"
    for path in (f"{here}/{dev}/aside", f"{here}/{10**12}/aside", "/desk/ideas/999/voters", "/desk/ideas/999/voters/1/aside"):
        assert marta.get(path).status_code == 404, path
    assert marta.post(f"{here}/{dev}/restore").status_code == 404
    assert marta.post(f"{here}/{dev}/aside", data={"reason": "spam"}).status_code == 404
    answer = marta.get(here, query_string={"which": "x", "account": "-1", "q": "%\x00<b>", "after": "0001-01-01T00:00:00+10:00~7"})
    assert answer.status_code in (200, 400)


def test_a_refused_form_says_why_and_what_counts_does_not_change(as_person, wanted):
    [ben] = ids(BEN)
    answer = as_person(MARTA).post(f"/desk/ideas/{wanted}/voters/{ben}/aside", data={"reason": "rumour"})
    assert (answer.status_code, "Please choose why. The person will read it." in answer.text) == (422, True)
    assert counts(wanted)[0] == 2


def test_everybody_sees_a_few_names_and_only_their_own_importance(wanted):
    seen = voters_of(viewer(BEN), [wanted])
    assert (seen.names, seen.mine, seen.aside) == (["Ben Talbot", "Ada Okoro"], 3, False)
    assert voters_of(viewer(DEV), [wanted]).mine is None
    cleo = voters_of(viewer(CLEO), [wanted])
    assert (cleo.mine, cleo.aside) == (1, True)
    assert "Cleo Marsh" not in voters_of(viewer(DEV), [wanted]).names


def test_no_more_names_than_asked_for(app):
    idea = asked(ADA, "Print the week")
    for part in EVERYONE[1:]:
        vote(part, idea)
    assert len(voters_of(viewer(ROOT), [idea]).names) == 6
    assert voters_of(viewer(ROOT), [idea], most=3).names == ["Ruth Adeyemi", "Ada Okoro", "Ben Talbot"]


def test_what_one_said_is_found_where_the_idea_stands_now(wanted):
    part, [ben, dev, cleo] = asked(DEV, "The rota on paper"), ids(BEN, DEV, CLEO)
    vote(BEN, part, 1)
    assert votes_by(ben, [wanted, part]) == {wanted: 3, part: 1}
    join(part, wanted)
    assert votes_by(ben, [wanted]) == {wanted: 3}
    assert votes_by(dev, [wanted]) == {wanted: 2}
    assert votes_by(None, [wanted]) == votes_by(ben, []) == {}
    assert (set_aside(cleo, [wanted]), set_aside(ben, [wanted]), set_aside(None, [wanted])) == (True, False, False)
    [ada] = ids(ADA)
    assert other_voters(wanted, ada) == 2


def test_my_votes_are_mine_in_sight_and_page_by_page(app):
    ideas = [asked(ADA, f"Idea number {number} of many") for number in range(5)]
    for idea in ideas:
        vote(BEN, idea)
    vote(CLEO, ideas[0])
    assert [row.id for row in votes_of(viewer(BEN), size=2)] == ideas[:-4:-1], "one more than a page"
    assert [row.id for row in votes_of(viewer(BEN), before=ideas[2], size=2)] == [ideas[1], ideas[0]]
    assert [row.id for row in votes_of(viewer(CLEO))] == [ideas[0]]
    with writing():
        db.session.get_one(Idea, ideas[4]).state = "hidden"
        factories.topic("rotas", visibility="signed_in")
    assert [row.id for row in votes_of(viewer(BEN))] == ideas[3::-1]
    with writing():
        factories.topic("rotas", visibility="staff")
    assert votes_of(viewer(BEN)) == []


def test_my_votes_lead_on_and_back_from_an_odd_address(as_person, app, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    ideas = [asked(ADA, f"Idea number {number} of many") for number in range(3)]
    for idea in ideas:
        vote(BEN, idea)
    ben = as_person(BEN)
    monkeypatch.setattr(queries.votes_of, "__defaults__", (0, 2))
    first = ben.get("/me/votes").text
    assert f'href="/me/votes?before={ideas[1]}"' in first
    assert "number 0" not in first
    second = ben.get(f"/me/votes?before={ideas[1]}").text
    assert ("number 0" in second, "number 1" in second, 'class="pager"' in second) == (True, False, False)
    for odd in ("-1", "x", "9" * 30, "1e3"):
        assert "number 2" in ben.get(f"/me/votes?before={odd}").text


def test_only_what_staff_did_to_my_votes_is_worth_a_word(wanted):
    [cleo, ben, sam] = ids(CLEO, BEN, SAM)
    assert (heard_about(cleo), heard_about(ben)) == (1, 0)
    with writing() as session:
        session.query(Vote).filter_by(person_id=ben).update({"noted_by_id": sam})
        session.query(Vote).filter_by(person_id=cleo).update({"void": True, "void_reason": ""})
    assert (heard_about(cleo), heard_about(ben)) == (0, 1), "a ban is told elsewhere"


@pytest.mark.parametrize("status", ["shipped", "declined"])
def test_an_idea_that_is_closed_takes_no_vote_and_says_so(as_person, wanted, status):
    with writing():
        db.session.query(Idea).filter_by(id=wanted).update({"status": status})
    answer = as_person(DEV).post(f"/ideas/{wanted}/vote")
    assert (answer.status_code, "This has been closed meanwhile" in answer.text) == (409, True)
    assert counts(wanted)[0] == 2


def test_the_highest_milestone_said_is_read_from_what_happened(app, monkeypatch):
    monkeypatch.setattr("community.votes.rules.MILESTONES", (2, 3, 5))
    idea = asked(ADA, "Print the week")
    assert highest_milestone(idea) == 0
    for part in (BEN, CLEO, DEV):
        vote(part, idea)
    assert highest_milestone(idea) == 3
    assert highest_milestone(idea + 1) == 0


def test_an_old_vote_is_found_by_its_key(wanted):
    [ben] = ids(BEN)
    with writing() as session:
        session.query(Vote).filter_by(person_id=ben).update({"created_at": clock.now() - timedelta(days=400)})
    first = queries.voters([wanted], VoterFilter(), size=2)
    assert [row.name for row in first.rows][-1] != "Ben Talbot"
    assert [row.name for row in queries.voters([wanted], VoterFilter(after=first.next_key), size=2).rows] == ["Ben Talbot"]
