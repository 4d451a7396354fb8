"""The public page How we answer."""

import re

import pytest

from community import clock
from community.db import db, writing
from community.events import record
from community.insights import queries_record
from community.insights.actions import refresh_summary
from community.insights.counting import AGAIN, FRESH, RESTS
from community.jobs import figures
from community.web import languages
from tests import factories
from tests.cast import MARTA


def test_the_page_stands_before_there_is_anything_to_count(client):
    answer = client.get("/answering")
    assert answer.status_code == 200
    assert "not known yet" in answer.text
    assert "No idea is past its date." in answer.text


def test_a_late_idea_is_named_with_who_owes_the_answer(client, promise):
    with writing():
        factories.topic("rotas", owner=MARTA)
    promise("Two-way sync with shared calendars", asked=56, due=14)
    text = client.get("/answering").text
    assert "Two-way sync with shared calendars" in text
    assert "<bdi>Marta Lindqvist</bdi>, Rotas" in text


def test_each_chart_carries_its_table(client, promise):
    promise("Answered", asked=30, ended=3)
    text = client.get("/answering").text
    assert text.count("The same as a table") == text.count('<figure class="chart"') == 4


def test_htmx_gets_the_charts_alone_and_a_sentence(client, promise):
    promise("Answered", asked=30, ended=3)
    text = client.get("/answering?topic=rotas&since=quarter", headers={"HX-Request": "true"}).text
    assert text.lstrip().startswith('<div id="charts"')
    assert "<html" not in text
    assert 'id="say"' in text


def test_a_topic_narrows_the_figures(client, promise):
    promise("In rotas", asked=30, due=14)
    promise("In payroll", asked=30, due=14, slug="payroll")
    text = client.get("/answering?topic=payroll").text
    assert "In payroll" in text
    assert "In rotas" not in text


@pytest.mark.parametrize("query", ["?topic=' OR 1=1--", "?since=never", "?topic=%00x", "?topic=" + "x" * 500])
def test_nonsense_in_the_address_is_no_failure(client, promise, query):
    promise("Answered", asked=30, ended=3)
    assert client.get("/answering" + query).status_code in (200, 400, 404)


def test_the_page_stays_within_its_statement_budget(client, promise, statements):
    for number in range(12):
        promise(f"Late {number}", asked=40, due=14)
    with writing():
        refresh_summary(clock.now())
    with statements() as sent:
        client.get("/answering")
    assert len(sent) <= 4, sent


def test_where_nobody_has_counted_the_page_counts_itself(client, promise, statements):
    for number in range(12):
        promise(f"Late {number}", asked=40, due=14)
    with statements() as sent:
        text = client.get("/answering").text
    assert "Late 3" in text
    assert len(sent) <= 12, sent


def test_nobody_waits_for_a_count_once_there_is_one_and_an_old_one_is_shown_as_old(client, promise, moved_clock, statements):
    with writing():
        factories.topic("rotas")
        refresh_summary(clock.now())
    promise("Not counted yet", asked=40, due=14)
    old = "Nobody has counted since then"
    assert old not in client.get("/answering").text
    moved_clock(FRESH.total_seconds() + 1)
    with statements() as sent:
        text = client.get("/answering").text
    assert figure(text, "wait for a first answer") == "0"
    assert old in text
    assert not [each for each in sent if "FROM clocks" in each], "what takes long is read by the worker alone"
    figures.refresh()
    text = client.get("/answering").text
    assert figure(text, "wait for a first answer") == "1"
    assert old not in text


def test_a_topic_opened_since_is_counted_by_itself_and_joins_the_totals_soon(client, as_person, promise, statements):
    promise("Asked", asked=40, due=14)
    with writing():
        refresh_summary(clock.now())
    promise("Asked of the new one", asked=40, due=14, slug="payroll")
    with writing():
        factories.topic("payroll")
        factories.topic("secret", visibility="staff")
    text = client.get("/answering").text
    assert figure(text, "wait for a first answer") == "1"
    with statements() as sent:
        assert figure(client.get("/answering?topic=payroll").text, "wait for a first answer") == "1"
    assert all("topic_id = " in each for each in sent if "FROM clocks" in each), sent
    assert as_person(MARTA).get("/answering?topic=secret").status_code == 200
    assert client.get("/answering.csv").status_code == client.get("/answering.json").status_code == 200
    figures.refresh()
    assert figure(client.get("/answering").text, "wait for a first answer") == "2"


def test_the_worker_counts_at_once_when_other_topics_are_open_else_once_a_minute(promise, moved_clock):
    promise("Asked", asked=40, due=14)

    def is_due():
        db.session.rollback()
        return queries_record.is_due(clock.now(), AGAIN, RESTS)

    assert is_due()
    figures.refresh()
    assert not is_due()
    with writing():
        record("idea.published", at=clock.now())
    assert not is_due(), "it has only just counted"
    moved_clock(RESTS.total_seconds() + 1)
    assert is_due()
    figures.refresh()
    for change in ({"visibility": "staff"}, {"slug": "secret", "visibility": "staff"}):
        with writing():
            factories.topic(**{"slug": "rotas", **change})
        assert is_due(), change
        figures.refresh()
        assert not is_due()
    moved_clock(RESTS.total_seconds() + AGAIN.total_seconds() + 2)
    assert is_due(), "ages grow by themselves"


def test_a_clock_that_was_set_back_shows_nothing_from_the_future(client, promise, moved_clock):
    moved_clock(86_400)
    with writing():
        refresh_summary(clock.now())
    promise("Asked", asked=40, due=14)
    moved_clock(0)
    assert figure(client.get("/answering").text, "wait for a first answer") == "1"


def test_a_topic_that_is_closed_to_the_public_leaves_the_totals_at_once(client, promise):
    promise("Asked", asked=40, due=14)
    with writing():
        refresh_summary(clock.now())
    with writing():
        factories.topic("rotas", visibility="staff")
    text = client.get("/answering").text
    assert figure(text, "wait for a first answer") == "0"
    assert "Rotas" not in text
    assert client.get("/answering?topic=rotas").status_code == 404


def test_staff_see_the_figures_of_a_topic_of_their_own_beside_the_public_total(client, as_person, promise):
    with writing():
        factories.topic("secret", visibility="staff")
    promise("Inside", asked=40, due=14, slug="secret", by=MARTA)
    staff = as_person(MARTA)
    assert figure(staff.get("/answering").text, "wait for a first answer") == "0"
    text = staff.get("/answering?topic=secret").text
    assert figure(text, "wait for a first answer") == "1"
    assert "This topic is not open to everybody" in text
    assert "badge.svg" not in text


def figure(text, words):
    """The number over these words of the headline."""
    return re.search(rf"<dt>{words}</dt><dd>([^<]*?) ", text)[1]


def test_the_page_says_how_it_counts(client):
    text = client.get("/answering").text
    for word in ("calendar days", "working time", "Kaplan-Meier", "UTC", "counts as late", "waived", "look-again"):
        assert word in text, word


def test_every_month_stands_in_the_record_the_bad_ones_too(client, promise):
    promise("Never answered", asked=100, due=14)
    text = client.get("/answering").text
    record = text[text.index("Month by month"):]
    record = record[: record.index("</table>")]
    assert record.count("<tr>") == 14
    assert "0 of 1" in record
    assert "0 %" in record


def test_from_right_to_left_the_charts_are_drawn_the_other_way(client, promise, monkeypatch):
    promise("Answered", asked=30, due=14, ended=3)
    left = client.get("/answering").text
    monkeypatch.setitem(languages.LANGUAGES, "en", "ar")
    right = client.get("/answering").text
    assert 'dir="rtl"' in right
    assert re.findall(r'class="in" x="([\d.]+)%"', left) != re.findall(r'class="in" x="([\d.]+)%"', right)
