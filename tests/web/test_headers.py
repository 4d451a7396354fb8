"""Every page carries the same strict headers, and private ones are stored nowhere."""

import pytest

from community.db import db, writing
from community.ideas.models import Comment, Follow
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, SAM

PATHS = ("/", "/?tab=new", "/ideas/1", "/ideas/1/history", "/ideas/99", "/nowhere", "/sign-in", "/answering")
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'", "form-action": "'self'",
    "base-uri": "'none'", "object-src": "'none'", "frame-ancestors": "'none'", "img-src": "'self' data:", "font-src": "'self'",
}


@pytest.fixture(autouse=True)
def _one_idea(app):
    with writing():
        factories.idea(ADA)


@pytest.mark.parametrize("path", PATHS)
def test_the_content_policy_allows_nothing_inline_and_nobody_else(client, path):
    header = client.get(path).headers["Content-Security-Policy"]
    assert dict(part.split(" ", 1) for part in header.split("; ")) == POLICY


@pytest.mark.parametrize("path", PATHS)
def test_the_other_headers(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("strict-origin-when-cross-origin", "no-referrer")
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"Cookie", "HX-Request"} <= {part.strip() for part in headers["Vary"].split(",")}


@pytest.mark.parametrize("path", PATHS)
def test_a_visitors_page_is_asked_about_again_and_a_persons_is_stored_nowhere(client, as_person, path):
    assert client.get(path).headers["Cache-Control"] in ("no-cache", "no-store")
    for who in (ADA, SAM):
        assert as_person(who).get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/ideas/1"])
def test_a_visitor_gets_no_cookie_for_reading(client, path):
    assert client.get(path).headers.getlist("Set-Cookie") == []


@pytest.mark.parametrize("path", ["/ideas/1/comments", "/ideas/1/follow", "/ideas/1/edit", "/ideas/1/delete", "/ideas/1/vote", "/comments/1/helpful"])
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": None}, {"Sec-Fetch-Site": None, "Origin": "null"}, {"Sec-Fetch-Site": None, "Origin": "http://127.0.0.1:8000.evil.example"}],
)
def test_a_post_from_elsewhere_is_refused(as_person, path, headers):
    assert as_person(ADA).post(path, data={"body": "x", "level": "all"}, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/ideas/1/comments", "/ideas/1/follow", "/comments/1/helpful", "/ideas/1/vote", "/ideas/1/vote/withdraw"])
def test_a_get_cannot_act(as_person, path):
    ada = as_person(ADA)
    for method in (ada.get, ada.head, ada.put, ada.delete):
        assert method(path).status_code in (302, 404, 405)
    assert ada.get(path, headers={"X-HTTP-Method-Override": "POST"}).status_code in (302, 404, 405)
    assert ada.get(path + "?_method=POST&body=x&level=nothing").status_code in (302, 404, 405)
    assert db.session.query(Vote).count() == db.session.query(Comment).count() == 0
    assert db.session.query(Follow).one().level == "all"
