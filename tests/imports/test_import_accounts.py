"""Accounts and contacts from files: by command and by page, twice as well as once."""

import csv
import html
import io
import json

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from community import clock
from community.accounts.models import Organisation, Person
from community.accounts.queries_accounts import belongings_of
from community.commands import accounts as commands
from community.crm.models_in import Upload
from community.crm.rules_cells import COLUMNS, as_said, guess
from community.crm.rules_in import Refused, read_account, read_contact
from community.db import db, writing
from community.imports.intake import FileRun
from community.imports.reading import FileProblem
from community.jobs import uploads as job
from tests.cast import ROOT
from tests.conftest import empty

ACCOUNTS = (
    "External_ID;Name;Domain;Value;Currency;Period;Segment;Owner_name;Owner_email;Renewal_on;field.country\r\n"
    "A-1;St Brannoc's;stb.example;12500,50;eur;Year;Hospitals;Priya;priya@hourfold.example;2027-03-31;GB\r\n"
    "A-2;=2+5;;;;;;;;;\r\n"
    "A-3;;;;;;;;;;\r\n"
    "A-1;Again;;;;;;;;;\r\n"
    "A-4;Café;cafe.example;12.345;EUR;;;;;soon;\r\n"
)
CONTACTS = "external_id,email,name,accounts\nC-1,nina@stb.example,Nina,A-1|A-2\nC-2,,Otto,\n"


@pytest.fixture
def at(tmp_path):
    def write(text, name="rows.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


def run(what, path, dry=False):
    said, bad = [], []
    tally = FileRun(what, clock.now(), say=said.append, complain=lambda number, row: bad.append((number, row.problems[0].code)), dry=dry).run(path)
    return tally.counts, bad


def rows():
    db.session.rollback()
    db.session.expire_all()
    return {row.external_id: row for row in db.session.query(Organisation)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_taken_in_and_a_second_run_changes_nothing(app, at, encoding):
    path = at(ACCOUNTS, encoding=encoding)
    counts, bad = run("accounts", path)
    assert counts == {"new": 2, "changed": 0, "same": 0, "review": 0, "refused": 3}
    assert bad == [(3, "required"), (4, "twice"), (5, "not_amount")]
    assert (rows()["A-1"].value_cents, rows()["A-1"].fields, rows()["A-2"].name) == (1_250_050, {"country": "GB"}, "=2+5")
    assert run("accounts", path)[0] == {"new": 0, "changed": 0, "same": 2, "review": 0, "refused": 3}
    assert run("contacts", at(CONTACTS))[0]["new"] == 2
    assert run("contacts", at(CONTACTS))[0]["same"] == 2
    nina = db.session.query(Person).filter_by(external_id="C-1").one()
    assert len(belongings_of(nina.id)) == 2


def test_a_dry_run_says_the_same_and_writes_nothing(app, at):
    assert run("accounts", at(ACCOUNTS), dry=True)[0]["new"] == 2
    assert rows() == {}


def test_a_tab_and_one_object_a_line_do_as_well(app, at):
    assert run("accounts", at("external_id\tname\nA-1\tOne\n"))[0]["new"] == 1
    line = json.dumps({"external_id": "A-2", "name": "Two", "value": {"minor_units": 5, "currency": "EUR"}, "fields": {"seats": 4}})
    assert run("accounts", at(line + "\n", "rows.jsonl"))[0]["new"] == 1
    assert (rows()["A-2"].value_cents, rows()["A-2"].fields) == (5, {"seats": 4})


@pytest.mark.parametrize(("text", "said"), [
    ("external_id,name,colour,size\nA-1,One,red,9\n", "colour, size"), ("id,name\nA-1,One\n", "external_id among them"),
    ("e\x00x\x00", "UTF-16"), ("[1]", "one JSON list"),
])
def test_a_file_with_columns_nobody_knows_is_refused_before_anything_is_written(app, at, text, said):
    with pytest.raises(FileProblem, match=said):
        run("accounts", at(text))
    assert rows() == {}


def test_rows_that_are_no_rows_are_named_and_the_rest_goes_on(app, at):
    body = b"external_id,name\nA-1,One,Two,Three\nA-2,Caf\xe9\nA-3,Three\n"
    counts, bad = run("accounts", at(body))
    assert (counts["new"], bad) == (1, [(1, "row"), (2, "row")])


def test_the_command_tells_what_came_of_it(app, at, monkeypatch):
    monkeypatch.setattr(commands, "create_app", lambda: app)
    path = at(ACCOUNTS)
    dry = CliRunner().invoke(commands.import_accounts, [str(path), "--dry-run"])
    assert "2 new, 0 changed, 0 the same, 0 to decide, 3 rows could not be used (nothing was written)." in dry.output
    done = CliRunner().invoke(commands.import_accounts, [str(path)])
    assert "row 5: value: please give the amount as text" in done.output
    assert done.exit_code == 0
    assert CliRunner().invoke(commands.import_contacts, [str(at("nonsense"))]).exit_code == 1


def send(root, text, what="accounts"):
    answer = root.post("/admin/crm/import/", data={"what": what, "file": (io.BytesIO(text.encode()), "rows.csv")}, content_type="multipart/form-data")
    return answer, db.session.scalar(select(func.max(Upload.id)))


def upload_row(upload_id):
    db.session.expire_all()
    return db.session.get_one(Upload, upload_id)


def test_a_page_maps_looks_and_then_takes_in(as_person):
    root = as_person(ROOT)
    answer, upload = send(root, "Account ID,Company,Colour,Notes\nA-1,One,red,x\nA-2,,blue,y\n")
    assert answer.status_code == 303
    page = root.get(answer.location).text
    assert "Account ID".casefold() in page.casefold()
    assert upload_row(upload).mapping == {"account id": "external_id", "company": "name", "colour": "", "notes": ""}
    wrong = root.post(f"/admin/crm/import/{upload}/map", data={"column-0": "name", "column-1": "name"})
    assert (wrong.status_code, "the key in the CRM" in wrong.text) == (422, True)
    root.post(f"/admin/crm/import/{upload}/map", data={"column-0": "external_id", "column-1": "name", "column-2": "field"})
    assert job.process()
    looked = root.get(f"/admin/crm/import/{upload}").text
    assert "Take it in" in looked
    assert "name: this is needed." in looked
    assert rows() == {}
    assert root.post(f"/admin/crm/import/{upload}/apply").status_code == 303
    assert job.process()
    assert not job.process()
    done = upload_row(upload)
    assert (done.state, done.content, done.outcome["counts"]["new"], done.preview["counts"]["new"]) == ("done", None, 1, 1)
    assert rows()["A-1"].fields == {"colour": "red"}


def test_a_file_that_is_let_go_of_is_gone(as_person):
    root = as_person(ROOT)
    _, upload = send(root, "external_id,name\nA-1,One\n")
    root.post(f"/admin/crm/import/{upload}/drop")
    assert (upload_row(upload).state, upload_row(upload).content) == ("dropped", None)
    assert root.post(f"/admin/crm/import/{upload}/apply").status_code == 303
    assert not job.process()


@pytest.mark.parametrize("text", ["", "\x00\x00", "{}"])
def test_what_is_no_table_is_refused_with_a_word(as_person, text):
    answer, upload = send(as_person(ROOT), text)
    assert (answer.status_code, upload) == (422, None)


@pytest.mark.parametrize(("content", "words"), [
    ("external_id,Café\nA,b\n".encode("latin-1"), "save it as CSV in UTF-8"), (b"external_id,Name,name\nA,b,c\n", "Two columns are called “name”"),
])
def test_columns_that_cannot_be_told_apart_or_read_are_refused_with_a_word(as_person, content, words):
    root = as_person(ROOT)
    answer = root.post("/admin/crm/import/", data={"what": "accounts", "file": (io.BytesIO(content), "rows.csv")}, content_type="multipart/form-data")
    assert (answer.status_code, words in html.unescape(answer.text)) == (422, True)
    assert db.session.query(Upload).count() == 0


def test_a_writer_that_falls_goes_on_behind_its_last_batch(as_person, monkeypatch):
    monkeypatch.setattr(job, "BATCH", 2)
    monkeypatch.setattr("community.imports.intake.BATCH", 2)
    monkeypatch.setattr(job, "STRETCH", -1.0)
    root = as_person(ROOT)
    _, upload = send(root, "external_id,name\n" + "".join(f"A-{n},Number {n}\n" for n in range(5)))
    root.post(f"/admin/crm/import/{upload}/map", data={"column-0": "external_id", "column-1": "name"})
    job.process()
    root.post(f"/admin/crm/import/{upload}/apply")
    turns = 0
    while job.process():
        turns += 1
    done = upload_row(upload)
    assert (turns, done.state, sum(done.outcome["counts"].values()), len(rows())) == (4, "done", 5, 5)


def test_a_file_that_we_fail_over_says_so_and_holds_up_no_other(as_person, monkeypatch, caplog):
    root, take_read = as_person(ROOT), job.take_read

    def fall_over(what, read, **how):
        if "upload:1" in how.values():
            raise ZeroDivisionError
        return take_read(what, read, **how)

    monkeypatch.setattr(job, "take_read", fall_over)
    for key in ("A-1", "A-2"):
        _, upload = send(root, f"external_id,name\n{key},One\n")
        root.post(f"/admin/crm/import/{upload}/map", data={"column-0": "external_id", "column-1": "name"})
        job.process()
    for upload in (1, 2):
        root.post(f"/admin/crm/import/{upload}/apply")
    assert [job.process(), job.process(), job.process()] == [True, True, False]
    assert (upload_row(1).state, upload_row(2).state, list(rows())) == ("failed", "done", ["A-2"])
    assert "something in it stopped us" in root.get("/admin/crm/import/1").text
    assert "file 1 could not be taken in" in caplog.text


CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ["", "A-1", "A-2", "x@y.example", "y.example", "12.50", "12,50", "EUR", "jpy", "year", "month", "2027-01-31", "=1+1", "gmail.com", "A-1|A-2"]
)


@given(st.sampled_from(["accounts", "contacts"]), st.dictionaries(st.sampled_from([*COLUMNS["accounts"], *COLUMNS["contacts"], "field.a"]), CELL))
def test_whatever_stands_in_cells_is_read_or_refused(what, cells):
    mapping = {name: name for name in cells if name in COLUMNS[what] or name.startswith("field.")}
    row = as_said(what, cells, mapping)
    try:
        (read_account if what == "accounts" else read_contact)(row)
    except Refused as refused:
        assert all(each.code != "unknown" for each in refused.problems)  # noqa: PT017


@given(st.sampled_from(["accounts", "contacts"]), st.lists(st.text(max_size=12) | st.sampled_from(["id", "name", "email", "accountid", "external_id", "company"]), unique=True))
def test_a_guess_names_each_field_once_and_every_column(what, columns):
    found = guess(what, columns)
    fields = [field for field in found.values() if field]
    assert list(found) == columns
    assert len(fields) == len(set(fields))
    assert all(field in COLUMNS[what] or field.startswith("field.") for field in fields)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELL, min_size=5, max_size=5), max_size=8), st.sampled_from(",;\t"))
def test_any_file_twice_changes_nothing_the_second_time(app, tmp_path, cells, delimiter):
    empty()
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["external_id", "name", "domain", "value", "currency"], *cells])
    path = tmp_path / "any.csv"
    path.write_bytes(text.getvalue().encode())
    with writing():
        pass
    first, bad = run("accounts", path)
    second, again = run("accounts", path)
    assert (second["new"], second["changed"]) == (0, 0)
    assert (second["same"] + second["review"], again) == (first["new"] + first["review"], bad)
