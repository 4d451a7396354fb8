"""A CRM puts accounts and contacts under its own keys: matched, taken in once, and nothing overwritten in silence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community import clock
from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.queries_accounts import belongings_of
from community.crm.actions_deciding import choices, decide
from community.crm.actions_in import take_rows
from community.crm.models_contacts import Contact
from community.crm.models_in import Conflict
from community.crm.queries_in import parties
from community.db import db, writing
from community.events import Event
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, ROOT
from tests.conftest import empty
from tests.tokens import bearer, token

BRANNOCS = {
    "name": "St Brannoc's", "domain": "stb.example", "value": {"amount": "12500.50", "currency": "EUR", "period": "year"},
    "segment": "Hospitals", "owner": {"name": "Priya", "email": "priya@hourfold.example"}, "renewal_on": "2027-03-31", "fields": {"country": "GB"},
}
NINA = {"email": "nina@stb.example", "name": "Nina Roy", "title": "Matron", "accounts": ["A-1"], "fields": {"tier": 1}}


@pytest.fixture
def crm(client):
    headers = {**bearer(token("accounts:write")), "Sec-Fetch-Site": None}

    def send(method, path, body=None):
        return client.open(f"/api/v1/{path}", method=method, json=body, headers=headers)

    return send


def person(key):
    db.session.expire_all()
    return db.session.query(Person).filter_by(external_id=key).one_or_none()


def count(model):
    db.session.rollback()
    return db.session.query(model).count()


def test_an_account_is_made_then_the_same_and_then_changed(crm):
    first = crm("PUT", "accounts/A-1", BRANNOCS)
    assert (first.status_code, first.json["outcome"]) == (201, "new")
    shown = crm("GET", "accounts/A-1").json
    assert {**BRANNOCS, "external_id": "A-1"}.items() <= shown.items()
    again = crm("PUT", "accounts/A-1", BRANNOCS)
    assert (again.status_code, again.json["outcome"]) == (200, "same")
    changed = crm("PUT", "accounts/A-1", {"value": {"minor_units": 5_000, "currency": "JPY"}, "fields": {"country": None, "seats": 3}})
    assert changed.json["outcome"] == "changed"
    after = crm("GET", "accounts/A-1").json
    assert (after["value"], after["fields"]) == ({"amount": "5000", "currency": "JPY", "period": "year"}, {"seats": 3})
    assert (after["name"], after["segment"], after["renewal_on"]) == ("St Brannoc's", "Hospitals", "2027-03-31")
    told = [event.data["organisation_ids"] for event in db.session.query(Event).filter_by(kind="accounts.updated")]
    assert told == [[first.json["id"]]] * 2


def test_what_the_api_shows_can_be_put_back_and_changes_nothing(crm):
    crm("PUT", "accounts/A-1", BRANNOCS)
    crm("PUT", "contacts/C-1", NINA)
    for path, extra in (("accounts/A-1", ("id", "crm_at")), ("contacts/C-1", ("id", "crm_at", "member"))):
        shown = {name: value for name, value in crm("GET", path).json.items() if name not in extra}
        assert crm("PUT", path, shown).json["outcome"] == "same"


def test_a_row_that_cannot_be_used_says_every_reason_and_stores_nothing(crm):
    answer = crm("PUT", "accounts/A-1", {"name": "", "colour": "red", "domain": "gmail.com"})
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert {each["field"]: each["code"] for each in answer.json["errors"]} == {"name": "required", "colour": "unknown", "domain": "free_mail"}
    assert count(Organisation) == 0
    assert crm("GET", "accounts/A-1").status_code == 404
    assert crm("PUT", "accounts/A-1", {"segment": "Hospitals"}).json["errors"][0]["field"] == "name"


def test_an_account_made_by_hand_gets_its_key_by_its_domain(crm):
    with writing():
        ours = factories.organisation("brannocs").id
    answer = crm("PUT", "accounts/A-1", {"name": "St Brannoc's NHS Trust", "domain": "brannocs.example"})
    assert (answer.json["outcome"], answer.json["id"]) == ("changed", ours)
    assert count(Organisation) == 1


def test_the_name_of_an_account_is_shown_beside_its_people_only_once_staff_say_so(crm, client):
    """CRM-12: a tie that a CRM tells puts no customer's name on a public page."""
    crm("PUT", "accounts/A-1", {"name": "Zaphodia Holdings"})
    with writing():
        cleo = factories.person(CLEO).id
        idea = factories.idea(CLEO).id
    crm("PUT", "contacts/C-1", {"email": CLEO.email, "accounts": ["A-1"]})
    for path in (f"/people/{cleo}", f"/ideas/{idea}"):
        assert "Zaphodia" not in client.get(path).text
    with writing():
        db.session.query(Organisation).one().shown = True
    assert "Zaphodia" in client.get(f"/people/{cleo}").text


def test_a_domain_that_two_accounts_claim_is_for_staff_to_decide(crm):
    crm("PUT", "accounts/A-1", BRANNOCS)
    held = crm("PUT", "accounts/A-2", {**BRANNOCS, "name": "The other"})
    assert (held.status_code, held.json["outcome"], held.json["review"]) == (202, "review", "domain_taken")
    assert crm("GET", "accounts/A-2").status_code == 404
    assert crm("PUT", "accounts/A-2", {**BRANNOCS, "name": "The other"}).json["outcome"] == "review"
    assert count(Conflict) == 1


@pytest.mark.parametrize(("decision", "keys", "domains"), [
    ("keep", {"A-1", "A-2"}, {"A-1": "stb.example", "A-2": None}), ("take", {"A-1", "A-2"}, {"A-1": None, "A-2": "stb.example"}),
    ("key", {"A-2"}, {"A-2": "stb.example"}),
])
def test_what_staff_decide_of_a_domain_holds_from_then_on(crm, decision, keys, domains):
    crm("PUT", "accounts/A-1", BRANNOCS)
    crm("PUT", "accounts/A-2", {**BRANNOCS, "name": "The other"})
    with writing():
        decide(factories.viewer(ROOT), db.session.query(Conflict).one(), decision, now=clock.now())
    rows = db.session.query(Organisation).all()
    assert {row.external_id for row in rows} == keys
    assert {row.external_id: row.domain for row in rows} == domains
    if decision != "take":
        assert crm("PUT", "accounts/A-2", {**BRANNOCS, "name": "The other"}).json["outcome"] == "same"
    assert count(Conflict) == 1


def settle(decision):
    with writing():
        return decide(factories.viewer(ROOT), db.session.query(Conflict).one(), decision, now=clock.now())


def test_a_key_that_came_to_be_used_meanwhile_is_not_given_to_a_second_account(crm):
    crm("PUT", "accounts/A-1", BRANNOCS)
    crm("PUT", "accounts/A-2", {**BRANNOCS, "name": "The other"})
    assert crm("PUT", "accounts/A-2", {"name": "The other"}).status_code == 201
    row = db.session.query(Conflict).one()
    assert choices(row, parties([row])) == ("keep", "take")
    assert (settle("key"), settle("take")) == (False, True)
    assert {row.external_id: row.domain for row in db.session.query(Organisation)} == {"A-1": None, "A-2": "stb.example"}


def test_a_domain_that_moved_on_meanwhile_is_taken_from_nobody(crm):
    crm("PUT", "accounts/A-1", BRANNOCS)
    crm("PUT", "accounts/A-2", {**BRANNOCS, "name": "The other"})
    crm("PUT", "accounts/A-1", {"domain": "new.example"})
    crm("PUT", "accounts/A-3", {"name": "A third", "domain": "stb.example"})
    assert not settle("take")
    assert settle("keep")
    assert {row.external_id: row.domain for row in db.session.query(Organisation)} == {"A-1": "new.example", "A-2": None, "A-3": "stb.example"}


def test_a_key_that_a_second_contact_came_to_have_meanwhile_is_handed_over(crm):
    crm("PUT", "contacts/C-1", {"email": "nina@x.example", "name": "Nina"})
    crm("PUT", "contacts/C-2", {"email": "nina@x.example", "name": "Nina R"})
    crm("PUT", "contacts/C-2", {"name": "Nina R"})
    assert settle("key")
    assert (person("C-1"), person("C-2").email_folded) == (None, "nina@x.example")


def test_who_has_mail_in_a_domain_that_was_given_to_an_account_belongs_to_it(crm):
    crm("PUT", "accounts/A-1", {"name": "One", "domain": "elsewhere.example"})
    crm("PUT", "accounts/A-2", {"name": "Two"})
    with writing():
        cleo = factories.person(CLEO).id
    crm("PUT", "accounts/A-2", {"domain": "elsewhere.example"})
    assert settle("take")
    (tie,) = belongings_of(cleo)
    assert (db.session.get_one(Organisation, tie.organisation_id).external_id, tie.how) == ("A-2", "domain")
    assert db.session.query(Event).filter_by(kind="accounts.updated").count() == 3


def test_colleagues_belong_to_no_account_by_their_mail_domain(crm):
    with writing():
        marta = factories.person(MARTA).id
    crm("PUT", "accounts/A-1", {"name": "Ourselves", "domain": MARTA.email.partition("@")[2]})
    assert belongings_of(marta) == []
    assert db.session.get_one(Person, marta).organisation_id is None


def test_the_page_of_what_is_to_be_decided_costs_as_much_for_many_as_for_few(crm, as_person, statements):
    root, sent = as_person(ROOT), []
    for most in (2, 12):
        for key in "AB":
            crm("POST", "accounts/batch", {"accounts": [{"external_id": f"{key}-{n}", "name": "N", "domain": f"d{n}.example"} for n in range(most)]})
            crm("POST", "contacts/batch", {"contacts": [{"external_id": f"{key}-{n}", "name": "N", "email": f"n@e{n}.example"} for n in range(most)]})
        with statements() as these:
            page = root.get("/admin/crm/review").text
        sent.append(len(these))
    assert page.count("d11.example") >= 1 <= page.count("n@e11.example")
    assert sent[0] == sent[1]


def test_a_number_without_end_stops_no_other_row(crm):
    rows = [{"external_id": "A-1", "name": "One", "fields": {"seats": 10**400}}, {"external_id": "A-2", "name": "Two"}]
    answer = crm("POST", "accounts/batch", {"accounts": rows})
    assert [row["outcome"] for row in answer.json["results"]] == ["refused", "new"]


def test_a_contact_is_kept_and_is_the_same_person_once_they_sign_in(crm, client):
    crm("PUT", "accounts/A-1", BRANNOCS)
    made = crm("PUT", "contacts/C-1", NINA)
    assert (made.status_code, made.json["outcome"]) == (201, "new")
    assert crm("PUT", "contacts/C-1", NINA).json["outcome"] == "same"
    nina = person("C-1")
    assert (nina.name, nina.email_folded, nina.role, nina.contact_since is not None) == ("Nina Roy", "nina@stb.example", "customer", True)
    assert [tie.how for tie in belongings_of(nina.id)] == ["crm"]
    assert client.get(f"/people/{nina.id}").status_code == 404
    assert count(Event) == db.session.query(Event).filter(Event.kind.in_(["accounts.updated", "contacts.updated", "person.joined"])).count()


def test_a_member_is_found_by_their_address_and_keeps_their_own_words(crm):
    with writing():
        ada = factories.person(ADA).id
    crm("PUT", "accounts/A-1", {"name": "A"})
    answer = crm("PUT", "contacts/C-9", {"email": ADA.email.upper(), "name": "Mrs Okoro", "title": "Boss", "accounts": ["A-1"]})
    assert (answer.json["outcome"], answer.json["id"]) == ("changed", ada)
    row = person("C-9")
    assert (row.name, row.title, row.email, row.contact_since) == (ADA.name, ADA.title, ADA.email, None)
    said = db.session.get(Contact, ada)
    assert (said.name, said.title) == ("Mrs Okoro", "Boss")


def test_a_members_address_is_never_overwritten_and_the_difference_is_asked_about_once(crm):
    with writing():
        factories.person(ADA).external_id = "C-9"
    for outcome in ("changed", "same"):
        answer = crm("PUT", "contacts/C-9", {"email": "new@elsewhere.example"})
        assert (answer.json["outcome"], answer.json["review"]) == (outcome, "mail_differs")
    assert person("C-9").email == ADA.email
    with writing():
        decide(factories.viewer(ROOT), db.session.query(Conflict).one(), "keep", now=clock.now())
    assert "review" not in crm("PUT", "contacts/C-9", {"email": "new@elsewhere.example"}).json


def test_a_contacts_new_address_follows_the_crm_while_they_were_never_here(crm):
    crm("PUT", "contacts/C-1", {"email": "old@x.example", "name": "N"})
    assert crm("PUT", "contacts/C-1", {"email": "new@x.example"}).json["outcome"] == "changed"
    assert person("C-1").email_folded == "new@x.example"


def test_an_address_that_belongs_to_another_key_is_for_staff_to_decide(crm):
    crm("PUT", "contacts/C-1", {"email": "nina@x.example", "name": "Nina"})
    held = crm("PUT", "contacts/C-2", {"email": "Nina@x.example", "name": "Nina R"})
    assert (held.status_code, held.json["review"]) == (202, "mail_taken")
    with writing():
        decide(factories.viewer(ROOT), db.session.query(Conflict).one(), "key", now=clock.now())
    assert (person("C-1"), person("C-2").email_folded) == (None, "nina@x.example")
    assert crm("PUT", "contacts/C-2", {"email": "Nina@x.example", "name": "Nina R"}).json["outcome"] == "same"


def test_nothing_about_staff_follows_a_crm(crm):
    with writing():
        factories.person(MARTA)
    answer = crm("PUT", "contacts/C-1", {"email": MARTA.email, "name": "M", "title": "Boss"})
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "staff")
    db.session.expire_all()
    marta = db.session.query(Person).filter_by(email=MARTA.email).one()
    assert (marta.role, marta.title, marta.external_id) == ("product_manager", MARTA.title, None)


def test_accounts_of_a_contact_follow_the_crm_but_for_those_chosen_by_hand(crm):
    for key in ("A-1", "A-2"):
        crm("PUT", f"accounts/{key}", {"name": key})
    with writing():
        ben = factories.person(BEN)
        by_hand = ben.organisation_id
    crm("PUT", "contacts/C-1", {"email": BEN.email, "accounts": ["A-2", "A-1"]})
    ids = {row.external_id: row.id for row in db.session.query(Organisation)}
    assert {tie.organisation_id for tie in belongings_of(ben.id)} == {by_hand, ids["A-1"], ids["A-2"]}
    crm("PUT", "contacts/C-1", {"accounts": ["A-2"]})
    assert {tie.organisation_id for tie in belongings_of(ben.id)} == {by_hand, ids["A-2"]}
    assert crm("PUT", "contacts/C-1", {"accounts": ["A-9"]}).json["errors"][0]["code"] == "account_unknown"


def test_without_an_account_the_domain_tells_it_but_never_that_of_a_free_mail_service(crm):
    crm("PUT", "accounts/A-1", BRANNOCS)
    with writing():
        db.session.add(Organisation(name="Free", domain="gmail.com", created_at=clock.now()))
    crm("PUT", "contacts/C-1", {"email": "x@stb.example"})
    crm("PUT", "contacts/C-2", {"email": "x@gmail.com"})
    assert [tie.how for tie in belongings_of(person("C-1").id)] == ["domain"]
    assert belongings_of(person("C-2").id) == []


def test_a_new_domain_brings_the_members_who_have_mail_there(crm):
    with writing():
        ada = factories.person(ADA)
        ada.organisation_id = None
        for tie in belongings_of(ada.id):
            db.session.delete(tie)
    crm("PUT", "accounts/A-1", {"name": "Hospital"})
    account = crm("PUT", "accounts/A-1", {"domain": "brannocs-new.example"})
    assert account.json["outcome"] == "changed"
    assert belongings_of(ada.id) == []
    with writing():
        db.session.query(Organisation).filter_by(domain="brannocs.example").one().domain = None
    crm("PUT", "accounts/A-1", {"domain": "brannocs.example"})
    assert [tie.how for tie in belongings_of(ada.id)] == ["domain"]


def test_in_a_batch_one_bad_row_stops_no_other(crm):
    rows = [{"external_id": "A-1", "name": "One"}, {"name": "No key"}, {"external_id": "A-1", "name": "Twice"}, "nonsense", {"external_id": "A-2", "name": "Two"}]
    answer = crm("POST", "accounts/batch", {"accounts": rows})
    assert answer.status_code == 200
    assert [row["outcome"] for row in answer.json["results"]] == ["new", "refused", "refused", "refused", "new"]
    assert [row["errors"][0]["code"] for row in answer.json["results"][1:4]] == ["required", "twice", "not_object"]
    assert answer.json["counts"] == {"new": 2, "changed": 0, "same": 0, "review": 0, "refused": 3}
    assert count(Organisation) == 2


@pytest.mark.parametrize("body", [[], {"accounts": {}}, {"accounts": [], "more": 1}, {"contacts": []}, {"accounts": [{}] * 501}, None])
def test_a_batch_has_one_list_of_at_most_500(crm, body):
    assert crm("POST", "accounts/batch", body).status_code in (400, 415, 422)


def test_only_a_token_with_the_scope_may_speak(client):
    assert client.put("/api/v1/accounts/A-1", json=BRANNOCS).status_code == 401
    headers = bearer(token("people:read"))
    assert client.put("/api/v1/accounts/A-1", json=BRANNOCS, headers=headers).status_code == 403
    assert client.get("/api/v1/accounts/A-1", headers=headers).status_code == 403
    assert count(Organisation) == 0


KEYS = st.sampled_from(["1", "2", "3", "4"])
DOMAINS = st.sampled_from(["a.example", "b.example", "c.example"])
ACCOUNT = st.fixed_dictionaries({"external_id": KEYS, "name": st.sampled_from(["A", "B"])}, optional={
    "domain": DOMAINS | st.none(), "segment": st.sampled_from(["", "x"]), "fields": st.dictionaries(st.sampled_from("pq"), st.integers(0, 2) | st.none()),
    "value": st.none() | st.builds(lambda n: {"minor_units": n, "currency": "EUR"}, st.integers(0, 3)),
})
CONTACT = st.fixed_dictionaries({"external_id": KEYS}, optional={
    "name": st.sampled_from(["", "N", "M"]), "email": st.builds("{}@{}".format, st.sampled_from("uv"), DOMAINS | st.just("gmail.com")),
    "accounts": st.lists(KEYS, max_size=2), "title": st.sampled_from(["", "t"]),
})


def take(what, rows):
    with writing():
        return take_rows(what, rows, source="test", now=clock.now())


def everything():
    """All that is known, but for when the CRM last said it; and how much happened."""
    db.session.expire_all()
    later = {"crm_at"}
    kept = {
        model.__tablename__: sorted(str([getattr(row, column.key) for column in model.__table__.columns if column.key not in later]) for row in db.session.query(model))
        for model in (Organisation, Person, Contact, Belonging, Conflict)
    }
    return kept, db.session.query(Event).count()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACCOUNT, max_size=8), st.lists(CONTACT, max_size=8))
def test_whatever_is_said_twice_changes_nothing_the_second_time(app, accounts, contacts):
    """The same batch again: no row is new or changed, no event, no row of ours differs."""
    empty()
    said = (("accounts", accounts), ("contacts", contacts))
    first = [take(what, rows) for what, rows in said]
    before = everything()
    second = [take(what, rows) for what, rows in said]
    assert everything() == before
    for was, now in zip(first, second, strict=True):
        assert [row.outcome if row.outcome in ("refused", "review") else "same" for row in was] == [row.outcome for row in now]
