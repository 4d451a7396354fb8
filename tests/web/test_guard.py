"""Every unsafe route needs proof that it comes from our own page; no reading changes anything."""

import hashlib
import re

import pytest
from sqlalchemy import select

from community import create_app, schema
from community.db import db, writing
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, MO, ROOT
from tests.conftest import make_settings

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
STRANGERS = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": None},
    {"Sec-Fetch-Site": None, "Origin": "null"},
    {"Sec-Fetch-Site": None, "Origin": "http://127.0.0.1:8000.evil.example"},
    {"Sec-Fetch-Site": None, "Origin": "https://127.0.0.1:8000"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
]


def fill(rule):
    """An address that this route answers: ids of what the scene has, words elsewhere."""
    return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", lambda m: "1" if m[1] == "int" else "x", rule.rule)


def routes(app, methods):
    """(method, path, view) of every route that takes one of these methods."""
    return [
        (method, fill(rule), app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules() for method in sorted(rule.methods & set(methods))
    ]


@pytest.fixture
def scene(app):
    with writing():
        idea = factories.idea(ADA)
        factories.comment(BEN, idea)


def everything():
    """One hash over every row of every table."""
    digest = hashlib.sha256()
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            digest.update(f"{table.name} {rows}".encode())
    return digest.hexdigest()


@pytest.mark.parametrize("headers", STRANGERS, ids=str)
def test_an_unsafe_request_without_proof_is_refused_and_changes_nothing(app, as_person, scene, headers):
    browsers = [as_person(ROOT), as_person(ADA)]
    before, tried = everything(), 0
    for method, path, view in routes(app, UNSAFE):
        if getattr(view, "open_to_others", False):
            continue
        for browser in browsers:
            answer = browser.open(path, method=method, headers=headers, data={"email": ADA.email, "importance": "2"})
            assert answer.status_code == 403, (method, path)
            tried += 1
    assert tried >= 30
    assert everything() == before


def test_proof_is_the_browsers_own_word_or_else_the_origin(client, scene):
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": None, "Origin": "http://127.0.0.1:8000"}):
        assert client.post("/ideas/1/vote", headers=headers).status_code == 303


@pytest.mark.parametrize("part", [None, CLEO, ADA, MARTA, MO, ROOT], ids=lambda part: part.key if part else "visitor")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_any_page_changes_no_row_and_breaks_nothing(app, client, as_person, scene, part, method):
    browser = as_person(part) if part else client
    before = everything()
    for _, path, _view in routes(app, [method]):
        for query in ("", "?tab=new&after=x&q=x&next=//evil.example&page=-1"):
            answer = browser.open(path + query, method=method)
            assert answer.status_code < 500, path
    assert everything() == before


@pytest.mark.parametrize("path", ["/sign-out", "/sign-in/password", "/me/sessions/close-others", "/ideas/1/vote/withdraw"])
def test_reading_what_only_writes_is_not_possible(as_person, scene, path):
    for method in ("GET", "HEAD"):
        answer = as_person(ADA).open(path, method=method)
        assert answer.status_code in (404, 405)


def test_no_header_or_field_turns_a_reading_into_a_writing(as_person, scene):
    before_headers = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    ada = as_person(ADA)
    before = everything()
    ada.get("/ideas/1/vote?_method=POST", headers=before_headers)
    ada.get("/ideas/1", query_string={"_method": "DELETE"}, headers=before_headers)
    assert everything() == before


@pytest.mark.parametrize("path", ["/%00", "/ideas/%ff", "/sign-in/link/%00", "/ideas/1/%ed%a0%80", "/%2e%2e/%2e%2e/etc/passwd", "//sign-in", "/sign-in/../me", "/ideas/-1", "/ideas/9223372036854775808", "/ideas/99999999999999999999999"])
def test_a_strange_address_is_no_failure_of_ours(client, path):
    assert client.get(path).status_code < 500


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"email=%ff%fe", b"email=%00", b"email=%ed%a0%80", b"a=1&" * 5_000, b"%", b"=&=&="])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/password", "/sign-in/code", "/preferences/theme"])
def test_a_form_of_junk_is_no_failure_of_ours(client, path, body):
    answer = client.post(path, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code < 500


def test_a_body_beyond_the_limit_is_refused(client):
    assert client.post("/sign-in", data={"email": "x" * 1_100_000}).status_code == 413


def test_the_cookie_is_bound_to_this_host_where_there_is_https(tmp_path):
    app = create_app(make_settings(tmp_path, base_url="https://ideas.example"))
    with app.app_context():
        schema.upgrade()
        answer = app.test_client().post("/sign-in", base_url="https://ideas.example", data={"email": "nia@x.example"}, headers={"Sec-Fetch-Site": "same-origin"})
        db.engine.dispose()
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-heed=")
    for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert word in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_without_https_the_name_is_plain(client):
    cookie = client.post("/sign-in", data={"email": "nia@x.example"}).headers["Set-Cookie"]
    assert cookie.startswith("heed=")
    assert "HttpOnly" in cookie
