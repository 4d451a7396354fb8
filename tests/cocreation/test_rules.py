"""Whom a question may be put to, for how long, and until when one may reply: pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.cocreation.rules import (
    AUDIENCES,
    AUTHOR,
    KINDS,
    LONGEST_OPEN,
    LONGEST_WAIT,
    Standing,
    check_question,
    is_open,
    longest,
    token_ends,
)

NOW = datetime(2026, 6, 8, 12, tzinfo=UTC)
WEEK = NOW + timedelta(days=7)
FREE = Standing(may_answer=True, state="published", merged=False, open=frozenset(), hearers=3)


def codes(audience, *, kind="question", closes=WEEK, standing=FREE):
    return [(problem.field, problem.code) for problem in check_question(audience, kind, closes, standing, NOW)]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_everybody_may_be_asked(audience):
    assert codes(audience) == []


@pytest.mark.parametrize(
    ("audience", "standing", "code"),
    [
        ("", FREE, "missing"),
        ("voters", replace(FREE, may_answer=False), "not_allowed"),
        ("voters", replace(FREE, state="hidden"), "not_public"),
        ("voters", replace(FREE, merged=True), "not_public"),
        ("author", replace(FREE, open=frozenset({"author"})), "open_to_author"),
        ("voters", replace(FREE, open=frozenset({"critical"})), "open_to_voters"),
        ("author", replace(FREE, hearers=0), "out_of_reach"),
        ("advocates", replace(FREE, hearers=0), "nobody"),
    ],
)
def test_why_not(audience, standing, code):
    assert codes(audience, standing=standing) == [("audience", code)]


def test_author_and_voters_do_not_stand_in_each_others_way():
    assert codes("author", standing=replace(FREE, open=frozenset({"voters"}))) == []
    assert codes("voters", standing=replace(FREE, open=frozenset({"author"}))) == []


def test_a_draft_is_for_voters():
    assert codes("voters", kind="draft") == []
    assert codes("author", kind="draft") == [("kind", "not_to_author")]
    assert codes("voters", kind="poll") == [("kind", "missing")]


@pytest.mark.parametrize(
    ("audience", "closes", "code"),
    [
        ("voters", None, "missing"), ("voters", NOW, "past"), ("author", NOW + LONGEST_WAIT + timedelta(seconds=1), "too_far"),
        ("voters", NOW + LONGEST_OPEN + timedelta(seconds=1), "too_far"),
    ],
)
def test_when_it_may_not_end(audience, closes, code):
    assert codes(audience, closes=closes) == [("closes", code)]


@given(st.sampled_from(AUDIENCES), st.sampled_from(KINDS), st.integers(-10**7, 10**7))
def test_an_end_is_taken_exactly_within_its_bounds(audience, kind, seconds):
    closes = NOW + timedelta(seconds=seconds)
    refused = any(field == "closes" for field, _ in codes(audience, kind=kind, closes=closes))
    assert refused is not (timedelta() < closes - NOW <= longest(audience))


@given(st.integers(-100, 100), st.booleans())
def test_it_is_open_until_its_end_and_its_mails_page_outlives_it(seconds, closed):
    now = WEEK + timedelta(seconds=seconds)
    assert is_open(closed_at=NOW if closed else None, closes_at=WEEK, now=now) is (seconds < 0 and not closed)
    assert token_ends(WEEK) > WEEK


def test_a_clock_never_waits_longer_than_pauses_may():
    assert longest(AUTHOR) == timedelta(days=30)
