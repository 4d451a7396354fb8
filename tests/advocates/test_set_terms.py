"""The terms that value is computed by: refused with every word that was typed, and never a new version of the same."""

import pytest

from community.advocates.models_values import ValueTerms
from community.audit import AuditEntry
from community.db import db
from tests.cast import ADA, MARTA, ROOT

PAGE = "/admin/value"
GOOD = {"currency": "eur", "margin": "70", "ideas": "12,5", "discount": "8 %", "acquisition": "250.50", "reward": "", "retention": "40"}


@pytest.fixture
def root(as_person, app):
    return as_person(ROOT)


def versions() -> list[ValueTerms]:
    db.session.rollback()
    return db.session.query(ValueTerms).order_by(ValueTerms.id).all()


@pytest.mark.parametrize(("name", "typed"), [
    ("currency", ""), ("currency", "EURO"), ("currency", "XXX"), ("currency", "<b>"),
    ("margin", ""), ("margin", "-1"), ("margin", "100.01"), ("margin", "1.234"), ("margin", "NaN"), ("margin", "Infinity"), ("margin", "1e3"), ("margin", "sNaN"),
    ("ideas", "half"), ("discount", "1e999999"), ("discount", "1e999990"), ("discount", "٧٠٠"),
    ("acquisition", "-5"), ("acquisition", "1.005"), ("reward", "lots"), ("retention", "9" * 39), ("retention", "1,000.00"),
])
def test_what_cannot_be_meant_is_named_and_nothing_typed_is_lost(root, name, typed):
    answer = root.post(PAGE, data={**GOOD, name: typed})
    assert answer.status_code == 422
    assert f'id="{name}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="250.50"' in answer.text or name == "acquisition"
    assert versions() == []


def test_nothing_at_all_is_no_terms(root):
    assert root.post(PAGE).status_code == 422
    assert root.post(PAGE, data=dict.fromkeys(GOOD, "\x00")).status_code == 422
    assert versions() == []


def test_percentages_and_amounts_are_kept_to_the_cent(root):
    assert root.post(PAGE, data=GOOD).location == PAGE
    (row,) = versions()
    assert (row.currency, row.margin, row.ideas, row.discount) == ("EUR", 7_000, 1_250, 800)
    assert (row.acquisition, row.reward, row.retention) == (25_050, 0, 4_000)
    shown = root.get(PAGE).text
    assert 'value="12.5"' in shown
    assert 'value="250.5"' in shown


def test_twice_is_one_version_and_a_change_is_another(root):
    for typed in (GOOD, GOOD, GOOD | {"ideas": "12.50"}):
        root.post(PAGE, data=typed)
    assert len(versions()) == 1
    root.post(PAGE, data=GOOD | {"margin": "71"})
    assert [row.margin for row in versions()] == [7_000, 7_100]
    assert db.session.query(AuditEntry).filter_by(act="value_terms.saved").count() == 2


def test_looking_changes_nothing_and_others_see_nothing(root, as_person, client):
    query = "&".join(f"{name}={value}" for name, value in GOOD.items())
    assert root.get(f"{PAGE}?{query}").status_code == 200
    for browser in (as_person(MARTA), as_person(ADA)):
        assert browser.get(PAGE).status_code == browser.post(PAGE, data=GOOD).status_code == 404
    assert "/sign-in" in client.post(PAGE, data=GOOD).location
    assert versions() == []


def test_a_currency_without_cents_takes_none(root):
    assert root.post(PAGE, data=GOOD | {"currency": "JPY"}).status_code == 422
    assert root.post(PAGE, data=GOOD | {"currency": "JPY", "acquisition": "250"}).status_code == 303
    assert versions()[0].acquisition == 250
