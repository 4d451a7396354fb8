"""The public page How we answer, and its CSV."""

import csv
import io

import pytest

from community.db import writing
from community.ideas.models import Topic
from community.insights.views import plain_cell
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
    assert text.count("The same as a table") == text.count('<figure class="chart"') == 3


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
    assert client.get("/answering" + query).status_code in (200, 400)


def test_the_page_stays_within_its_statement_budget(client, promise, statements):
    for number in range(12):
        promise(f"Late {number}", asked=40, due=14)
    with statements() as sent:
        client.get("/answering")
    assert len(sent) <= 5, sent


def test_the_csv_says_what_the_page_says(client, promise):
    promise("Kept", asked=20, due=14, ended=3)
    promise("Late", asked=20, due=14)
    answer = client.get("/answering.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.content_type.startswith("text/csv")
    months = [row for row in rows if row["kind"] == "month"]
    assert len(months) == 12
    assert sum(int(row["in_time"]) for row in months) == 1
    assert sum(int(row["late"]) for row in months) == 1
    assert [row["name"] for row in rows if row["kind"] == "topic"] == ["Rotas"]


def test_a_topic_named_like_a_formula_stays_text(client, promise):
    promise("Answered", asked=20, ended=3)
    with writing() as session:
        session.query(Topic).update({"name": "=HYPERLINK(0)"})
    assert "'=HYPERLINK(0)" in client.get("/answering.csv").text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_cells_that_a_spreadsheet_would_run_are_quoted(text):
    assert plain_cell(text) == f"'{text}"


def test_plain_words_are_left_alone():
    assert plain_cell("Swaps & cover") == "Swaps & cover"
