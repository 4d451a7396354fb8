"""The demo's letterbox: shows what was mailed, and lets it do nothing."""

from dataclasses import replace

import pytest

from community.db import db
from community.ideas.models import Comment
from community.jobs import mail as job
from community.jobs.inbound import process
from tests import factories
from tests.cast import ADA, BEN
from tests.notifications.conftest import comment
from tests.notifications.mails import rows


@pytest.fixture
def demo(app, tmp_path):
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, env="demo", mail_url=f"maildir:{tmp_path / 'mail'}", replies=True)
    yield
    app.config["SETTINGS"] = before


@pytest.fixture
def letters(demo, idea_id, client):
    """Two comments on Ada's idea, sent."""
    comment(idea_id, by=BEN, body="First [link](https://elsewhere.example/x).")
    comment(idea_id, by=BEN, body="Second <b>bold</b>.")
    while job.deliver():
        pass
    return [line.split('"')[0] for line in client.get("/letterbox").text.split('href="/letterbox/')[1:]]


def test_letters_are_listed_with_the_newest_first(letters, client):
    page = client.get("/letterbox").text
    assert len(letters) == 3
    assert page.count("Ben Talbot commented") == 2
    assert "Published: Print the week" in page


def test_it_can_be_narrowed_to_one_address(letters, client):
    assert client.get("/letterbox?address=ada@brannocs.example").text.count("/letterbox/") == 3
    assert client.get("/letterbox?address=nobody@x.example").text.count('href="/letterbox/') == 0


def test_a_letter_is_shown_in_a_frame_that_can_do_nothing(letters, client):
    page = client.get(f"/letterbox/{letters[0]}")
    assert 'sandbox="allow-popups allow-top-navigation-by-user-activation"' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    framed = client.get(f"/letterbox/{letters[0]}/html")
    policy = framed.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"
    assert '<base target="_top">' in framed.text


def test_no_other_page_may_hold_a_frame(letters, client):
    assert "frame-src" not in client.get("/").headers["Content-Security-Policy"]


def test_text_and_headers_can_be_read(letters, client):
    texts = [client.get(f"/letterbox/{key}?part=text").text for key in letters]
    assert any('<a href="https://elsewhere.example/x"' in text for text in texts)
    assert not any("<b>bold</b>" in text for text in texts)
    headers = client.get(f"/letterbox/{letters[0]}?part=headers").text
    assert any(mail.message_id.strip("<>") in headers for mail in rows())
    assert "List-Unsubscribe-Post" in headers


@pytest.mark.parametrize("key", ["x", "..%2F..%2Fetc%2Fpasswd", "..", "1234.M1P1.x", "%00"])
def test_another_key_is_not_there(letters, client, key):
    assert client.get(f"/letterbox/{key}").status_code in (301, 308, 400, 404)
    assert client.get(f"/letterbox/{key}/html").status_code in (301, 308, 400, 404)


def test_an_empty_letterbox_says_so(demo, client):
    assert "No letters yet" in client.get("/letterbox").text


def test_it_exists_in_the_demo_only(app, client, as_person):
    for browser in (client, as_person(ADA)):
        assert browser.get("/letterbox").status_code == 404
        assert browser.get("/letterbox/x/html").status_code == 404
    assert "/letterbox" not in client.get("/").text


def test_the_demo_leads_there(demo, client):
    assert 'href="/letterbox"' in client.get("/").text


def test_a_reply_to_a_letter_comes_in_as_the_mail_it_would_be(letters, client):
    assert "Reply to this letter" in client.get(f"/letterbox/{letters[0]}").text
    assert client.post(f"/letterbox/{letters[0]}/reply", data={"words": "On A4, **please**."}).status_code == 303
    while process():
        pass
    newest = db.session.query(Comment).order_by(Comment.id.desc()).first()
    assert (newest.body, newest.author_id) == ("On A4, **please**.", factories.person(ADA).id)
    assert client.post(f"/letterbox/{letters[0]}/reply", data={"words": "  "}).status_code == 422


def test_outside_the_demo_nobody_can_reply_for_others(app, client):
    assert client.post("/letterbox/x/reply", data={"words": "Hello"}).status_code == 404
