"""A draft of an answer is shown to one person; the words they suggest are a voice of theirs, and the answer can name them."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import Person
from community.advocates.models_thanks import SharedAnswer
from community.db import db, writing
from community.ideas.models import Idea, Topic
from community.notifications.links import sign
from community.responses.models_drafting import Draft
from community.voices.models import Voice
from tests import factories
from tests.advocates.giving import DRAFT, an_idea, events, id_of, link_in, mails, share
from tests.cast import ADA, BEN, CLEO, MARTA, SAM
from tests.notifications.mails import text_of

SUGGESTED = "Say from which ward on, and that A3 is meant."


def soon(days=7) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def voices() -> list[Voice]:
    db.session.rollback()
    return db.session.query(Voice).order_by(Voice.id).all()


def post(browser, part, idea_id, **data):
    return browser.post(f"/people/{id_of(part)}/share", data={"idea": idea_id, "body": DRAFT, "closes": soon(), **data})


def test_the_form_begins_with_what_was_typed_to_answer(as_person):
    idea = an_idea()
    with writing() as session:
        session.add(Draft(person_id=factories.person(MARTA).id, idea_id=idea, body="We begin with the ward.", saved_at=clock.now()))
    assert "We begin with the ward." in as_person(MARTA).get(f"/people/{id_of(BEN)}/share?idea={idea}").text


def test_a_draft_is_shown_to_one_person_and_mailed_once(as_person):
    idea, marta = an_idea(), as_person(MARTA)
    first = post(marta, BEN, f"#{idea}", words="What is missing?")
    assert first.status_code == 303
    again = marta.post(f"/people/{id_of(BEN)}/share", data={"idea": idea, "body": "Another.", "closes": soon()}, follow_redirects=True)
    assert "looking at a draft of this answer already" in again.text
    (mail,) = mails("cocreate_invited")
    assert mail.address == BEN.email
    assert DRAFT in " ".join(text_of(mail).split())
    assert "What is missing?" in text_of(mail)
    assert len(events("cocreate.invited")) == 1


def test_words_from_the_mail_become_a_voice_and_can_be_mended(client):
    idea = an_idea()
    shared = share(BEN, idea)
    path = link_in(mails("cocreate_invited")[0], "/drafts/by-mail/")
    page = client.get(path)
    assert page.headers["Cache-Control"] == "no-store"
    assert DRAFT in page.text
    assert voices() == []
    assert "Your words are with the idea." in client.post(path, data={"words": SUGGESTED}).text
    client.post(path, data={"words": SUGGESTED})
    client.post(path, data={"words": SUGGESTED + " Please."})
    (voice,) = voices()
    assert (voice.text, voice.source, voice.person_id, voice.idea_id, voice.noted_by_id) == (SUGGESTED + " Please.", "draft", id_of(BEN), idea, None)
    assert db.session.get_one(SharedAnswer, shared).voice_id == voice.id
    assert [event.data["edited"] for event in events("cocreate.answered")] == [False, True]
    assert db.session.get_one(Idea, idea).voice_count == 1
    shown = client.get(f"/ideas/{idea}").text
    assert "suggested for our answer" in shown
    assert DRAFT not in shown


def test_nobody_else_sees_the_draft(client, as_person):
    shared = share(BEN, an_idea())
    assert client.get(f"/drafts/{shared}").location.startswith("/sign-in")
    for part in (ADA, CLEO):
        assert as_person(part).get(f"/drafts/{shared}").status_code == 404
        assert as_person(part).post(f"/drafts/{shared}", data={"words": "Mine."}).status_code == 404
        assert "A draft answer to" not in as_person(part).get(f"/people/{id_of(BEN)}").text
    assert "A draft answer to" in as_person(BEN).get(f"/people/{id_of(BEN)}").text
    staff = as_person(SAM)
    assert DRAFT in staff.get(f"/drafts/{shared}").text
    assert staff.post(f"/drafts/{shared}", data={"words": "Mine."}).status_code == 404


def test_signed_in_the_same_page_takes_the_words(as_person):
    shared, ben = share(BEN, an_idea()), as_person(BEN)
    assert ben.post(f"/drafts/{shared}", data={"words": SUGGESTED}).status_code == 200
    assert SUGGESTED in ben.get(f"/drafts/{shared}").text
    assert "Words came back" in as_person(SAM).get(f"/people/{id_of(BEN)}").text


@pytest.mark.parametrize(("words", "said"), [(" ", "Please leave a word or two."), ("x" * 10_000, "Please shorten this to 2000 characters.")])
def test_words_of_no_length_or_too_much_come_back(as_person, words, said):
    shared = share(BEN, an_idea())
    page = as_person(BEN).post(f"/drafts/{shared}", data={"words": words})
    assert page.status_code == 422
    assert said in page.text
    assert words.strip() in page.text
    assert voices() == []


def test_after_its_end_the_words_come_back_and_nothing_is_kept(client, moved_clock):
    share(BEN, an_idea())
    path = link_in(mails("cocreate_invited")[0], "/drafts/by-mail/")
    moved_clock(8 * 86_400)
    late = client.post(path, data={"words": SUGGESTED})
    assert late.status_code == 409
    assert "The time to suggest words is over." in late.text
    assert SUGGESTED in late.text
    assert voices() == []
    moved_clock(40 * 86_400)
    assert client.get(path).status_code == 404


def test_an_idea_that_is_not_public_any_more_takes_no_words(as_person):
    idea = an_idea()
    shared, ben = share(BEN, idea), as_person(BEN)
    with writing() as session:
        session.get(Idea, idea).state = "hidden"
    assert ben.post(f"/drafts/{shared}", data={"words": SUGGESTED}).status_code == 404
    assert voices() == []


def test_a_token_is_good_for_one_person_and_one_draft(client):
    shared, until = share(BEN, an_idea()), int(clock.now().timestamp()) + 999
    for what in ([shared, id_of(CLEO), until], [shared, id_of(MARTA), until], [shared + 1, id_of(BEN), until], [shared, id_of(BEN), 1]):
        assert client.get(f"/drafts/by-mail/{sign('cocreate', what)}").status_code == 404
    assert client.get(f"/drafts/by-mail/{sign('beta', [shared, id_of(BEN), until])}").status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"body": " "}, "Please write the answer as far as it goes"), ({"body": "x" * 10_001}, "Please shorten this to 10000 characters."),
        ({"words": "x" * 10_000}, "Please shorten this to 2000 characters."), ({"closes": ""}, "Please say until when words are welcome."),
        ({"closes": "soon"}, "Please write the date as year, month and day"), ({"closes": "2020-01-01"}, "Please choose a day after today."),
        ({"closes": "9999-12-31"}, ""), ({"idea": "999"}, "Please give the number of an idea that is public."),
        ({"idea": "an idea"}, "Please give the number of an idea that is public."),
    ],
)
def test_a_draft_that_cannot_be_shown_comes_back_as_it_was_typed(as_person, data, said):
    page = post(as_person(MARTA), BEN, an_idea(), **data)
    assert page.status_code == 422
    assert said in page.text
    for typed in data.values():
        assert typed.strip() in page.text
    assert events("cocreate.invited") == []


def test_colleagues_the_gone_and_who_cannot_see_the_idea_are_not_asked(as_person):
    idea, marta = an_idea(), as_person(MARTA)
    assert "They are a colleague." in post(marta, SAM, idea).text
    with writing() as session:
        session.get(Person, id_of(CLEO)).state = "erased"
        session.query(Topic).one().visibility = "staff"
    assert "has been erased" in post(marta, CLEO, idea).text
    seen = post(marta, BEN, idea)
    assert "They may not see this idea" in seen.text
    assert DRAFT in seen.text
    assert events("cocreate.invited") == []


def test_only_who_answers_shows_a_draft(as_person):
    assert as_person(SAM).get(f"/people/{id_of(BEN)}/share").status_code == 404
    assert "Show a draft answer" not in as_person(SAM).get(f"/people/{id_of(BEN)}").text
    assert "Show a draft answer" in as_person(MARTA).get(f"/people/{id_of(BEN)}").text


def test_the_answer_can_name_whose_words_changed_it(as_person, client):
    idea = an_idea()
    shared = share(BEN, idea)
    as_person(BEN).post(f"/drafts/{shared}", data={"words": SUGGESTED})
    marta = as_person(MARTA)
    (voice,) = voices()
    assert f'name="because" value="{voice.id}"' in marta.get(f"/desk/ideas/{idea}").text
    words = "It is there: the week prints on one page of A3, for every ward, from today on."
    done = marta.post(f"/desk/ideas/{idea}/answer", data={"status": "shipped", "body": words, "because": voice.id, "over": "0"})
    assert done.status_code == 303, done.text
    assert "Because of you:" in client.get(f"/ideas/{idea}").text
    page = client.get(f"/people/{id_of(BEN)}").text
    assert "Their words changed the answer. 1 voice of theirs" in page
    assert "in what shipped, or changed an answer" in page
