"""Bringing in old ideas: true age, no alarm, no mail, every row accounted for, and nothing twice."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.accounts.models import Person
from community.db import db, writing
from community.events import Dispatch, Event
from community.ideas.models import Follow, Idea, IdeaTag
from community.imports.files import Defaults, Import
from community.jobs.queries import unexpanded_events
from community.notifications.models import Mail
from community.recount import differences
from community.responses.actions_clocks import renew_next
from community.responses.actions_escalating import escalate_next
from community.responses.models import Clock
from community.search.models import IndexTask
from tests import factories
from tests.cast import ADA, MARTA

ROW = {"id": "old-1", "title": "Print the week", "body": "On *one* page.", "created": "2019-03-05T10:00:00+01:00"}


@pytest.fixture
def topic_id(app):
    with writing():
        return factories.topic("rotas", owner=MARTA).id


@pytest.fixture
def bring(tmp_path, topic_id):
    """Import these rows as JSON Lines (or a text as it stands); the outcome, and what was complained of."""

    def run(rows, name="old.jsonl", **defaults):
        path = tmp_path / name
        content = rows if isinstance(rows, str) else "\n".join(json.dumps(row) for row in rows)
        path.write_bytes(gzip.compress(content.encode()) if name.endswith(".gz") else content.encode())
        return bring_file(path, **{"topic_id": topic_id, **defaults})

    return run


def bring_file(path, **defaults):
    said, complaints = [], []
    outcome = Import(Defaults(**defaults), clock.now(), said.append, complaints.append).run(path)
    db.session.expire_all()
    return outcome, complaints


def only_idea():
    return db.session.query(Idea).one()


def test_an_old_idea_keeps_its_words_its_date_and_its_id(bring):
    outcome, complaints = bring([ROW])
    idea = only_idea()
    assert (outcome.added, outcome.refused, complaints) == (1, 0, [])
    assert (idea.title, idea.external_id, idea.legacy, idea.state) == ("Print the week", "old-1", True, "published")
    assert idea.published_at == idea.created_at == idea.started_at == datetime(2019, 3, 5, 9, tzinfo=UTC)
    assert "<em>one</em>" in idea.body_html


def test_a_second_run_changes_nothing(bring):
    bring([ROW, ROW | {"id": "old-2"}])
    before = [(idea.id, idea.version) for idea in db.session.query(Idea)]
    outcome, _ = bring([ROW | {"title": "Changed elsewhere"}, ROW | {"id": "old-2"}])
    assert (outcome.added, outcome.known) == (0, 2)
    assert [(idea.id, idea.version) for idea in db.session.query(Idea)] == before
    assert db.session.query(Event).filter_by(kind="idea.published").count() == 2


def test_an_id_that_stands_twice_in_a_file_counts_once(bring):
    outcome, _ = bring([ROW, ROW | {"title": "Again"}])
    assert (outcome.added, outcome.known) == (1, 1)
    assert only_idea().title == "Print the week"


def test_nobody_is_alarmed_and_nothing_is_late(bring):
    bring([ROW])
    far = clock.now() + timedelta(days=400)
    assert db.session.query(Clock).count() == 0
    with writing():
        assert not escalate_next(far)
        assert not renew_next(far)


def test_no_handler_and_no_mail_hears_of_it(bring):
    bring([ROW | {"author_email": "old@friend.example"}])
    assert [event.kind for event in unexpanded_events() if event.idea_id] == []
    assert db.session.query(Dispatch).count() == 0
    assert db.session.query(Mail).count() == 0


def test_old_votes_stand_apart_and_never_among_votes(bring):
    bring([ROW | {"votes": 412}])
    assert (only_idea().imported_votes, only_idea().vote_count) == (412, 0)
    assert list(differences()) == []


def test_tags_come_along(bring):
    bring([ROW | {"tags": ["Night Work", "rest"]}, ROW | {"id": "old-2", "tags": "Night Work, rest"}])
    tags = [sorted(row.tag for row in db.session.query(IdeaTag).filter_by(idea_id=idea.id)) for idea in db.session.query(Idea)]
    assert tags == [["night-work", "rest"]] * 2


def test_the_index_will_take_it_in(bring):
    bring([ROW])
    assert db.session.query(IndexTask).one().idea_id == only_idea().id


@pytest.mark.parametrize(("word", "status", "state"), [("", "new", "awaiting"), ("Planned", "planned", "awaiting"), ("completed", "shipped", "none"), ("Not now", "later", "awaiting"), ("closed", "declined", "none")])
def test_a_status_is_understood_as_other_tools_say_it(bring, word, status, state):
    bring([ROW | {"status": word}])
    assert (only_idea().status, only_idea().answer_state) == (status, state)


def test_a_known_address_is_joined_to_its_person(bring):
    with writing():
        ada = factories.person(ADA).id
    bring([ROW | {"author": f"A. Okoro <{ADA.email.upper()}>"}])
    assert only_idea().author_id == ada
    assert db.session.get(Person, ada).name == "Ada Okoro"


def test_an_unknown_address_becomes_a_person_who_may_sign_in_and_hears_of_answers(bring):
    bring([ROW | {"author": "Rosa Vale <rosa@vale.example>"}, ROW | {"id": "2", "author_email": "Rosa@Vale.example", "created": "2018-01-01"}])
    rosa = db.session.query(Person).filter_by(email_folded="rosa@vale.example").one()
    assert {idea.author_id for idea in db.session.query(Idea)} == {rosa.id}
    assert rosa.joined_at == datetime(2018, 1, 1, tzinfo=UTC)
    assert db.session.query(Follow).filter_by(person_id=rosa.id, level="all").count() == 2


def test_a_name_alone_is_one_person_without_an_address(bring):
    bring([ROW | {"author": "night nurse"}, ROW | {"id": "2", "author": "Night  Nurse"}])
    bring([ROW | {"id": "3", "author": "Night Nurse"}])
    author = db.session.query(Person).filter_by(email=None).one()
    assert author.name == "night nurse"
    assert db.session.query(Idea).filter_by(author_id=author.id).count() == 3
    assert db.session.query(Follow).count() == 0


def test_nobody_named_means_the_default_author_else_imported(bring):
    bring([ROW])
    bring([ROW | {"id": "2"}], author_name="Old forum", author_email="")
    names = [db.session.get(Person, idea.author_id).name for idea in db.session.query(Idea).order_by(Idea.id)]
    assert names == ["Imported", "Old forum"]


def test_a_topic_is_found_by_slug_or_name_and_the_default_is_for_the_rest(bring, topic_id):
    with writing():
        other = factories.topic("mobile", name="Mobile app").id
    bring([ROW | {"topic": "mobile"}, ROW | {"id": "2", "topic": "mobile APP"}, ROW | {"id": "3"}])
    assert [idea.topic_id for idea in db.session.query(Idea).order_by(Idea.id)] == [other, other, topic_id]


def test_rows_without_a_place_say_so(bring):
    outcome, complaints = bring([ROW, ROW | {"id": "2", "topic": "nowhere"}], topic_id=None)
    assert outcome.added == 0
    assert complaints == ["row 1 names no topic; --topic gives one", "row 2 names the topic 'nowhere', which is not here"]


def test_bad_rows_are_named_with_their_reason_and_the_rest_comes_in(bring):
    bad = [
        {}, ROW | {"id": "2", "title": "  "}, ROW | {"id": "3", "created": "last spring"}, ROW | {"id": "4", "created": ""},
        ROW | {"id": "5", "created": "2999-01-01"}, ROW | {"id": "6", "votes": -1}, ROW | {"id": "7", "status": "merged"},
        ROW | {"id": "8", "author_email": "no address"}, ROW | {"id": "9", "body": ["a", "list"]},
        ROW | {"id": "x" * 121}, ROW | {"id": "11", "body": "x" * 20_001}, ROW | {"id": "12", "created": "0001-01-01T00:00+14:00"}, ROW,
    ]
    outcome, complaints = bring(bad)
    assert (outcome.read, outcome.added, outcome.refused) == (13, 1, 12)
    assert [complaint.split()[1] for complaint in complaints] == [str(number) for number in range(1, 13)]
    assert complaints[2] == "row 3 has a date that is not like 2024-05-31 or 2024-05-31T14:05Z: 'last spring'"


def test_a_title_too_long_for_its_line_is_kept_in_full_in_the_text(bring):
    bring([ROW | {"title": "word " * 60}])
    assert len(only_idea().title) <= 200
    assert only_idea().title.endswith("word…")
    assert only_idea().body.startswith(("word " * 60).strip() + "\n\nOn *one* page.")


def test_control_characters_lone_surrogates_and_line_separators_are_cleaned(bring):
    bring('{"id":"a\\u0000b","title":"One\\u2028line\\ud800","body":"x\\u0000y\\u202e","created":"2020-01-01"}')
    assert (only_idea().external_id, only_idea().title, only_idea().body) == ("ab", "One line", "xy")


def test_a_run_is_not_held_up_by_an_idea_posted_here(bring, topic_id):
    with writing():
        mine = factories.idea(ADA).id
    bring([ROW])
    assert {idea.id for idea in db.session.query(Idea)} > {mine}
    with writing():
        assert factories.idea(ADA, title="Another").id > mine


def test_more_rows_than_a_batch_all_come_in(bring):
    outcome, _ = bring([ROW | {"id": f"old-{n}", "title": f"Idea {n}"} for n in range(1203)], name="old.jsonl.gz")
    assert outcome.added == 1203
    assert [idea.title for idea in db.session.query(Idea).order_by(Idea.id).limit(3)] == ["Idea 0", "Idea 1", "Idea 2"]


def test_the_list_shows_their_age_and_where_they_came_from(bring, client):
    bring([ROW | {"votes": 412}])
    page = client.get("/?tab=new")
    assert page.status_code == 200
    assert "Print the week" in page.text
    assert 'data-clock="legacy"' in page.text


def test_the_desk_shows_old_votes_beside_those_given_here(bring, as_person):
    bring([ROW | {"votes": 1412}])
    page = as_person(MARTA).get("/desk?whose=imported").text
    assert "and 1,412 brought along" in page
    assert '">0 <span' in page
