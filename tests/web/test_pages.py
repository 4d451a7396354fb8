"""How a view answers: the whole page or its fragment, a sentence spoken or flashed, and where the browser goes next."""

from datetime import timedelta

import pytest
from flask import g, get_flashed_messages, make_response

from community.web import pages
from tests.readers import NOON

HTMX = {"HX-Request": "true"}
BACK = HTMX | {"HX-History-Restore-Request": "true"}
WHOLE, PIECE = "web/error.html", "web/_error.html"
SAID = {"title": "This page moved", "text": "Please search."}


@pytest.mark.parametrize(("headers", "piece"), [({}, False), (HTMX, True), (BACK, False), ({"HX-Request": "false"}, False)])
def test_a_fragment_goes_to_htmx_alone_and_never_when_one_goes_back(reading, headers, piece):
    with reading("/somewhere", headers=headers):
        assert pages.wants_fragment() is piece


@pytest.mark.parametrize(("path", "told"), [("/api/v1/events", True), ("/api/", True), ("/api", False), ("/apiary", False), ("/ideas/1", False)])
def test_a_request_for_programs_is_known_by_its_address(reading, path, told):
    with reading(path):
        assert pages.is_for_programs() is told


@pytest.mark.parametrize(("sentence", "spoken"), [("", ""), ("Saved.", "Saved."), ("<b>&", "&lt;b&gt;&amp;")])
def test_what_is_spoken_is_text(sentence, spoken):
    assert pages.spoken(sentence) == (f'<div id="say" hx-swap-oob="innerHTML">{spoken}</div>' if spoken else "")


def test_after_a_verb_a_browser_is_led_on_and_told_there(reading):
    with reading("/ideas/1/vote"):
        answer = pages.done("/ideas/1", say="Your vote is in.", fragment=PIECE, **SAID)
        assert (answer.status_code, answer.location) == (303, "/ideas/1")
        assert get_flashed_messages(with_categories=True) == [("good", "Your vote is in.")]


def test_after_a_verb_htmx_gets_the_fragment_and_hears_it_at_once(reading):
    with reading("/ideas/1/vote", headers=HTMX):
        answer = pages.done("/ideas/1", say="Your vote is in.", fragment=PIECE, **SAID)
        assert answer.status_code == 200
        said = answer.get_data(as_text=True)
        assert "This page moved" in said
        assert said.endswith(pages.spoken("Your vote is in."))
        assert get_flashed_messages() == []


def test_after_a_verb_without_a_fragment_htmx_is_led_on_as_well(reading):
    with reading("/ideas/1/delete", headers=HTMX):
        answer = pages.done("/", say="It is deleted.", kind="quiet")
        assert (answer.status_code, answer.headers["HX-Redirect"], answer.get_data()) == (204, "/", b"")
        assert "Location" not in answer.headers
        assert get_flashed_messages(with_categories=True) == [("quiet", "It is deleted.")]


def test_an_address_that_is_a_key_is_told_to_nobody(reading):
    with reading("/acts/secret"):
        headers = pages.kept_nowhere(make_response("x")).headers
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")


def test_a_page_may_be_kept_until_the_first_thing_on_it_turns(reading):
    with reading():
        pages.turns_at(None)
        assert "kept_until" not in g
        for hours in (5, 2, 9):
            pages.turns_at(NOON + timedelta(hours=hours))
        pages.turns_at(None)
        assert g.kept_until == NOON + timedelta(hours=2)
