"""Replying: one each, changeable while it is open, kept as a voice with the question, and refused kindly."""

import pytest

from community import clock, recount
from community.accounts.models import Limit
from community.cocreation.actions import ReplyRefused
from community.db import db, writing
from community.events import Event
from community.ideas.models import Comment
from community.jobs.worker import drain
from community.moderation.actions import hide
from community.moderation.queries import subject
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, MO, SAM
from tests.cocreation.helping import answer, change, close_it, idea, put, question, voices, wanted_idea
from tests.triage.joining import join, take_apart


@pytest.fixture
def idea_id(app):
    return wanted_idea()


@pytest.fixture
def asked(idea_id):
    return put(idea_id)


def test_a_reply_is_a_voice_tied_to_the_question(idea_id, asked):
    answer(asked, BEN, "A4, by hand.")
    (voice,) = voices(question_id=asked)
    assert (voice.text, voice.source, voice.person_id, voice.idea_id) == ("A4, by hand.", "question", factories.person(BEN).id, idea_id)
    assert idea(idea_id).voice_count == 1
    assert db.session.query(Event).filter_by(kind="question.answered").one().data["edited"] is False


def test_a_second_reply_mends_the_first(idea_id, asked):
    answer(asked, BEN, "A4.")
    answer(asked, BEN, "A3, in fact.")
    answer(asked, BEN, "A3, in fact.")
    (voice,) = voices(question_id=asked)
    assert voice.text == "A3, in fact."
    assert voice.edited_at is not None
    assert [event.data["edited"] for event in db.session.query(Event).filter_by(kind="question.answered").order_by(Event.id)] == [False, True]
    assert list(recount.differences()) == []


def test_only_who_is_asked_replies(idea_id):
    asked = put(idea_id, "critical")
    with pytest.raises(ReplyRefused) as refused:
        answer(asked, CLEO)
    assert refused.value.code == "not_asked"
    answer(asked, BEN)


def test_a_closed_question_takes_no_reply(idea_id, asked):
    close_it(asked)
    with pytest.raises(ReplyRefused) as refused:
        answer(asked, BEN)
    assert refused.value.code == "closed"


def test_its_date_closes_it_before_the_worker_does(idea_id, asked, moved_clock):
    moved_clock(5 * 86_400 + 60)
    with pytest.raises(ReplyRefused):
        answer(asked, BEN)


def test_the_page_takes_it_and_shows_it_with_the_question(as_person, client, idea_id, asked):
    ben = as_person(BEN)
    page = ben.get(f"/ideas/{idea_id}").text
    assert f'action="/questions/{asked}/reply"' in page
    assert f'action="/questions/{asked}/reply"' not in client.get(f"/ideas/{idea_id}").text
    done = ben.post(f"/questions/{asked}/reply", data={"words": "On A4, beside the kettle."})
    assert (done.status_code, done.location) == (303, f"/ideas/{idea_id}#question-{asked}")
    shown = client.get(f"/ideas/{idea_id}").text
    assert "On A4, beside the kettle." in shown
    assert "1 reply" in shown
    assert "Marta Lindqvist asks everybody who voted" in shown
    assert "Change your reply" in ben.get(f"/ideas/{idea_id}").text


@pytest.mark.parametrize("part", [MARTA, MO, SAM], ids=["manager of the product", "moderator", "staff"])
def test_whoever_looks_after_the_community_reads_replies_too(as_person, idea_id, asked, part):
    voice_id = answer(asked, BEN, "On A4, beside the kettle.")
    page = as_person(part).get(f"/questions/{asked}")
    assert page.status_code == 200
    assert "On A4, beside the kettle." in page.text
    assert (f"/moderation/voice/{voice_id}/hide?next=/ideas/{idea_id}" in page.text) == (part is not SAM)


def test_htmx_gets_the_question_alone(as_person, asked):
    done = as_person(BEN).post(f"/questions/{asked}/reply", data={"words": "On A4."}, headers={"HX-Request": "true"})
    assert done.status_code == 200
    assert done.text.lstrip().startswith('<article class="question"')
    assert "On A4." in done.text
    assert 'id="say"' in done.text


@pytest.mark.parametrize("words", ["", "  \u200b ", "x" * 2_001])
def test_what_cannot_be_kept_comes_back_as_typed(as_person, asked, words):
    done = as_person(BEN).post(f"/questions/{asked}/reply", data={"words": words})
    assert done.status_code == 422
    assert words.strip(" \u200b") in done.text
    assert voices(question_id=asked) == []


def test_too_late_keeps_the_words_to_post_as_a_comment(as_person, idea_id, asked):
    close_it(asked)
    ben = as_person(BEN)
    late = ben.post(f"/questions/{asked}/reply", data={"words": "On A4, beside the kettle."})
    assert late.status_code == 409
    assert "On A4, beside the kettle." in late.text
    assert f'action="/ideas/{idea_id}/comments"' in late.text
    ben.post(f"/ideas/{idea_id}/comments", data={"body": "On A4, beside the kettle."})
    assert db.session.query(Comment).count() == 1


def test_too_many_keep_the_words(as_person, asked):
    ben = as_person(BEN)
    for number in range(20):
        assert ben.post(f"/questions/{asked}/reply", data={"words": f"A{number}"}).status_code == 303
    again = ben.post(f"/questions/{asked}/reply", data={"words": "One more thought."})
    assert again.status_code == 429
    assert again.headers["Retry-After"]
    assert "One more thought." in again.text
    assert db.session.query(Limit).filter(Limit.key.like("voice:%")).count() == 1


def test_a_visitors_reply_waits_for_the_code(client, asked):
    held = client.post(f"/questions/{asked}/reply", data={"words": "On A4."})
    assert held.location.startswith("/sign-in")
    assert "Your reply to a question on" in client.get(held.location).text
    assert voices(question_id=asked) == []


def test_hidden_replies_stay_hidden_but_for_their_author(as_person, client, idea_id, asked):
    voice_id = answer(asked, BEN, "Something unkind.")
    with writing():
        mo = factories.viewer(MO)
        hide(mo, subject(mo, "voice", voice_id), "Please stay kind.", now=clock.now())
    drain()
    for address in (f"/ideas/{idea_id}", f"/questions/{asked}"):
        assert "Something unkind." not in client.get(address).text
        assert "Something unkind." in as_person(BEN).get(address).text
    assert idea(idea_id).voice_count == 0


def test_a_private_topics_question_is_not_there_for_strangers(as_person, client, asked):
    with writing():
        factories.topic("rotas", visibility="staff")
    for browser in (client, as_person(BEN)):
        assert browser.get(f"/questions/{asked}").status_code == 404
        assert browser.post(f"/questions/{asked}/reply", data={"words": "x"}).status_code == 404
    assert as_person(DEV).get(f"/questions/{asked}").status_code == 200


def test_a_question_moves_with_its_idea_and_comes_back(as_person, client, idea_id, asked):
    with writing():
        root = factories.idea(CLEO, "A poster of the rota for the wall").id
    drain()
    join(idea_id, root, by=MARTA)
    assert "Marta Lindqvist asks everybody who voted" in client.get(f"/ideas/{root}").text
    assert as_person(BEN).post(f"/questions/{asked}/reply", data={"words": "On A4."}).location == f"/ideas/{root}#question-{asked}"
    (voice,) = voices(question_id=asked)
    assert voice.idea_id == idea_id, "it stays where it was asked"
    assert idea(root).voice_count == idea(idea_id).voice_count == 1
    take_apart(idea_id, by=MARTA)
    assert "On A4." in client.get(f"/ideas/{idea_id}").text
    assert "On A4." not in client.get(f"/ideas/{root}").text
    assert list(recount.differences()) == []


def test_what_waits_for_me_stands_on_my_own_page_until_i_reply(as_person, idea_id, asked):
    ben = as_person(BEN)
    assert "A question waits for you" in ben.get("/me").text
    answer(asked, BEN)
    assert "A question waits for you" not in ben.get("/me").text
    assert "A question waits for you" not in as_person(MO).get("/me").text


def test_an_erased_persons_reply_stays_under_no_name(client, idea_id, asked):
    answer(asked, BEN, "On A4.")
    change(BEN, name="Former member 7f3a", state="erased")
    page = client.get(f"/questions/{asked}").text
    assert "On A4." in page
    assert "Former member 7f3a" in page
    assert question(asked).closed_at is None
    assert ADA.name not in page.split("On A4.")[0].split("<h4>")[-1]
