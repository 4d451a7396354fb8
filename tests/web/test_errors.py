"""What somebody reads when something cannot be had: the same words as a page, as a fragment and as a problem in JSON."""

import logging

import pytest
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    NotFound,
    ServiceUnavailable,
    TooManyRequests,
    default_exceptions,
)

from tests.readers import NOON

HTMX = {"HX-Request": "true"}
TITLES = {
    400: "We could not read that", 403: "That did not come from our own page", 404: "This page moved or never was",
    405: "That address cannot be used this way", 409: "This has been closed meanwhile", 413: "That is more than we can take at once",
    429: "That was a lot in a short time", 500: "Something broke on our side",
}


def answer_to(app, error, path="/ideas/1", **how):
    """What a visitor gets where a view raised this."""
    with app.test_request_context(path, **how):
        return app.make_response(app.handle_user_exception(error))


def read(answer):
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(("code", "title"), TITLES.items())
def test_each_refusal_has_a_page_that_says_what_happened(app, code, title):
    answer = answer_to(app, default_exceptions[code]())
    assert answer.status_code == code
    assert title in read(answer)
    assert "<html" in read(answer)
    fragment = answer_to(app, default_exceptions[code](), headers=HTMX)
    assert (fragment.status_code, title in read(fragment), "<html" in read(fragment)) == (code, True, False)


@pytest.mark.parametrize(("code", "like"), [(401, 400), (418, 400), (422, 400), (501, 500), (503, 500)])
def test_a_refusal_without_words_of_its_own_borrows_the_nearest(app, code, like):
    answer = answer_to(app, default_exceptions[code]())
    assert (answer.status_code, TITLES[like] in read(answer)) == (code, True)


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 429, 500])
def test_programs_get_the_same_as_a_problem(app, code):
    answer = answer_to(app, default_exceptions[code](), "/api/v1/people/lookup")
    assert (answer.status_code, answer.content_type, answer.json["status"]) == (code, "application/problem+json", code)


def test_what_says_when_or_how_to_come_back_is_passed_on(app):
    assert answer_to(app, TooManyRequests(retry_after=40)).headers["Retry-After"] == "40"
    assert answer_to(app, ServiceUnavailable(retry_after=NOON)).headers["Retry-After"].startswith("Tue, 10 Nov 2026 12:00")
    assert set(answer_to(app, MethodNotAllowed(["GET", "HEAD"])).headers["Allow"].split(", ")) == {"GET", "HEAD"}
    assert "Retry-After" not in answer_to(app, NotFound()).headers


def test_a_redirect_on_the_way_stays_one(app):
    moved = HTTPException(response=app.response_class(status=308, headers={"Location": "/ideas/1"}))
    moved.code = 308
    answer = answer_to(app, moved)
    assert (answer.status_code, answer.location) == (308, "/ideas/1")


def test_what_breaks_is_noted_under_a_reference_that_the_reader_can_quote(app, caplog):
    with caplog.at_level(logging.ERROR):
        answer = answer_to(app, RuntimeError("the password is swordfish"))
    [noted] = [record for record in caplog.records if record.name == "community.web.errors"]
    reference = noted.args[0]
    assert answer.status_code == 500
    assert f"reference {reference}" in read(answer)
    assert len(reference) == 6
    assert "swordfish" not in read(answer)
    assert "swordfish" in str(noted.exc_info[1])


@pytest.mark.parametrize("address", ["/ideas/%00", "/?q=%00", "/?after=x%00y", "/ideas/%ff%fe", "/sign-in/link/%80"])
def test_an_address_that_is_no_text_is_a_bad_request(client, address):
    answer = client.get(address)
    assert (answer.status_code, TITLES[400] in answer.text) == (400, True)
