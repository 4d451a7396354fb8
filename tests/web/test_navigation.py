"""What surrounds each page: the parts of the site somebody can open, and the colours they chose."""

import json

import pytest
from flask import g

from community.accounts.rules import Role
from community.accounts.viewer import VISITOR
from community.db import writing
from community.web import chrome
from tests import factories
from tests.cast import ADA, MARTA, MO, OWEN, ROOT, SAM

EVERYBODYS = ["ideas", "answering"]


def sections(reading, **who):
    with reading(**who):
        return [item.section for item in chrome.navigation()]


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.CUSTOMER, []), (Role.STAFF, ["desk"]), (Role.PRODUCT_MANAGER, ["desk", "moderation"]), (Role.MANAGER, ["desk", "moderation"]),
        (Role.MODERATOR, ["desk", "moderation"]), (Role.ADMINISTRATOR, ["desk", "moderation", "admin"]),
    ],
)
def test_each_role_is_led_to_what_it_can_open(reading, role, more):
    assert sections(reading, id=7, role=role) == EVERYBODYS + more
    assert sections(reading, role=role) == EVERYBODYS, "a visitor has no role"


@pytest.mark.parametrize("part", [None, ADA, SAM, MARTA, OWEN, MO, ROOT], ids=lambda part: part.key if part else "visitor")
def test_nobody_is_led_to_a_page_that_is_not_there_for_them(client, as_person, part):
    browser = as_person(part) if part else client
    with writing():
        viewer = factories.viewer(part) if part else VISITOR
    with browser.application.test_request_context():
        g._login_user = viewer
        items = chrome.navigation()
    for item in items:
        assert browser.get(item.url).status_code == 200, item.url


def test_every_page_of_the_administrators_is_there_and_in_one_place(as_person, app):
    root = as_person(ROOT)
    with app.test_request_context():
        items = chrome.admin_navigation()
    assert len({item.section for item in items}) == len({item.url for item in items}) == len(items) == 14
    for item in items:
        page = root.get(item.url)
        assert (page.status_code, f'href="{item.url}" aria-current="page"' in page.text) == (200, True), item


@pytest.mark.parametrize(("cookie", "shown"), [("light", "light"), ("dark", "dark"), ("", ""), ("pink", ""), ('"><script>', "")])
def test_only_colours_that_exist_are_taken_from_a_cookie(reading, cookie, shown):
    with reading(headers={"Cookie": f"theme={cookie}"}):
        assert chrome.theme() == shown


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("", ""), ("pink", "")])
def test_the_colours_one_chose_are_kept_for_a_year_or_forgotten(client, chosen, kept):
    answer = client.post("/preferences/theme", data={"theme": chosen, "next": "/answering"})
    cookie = answer.headers["Set-Cookie"]
    assert (answer.status_code, answer.location) == (303, "/answering")
    assert cookie.startswith(f"theme={kept};")
    assert ("Max-Age=31536000" in cookie, "Max-Age=0" in cookie) == (bool(kept), not kept)
    if kept:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)"])
def test_choosing_colours_leads_nowhere_else(client, target):
    assert client.post("/preferences/theme", data={"theme": "dark", "next": target}).location == "/"


def test_htmx_may_run_nothing_and_ask_nobody_else():
    settings = json.loads(chrome.HTMX_CONFIG)
    assert (settings["allowEval"], settings["allowScriptTags"], settings["selfRequestsOnly"], settings["historyCacheSize"]) == (False, False, True, 0)
