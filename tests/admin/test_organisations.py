"""Organisations: the CRM's facts by hand, each mistake beside its field, a domain only once."""

import pytest

from community.accounts.models import Organisation
from community.accounts.queries_admin import organisations
from community.audit import AuditEntry
from community.clock import now
from community.db import db, writing
from tests import factories
from tests.cast import ADA, ROOT

FULL = {
    "name": "St Brannoc's Hospital", "domain": "Brannocs.example", "segment": "Hospitals", "value": "12500.5",
    "currency": "gbp", "owner_name": "Kit Moran", "owner_email": "kit@hourfold.example",
}


@pytest.fixture
def root(as_person):
    return as_person(ROOT)


def rows():
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Organisation).order_by(Organisation.id).all()


def test_an_organisation_is_kept_with_its_value_in_cents(root):
    assert root.post("/admin/organisations/new", data=FULL).status_code == 303
    (row,) = rows()
    assert (row.name, row.domain, row.segment) == ("St Brannoc's Hospital", "brannocs.example", "Hospitals")
    assert (row.value_cents, row.currency, row.owner_email) == (1_250_050, "GBP", "kit@hourfold.example")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "needs a name"),
        ("name", "n" * 201, "shorten this to 200"),
        ("domain", "https://brannocs.example/", "the domain alone"),
        ("domain", "brannocs", "the domain alone"),
        ("value", "twelve", "in figures"),
        ("value", "-5", "in figures"),
        ("value", "١٢", "in figures"),
        ("currency", "pounds", "three letters"),
        ("currency", "", "needs its currency"),
        ("owner_email", "kit", "one mail address"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_the_rest_stays(root, field, typed, said):
    answer = root.post("/admin/organisations/new", data={**FULL, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-problem"' in answer.text
    assert "Kit Moran" in answer.text
    assert rows() == []


def test_a_domain_belongs_to_one_organisation(root):
    root.post("/admin/organisations/new", data=FULL)
    answer = root.post("/admin/organisations/new", data={**FULL, "name": "Another"})
    assert answer.status_code == 422
    assert "has this domain already" in answer.text
    assert len(rows()) == 1


def test_saving_an_organisation_with_its_own_domain_is_fine(root):
    root.post("/admin/organisations/new", data=FULL)
    (row,) = rows()
    assert 'value="12500.50"' in root.get(f"/admin/organisations/{row.id}").text
    answer = root.post(f"/admin/organisations/{row.id}", data={**FULL, "value": "", "currency": "", "domain": ""})
    assert answer.status_code == 303
    (row,) = rows()
    assert (row.value_cents, row.currency, row.domain) == (None, "", None)


def test_the_log_keeps_the_facts_but_not_whose_name_stands_beside_them(root):
    root.post("/admin/organisations/new", data=FULL)
    entry = db.session.query(AuditEntry).one()
    assert entry.act == "organisation.added"
    assert entry.after["value_cents"] == 1_250_050
    assert "kit" not in str(entry.after).lower()


def test_the_list_shows_value_and_people_and_is_found_by_domain(root):
    with writing():
        factories.person(ADA)
    page = root.get("/admin/organisations/?q=brannocs").text
    assert "St Brannoc" in page
    assert 'data-label="person">1<' in page
    assert "No organisation like that" in root.get("/admin/organisations/?q=nothing").text


def test_the_list_goes_on_by_name_without_gap_or_repeat(app):
    with writing() as session:
        session.add_all(Organisation(name=f"Twin {number % 4}~x", created_at=now()) for number in range(23))
    seen, after = [], ""
    while after is not None:
        found, after = organisations(after=after, size=5)
        seen += [row.id for row in found]
    assert len(seen) == len(set(seen)) == 23


def test_an_unknown_organisation_is_not_there(root):
    assert root.get("/admin/organisations/77").status_code == 404
    assert root.post("/admin/organisations/77", data=FULL).status_code == 404


def test_only_named_fields_are_taken(root):
    root.post("/admin/organisations/new", data={**FULL, "external_id": "crm-1", "value_cents": "9", "id": "50"})
    (row,) = rows()
    assert (row.external_id, row.value_cents) == (None, 1_250_050)
    assert row.id != 50


def test_customers_never_see_these_pages(as_person):
    assert as_person(ADA).get("/admin/organisations/").status_code == 404


@pytest.mark.parametrize(("name", "looked_for"), [("Café Ostara", "CAFE"), ("ØSTERBRO Bakery", "østerbro"), ("Łódź Tramways", "łÓdz"), ("Ünal Holding", "unal")])
def test_an_organisation_is_found_whatever_the_case_and_accents(root, name, looked_for):
    root.post("/admin/organisations/new", data={"name": name})
    root.post("/admin/organisations/new", data={"name": "Somebody else"})
    assert [row.name for row in organisations(looked_for)[0]] == [name]
    with writing():
        db.session.query(Organisation).filter_by(name=name).one().name = "Renamed %_ since"
    assert organisations(looked_for)[0] == []
    assert [row.name for row in organisations("%_")[0]] == ["Renamed %_ since"]
