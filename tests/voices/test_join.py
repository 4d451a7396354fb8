"""This is mine too: a vote and one's own words, kept exactly, also when the writer signs in afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community import clock
from community.accounts import limits
from community.accounts.models import HeldAct
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.triage.actions import merge
from community.voices.models import Voice
from community.votes.models import Vote
from tests import factories
from tests.accounts.mails import ask, last_code, last_link
from tests.cast import ADA, BEN, CLEO, MARTA

WORDS = "Could nurses swap? I just press yes eleven times a night."


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", owner=MARTA)
        return factories.idea(ADA, "Let people swap shifts without asking a manager").id


def voices() -> list[Voice]:
    return list(db.session.scalars(select(Voice).order_by(Voice.id)))


def idea_row(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id, populate_existing=True)


def test_joining_votes_and_asks_for_the_words_that_were_typed(as_person, idea_id):
    answer = as_person(BEN).post(f"/ideas/{idea_id}/join", data={"words": WORDS}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert WORDS in answer.text
    assert f'action="/ideas/{idea_id}/words"' in answer.text
    assert idea_row(idea_id).vote_count == 1
    assert voices() == []


def test_without_a_script_the_words_travel_to_a_page_of_their_own(as_person, idea_id):
    ben = as_person(BEN)
    answer = ben.post(f"/ideas/{idea_id}/join", data={"words": WORDS})
    assert answer.status_code == 303
    assert WORDS in ben.get(answer.location).text


def test_joining_twice_votes_once(as_person, idea_id):
    ben = as_person(BEN)
    for _ in range(2):
        ben.post(f"/ideas/{idea_id}/join", data={"words": WORDS})
    assert idea_row(idea_id).vote_count == 1
    assert len(db.session.scalars(select(Vote)).all()) == 1


def test_the_words_are_kept_as_they_were_typed(as_person, idea_id):
    answer = as_person(BEN).post(f"/ideas/{idea_id}/words", data={"words": WORDS})
    assert answer.status_code == 303
    [voice] = voices()
    assert (voice.text, voice.source, voice.noted_by_id) == (WORDS, "vote", None)
    assert idea_row(idea_id).voice_count == 1
    assert db.session.scalars(select(Event).where(Event.kind == "voice.added")).one().data["voice_id"] == voice.id


def test_the_same_words_twice_are_kept_once(as_person, idea_id):
    ben = as_person(BEN)
    for _ in range(2):
        ben.post(f"/ideas/{idea_id}/words", data={"words": WORDS})
    assert len(voices()) == 1
    assert idea_row(idea_id).voice_count == 1


def test_two_people_may_say_the_same(as_person, idea_id):
    for part in (BEN, CLEO):
        as_person(part).post(f"/ideas/{idea_id}/words", data={"words": WORDS})
    assert idea_row(idea_id).voice_count == 2


@pytest.mark.parametrize("words", ["", "   ", "\u200b\u200b"])
def test_no_words_are_answered_with_a_hint(as_person, idea_id, words):
    answer = as_person(BEN).post(f"/ideas/{idea_id}/words", data={"words": words})
    assert answer.status_code == 422
    assert "Please leave a word or two." in answer.text
    assert voices() == []


def test_too_many_words_come_back_whole(as_person, idea_id):
    long = "swap " * 500
    answer = as_person(BEN).post(f"/ideas/{idea_id}/words", data={"words": long})
    assert answer.status_code == 422
    assert long.strip() in answer.text


def test_markup_in_words_is_shown_as_text(as_person, idea_id):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/words", data={"words": "<script>alert(1)</script> swap"})
    text = ben.get(f"/ideas/{idea_id}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_closed_idea_takes_no_vote_any_more(as_person, idea_id):
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(status="shipped"))
    assert as_person(BEN).post(f"/ideas/{idea_id}/join", data={"words": WORDS}).status_code == 409
    assert idea_row(idea_id).vote_count == 0


@pytest.mark.parametrize("path", ["join", "words"])
def test_what_is_not_for_this_person_does_not_exist(as_person, idea_id, path):
    with writing():
        factories.topic("rotas", visibility="staff")
    assert as_person(BEN).post(f"/ideas/{idea_id}/{path}", data={"words": WORDS}).status_code == 404
    assert voices() == []


def test_a_visitors_vote_and_words_take_effect_when_the_code_comes_back(client, idea_id):
    assert client.post(f"/ideas/{idea_id}/join", data={"words": WORDS}).status_code == 303
    assert (voices(), idea_row(idea_id).vote_count) == ([], 0)
    ask(client, "nia@ostara.example")
    client.post("/sign-in/code", data={"code": last_code()})
    [voice] = voices()
    assert (voice.text, voice.idea_id) == (WORDS, idea_id)
    assert (idea_row(idea_id).vote_count, idea_row(idea_id).voice_count) == (1, 1)


def test_words_for_an_idea_closed_meanwhile_are_given_back(client, idea_id):
    client.post(f"/ideas/{idea_id}/join", data={"words": WORDS})
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(status="declined"))
    ask(client, "nia@ostara.example")
    client.post("/sign-in/code", data={"code": last_code()})
    assert voices() == []
    text = client.get("/welcome").text
    assert "takes no votes any more" in text
    assert WORDS in text


FORM = {"q": "nurses swap their shifts", "title": "Swapping nights", "body": WORDS, "shown": "4", "seconds": "42", "not": "99"}
HTMX = {"HX-Request": "true"}


def joined() -> list[tuple]:
    events = db.session.scalars(select(Event).where(Event.kind == "suggestion.joined").order_by(Event.id))
    return [(event.idea_id, event.actor_id, event.data) for event in events]


def merge_into(part_id: int, root_id: int) -> None:
    with writing():
        part, root = db.session.get_one(Idea, part_id), db.session.get_one(Idea, root_id)
        merge(factories.viewer(MARTA), part, root, now=clock.now())


def test_joining_from_the_panel_is_told_once_with_what_was_shown_and_how_long_it_took(as_person, idea_id):
    ben = as_person(BEN)
    for _ in range(2):
        ben.post(f"/ideas/{idea_id}/join", data=FORM)
    assert joined() == [(idea_id, factories.person(BEN).id, {"shown": 4, "seconds": 42})]


@pytest.mark.parametrize(("sent", "kept"), [("0", 0), ("3600", 3600), ("3601", None), ("-5", None), ("soon", None), ("", None)])
def test_a_time_that_cannot_be_is_none(as_person, idea_id, sent, kept):
    as_person(BEN).post(f"/ideas/{idea_id}/join", data={**FORM, "seconds": sent})
    assert joined()[0][2]["seconds"] == kept


def test_a_vote_that_no_panel_led_to_avoids_no_post(as_person, idea_id):
    as_person(BEN).post(f"/ideas/{idea_id}/join", data={"words": WORDS})
    as_person(CLEO).post(f"/ideas/{idea_id}/vote")
    assert joined() == []


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_words_are_all_that_is_in_the_form_when_the_button_is_pressed(as_person, idea_id, headers):
    ben = as_person(BEN)
    answer = ben.post(f"/ideas/{idea_id}/join", data=FORM, headers=headers)
    text = answer.text if headers else ben.get(answer.location).text
    for part in ("nurses swap their shifts", "Swapping nights", WORDS):
        assert part in text
    assert "<mark>" not in text


def test_words_too_long_for_an_address_come_on_the_page_itself(as_person, idea_id):
    long = "夜勤の交代を自分たちで決めたい。" * 60
    answer = as_person(BEN).post(f"/ideas/{idea_id}/join", data={"q": long})
    assert answer.status_code == 200
    assert long in answer.text
    assert idea_row(idea_id).vote_count == 1


def test_who_voted_before_is_told_so_kindly(as_person, idea_id):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    text = ben.post(f"/ideas/{idea_id}/join", data=FORM, headers=HTMX).text
    assert "before, and it counts. Your words can join it." in text
    assert WORDS in text
    assert joined() == []


def test_the_importance_chosen_in_the_form_goes_with_the_vote(as_person, idea_id):
    as_person(BEN).post(f"/ideas/{idea_id}/join", data={**FORM, "importance": "3"})
    assert db.session.scalars(select(Vote)).one().importance == 3


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_idea_merged_in_between_is_joined_where_it_lives_now(as_person, idea_id, headers):
    with writing():
        root_id = factories.idea(CLEO, "Swaps that go through by themselves").id
    merge_into(idea_id, root_id)
    ben = as_person(BEN)
    answer = ben.post(f"/ideas/{idea_id}/join", data=FORM, headers=headers)
    text = answer.text if headers else ben.get(answer.location).text
    assert "It has become part of “Swaps that go through by themselves”, and your vote is there." in text.replace("&#34;", '"')
    assert db.session.scalars(select(Vote.idea_id)).one() == root_id
    ben.post(f"/ideas/{root_id}/words", data={"words": WORDS})
    assert [voice.idea_id for voice in voices()] == [root_id]
    assert joined()[0][0] == root_id


@pytest.mark.parametrize("gone", ["hidden", "private", "never"])
@pytest.mark.parametrize("path", ["join", "words"])
def test_an_idea_gone_in_between_gives_the_words_back_and_a_way_on(client, as_person, idea_id, gone, path):
    with writing():
        if gone == "hidden":
            db.session.execute(update(Idea).where(Idea.id == idea_id).values(state="hidden"))
        if gone == "private":
            factories.topic("rotas", visibility="staff")
    asked_id = 777 if gone == "never" else idea_id
    answer = as_person(BEN).post(f"/ideas/{asked_id}/{path}", data={**FORM, "words": WORDS})
    assert answer.status_code == 404
    assert "That idea is not here any more" in answer.text
    assert WORDS in answer.text
    assert 'action="/ideas/new"' in answer.text
    row = as_person(BEN).post(f"/ideas/{asked_id}/{path}", data={**FORM, "words": WORDS}, headers=HTMX)
    assert (row.status_code, "What you wrote is still in the form." in row.text) == (409, True)
    assert "Let people swap shifts" not in answer.text + row.text
    assert (voices(), db.session.scalars(select(Vote)).all()) == ([], [])
    if path == "join":
        assert client.post(f"/ideas/{asked_id}/join", data=FORM).status_code == 404


@pytest.mark.parametrize("who", [None, BEN])
def test_an_idea_answered_for_good_in_between_shows_where_its_answer_is(client, as_person, idea_id, who):
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(status="declined"))
    answer = (as_person(who) if who else client).post(f"/ideas/{idea_id}/join", data=FORM)
    assert answer.status_code == 409
    assert "was closed by an answer meanwhile" in answer.text
    assert f'href="/ideas/{idea_id}"' in answer.text
    assert WORDS in answer.text


def test_too_many_votes_at_once_keep_the_words_and_the_button(as_person, idea_id, monkeypatch):
    monkeypatch.setattr(limits, "VOTES", limits.Rate(0, timedelta(minutes=1)))
    ben = as_person(BEN)
    answer = ben.post(f"/ideas/{idea_id}/join", data=FORM)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert WORDS in answer.text
    assert f'action="/ideas/{idea_id}/join"' in answer.text
    assert "please try again" in ben.post(f"/ideas/{idea_id}/join", data=FORM, headers=HTMX).text.lower()


def test_too_many_words_at_once_keep_them(as_person, idea_id, monkeypatch):
    monkeypatch.setattr(limits, "COMMENTS", limits.Rate(0, timedelta(minutes=1)))
    answer = as_person(BEN).post(f"/ideas/{idea_id}/words", data={"words": WORDS})
    assert (answer.status_code, WORDS in answer.text) == (429, True)


def test_a_visitors_join_is_told_when_the_code_comes_back_on_another_device(client, other_browser, idea_id):
    client.post(f"/ideas/{idea_id}/join", data=FORM)
    assert joined() == []
    ask(client, "nia@ostara.example")
    link = last_link()
    assert "Your vote and your words for" in other_browser.get(link).text
    other_browser.post(link, data={"mine": "1"})
    [(joined_id, actor_id, data)] = joined()
    assert (joined_id, data) == (idea_id, {"shown": 4, "seconds": 42})
    assert [(voice.person_id, WORDS in voice.text) for voice in voices()] == [(actor_id, True)]


def test_a_visitors_second_click_a_second_later_keeps_nothing_more(client, idea_id):
    client.post(f"/ideas/{idea_id}/join", data=FORM)
    client.post(f"/ideas/{idea_id}/join", data={**FORM, "seconds": "43"})
    assert db.session.scalar(select(func.count()).select_from(HeldAct)) == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_visitors_long_words_are_shortened_by_themselves_before_they_are_kept(client, idea_id, headers):
    long = "swap " * 500
    answer = client.post(f"/ideas/{idea_id}/join", data={"q": long}, headers=headers)
    assert answer.status_code == 422
    assert long.strip() in answer.text
    assert f'action="/ideas/{idea_id}/join"' in answer.text
    assert client.post(f"/ideas/{idea_id}/join", data={"words": WORDS}, headers=headers).status_code in (204, 303)


def test_a_visitors_words_for_an_idea_hidden_meanwhile_are_given_back_with_a_way_on(client, idea_id):
    client.post(f"/ideas/{idea_id}/join", data={"words": WORDS})
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(state="hidden"))
    ask(client, "nia@ostara.example")
    client.post("/sign-in/code", data={"code": last_code()})
    text = client.get("/welcome").text
    assert "That idea is no longer here." in text
    assert WORDS in text
    assert 'action="/ideas/new"' in text
    assert joined() == []


def test_joining_stays_within_its_statement_budget(as_person, idea_id, statements):
    ben = as_person(BEN)
    with statements() as sent:
        ben.post(f"/ideas/{idea_id}/join", data=FORM, headers=HTMX)
    assert len(sent) <= 9, sent
