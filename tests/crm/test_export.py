"""Everybody as a file: the same numbers as the snapshot, whoever may not be told of left out, nothing a spreadsheet would run."""

import csv
import io
import json
from random import Random

import pytest

from community import clock
from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.audit import AuditEntry
from community.crm import exporting
from community.crm.exporting import COLUMNS, export
from community.crm.snapshots import account_snapshot, snapshot_of
from community.db import db, writing
from community.ideas.models import Idea
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import BEN, CLEO, DEV, ROOT, Part

SITE = "https://ideas.example.com"


@pytest.fixture
def crowd(app) -> list[int]:
    """Twenty customers in three accounts who suggest, vote and talk at random, one of them with a dangerous address."""
    chance = Random(7)
    with writing():
        factories.topic(owner=DEV)
        people = [Part(f"p{n}", f"Person {n}", f"p{n}@{chance.choice(['brannocs', 'ostara', 'elsewhere'])}.example") for n in range(18)]
        people += [Part("evil", "=cmd|' /C calc'!A0", "=cmd@evil.example"), CLEO]
        ideas = [factories.idea(chance.choice(people), f"Idea number {n} of the crowd") for n in range(8)]
        for part in people:
            for idea in chance.sample(ideas, chance.randint(0, 5)):
                cast_vote(factories.viewer(part), idea, chance.randint(1, 3), now=clock.now())
            if chance.random() < 0.4:
                factories.comment(part, chance.choice(ideas))
        return [factories.person(part).id for part in people]


def text(what: str, form: str) -> str:
    return "".join(export(what, form, SITE))


@pytest.mark.parametrize("batch", [3, 1000])
def test_both_forms_hold_the_numbers_of_each_snapshot(crowd, monkeypatch, batch):
    monkeypatch.setattr(exporting, "BATCH", batch)
    expected = [snapshot_of(each, SITE) for each in sorted(crowd)]
    assert sum(row["votes_cast"] for row in expected) > 10
    assert [json.loads(line) for line in text("people", "jsonl").splitlines()] == expected
    table = list(csv.DictReader(io.StringIO(text("people", "csv"), newline="")))
    assert [[row[name] for name in COLUMNS["people"]] for row in table] == [[shown(row[name]) for name in COLUMNS["people"]] for row in expected]


def shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value)
    plain = str(value)
    return f"'{plain}" if plain.startswith("=") else plain


def test_every_field_of_a_snapshot_has_its_column(crowd):
    assert set(snapshot_of(crowd[0], SITE)) == set(COLUMNS["people"])
    with writing():
        organisation_id = factories.organisation("ostara").id
    assert set(account_snapshot(organisation_id, SITE)) == set(COLUMNS["accounts"])


def test_a_table_is_rfc_4180_in_utf_8_without_a_mark(crowd):
    raw = text("people", "csv")
    assert raw.startswith("member_id,")
    assert raw.count("\r\n") == len(crowd) + 1
    assert "\n" not in raw.replace("\r\n", "")


def test_who_refused_was_erased_or_is_ours_is_not_in_it(crowd):
    with writing() as session:
        session.get_one(Person, crowd[0]).export_refused_at = clock.now()
        session.get_one(Person, crowd[1]).state = PersonState.ERASED
    found = {json.loads(line)["member_id"] for line in text("people", "jsonl").splitlines()}
    assert found == set(crowd[2:])


def test_administrators_take_it_as_a_file_and_it_is_noted_who_did(crowd, as_person):
    browser = as_person(ROOT)
    page = browser.get("/admin/exports/").text
    assert "/admin/exports/people.csv" in page
    answer = browser.post("/admin/exports/people.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="heed-people.csv"'
    assert answer.text.count("\r\n") == len(crowd) + 1
    accounts = browser.post("/admin/exports/accounts.jsonl").text
    assert all("active_members" in json.loads(line) for line in accounts.splitlines())
    entry = db.session.query(AuditEntry).filter_by(act="export.taken").order_by(AuditEntry.id).first()
    assert entry.after == {"what": "people", "format": "csv"}
    assert "Took an export" in browser.get("/admin/audit/").text


@pytest.mark.parametrize("path", ["people.xlsx", "secrets.csv"])
def test_there_is_nothing_else_to_take(as_person, path):
    assert as_person(ROOT).post(f"/admin/exports/{path}").status_code == 404


def test_ideas_an_account_wants_are_in_its_line(crowd):
    with writing() as session:
        factories.person(BEN)
        cast_vote(factories.viewer(BEN), session.query(Idea).first(), 2, now=clock.now())
    wanted = [json.loads(line)["ideas_wanted"] for line in text("accounts", "jsonl").splitlines()]
    assert any(ideas and ideas[0]["votes"] for ideas in wanted)
