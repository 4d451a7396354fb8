"""The search page: several words, quotes, minus, filters, pages, and nothing private, not even by count."""

import html
import re
from urllib.parse import urlencode

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
    following = re.search(r'id="show-more" class="btn" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    more = client.get(following, headers=HTMX)
    assert "5 more ideas" in more.text
    assert "data-focus" in more.text
    assert len(shown) == 15
    rest = [int(found) for found in re.findall(r'<li class="idea-row" id="idea-(\d+)"', more.text)]
    assert sorted([*shown, *rest]) == sorted(made)
    whole = client.get(following).text
    assert "Further ideas" in whole
    assert "Back to the start of this list" in whole


def test_a_place_that_was_tampered_with_is_the_beginning(client, ideas):
    for after in ("x", "a~1", "a~-1~2", "z~1~2", "a~1~99999999999", "a~1~2~", "a~" + "9" * 400 + "~1", "s~1~2~1.2.3", "a~1~2~0.0", "❌"):
        answer = client.get("/search", query_string={"q": "print", "after": after})
        assert answer.status_code == 200, after


def test_nothing_found_leads_to_suggesting_it(client, ideas):
    text = client.get("/search?q=zebra").text
    assert "You are the first to ask" in text
    assert 'href="/ideas/new?q=zebra"' in text


def test_an_empty_search_is_a_page(client, ideas):
    assert "What is found stands here" in client.get("/search").text


STRANGE = (
    "", "x", "a" * 10_000, "the of and", '"', '""', '-""', "-", "-print", '-"print"', "*", "p*", "NEAR(", "a:b", "😀", "\u202e", "交代 swap",
    "'; --", "\\", "%", "_", "\x01\x02", "AND OR NOT", "(print", "print~2", "^", "{{7*7}}", "<script>", "שלום הדפסה", "طباعة", "ก", "ﷺ" * 300,
    "e\u0301" * 500, "-" * 900, '"' * 901, " ".join(f"word{n}" for n in range(1_500)),
)


@pytest.mark.parametrize("q", STRANGE)
def test_any_query_is_a_page(client, ideas, q):
    assert client.get("/search", query_string={"q": q}).status_code == 200
    for order in ("newest", "votes", "nonsense"):
        assert client.get("/search", query_string={"q": q, "order": order, "answered": "?", "status": "no", "topic": "rotas"}).status_code == 200


def test_bytes_that_are_no_text_are_a_page(client, ideas):
    for query in ("q=%ED%A0%80", "q=%FF%FE", "q=print&author=%C3%28", "q=print&from=%E2%82"):
        assert client.get(f"/search?{query}").status_code in (200, 422), query


@pytest.mark.parametrize("name", ["topic", "status", "tag", "author", "answered", "from", "to", "order", "after"])
def test_any_filter_is_a_page_that_keeps_what_was_typed(client, ideas, name):
    for value in STRANGE[1:]:
        answer = client.get("/search", query_string={"q": "print", name: value})
        assert answer.status_code in (200, 422), value
        assert 'value="print"' in answer.text
        if answer.status_code == 422:
            assert 'role="alert"' in answer.text


def test_what_cannot_be_is_said_and_kept(client, ideas):
    def wrong(**more):
        answer = client.get("/search", query_string={"q": "print", **more})
        assert answer.status_code == 422
        assert 'value="print"' in answer.text
        assert "idea-row" not in answer.text
        return html.unescape(answer.text)

    text = wrong(**{"from": "2026-02-31"})
    assert "“2026-02-31” is no day" in text
    assert 'type="text" value="2026-02-31"' in text
    text = wrong(**{"from": "2026-03-02", "to": "2026-03-01"})
    assert "The last day lies before the first one" in text
    assert 'value="2026-03-02"' in text
    assert 'value="2026-03-01"' in text
    assert "There is no topic “nowhere” here" in wrong(topic="nowhere")
    assert "There is no topic “secret” here" in wrong(topic="secret")
    assert 'name="topic" aria-invalid="true" aria-describedby="filter-topic-problem"' in wrong(topic="nowhere")
    assert "is no day" in client.get("/search?q=print&to=tomorrow", headers=HTMX).text


def test_htmx_gets_the_results_only(client, ideas):
    answer = client.get("/search?q=print", headers=HTMX)
    assert 'id="results"' in answer.text
    assert "<html" not in answer.text
    assert "3 ideas found" in answer.text


def test_searching_stays_within_its_statement_budget(as_person, ideas, statements):
    ben = as_person(BEN)
    with statements() as sent:
        ben.get("/search?q=print+week")
    assert len(sent) <= 13, "\n".join(s.replace("\n"," ")[:150] for s in sent)


def test_the_address_holds_everything_and_nothing_empty(client, ideas):
    answer = client.get("/search?q=print&topic=rotas&status=&tag=&author=&answered=&from=&to=&order=best", headers=HTMX)
    assert answer.headers["HX-Push-Url"] == "/search?q=print&topic=rotas"


def test_each_filter_is_a_chip_that_can_be_taken_away(client, ideas):
    asked = {"q": "print", "topic": "rotas", "status": "new", "tag": "paper", "author": "Ada", "answered": "no", "from": "2020-01-01", "to": "2099-01-01"}
    text = html.unescape(client.get("/search", query_string=asked).text)
    for name in list(asked)[1:]:
        rest = {key: value for key, value in asked.items() if key != name}
        assert f'href="/search?{urlencode(rest)}"' in text, name
    assert text.count("Without this filter:") == 7
    assert 'href="/search?q=print">Remove all filters' in text
    assert "Without this filter" not in client.get("/search?q=print&order=newest").text


def test_did_you_mean_leads_to_the_other_spelling(client, ideas, monkeypatch):
    monkeypatch.setattr("community.search.views.meant", lambda viewer, text: "print week" if text == "prnit week" else None)
    text = client.get("/search?q=prnit+week&topic=rotas").text
    assert 'Did you mean <a href="/search?q=print+week&amp;topic=rotas"><bdi>print week</bdi></a>?' in text
    assert "Did you mean" not in client.get("/search?q=print").text


def test_the_words_of_a_vain_search_travel_to_the_form(client, ideas):
    text = client.get("/search", query_string={"q": 'a "zebra" & crossing'}).text
    link = html.unescape(re.search(r'class="btn primary" href="(/ideas/new[^"]+)"', text)[1])
    assert "a &#34;zebra&#34; &amp; crossing" in client.get(link).text


def test_filters_without_words_are_a_list(client, ideas):
    assert set(results(client, "", topic="rotas")) == {ideas["week"], ideas["page"]}
    assert results(client, "", topic="rotas", order="newest") == [ideas["page"], ideas["week"]]
    assert "Nothing here with these filters" in client.get("/search?status=shipped").text
