"""The door of the API: who is let in, what is read, and that every refusal is a problem in JSON."""

import json

import pytest
from flask import abort

from community.db import writing
from community.web.api import actor, answered, json_body, json_object, problem, scoped
from tests import factories
from tests.cast import ADA, ROOT
from tests.tokens import bearer, token


@scoped("people:read")
def who():
    return answered({"name": actor().name})


@scoped("accounts:write")
def take():
    return answered(json_body(1_000))


@scoped("accounts:write")
def take_fields():
    return answered(json_object(("name", "value"), needed=("name",)))


def call(app, view, **how):
    """One request straight to this view, with all that happens before and after."""
    with app.test_request_context("/api/v1/made-up", **how):
        try:
            refused = app.preprocess_request()
            answer = app.make_response(refused if refused is not None else view())
        except Exception as error:
            answer = app.make_response(app.handle_user_exception(error))
        return app.process_response(answer)


def said(answer):
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["status"] == answer.status_code
    return answer.json


def test_a_token_with_the_scope_opens_the_door_in_the_name_of_who_made_it(app):
    answer = call(app, who, headers=bearer(token("people:read")))
    assert (answer.status_code, answer.json) == (200, {"name": ROOT.name})
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert not [name for name, value in answer.headers if name.startswith("Access-Control")]


def test_the_scheme_may_be_written_in_any_letters(app):
    assert call(app, who, headers={"Authorization": f"bearer {token()}"}).status_code == 200


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Basic %%%", "Bearer heed_" + "a" * 43, "heed_" + "a" * 43, "Bearer \xff"])
def test_without_a_token_of_ours_it_says_how_to_send_one(app, header):
    token()
    answer = call(app, who, headers={"Authorization": header} if header is not None else {})
    assert said(answer)["title"] == "A token is needed"
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="Heed"')
    assert ("invalid_token" in answer.headers["WWW-Authenticate"]) == (header is not None)


def test_two_tokens_in_one_request_are_none(app):
    secret = token()
    assert call(app, who, headers={"Authorization": f"Bearer {secret}, Bearer {secret}"}).status_code == 401


def test_another_scope_is_refused_and_the_one_needed_is_named(app):
    answer = call(app, who, headers=bearer(token("accounts:write", "mentions:write")))
    assert answer.status_code == 403
    assert said(answer)["scope"] == "people:read"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Heed", error="insufficient_scope", scope="people:read"'


@pytest.mark.parametrize("name", ["access_token", "token", "q"])
def test_a_token_in_the_address_is_refused_even_beside_a_good_header(app, name):
    secret = token()
    for headers in ({}, bearer(secret)):
        answer = call(app, who, query_string={name: ["x", secret]}, headers=headers)
        assert answer.status_code == 400
        assert "revoke it" in said(answer)["detail"]
        assert secret not in answer.get_data(as_text=True)


def test_a_cookie_opens_nothing_and_is_not_even_looked_at(app, as_person, statements):
    browser = as_person(ROOT)
    cookie = browser.get_cookie("heed")
    with statements() as sent:
        answer = call(app, who, headers={"Cookie": f"heed={cookie.value}"})
    assert (answer.status_code, sent) == (401, [])


def test_a_token_may_ask_so_often_a_minute_and_no_other_pays_for_it(app, early_in_the_hour):
    busy, other = bearer(token("people:read")), bearer(token("people:read"))
    answers = [call(app, who, headers=busy) for _ in range(601)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert said(answers[-1])["title"] == "Too many requests with this token"
    assert call(app, who, headers=other).status_code == 200


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "Expecting value"), (b"{", "Expecting"), (b"{'a': 1}", "Expecting"), (b"\xff\xfe{}", "codec"),
        (b"\xef\xbb\xbf{}", "BOM"), (b'{"a": NaN}', "NaN"), (b'{"a": -Infinity}', "Infinity"), (b'{"a": 1e999}', "too large"),
        (b'{"a": 1, "a": 2}', "twice"), (b'{"a": "\\u0000"}', "NUL"), (b'{"\\u0000": 1}', "NUL"), (b'["\\ud800"]', "surrogates"),
        (b'{"\\udfff": 1}', "surrogates"), (b"[" * 900, ""), (b"[" * 450 + b"]" * 450, None), (b'{"a": ' + b"1" * 900 + b"}", None), (b"{} {}", "Extra data"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_broken_json_is_named_and_breaks_nothing(app, body, why):
    answer = call(app, take, method="POST", data=body, content_type="application/json", headers=bearer(token()))
    if why is None:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 400
        assert why in said(answer)["detail"]


@pytest.mark.parametrize("depth", [10_000, 400_000])
def test_json_as_deep_as_a_well_is_refused(app, depth):
    @scoped("accounts:write")
    def take_much():
        return answered(json_body(1_000_000))

    answer = call(app, take_much, method="POST", data=b"[" * depth + b"]" * depth, content_type="application/json", headers=bearer(token()))
    assert (answer.status_code, said(answer)["title"]) == (400, "This is not JSON that we can read")


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"])
def test_anything_but_json_is_refused(app, kind):
    answer = call(app, take, method="POST", data=b"{}", content_type=kind, headers=bearer(token()))
    assert (answer.status_code, said(answer)["title"]) == (415, "Please send JSON")


@pytest.mark.parametrize("size", [1_001, 100_000, 5_000_000])
def test_a_body_beyond_the_limit_is_refused(app, size):
    answer = call(app, take, method="POST", data=b" " * size, content_type="application/json", headers=bearer(token()))
    assert said(answer)["status"] == 413


def test_fields_that_nobody_knows_or_that_are_missing_are_all_named(app):
    answer = call(app, take_fields, method="POST", json={"nmae": "x", "valeu": 1}, headers=bearer(token()))
    assert answer.status_code == 422
    assert [(each["field"], each["detail"]) for each in said(answer)["errors"]] == [
        ("nmae", "There is no such field."), ("valeu", "There is no such field."), ("name", "This is needed."),
    ]
    assert answer.json["known"] == ["name", "value"]
    assert call(app, take_fields, method="POST", json=["name"], headers=bearer(token())).status_code == 422
    assert call(app, take_fields, method="POST", json={"name": "x"}, headers=bearer(token())).json == {"name": "x"}


def test_a_refusal_half_way_takes_back_what_was_written(app):
    @scoped("accounts:write")
    def half():
        with writing():
            factories.person(ADA)
            abort(problem(422, "Not like this"))

    secret = token()
    assert call(app, half, method="POST", headers=bearer(secret)).status_code == 422
    assert factories.db.session.query(factories.Person).filter_by(email=ADA.email).count() == 0


def test_what_breaks_inside_is_a_problem_too_with_a_reference_to_quote(app, caplog):
    @scoped("people:read")
    def broken():
        raise RuntimeError("secret inside")

    app.testing = False
    try:
        answer = call(app, broken, headers=bearer(token()))
    finally:
        app.testing = True
    assert answer.status_code == 500
    assert "reference" in said(answer)["detail"]
    assert "secret inside" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/", "/api/v1/people/lookup/x"])
def test_an_address_that_is_none_answers_in_json(client, method, path):
    answer = client.open(path, method=method, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, json.loads(answer.text)["title"]) == (404, "Not Found")
    assert answer.content_type == "application/problem+json"


def test_an_address_of_junk_answers_in_json(client):
    assert said(client.get("/api/v1/%00"))["status"] == 400
