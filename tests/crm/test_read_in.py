"""What a CRM may say, read without a database: what is kept of it, and every mistake by its name."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.rules import clean_email
from community.crm.rules_in import Refused, read_account, read_contact

WHOLE = {
    "external_id": "A-1", "name": " St Brannoc's\u202e Hospital ", "domain": "www.Brannocs.example",
    "value": {"amount": "12500.50", "currency": "EUR", "period": "month"}, "segment": "Hospitals",
    "owner": {"name": "Priya", "email": "Priya@Hourfold.example"}, "renewal_on": "2027-03-31T00:00:00Z",
    "fields": {"country": "GB", "seats": 40, "ratio": 0.5, "pilot": True, "old": None, "empty": ""},
}


def problems_of(read, row, key=None):
    with pytest.raises(Refused) as refused:
        read(row, key)
    return [(each.field, each.code) for each in refused.value.problems]


def test_an_account_is_read_as_its_columns():
    said = read_account(WHOLE)
    assert said.external_id == "A-1"
    assert said.values == {
        "name": "St Brannoc's Hospital", "domain": "brannocs.example", "value_cents": 1_250_050, "currency": "EUR", "value_period": "month",
        "segment": "Hospitals", "owner_name": "Priya", "owner_email": "Priya@hourfold.example", "renewal_on": date(2027, 3, 31),
    }
    assert said.fields == {"country": "GB", "seats": 40, "ratio": 0.5, "pilot": True, "old": None, "empty": None}


def test_what_is_left_out_is_not_spoken_of_and_null_clears():
    assert read_account({"external_id": "A-1"}).values == {}
    cleared = read_account({"external_id": "A-1", "value": None, "domain": None, "owner": None, "renewal_on": "", "segment": None})
    assert cleared.values == {
        "value_cents": None, "currency": "", "value_period": "year", "domain": None, "owner_name": "", "owner_email": "",
        "renewal_on": None, "segment": "",
    }


@pytest.mark.parametrize(("said", "problem"), [
    ({"colour": "red"}, ("colour", "unknown")), ({"name": ""}, ("name", "required")), ({"name": "n" * 201}, ("name", "too_long")),
    ({"name": ["n"]}, ("name", "not_text")), ({"domain": "brannocs"}, ("domain", "not_domain")), ({"domain": "GMail.com"}, ("domain", "free_mail")),
    ({"value": 12500.5}, ("value", "not_money")), ({"value": {"amount": 12500.5, "currency": "EUR"}}, ("value", "not_amount")),
    ({"value": {"amount": 12500, "currency": "EUR"}}, ("value", "not_amount")), ({"value": {"amount": "1.5", "currency": "JPY"}}, ("value", "not_amount")),
    ({"value": {"amount": "5", "minor_units": 500, "currency": "EUR"}}, ("value", "not_money")),
    ({"value": {"minor_units": 1.0, "currency": "EUR"}}, ("value", "not_amount")), ({"value": {"minor_units": -1, "currency": "EUR"}}, ("value", "not_amount")),
    ({"value": {"minor_units": True, "currency": "EUR"}}, ("value", "not_amount")), ({"value": {"amount": "5", "currency": "eur"}}, ("value", "not_currency")),
    ({"value": {"amount": "5"}}, ("value", "not_currency")), ({"value": {"amount": "5", "currency": []}}, ("value", "not_currency")),
    ({"value": {"amount": "5", "currency": "EUR", "period": "week"}}, ("value", "not_period")), ({"owner": "Priya"}, ("owner", "not_owner")),
    ({"owner": {"email": "priya"}}, ("owner", "not_email")), ({"owner": {"phone": "1"}}, ("owner", "not_owner")),
    ({"renewal_on": "31/03/2027"}, ("renewal_on", "not_date")), ({"fields": {"a": {"b": 1}}}, ("fields", "not_flat")),
    ({"fields": {"a": "x" * 501}}, ("fields", "not_flat")), ({"fields": {"": "x"}}, ("fields", "not_field_name")),
    ({"fields": {str(number): number for number in range(51)}}, ("fields", "too_many")), ({"fields": {"a": float("inf")}}, ("fields", "not_flat")),
    ({"fields": {"a": float("nan")}}, ("fields", "not_flat")), ({"fields": {"a": 10**400}}, ("fields", "not_flat")), ({"fields": {"a": -(10**400)}}, ("fields", "not_flat")),
    ({"renewal_on": "2027-03-31st"}, ("renewal_on", "not_date")), ({"renewal_on": "2027-03-3155"}, ("renewal_on", "not_date")), ({"domain": "a..b"}, ("domain", "not_domain")),
    ({"external_id": "import:1"}, ("external_id", "reserved")), ({"external_id": "k" * 121}, ("external_id", "too_long")),
])
def test_a_mistake_in_an_account_is_named(said, problem):
    assert problem in problems_of(read_account, {"external_id": "A-1", **said})


def test_a_day_with_its_hour_is_that_day():
    assert read_account({"external_id": "A-1", "renewal_on": "2027-03-31T00:00:00Z"}).values["renewal_on"].isoformat() == "2027-03-31"


def test_a_domain_with_letters_of_its_own_is_kept_as_mail_addresses_write_it():
    said = read_account({"external_id": "A-1", "domain": "www.Klinik-München.example"}).values["domain"]
    assert said == "xn--klinik-mnchen-3ob.example" == clean_email("ada@Klinik-München.example").partition("@")[2]


def test_every_mistake_of_a_row_is_named_at_once():
    found = problems_of(read_account, {"external_id": "A-1", "name": "", "domain": "x", "renewal_on": "soon"})
    assert found == [("name", "required"), ("domain", "not_domain"), ("renewal_on", "not_date")]


def test_the_key_of_the_address_holds():
    assert read_account({"name": "A"}, "A-1").external_id == "A-1"
    assert read_account({"external_id": "A-1", "name": "A"}, "A-1").external_id == "A-1"
    assert problems_of(read_account, {"external_id": "A-2", "name": "A"}, "A-1") == [("external_id", "other_key")]
    assert problems_of(read_account, {"name": "A"}) == [("external_id", "required")]


def test_a_contact_is_read_with_all_its_accounts():
    said = read_contact({"external_id": "C-1", "email": "Ada@Brannocs.example", "name": "Ada", "title": "Planner", "accounts": ["A-2", 7, "A-2"]})
    assert said.values == {"email": "Ada@brannocs.example", "name": "Ada", "title": "Planner"}
    assert said.accounts == ("A-2", "7")
    assert read_contact({"external_id": "C-1"}).accounts is None
    assert read_contact({"external_id": "C-1", "accounts": None}).accounts == ()


@pytest.mark.parametrize(("said", "problem"), [
    ({"email": "ada"}, ("email", "not_email")), ({"email": "a@b.example, c@d.example"}, ("email", "not_email")), ({"accounts": "A-1"}, ("accounts", "not_list")),
    ({"accounts": [{"id": 1}]}, ("accounts", "not_list")), ({"accounts": [str(n) for n in range(21)]}, ("accounts", "too_many")),
    ({"role": "administrator"}, ("role", "unknown")), ({"points": 9}, ("points", "unknown")), ({"title": "t" * 121}, ("title", "too_long")),
])
def test_a_mistake_in_a_contact_is_named(said, problem):
    assert problem in problems_of(read_contact, {"external_id": "C-1", **said})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4), max_leaves=12,
)
NAMES = st.sampled_from(["external_id", "name", "domain", "value", "segment", "owner", "renewal_on", "fields", "email", "title", "accounts", "other"])


@given(JSON | st.dictionaries(NAMES, JSON, max_size=6), st.none() | st.text(min_size=1, max_size=20))
def test_whatever_comes_is_read_or_refused_and_what_is_read_can_be_kept(row, key):
    for read in (read_account, read_contact):
        try:
            said = read(row, key)
        except Refused:
            continue
        assert 0 < len(said.external_id) <= 120
        json.dumps({**said.values, **said.fields}, default=str, allow_nan=False)
        assert not any(isinstance(value, float) for value in said.values.values())
