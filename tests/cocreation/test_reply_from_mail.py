"""The page that a mail's button opens: one person, one question, one act, for a while, and signed in to nothing."""

import pytest

from community import clock
from community.db import writing
from community.jobs import mail as job
from community.notifications import links
from tests import factories
from tests.cast import ADA, BEN, CLEO
from tests.cocreation.helping import change, close_it, mailed_page, put, question, voices, wanted_idea
from tests.notifications.mails import rows
from tests.notifications.test_deliver import ledger, send_to, sink  # noqa: F401

DAY = 86_400


@pytest.fixture
def asked(app):
    return put(wanted_idea())


def test_looking_changes_nothing_and_the_button_keeps_the_reply(client, asked):
    page = mailed_page(BEN)
    for _ in range(2):
        looked = client.get(page)
        assert looked.status_code == 200
        assert "For Ben Talbot" in looked.text
    assert client.head(page).status_code == 200
    assert voices(question_id=asked) == []
    kept = client.post(page, data={"words": "A4, by hand."})
    assert kept.status_code == 200
    assert "Your reply is with the question. Thank you." in kept.text
    (voice,) = voices(question_id=asked)
    assert (voice.source, voice.text, voice.person_id) == ("mail", "A4, by hand.", factories.person(BEN).id)
    assert "A4, by hand." in client.get(page).text


def test_nobody_is_signed_in_by_it(client, asked):
    page = mailed_page(BEN)
    answers = [client.get(page), client.post(page, data={"words": "A4."})]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
    assert client.get("/me").location.startswith("/sign-in")


def test_it_works_where_somebody_else_is_signed_in(as_person, asked):
    as_person(CLEO).post(mailed_page(BEN), data={"words": "A4."})
    assert voices(question_id=asked)[0].person_id == factories.person(BEN).id


def test_bad_tokens_open_nothing(client, asked):
    page, ben = mailed_page(BEN), factories.person(BEN).id
    soon = int(clock.now().timestamp()) + 60
    for token in (
        "x", page.rsplit("/", 1)[1] + "x", links.sign("stop", [asked, ben, soon]), links.sign("reply", [asked, ben]),
        links.sign("reply", [asked, ben, soon - 61]), links.sign("reply", [10**12, ben, soon]), links.sign("reply", [asked, 0, soon]),
        links.sign("reply", ["a", "b", "c"]),
    ):
        assert client.get(f"/questions/reply/{token}").status_code == 404, token
        assert client.post(f"/questions/reply/{token}", data={"words": "A4."}).status_code == 404
    assert voices(question_id=asked) == []


def test_it_ends_thirty_days_after_the_question(client, asked, moved_clock):
    page = mailed_page(BEN)
    moved_clock(34 * DAY)
    assert "The question is closed" in client.get(page).text
    moved_clock(36 * DAY)
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("state", ["banned", "erased", "deactivated"])
def test_who_is_not_here_any_more_replies_no_more(client, asked, state):
    page = mailed_page(BEN)
    change(BEN, state=state)
    assert client.get(page).status_code == 404
    assert client.post(page, data={"words": "A4."}).status_code == 404


def test_who_sees_the_idea_no_more_sees_nothing(client, asked):
    page = mailed_page(BEN)
    with writing():
        factories.topic("rotas", visibility="staff")
    assert client.get(page).status_code == 404


def test_who_took_the_vote_back_was_asked_all_the_same(as_person, client, asked):
    page = mailed_page(BEN)
    as_person(BEN).post(f"/ideas/{question(asked).idea_id}/vote/withdraw")
    assert client.post(page, data={"words": "A4."}).status_code == 200
    assert len(voices(question_id=asked)) == 1


def test_too_late_keeps_the_words_for_a_comment(client, asked):
    page, idea_id = mailed_page(BEN), question(asked).idea_id
    close_it(asked)
    late = client.post(page, data={"words": "A4, by hand."})
    assert late.status_code == 409
    assert "A4, by hand." in late.text
    held = client.post(f"/ideas/{idea_id}/comments", data={"body": "A4, by hand."})
    assert held.location.startswith("/sign-in"), "kept until the code comes back"


def test_empty_words_are_asked_for_again(client, asked):
    again = client.post(mailed_page(BEN), data={"words": " "})
    assert again.status_code == 422
    assert 'aria-invalid="true"' in again.text


def test_other_sites_cannot_post_it(client, asked):
    refused = client.post(mailed_page(BEN), data={"words": "A4."}, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403


def test_the_mails_reach_a_real_server_one_each(ledger, asked):  # noqa: F811
    while job.deliver():
        pass
    ids = {mail.message_id for mail in rows("question_asked")}
    entries = [entry for entry in ledger() if entry["message_id"] in ids]
    assert sorted(entry["to"] for entry in entries) == sorted(part.email for part in (ADA, BEN, CLEO))
    assert {entry["recipients"] for entry in entries} == {1}
