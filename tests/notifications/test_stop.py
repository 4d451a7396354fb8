"""Stopping mails: one click, at once, as often as one likes; looking changes nothing."""

import pytest

from community.db import db, writing
from community.ideas.models import Follow
from community.jobs import mail as job
from community.notifications import links
from community.notifications.models_inbox import Preference
from tests import factories
from tests.cast import ADA, BEN
from tests.notifications.conftest import answer, vote
from tests.notifications.mails import one_click, rows, text_of, urls_in

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def mail_program(app):
    """Posts as a mail provider does: no cookie, no origin."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def path(idea_id):
    """Of the link that stops Ben's mails about the idea."""
    vote(idea_id, BEN)
    answer(idea_id)
    return one_click(rows("idea_answered", address=BEN.email)[0])


def levels():
    db.session.expire_all()
    return {(follow.person_id, follow.level) for follow in db.session.query(Follow)}


def ben():
    return factories.person(BEN).id


def test_one_click_stops_mails_about_the_idea_at_once(path, mail_program):
    reply = mail_program.post(path, data=ONE_CLICK)
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    assert (ben(), "nothing") in levels()


def test_it_may_be_clicked_again(path, mail_program):
    assert [mail_program.post(path, data=ONE_CLICK).status_code for _ in range(3)] == [200, 200, 200]
    assert (ben(), "nothing") in levels()


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(path, mail_program, method):
    before = levels()
    reply = getattr(mail_program, method)(path)
    assert reply.status_code == 200
    assert levels() == before
    assert db.session.query(Preference).count() == 0


def test_no_link_in_any_mail_changes_anything_when_it_is_fetched(path, mail_program):
    before = levels()
    for url in {url for mail in rows() if mail.content for url in urls_in(text_of(mail))}:
        if url.startswith("http://127.0.0.1:8000"):
            assert mail_program.get(url.removeprefix("http://127.0.0.1:8000")).status_code in (200, 302)
    assert levels() == before
    assert db.session.query(Preference).count() == 0


def test_the_page_has_a_button_that_does_it(path, client):
    page = client.get(path)
    assert "Stop mails about this idea?" in page.text
    assert f'action="{path}"' in page.text
    assert "Stopped" in client.post(path).text


def test_a_waiting_mail_is_not_sent_after_that(path, mail_program, idea_id):
    mail_program.post(path, data=ONE_CLICK)
    while job.deliver():
        pass
    (mail,) = rows("idea_answered", address=BEN.email)
    assert (mail.state, mail.reason) == ("skipped", "stopped")
    assert rows("idea_answered", address=ADA.email)[0].state == "sent"


def test_the_mail_of_a_published_idea_stops_its_kind(path, mail_program):
    published = one_click(rows("idea_published")[0])
    assert mail_program.post(published, data=ONE_CLICK).status_code == 200
    (refusal,) = db.session.query(Preference)
    assert refusal.kind == "idea_published"


@pytest.mark.parametrize("token", ["x", "", "WzEsImlkZWEiLDFd.AAAA", "x" * 3000, "%00"])
def test_a_token_of_ones_own_making_is_not_there(app, mail_program, token):
    assert mail_program.post(f"/mail/stop/{token}", data=ONE_CLICK).status_code in (400, 404)


def test_a_token_opens_only_what_it_was_made_for(path, mail_program):
    token = path.rsplit("/", 1)[1]
    assert mail_program.get(f"/mail/preferences/{token}").status_code == 404
    assert mail_program.get(f"/sign-in/link/{token}").status_code in (404, 410)
    with writing():
        other = links.sign("preferences", [ben()])
    assert mail_program.post(f"/mail/stop/{other}").status_code == 404


def test_a_stop_link_signs_nobody_in(path, client):
    client.post(path)
    assert client.get("/me").status_code == 302


def test_the_address_is_kept_by_nobody(path, client):
    page = client.get(path)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
