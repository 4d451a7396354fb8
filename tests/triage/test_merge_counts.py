"""Whatever is given or taken on any idea of a group, its root counts it, and lists and pages read it by root."""

import re

import pytest
from sqlalchemy import update

from community import clock, recount
from community.accounts.models import Person
from community.crm.queries_weight import behind, behind_root
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.ideas.queries_groups import group_of, idea_to_read, members
from community.ideas.queries_talk import talk_on
from community.ideas.rules import hot_score
from community.moderation.actions import ban, hide, lift_ban, restore
from community.moderation.queries import subject
from community.notifications.audience import audience, count_hearers
from community.voices.queries import voices_of
from community.votes.actions import weigh_vote
from community.votes.models import Vote
from community.votes.queries import voters_of, votes_by
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, MO, SAM
from tests.triage.helping import asked, counts, here, join, leave, read, say, speak, vote, withdraw


@pytest.fixture
def group(app) -> tuple[int, int]:
    """Ada's idea, part of Ben's; Cleo voted for both, Dev for the part."""
    part, root = asked(ADA, "Print the week"), asked(BEN, "The rota on paper")
    for who, idea_id in ((CLEO, part), (CLEO, root), (DEV, part)):
        vote(who, idea_id)
    join(part, root)
    return part, root


def of(part):
    with writing():
        return factories.viewer(part)


def test_the_place_among_the_trending_follows_the_people(group):
    idea = read(group[1])
    assert idea.vote_count == 4
    assert idea.hot == pytest.approx(hot_score(4, idea.published_at))


def test_who_voted_for_a_part_votes_no_second_time(group):
    part, root = group
    assert not vote(DEV, root)
    assert not vote(DEV, part)
    assert counts(root)[0] == 4
    assert db.session.query(Vote).filter_by(idea_id=root).count() == 2


def test_a_withdrawal_takes_all_votes_of_the_group_and_counts_once(group):
    part, root = group
    assert withdraw(CLEO, root)
    assert (counts(part)[0], counts(root)[0]) == (2, 3)
    assert list(recount.differences()) == [], "its place among the trending follows too"
    assert not withdraw(CLEO, root)
    gone = db.session.query(Event).filter_by(kind="vote.withdrawn").order_by(Event.idea_id)
    assert [event.idea_id for event in gone] == [part, root]


def test_the_importance_is_that_of_the_vote_wherever_it_is(group):
    part, root = group
    with writing():
        dev = factories.viewer(DEV)
        assert weigh_vote(dev, here(dev, part), 3, now=clock.now())
    assert votes_by(dev.id, [root]) == {root: 3}
    assert db.session.query(Vote).filter_by(idea_id=part, person_id=dev.id).one().importance == 3


def test_a_ban_and_its_lifting_change_the_root_once(group):
    part, root = group
    for void, expected in ((True, (2, 3)), (False, (3, 4))):
        with writing():
            cleo = db.session.get_one(Person, of_id(CLEO))
            if void:
                ban(factories.viewer(MO), cleo, "Links to pills.", now=clock.now())
            else:
                lift_ban(factories.viewer(MO), cleo, now=clock.now())
        assert (counts(part)[0], counts(root)[0]) == expected
        assert list(recount.differences()) == []


def of_id(part):
    return factories.person(part).id


@pytest.mark.parametrize("kind", ["comment", "voice"])
def test_words_on_a_part_that_are_hidden_and_shown_again_count_on_both(app, kind):
    part, root = asked(ADA, "Print the week"), asked(BEN, "The rota on paper")
    given = say(CLEO, part) if kind == "comment" else speak(CLEO, part)
    join(part, root)
    place = 1 if kind == "comment" else 2
    for act, expected in ((hide, 0), (restore, 1)):
        with writing():
            mo = factories.viewer(MO)
            found = subject(mo, kind, given)
            hide(mo, found, "Off topic.", now=clock.now()) if act is hide else restore(mo, found, now=clock.now())
        assert (counts(part)[place], counts(root)[place]) == (expected, expected)
    assert list(recount.differences()) == []


def test_words_on_a_part_that_are_hidden_before_the_merge_do_not_count(app):
    part, root = asked(ADA, "Print the week"), asked(BEN, "The rota on paper")
    given = say(CLEO, part)
    with writing():
        mo = factories.viewer(MO)
        hide(mo, subject(mo, "comment", given), "Off topic.", now=clock.now())
    join(part, root)
    assert counts(root)[1] == 0


def test_the_group_is_the_root_and_its_parts(group):
    part, root = group
    assert group_of(root) == [root, part]
    assert group_of(part) == [part]
    assert members(read(root)) == [root, part]


def test_lists_and_pages_show_a_vote_on_a_part_as_ones_own(group, as_person):
    _, root = group
    dev = of(DEV)
    assert votes_by(dev.id, [root]) == {root: 2}
    assert voters_of(dev, group_of(root)).mine == 2
    assert behind_root(read(root), dev.id).mine == 2
    assert behind_root(read(root), of(MARTA).id).mine is None
    assert 'aria-pressed="true"' in as_person(CLEO).get("/").text


def test_voters_are_named_once(group):
    names = voters_of(of(SAM), group_of(group[1])).names
    assert sorted(names) == sorted(["Ada Okoro", "Ben Talbot", "Cleo Marsh", "Dev Rao"])


def test_organisations_count_people_not_votes(app):
    part, root = asked(ADA, "Print the week"), asked(BEN, "The rota on paper")
    vote(ADA, root)
    join(part, root)
    backing = behind(root)
    assert {row.name: row.people for row in backing.backers} == {"St Brannoc's Hospital": 1, "Café Ostara": 1}


def test_the_talk_and_the_voices_are_read_by_root_with_where_they_were_said(app):
    part, root = asked(ADA, "Print the week"), asked(BEN, "The rota on paper")
    say(CLEO, part)
    say(CLEO, root)
    speak(CLEO, part)
    join(part, root)
    ids = group_of(root)
    assert [thread.first.idea_id for thread in talk_on(of(SAM), ids).threads] == [part, root]
    assert [row.idea_id for row in voices_of(ids)] == [part]


def test_everyone_of_the_group_hears_of_the_root(group):
    _, root = group
    names = {listener.person.name for listener in audience(read(root), None, 0)}
    assert names == {"Ada Okoro", "Ben Talbot", "Cleo Marsh", "Dev Rao"}
    assert count_hearers(root, None).told == 4


def test_what_was_chosen_for_the_root_outweighs_what_was_chosen_for_a_part(group, as_person):
    part, root = group
    ada = of(ADA)
    assert idea_to_read(ada, root).level == "all"
    as_person(ADA).post(f"/ideas/{part}/follow", data={"level": "nothing"})
    assert idea_to_read(ada, root).level == "nothing"


def test_an_idea_that_others_joined_is_not_taken_back_by_its_author(app, as_person):
    part, root = asked(BEN, "Print the week"), asked(BEN, "The rota on paper")
    join(part, root)
    assert as_person(BEN).post(f"/ideas/{root}/delete").status_code == 409
    assert read(root).state == "published"


def test_a_part_is_not_edited_or_taken_back_by_itself(group, as_person):
    part, _ = group
    assert as_person(ADA).post(f"/ideas/{part}/delete").status_code == 409
    assert as_person(ADA).post(f"/ideas/{part}/edit", data={"title": "Other words entirely", "body": ""}).status_code == 409


def test_parts_are_in_no_list(group, client):
    page = client.get("/?tab=new").text
    assert set(re.findall(r'id="vote-(\d+)"', page)) == {str(group[1])}


def test_recount_finds_and_mends_what_a_merge_must_keep(group):
    part, root = group
    with writing():
        db.session.execute(update(Idea).where(Idea.id == root).values(vote_count=9, part_count=0, hot=1.5))
        db.session.execute(update(Idea).where(Idea.id == part).values(root_id=None))
    assert {(wrong.what, wrong.id) for wrong in recount.differences()} >= {("root of idea", part), ("place of idea", root)}
    with writing():
        recount.mend()
    assert list(recount.differences()) == []
    assert (read(part).root_id, counts(root)[0]) == (root, 4)


def test_an_idea_that_nothing_joined_pays_no_statement_for_it(app, as_person, statements):
    alone, (part, root) = asked(ADA, "Alone"), (asked(BEN, "Part"), asked(CLEO, "Root"))
    join(part, root)
    dev = as_person(DEV)
    dev.get("/")
    sent_for = {}
    for name, idea_id in (("alone", alone), ("root", root)):
        with statements() as sent:
            assert dev.post(f"/ideas/{idea_id}/vote", headers={"HX-Request": "true"}).status_code == 200
        sent_for[name] = list(sent)
    assert len(sent_for["alone"]) <= 6, sent_for["alone"]
    assert len(sent_for["root"]) <= 9, sent_for["root"]
    with statements() as sent:
        dev.get(f"/ideas/{root}")
    assert len(sent) <= 10, sent


def test_taken_apart_everything_counts_for_itself_again(group):
    part, root = group
    leave(part)
    assert (counts(part), counts(root)) == ((3, 0, 0, 0), (2, 0, 0, 0))
