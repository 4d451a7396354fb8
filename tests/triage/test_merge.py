"""Making one idea part of another: who may, what is refused, what becomes of it, and that nothing is lost."""

import pytest

from community import clock
from community.accounts.rules import Role
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Comment, Follow, Idea, TopicOrganisation
from community.ideas.rules import IdeaState, Visibility
from community.triage.actions import merge
from community.triage.models import Judgement, Merge
from community.triage.queries import merge_preview
from community.triage.rules import REFUSALS, Joining, Readers, why_not
from community.voices.models import Voice
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, EVERYONE, MARTA, OWEN, ROOT, SAM
from tests.triage.helping import asked, counts, join, leave, read, refusal, say, speak, vote


@pytest.fixture
def twins(app) -> tuple[int, int]:
    """Ada's idea, which Cleo voted for and wrote on, and Ben's, which Cleo voted for too."""
    part, root = asked(ADA, "Print the week"), asked(BEN, "The rota on paper")
    for idea_id in (part, root):
        vote(CLEO, idea_id)
    say(CLEO, part)
    speak(CLEO, part)
    return part, root


def test_the_root_counts_everybody_once_and_the_part_its_own(twins):
    part, root = twins
    join(part, root)
    assert counts(root) == (3, 1, 1, 1)
    assert counts(part) == (2, 1, 1, 0)
    assert read(part).root_id == root


def test_everything_stays_on_the_idea_it_was_given_to(twins):
    part, root = twins
    tables = (Vote, Comment, Voice, Follow)
    before = [sorted((row.idea_id, getattr(row, "person_id", 0)) for row in db.session.query(table)) for table in tables]
    join(part, root)
    assert before == [sorted((row.idea_id, getattr(row, "person_id", 0)) for row in db.session.query(table)) for table in tables]
    assert db.session.query(Idea).count() == 2


@pytest.mark.parametrize("who", EVERYONE, ids=lambda part: part.key)
def test_who_answers_for_ideas_may_merge_them(twins, who):
    part, root = twins
    allowed = who.role in (Role.PRODUCT_MANAGER, Role.MANAGER, Role.ADMINISTRATOR)
    assert refusal(join, part, root, by=who) == ("" if allowed else "not_allowed")
    assert read(part).root_id == (root if allowed else None)


def test_an_idea_is_not_part_of_itself(twins):
    assert refusal(join, twins[0], twins[0]) == "itself"


def test_what_is_part_of_another_is_neither_moved_on_nor_joined(twins):
    part, root = twins
    third = asked(CLEO, "On paper please")
    join(part, root)
    assert refusal(join, part, third) == "merged_already"
    assert refusal(join, third, part) == "merged_already"
    assert refusal(join, root, part) == "merged_already"
    assert db.session.query(Merge).count() == 1


@pytest.mark.parametrize("state", [IdeaState.PENDING, IdeaState.HIDDEN, IdeaState.DELETED])
@pytest.mark.parametrize("which", [0, 1])
def test_only_what_is_public_joins(twins, state, which):
    with writing():
        db.session.get_one(Idea, twins[which]).state = state
    assert refusal(join, *twins) == "not_public"


def move(idea_id: int, slug: str, visibility: str, *organisations: str) -> None:
    with writing():
        topic = factories.topic(slug, visibility=visibility)
        for key in organisations:
            db.session.merge(TopicOrganisation(topic_id=topic.id, organisation_id=factories.organisation(key).id))
        db.session.get_one(Idea, idea_id).topic_id = topic.id


def test_nobody_loses_sight_of_what_they_asked_for(app):
    part, root = asked(ADA, "Print the week"), asked(ADA, "The rota on paper")
    move(root, "wards", Visibility.ORGANISATIONS, "brannocs")
    assert vote(BEN, part)
    assert refusal(join, part, root) == "not_in_sight"


@pytest.mark.parametrize("tie", ["follow", "comment", "voice", "author"])
def test_whoever_cares_for_the_part_must_see_the_root(app, tie):
    part, root = asked(BEN if tie == "author" else ADA, "Print the week"), asked(ADA, "The rota on paper")
    move(root, "wards", Visibility.ORGANISATIONS, "brannocs")
    with writing():
        if tie == "follow":
            db.session.add(Follow(idea_id=part, person_id=factories.person(BEN).id, level="answers", since=clock.now()))
    if tie == "comment":
        say(BEN, part)
    if tie == "voice":
        speak(BEN, part)
    assert refusal(join, part, root) == "not_in_sight"


def test_where_all_of_them_see_a_private_root_it_takes_them(app):
    part, root = asked(ADA, "Print the week"), asked(ADA, "The rota on paper")
    vote(SAM, part)
    move(root, "wards", Visibility.ORGANISATIONS, "brannocs")
    assert refusal(join, part, root) == ""


def test_a_topic_of_the_staff_takes_only_what_is_the_staffs(app):
    part, root = asked(SAM, "Our own"), asked(MARTA, "Internal")
    move(root, "inside", Visibility.STAFF)
    assert refusal(join, part, root) == ""
    other = asked(ADA, "A customer's")
    assert refusal(join, other, root) == "not_in_sight"


def test_words_for_a_few_are_not_shown_to_many(app):
    part, root = asked(ADA, "Print the week"), asked(BEN, "The rota on paper")
    move(part, "wards", Visibility.ORGANISATIONS, "brannocs")
    assert refusal(join, part, root) == "too_open"


ORGANISATIONS = {1, 2}
WIDE = [("everyone", set()), ("signed_in", set()), ("organisations", {1, 2}), ("organisations", {1}), ("staff", set())]


@pytest.mark.parametrize("mine", range(5))
@pytest.mark.parametrize("theirs", range(5))
def test_a_topic_lies_within_those_that_more_people_read(mine, theirs):
    one, other = (Readers.of(visibility=WIDE[n][0], opened=True, organisations=WIDE[n][1]) for n in (mine, theirs))
    assert one.within(other) is (mine >= theirs)


def test_lists_of_organisations_that_differ_lie_beside_each_other():
    one, other = (Readers.of(visibility="organisations", opened=True, organisations=ids) for ids in ({1}, {2}))
    assert not one.within(other)


def test_a_topic_that_is_not_open_is_for_the_staff():
    assert Readers.of(visibility="everyone", opened=False, organisations=()) == Readers("staff")


def test_every_refusal_is_one_of_the_list():
    alone = Joining(1, "published", False, Readers("everyone"))
    found = {
        why_not(alone, alone, may_merge=False, all_see=True), why_not(alone, alone, may_merge=True, all_see=True),
        why_not(alone, Joining(2, "published", True, alone.readers), may_merge=True, all_see=True),
        why_not(alone, Joining(2, "hidden", False, alone.readers), may_merge=True, all_see=True),
        why_not(alone, Joining(2, "published", False, alone.readers), may_merge=True, all_see=False),
        why_not(Joining(1, "published", False, Readers("staff")), Joining(2, "published", False, alone.readers), may_merge=True, all_see=True),
    }
    assert found | {"nothing_to_undo"} == set(REFUSALS)


def test_chains_flatten(app):
    leaf, middle, root = (asked(part, f"By {part.key}") for part in (ADA, BEN, CLEO))
    join(leaf, middle)
    join(middle, root)
    assert (read(leaf).root_id, read(middle).root_id, read(root).part_count) == (root, root, 2)
    assert read(middle).part_count == 0
    assert (counts(root)[0], counts(middle)[0]) == (3, 1)


def test_votes_brought_along_are_shown_with_the_root(app):
    leaf, middle, root = (asked(part, f"By {part.key}") for part in (ADA, BEN, CLEO))
    with writing():
        for idea_id, number in ((leaf, 5), (middle, 30), (root, 100)):
            db.session.get_one(Idea, idea_id).imported_votes = number
    join(leaf, middle)
    assert read(middle).imported_votes == 35
    join(middle, root)
    assert [read(each).imported_votes for each in (leaf, middle, root)] == [5, 30, 135]
    leave(middle)
    assert [read(each).imported_votes for each in (leaf, middle, root)] == [5, 35, 100]
    leave(leaf)
    assert [read(each).imported_votes for each in (leaf, middle, root)] == [5, 30, 100]


def test_both_histories_and_the_log_tell_it(twins):
    part, root = twins
    merge_id = join(part, root)
    told = {event.kind: event for event in db.session.query(Event).filter(Event.kind.in_(("idea.merged", "idea.gained")))}
    marta = told["idea.merged"].actor_id
    assert (told["idea.merged"].idea_id, told["idea.gained"].idea_id) == (part, root)
    assert told["idea.merged"].data["root_id"] == root
    facts = told["idea.gained"].data
    assert (facts["part_id"], facts["merge_id"], facts["votes"], facts["joined_votes"], facts["twice"]) == (part, merge_id, 3, 2, 1)
    assert (facts["joined_comments"], facts["joined_voices"], facts["answered"]) == (1, 1, False)
    entry = db.session.query(AuditEntry).filter_by(act="idea.merged").one()
    assert (entry.actor_id, entry.subject_id, entry.after) == (marta, part, {"root_id": root, "merge_id": merge_id})


def test_merging_and_taking_apart_are_judgements(twins):
    part, root = twins
    join(part, root)
    assert [(row.verdict, row.source) for row in db.session.query(Judgement)] == [("same", "merge")]
    leave(part)
    db.session.expire_all()
    assert [(row.verdict, row.source) for row in db.session.query(Judgement)] == [("different", "merge")]


def test_the_preview_says_what_comes_to_be(twins):
    part, root = twins
    other = asked(DEV, "Paper rota")
    vote(CLEO, other)
    refused = asked(OWEN, "Waits", hold=True)
    with writing():
        marta = factories.viewer(MARTA)
    preview = merge_preview(marta, read(root), [read(part), read(other), read(refused), read(root)], clock.now())
    assert preview.refusals == {refused: "not_public", root: "itself"}
    assert preview.votes_of == {root: 2, part: 2, other: 2, refused: 1}
    assert (preview.twice, preview.authors, preview.followers) == (1, 2, 4)
    join(part, root)
    join(other, root)
    assert (preview.votes, preview.comments, preview.voices) == counts(root)[:3] == (4, 1, 1)
    assert preview.due_after == read(root).due_at


def test_the_old_address_leads_on_and_what_is_posted_there_goes_to_the_root(twins, as_person):
    part, root = twins
    join(part, root)
    ada, ben = as_person(ADA), as_person(BEN)
    seen = ada.get(f"/ideas/{part}")
    assert (seen.status_code, seen.headers["Location"], seen.headers["Cache-Control"]) == (302, f"/ideas/{root}#part-{part}", "no-store")
    assert as_person(DEV).post(f"/ideas/{part}/vote").status_code == 303
    assert ben.post(f"/ideas/{part}/comments", data={"body": "Still needed.", "key": "k1"}).status_code == 303
    assert ben.post(f"/ideas/{part}/words", data={"words": "On the fridge door."}).status_code == 303
    assert ben.post(f"/ideas/{part}/follow", data={"level": "nothing"}).status_code == 303
    assert counts(root) == (4, 2, 2, 1)
    assert counts(part)[:3] == (2, 1, 1)
    with writing():
        ben_id = factories.person(BEN).id
    assert {(row.idea_id, row.level) for row in db.session.query(Follow).filter_by(person_id=ben_id)} == {(root, "nothing")}


def test_an_administrator_merges_too_and_is_named(twins):
    with writing():
        rows = [db.session.get_one(Idea, idea_id) for idea_id in twins]
        row = merge(factories.viewer(ROOT), *rows, now=clock.now())
        assert row.merged_by_id == factories.person(ROOT).id
        assert row.before["part"]["status"] == "new"
