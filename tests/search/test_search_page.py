"""The search page: several words, quotes, minus, filters, pages, and nothing private, not even by count."""

import re

import pytest

from community.db import writing
from tests import factories
from tests.cast import ADA, BEN, MARTA

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ideas(post, work):
    with writing():
        factories.topic("rotas")
        factories.topic("payroll")
        factories.topic("secret", visibility="staff")
    made = {
        "week": post(ADA, "Print the whole week", "On the fridge, next to the phone."),
        "page": post(BEN, "Print a page for each team", "The week as a whole is too long."),
        "payroll": post(BEN, "Export hours to payroll", "Print nothing, send a file.", slug="payroll"),
        "secret": post(MARTA, "Print the secret plan", slug="secret"),
    }
    work()
    return made


def results(client, q, **more):
    text = client.get("/search", query_string={"q": q, **more}).text
    return [int(found) for found in re.findall(r'<li class="idea-row" id="idea-(\d+)"', text)]


def test_all_the_words_are_wanted(client, ideas):
    assert set(results(client, "print week")) == {ideas["week"], ideas["page"]}


def test_words_in_quotes_stand_together(client, ideas):
    assert results(client, 'print "whole week"') == [ideas["week"]]


def test_a_minus_leaves_out(client, ideas):
    assert set(results(client, "print -phone")) == {ideas["page"], ideas["payroll"]}
    assert results(client, 'week -"whole week"') == [ideas["page"]]


def test_when_no_idea_has_all_words_some_do_and_the_page_says_so(client, ideas):
    text = client.get("/search?q=print+zebra").text
    assert "No idea has all of these words" in text
    assert f'id="idea-{ideas["week"]}"' in text


def test_filters_narrow(client, ideas):
    assert results(client, "print", topic="payroll") == [ideas["payroll"]]
    assert results(client, "print", status="shipped") == []
    assert len(results(client, "print", status="new")) == 3
    assert len(results(client, "print", status="nonsense")) == 3


def test_what_is_private_is_neither_shown_nor_counted(client, as_person, ideas):
    assert ideas["secret"] not in results(client, "print")
    assert "3 ideas" in client.get("/search?q=print").text
    assert "4 ideas" in as_person(MARTA).get("/search?q=print").text
    assert "You are the first to ask" in client.get("/search?q=secret+plan").text


def test_words_are_marked_where_they_stand(client, ideas):
    text = client.get("/search?q=fridge").text
    assert "<mark>fridge</mark>" in text


def test_more_than_a_page_goes_on_where_it_stopped(client, post, work):
    made = {post(ADA, f"Print the rota, wish {number}") for number in range(20)}
    work()
    first = client.get("/search?q=print+rota")
    assert "20 ideas" in first.text
    shown = results(client, "print rota")
    more = client.get("/search?q=print+rota&from=15", headers=HTMX)
    assert "5 more ideas" in more.text
    assert 'href="/search?q=print+rota&amp;from=15"' in first.text
    assert len(shown) == 15
    assert set(shown) | {int(found) for found in re.findall(r'id="idea-(\d+)"', more.text)} == made


def test_nothing_found_leads_to_suggesting_it(client, ideas):
    text = client.get("/search?q=zebra").text
    assert "You are the first to ask" in text
    assert 'href="/ideas/new?q=zebra"' in text


def test_an_empty_search_is_a_page(client, ideas):
    assert "What is found stands here" in client.get("/search").text


@pytest.mark.parametrize(
    "q", ["", "x", "a" * 5000, "the of and", '"', '""', '-""', "-", "-print", '-"print"', "*", "p*", "NEAR(", "a:b", "😀", "\u202e", "交代 swap", "'; --", "\\", "%", "_"],
)
def test_any_query_is_a_page(client, ideas, q):
    for more in ({}, {"from": "99999"}, {"from": "x"}, {"topic": "\u202e"}, {"topic": "x" * 500}):
        assert client.get("/search", query_string={"q": q, **more}).status_code == 200


def test_htmx_gets_the_results_only(client, ideas):
    answer = client.get("/search?q=print", headers=HTMX)
    assert 'id="results"' in answer.text
    assert "<html" not in answer.text
    assert "3 ideas found" in answer.text


def test_searching_stays_within_its_statement_budget(as_person, ideas, statements):
    ben = as_person(BEN)
    with statements() as sent:
        ben.get("/search?q=print+week")
    assert len(sent) <= 12, sent
