"""Suggesting an idea: posted once, with its author's vote, and nothing typed is ever lost."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.accounts import limits
from community.accounts.models import HeldAct, Person
from community.accounts.posted import new_key
from community.db import db, writing
from community.events import Event
from community.ideas.models import Follow, Idea, IdeaTag, Topic
from community.site import Site
from community.triage.models import Judgement
from community.votes.models import Vote
from tests import factories
from tests.accounts.mails import ask, last_code
from tests.cast import ADA, BEN, MARTA


@pytest.fixture
def topic_id(app):
    with writing():
        factories.topic("rotas", owner=MARTA)
        factories.topic("payroll", owner=MARTA)
        for part in (ADA, BEN):
            factories.person(part).joined_at = clock.now() - timedelta(days=400)
        return factories.topic("rotas").id


def typed(topic_id, **changes):
    words = {
        "title": "Print the week on one page", "body": "The rota on the fridge **is** the rota.", "topic": str(topic_id),
        "tags": "printing, Kitchen", "importance": "3", "key": new_key(), "said": "",
    }
    return {**words, **changes}


def only_idea() -> Idea:
    return db.session.scalars(select(Idea)).one()


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_an_idea_is_public_with_its_authors_vote_and_importance(as_person, topic_id):
    answer = as_person(ADA).post("/ideas", data=typed(topic_id))
    idea = only_idea()
    assert answer.status_code == 303
    assert answer.location == f"/ideas/{idea.id}"
    assert (idea.title, idea.state, idea.vote_count) == ("Print the week on one page", "published", 1)
    assert "<strong>is</strong>" in idea.body_html
    assert db.session.scalars(select(Vote)).one().importance == 3
    assert set(db.session.scalars(select(IdeaTag.tag))) == {"printing", "kitchen"}
    assert db.session.scalars(select(Follow)).one().level == "all"
    kinds = list(db.session.scalars(select(Event.kind).where(Event.idea_id == idea.id).order_by(Event.id)))
    assert kinds == ["idea.submitted", "idea.published", "vote.cast"]


def test_the_same_form_posted_twice_gives_one_idea(as_person, topic_id):
    ada, form = as_person(ADA), typed(topic_id)
    first, second = ada.post("/ideas", data=form), ada.post("/ideas", data=form)
    assert first.location == second.location
    assert count(Idea) == 1


def test_two_forms_give_two_ideas(as_person, topic_id):
    ada = as_person(ADA)
    ada.post("/ideas", data=typed(topic_id))
    ada.post("/ideas", data=typed(topic_id, title="Another wish"))
    assert count(Idea) == 2


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "a line we can call it by"),
        ("title", "?!…", "a line we can call it by"),
        ("title", "x" * 201, "shorten this line"),
        ("body", "y" * 20_001, "longer than we can keep"),
        ("topic", "", "choose the part"),
        ("topic", "999", "choose the part"),
        ("topic", "-1", "choose the part"),
        ("importance", "9", "how much it matters"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(as_person, topic_id, field, value, said):
    form = typed(topic_id, title="A kept title", body="A kept body", tags="kept-tag", **{})
    answer = as_person(ADA).post("/ideas", data={**form, field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert "kept-tag" in answer.text
    assert ("A kept title" in answer.text) or field == "title"
    assert ("A kept body" in answer.text) or field == "body"
    assert count(Idea) == 0


def test_hostile_characters_are_cleaned_and_the_idea_is_posted(as_person, topic_id):
    title = "Bell\x07 and\u2028line\u202e end \U0001f600 fi\u0301n"
    as_person(ADA).post("/ideas", data=typed(topic_id, title=title, body="a\x00b\r\nc\u2029d"))
    idea = only_idea()
    assert idea.title == "Bell and line end \U0001f600 fín"
    assert idea.body == "ab\nc\nd"


def test_markup_is_shown_as_text(as_person, topic_id):
    ada = as_person(ADA)
    ada.post("/ideas", data=typed(topic_id, title="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>"))
    text = ada.get(f"/ideas/{only_idea().id}").text
    assert "<script>alert(1)" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_fields_that_are_not_asked_for_change_nothing(as_person, topic_id):
    extra = {"author_id": "1", "status": "shipped", "vote_count": "500", "state": "hidden", "legacy": "1", "id": "77"}
    as_person(BEN).post("/ideas", data={**typed(topic_id), **extra})
    idea = only_idea()
    assert (idea.status, idea.vote_count, idea.state, idea.legacy) == ("new", 1, "published", False)
    assert db.session.get(Person, idea.author_id).email == BEN.email


def test_a_topic_that_is_not_for_this_person_cannot_be_chosen(as_person, topic_id):
    with writing():
        secret = factories.topic("secret", visibility="staff").id
    assert as_person(ADA).post("/ideas", data=typed(secret)).status_code == 422
    assert as_person(MARTA).post("/ideas", data=typed(secret)).status_code == 303


def test_a_closed_topic_takes_no_ideas(as_person, topic_id):
    with writing() as session:
        session.get(Topic, topic_id).opened_at = None
    assert as_person(ADA).post("/ideas", data=typed(topic_id)).status_code == 422


def test_a_first_idea_waits_for_a_moderator_where_the_site_says_so(as_person, topic_id):
    with writing() as session:
        session.get(Site, 1).hold_first_ideas = True
    answer = as_person(BEN).post("/ideas", data=typed(topic_id))
    idea = only_idea()
    assert (idea.state, idea.vote_count) == ("pending", 1)
    assert as_person(ADA).get(answer.location).status_code == 404
    assert as_person(BEN).get(answer.location).status_code == 200


@pytest.mark.parametrize("who", ["trusted", "staff"])
def test_whoever_is_known_does_not_wait(as_person, topic_id, who):
    with writing() as session:
        session.get(Site, 1).hold_first_ideas = True
        factories.person(ADA).trusted_at = clock.now()
    as_person(ADA if who == "trusted" else MARTA).post("/ideas", data=typed(topic_id))
    assert only_idea().state == "published"


def test_a_new_member_may_post_two_ideas_on_the_first_day_and_keeps_the_third(as_person, topic_id):
    with writing():
        factories.person(ADA).joined_at = clock.now() - timedelta(hours=2)
    ada = as_person(ADA)
    answers = [ada.post("/ideas", data=typed(topic_id, title=f"Wish {n}")) for n in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
    assert "Wish 2" in answers[2].text
    assert count(Idea) == 2


def test_a_visitors_idea_is_kept_until_they_sign_in(client, topic_id):
    answer = client.post("/ideas", data=typed(topic_id))
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")
    held = db.session.scalars(select(HeldAct)).one()
    assert (held.kind, held.payload["title"], held.payload["importance"]) == ("idea", "Print the week on one page", 3)
    assert count(Idea) == 0
    assert "Print the week on one page" in client.get(answer.location).text


def test_words_from_the_ask_box_become_the_first_draft(client, topic_id):
    text = client.get("/ideas/new?q=Could nurses swap shifts between themselves").text
    assert 'value="Could nurses swap shifts between themselves"' in text


@pytest.mark.parametrize("words", ["", "x", "%00", "a" * 10_000, "\"unbalanced", "*", "NEAR(", "😀 😀", "שלום עולם", "%ed%a0%80"])
def test_any_words_open_the_form(client, topic_id, words):
    assert client.get(f"/ideas/new?q={words}").status_code in (200, 400, 414)


def test_the_form_says_by_when_an_answer_is_due(client, app):
    with writing():
        factories.topic("rotas", owner=MARTA)
    text = client.get("/ideas/new").text
    assert "A named person answers by" in text
    assert "<time datetime=" in text


def test_the_new_idea_page_writes_nothing(client, topic_id):
    before = count(Event), count(HeldAct), count(Idea)
    client.get("/ideas/new?q=print the week")
    assert (count(Event), count(HeldAct), count(Idea)) == before


def judged() -> list[tuple[int, int, str, str]]:
    rows = db.session.scalars(select(Judgement).order_by(Judgement.low_id))
    return [(row.low_id, row.high_id, row.verdict, row.source) for row in rows]


def submitted() -> dict:
    return db.session.scalars(select(Event).where(Event.kind == "idea.submitted").order_by(Event.id.desc()).limit(1)).one().data


@pytest.fixture
def others(topic_id):
    """Three ideas of Ben's; what a visitor may not see is not among them."""
    with writing():
        return [factories.idea(BEN, f"Something like it, number {number}").id for number in range(3)]


def test_what_was_set_aside_is_remembered_as_different_once_the_idea_is_posted(as_person, topic_id, others):
    ada = as_person(ADA)
    ada.post("/ideas", data=typed(topic_id, shown="4", **{"not": [str(others[0]), str(others[2])]}))
    new_id = max(db.session.scalars(select(Idea.id)))
    assert judged() == [(others[0], new_id, "different", "author"), (others[2], new_id, "different", "author")]
    assert submitted() == {"shown": 4, "aside": 2}
    refused = db.session.execute(select(Event.idea_id, Event.data).where(Event.kind == "suggestion.refused").order_by(Event.id)).all()
    assert [tuple(row) for row in refused] == [(new_id, {"aside_id": others[0]}), (new_id, {"aside_id": others[2]})]


def test_setting_aside_without_a_post_leaves_no_trace(as_person, topic_id, others):
    ada = as_person(ADA)
    ada.post("/ideas/similar/dismiss", data={"q": "a b c", "id": str(others[0])}, headers={"HX-Request": "true"})
    ada.post("/ideas/new", data=typed(topic_id, **{"not": str(others[0])}))
    refused = ada.post("/ideas", data=typed(topic_id, title="", **{"not": str(others[0])}))
    assert refused.status_code == 422
    assert f'name="not" value="{others[0]}"' in refused.text
    assert judged() == []


def test_ids_of_nothing_and_of_what_one_may_not_see_are_passed_over(as_person, topic_id, others):
    with writing():
        private = factories.idea(BEN, "For staff", slug="inside").id
        factories.topic("inside", visibility="staff")
        db.session.get_one(Idea, others[1]).state = "hidden"
    sent = ["0", "-1", "99999", "999999999", "x", str(private), str(others[1]), str(others[0]), str(others[0])]
    answer = as_person(ADA).post("/ideas", data=typed(topic_id, **{"not": sent}))
    assert answer.status_code == 303
    assert [row[0] for row in judged()] == [others[0]]
    assert submitted() == {"shown": 1, "aside": 1}


def test_the_same_form_posted_twice_judges_once(as_person, topic_id, others):
    ada, form = as_person(ADA), typed(topic_id, **{"not": str(others[0])})
    for _ in range(2):
        ada.post("/ideas", data=form)
    assert len(judged()) == 1
    assert db.session.scalar(select(func.count()).where(Event.kind == "suggestion.refused")) == 1


def test_a_visitors_judgement_waits_with_the_idea(client, topic_id, others):
    client.post("/ideas", data=typed(topic_id, shown="3", **{"not": str(others[1])}))
    assert judged() == []
    ask(client, "nia@ostara.example")
    client.post("/sign-in/code", data={"code": last_code()})
    new_id = max(db.session.scalars(select(Idea.id)))
    assert judged() == [(others[1], new_id, "different", "author")]
    assert submitted() == {"shown": 3, "aside": 1}


def test_an_idea_held_before_anything_was_set_aside_is_posted_all_the_same(client, topic_id):
    client.post("/ideas", data=typed(topic_id))
    with writing() as session:
        act = session.scalars(select(HeldAct)).one()
        act.payload = {name: value for name, value in act.payload.items() if name not in ("shown", "aside", "seconds")}
    ask(client, "nia@ostara.example")
    client.post("/sign-in/code", data={"code": last_code()})
    assert only_idea().title == "Print the week on one page"
    assert judged() == []


def test_too_much_kept_from_one_network_gives_the_draft_back(client, topic_id, monkeypatch):
    monkeypatch.setattr(limits, "HELD_ACTS", limits.Rate(0, timedelta(hours=1)))
    answer = client.post("/ideas", data=typed(topic_id, **{"not": "5"}))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    for kept in ("The rota on the fridge **is** the rota.", 'value="Print the week on one page"', "printing, Kitchen", 'name="not" value="5"'):
        assert kept in answer.text


def test_a_long_story_in_any_script_can_wait_for_its_code(client, topic_id):
    story = "夜勤の交代を自分たちで決めたい。" * 1200
    assert client.post("/ideas", data=typed(topic_id, body=story)).status_code == 303
    assert db.session.scalars(select(HeldAct)).one().payload["body"] == story


def test_an_expired_code_loses_nothing(client, topic_id, others, moved_clock):
    client.post("/ideas", data=typed(topic_id, **{"not": str(others[0])}))
    ask(client, "nia@ostara.example")
    code = last_code()
    moved_clock(700)
    again = client.post("/sign-in/code", data={"code": code})
    assert again.status_code == 422
    assert "Print the week on one page" in again.text
    ask(client, "nia@ostara.example")
    client.post("/sign-in/code", data={"code": last_code()})
    assert len(judged()) == 1
