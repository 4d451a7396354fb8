"""The same numbers as CSV and JSON, and what the figures leave out."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.config import ROOT
from community.db import writing
from community.ideas.models import Topic
from community.insights.actions import refresh_summary
from community.insights.publishing import COLUMNS, plain_cell
from tests import factories
from tests.cast import BEN, MARTA


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def of_kind(found: list[dict[str, str]], kind: str) -> list[dict[str, str]]:
    return [row for row in found if row["kind"] == kind]


@pytest.fixture
def asked(promise):
    promise("Kept", asked=20, due=14, ended=3)
    promise("Late", asked=20, due=14)
    promise("Declined", asked=20, due=14, ended=1, status="declined", slug="payroll")


def test_csv_and_json_say_the_same(client, asked):
    with writing():
        refresh_summary(clock.now())
    table, found = rows(client.get("/answering.csv")), client.get("/answering.json").json
    [total] = of_kind(table, "total")
    assert (total["in_time"], total["late"], total["apart"], total["percent_in_time"]) == ("1", "1", "1", "50")
    promises = found["totals"]["promises"]
    assert (promises["in_time"], promises["late"], promises["apart"], promises["percent"]) == (1, 1, 1, 50)
    assert total["counted_at"] == found["counted_at"] != ""
    assert total["now_overdue"] == str(found["now"]["overdue"]) == "1"
    assert [row["period"] for row in of_kind(table, "month")] == [month["month"] for month in found["months"]]
    assert [row["topic"] for row in of_kind(table, "topic")] == [topic["slug"] for topic in found["topics"]] == ["rotas", "payroll"]
    assert len(of_kind(table, "topic month")) == 24


def test_a_topic_can_be_taken_by_itself_and_so_can_a_period(client, asked):
    table = rows(client.get("/answering.csv?topic=payroll&since=quarter"))
    assert {row["kind"] for row in table} == {"total", "month"}
    assert {row["topic"] for row in table} == {"payroll"}
    assert len(of_kind(table, "month")) == 3
    assert client.get("/answering.json?topic=payroll").json["totals"]["declined"]["count"] == 1


def test_the_page_shows_what_the_json_says(client, asked):
    found, text = client.get("/answering.json").json, client.get("/answering").text
    for month in found["months"]:
        if month["promises"]["due"]:
            kept, late = month["promises"]["in_time"], month["promises"]["late"]
            assert f"{kept} of {kept + late}" in text or kept + late == 0


@pytest.mark.parametrize("address", ["/answering.csv", "/answering.json"])
def test_a_visitor_may_keep_the_numbers_for_a_minute_and_ask_by_their_tag(client, asked, address):
    with writing():
        refresh_summary(clock.now())
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", ["/answering.csv", "/answering.json", "/answering", "/answering/left-out"])
def test_numbers_of_a_topic_for_few_are_for_those_who_may_see_it_and_kept_by_nobody(client, as_person, promise, address):
    with writing():
        factories.topic("secret", visibility="staff")
    promise("Inside", asked=20, slug="secret", by=MARTA)
    if address != "/answering/left-out":
        assert client.get(f"{address}?topic=secret").status_code == 404
        assert as_person(BEN).get(f"{address}?topic=secret").status_code == 404
    for reader in (client, as_person(BEN)):
        assert "secret" not in reader.get(address).text.lower()
    answer = as_person(MARTA).get(f"{address}?topic=secret")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_other_pages_may_read_the_public_numbers(client):
    assert client.get("/answering.json").headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/answering.csv", "/answering.json", "/answering/badge.svg", "/answering/left-out"])
@pytest.mark.parametrize("query", ["?topic=' OR 1=1--", "?topic=%00", "?since=never", "?topic=" + "x" * 500, "?waived=-1&legacy=x", "?waived=" + "9" * 40])
def test_nonsense_in_the_address_is_no_failure(client, asked, address, query):
    assert client.get(address + query).status_code in (200, 400, 404)


def test_a_topic_named_like_a_formula_stays_text(client, asked):
    with writing() as session:
        session.query(Topic).filter_by(slug="payroll").update({"slug": "=HYPERLINK(0)"})
    assert "'=HYPERLINK(0)" in {row["topic"] for row in rows(client.get("/answering.csv"))}


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_cells_that_a_spreadsheet_would_run_are_quoted(text):
    assert plain_cell(text) == f"'{text}"


@given(st.text())
def test_no_text_begins_like_a_formula(text):
    assert plain_cell(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert plain_cell(text).removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("value", ["Swaps & cover", 3, 0, 2.5, -1])
def test_plain_words_and_numbers_are_left_alone(value):
    assert plain_cell(value) == value


def test_every_field_is_described():
    described = set(re.findall(r"`([a-z0-9_]+)`", (ROOT / "docs" / "FIGURES.md").read_text(encoding="utf-8")))
    assert set(COLUMNS) <= described


def test_every_field_of_the_json_is_described(client, asked):
    described = set(re.findall(r"`([a-z0-9_]+)`", (ROOT / "docs" / "FIGURES.md").read_text(encoding="utf-8")))
    assert set(_names(client.get("/answering.json").json)) <= described


def _names(found):
    if isinstance(found, dict):
        for name, value in found.items():
            yield name
            yield from _names(value)
    elif isinstance(found, list):
        for value in found:
            yield from _names(value)


# What is left out


def test_what_was_taken_out_of_sight_is_listed_by_its_dates_alone(client, promise):
    promise("Buy cheap watches", asked=30, due=14, ended=20, outcome="waived")
    promise("Spam in time", asked=30, due=14, ended=1, outcome="waived")
    text = client.get("/answering/left-out").text
    assert "watches" not in text
    assert "Spam" not in text
    assert text.count("past its date") == 1
    assert text.count("<td data-label=\"asked\">") == 2


def test_old_ideas_without_an_answer_are_listed(client, promise):
    promise("Asked in the old tool", asked=900, columns={"legacy": True})
    assert "Asked in the old tool" in client.get("/answering/left-out").text


def test_long_lists_go_on_and_hold_each_once(client, promise, statements):
    for number in range(53):
        promise(f"Spam {number}", asked=30, due=14, ended=1, outcome="waived")
    with statements() as sent:
        first = client.get("/answering/left-out").text
    assert len(sent) <= 4, sent
    following = re.search(r'href="(/answering/left-out\?waived=\d+)#waived"', first)[1]
    assert (first.count("taken out of sight\">"), client.get(following).text.count("taken out of sight\">")) == (50, 3)
