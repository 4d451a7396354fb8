"""An administrator connects a CRM, looks at what would be sent, switches it on and sees what came of it."""

import pytest

from community.audit import AuditEntry
from community.crm.models_vendors import Connection
from community.crm.vendors_all import VENDORS
from community.db import db, writing
from community.jobs import crm_sync
from tests import factories
from tests.cast import ADA, BEN, DEV, ROOT
from tests.crm.connections import connection, pending, work
from tests.crm.crm_server import TOKEN


@pytest.fixture
def browser(as_person, hubspot):
    with writing():
        factories.topic(owner=DEV)
        factories.idea(ADA)
        factories.person(BEN)
    return as_person(ROOT)


def typed(vendor: str, where: str, **changes: str) -> dict[str, str]:
    """The form as it comes filled in, with an address and a token."""
    shape = VENDORS[vendor].mapping()
    there = {f"{kind}.{ours}": theirs for kind in ("person", "account") for ours, theirs in shape.side(kind).fields.items()}
    there |= {f"{kind}.{part}": getattr(shape.side(kind), part) for kind in ("person", "account") for part in ("object", "key")}
    return {"name": "HubSpot", "url": where, "auth": "token", "token": TOKEN, "version": shape.version, "accounts": "1", "clear": "1", **there, **changes}


def connect(browser, hubspot, **changes: str):
    return browser.post("/admin/crm/new/hubspot", data=typed("hubspot", hubspot.url, **changes))


def the_connection() -> Connection:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Connection).one()


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_form_of_each_vendor_comes_with_its_template(browser, vendor):
    text = browser.get(f"/admin/crm/new/{vendor}").text
    for side in VENDORS[vendor].sides:
        for name in (side.key, *filter(None, side.fields.values())):
            assert f'value="{name}"' in text


def test_nothing_is_sent_before_it_was_counted_and_switched_on(browser, hubspot):
    answer = connect(browser, hubspot)
    assert answer.status_code == 303
    where = answer.location
    assert "Switch on" not in browser.get(where).text
    browser.post(f"{where}/enable")
    assert the_connection().enabled_at is None
    work()
    page = browser.get(where).text
    assert "What would be sent" in page
    assert "New to the CRM</dt><dd>4<" in page, "Ada, Ben and their two accounts"
    assert hubspot.asked == []
    assert pending() == []
    browser.post(f"{where}/enable")
    work()
    assert {row["email"] for row in hubspot.contacts.values()} == {ADA.email, BEN.email}
    page = browser.get(where).text
    assert "Works. The CRM last confirmed something" in page
    assert "/crm/objects/2026-03/contacts/batch/upsert" in page


def test_the_secret_is_sealed_and_never_shown(browser, hubspot):
    where = connect(browser, hubspot).location
    assert TOKEN not in the_connection().credentials
    for page in (where, f"{where}/edit"):
        assert TOKEN not in browser.get(page).text


def test_editing_keeps_the_secret_unless_another_is_typed(browser, hubspot):
    where = connect(browser, hubspot).location
    before = the_connection().credentials
    browser.post(f"{where}/edit", data=typed("hubspot", hubspot.url, token="", name="Our HubSpot"))
    row = the_connection()
    assert (row.name, row.credentials) == ("Our HubSpot", before)
    browser.post(f"{where}/edit", data=typed("hubspot", hubspot.url, token="another"))
    assert the_connection().credentials != before


def test_a_secret_is_given_to_no_other_server_than_it_was_typed_for(browser, hubspot):
    where = connect(browser, hubspot).location
    before = the_connection()
    answer = browser.post(f"{where}/edit", data=typed("hubspot", "https://elsewhere.example", token=""))
    assert (answer.status_code, "This is another server" in answer.text) == (422, True)
    assert (the_connection().url, the_connection().credentials) == (hubspot.url, before.credentials)
    assert browser.post(f"{where}/edit", data=typed("hubspot", hubspot.url.upper().replace("HTTP", "http") + "/v9", token="")).status_code == 303
    assert browser.post(f"{where}/edit", data=typed("hubspot", "https://elsewhere.example", token="theirs")).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "needs a name"), ("url", "https://169.254.169.254", "private network"), ("url", "ftp://x.example", "https://"),
        ("token", "", "paste the token"), ("version", "../v3", "version as the CRM names it"),
        ("person.votes_cast", "votes cast", "internal name"), ("person.key", "", "internal name"),
        ("person.votes_cast", "heed_comments", "cannot be written into one"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(browser, hubspot, field, value, words):
    answer = connect(browser, hubspot, **{field: value, "scope": "stays"})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="stays"' in answer.text
    assert db.session.query(Connection).count() == 0


def test_a_name_is_used_once(browser, hubspot):
    connect(browser, hubspot)
    answer = connect(browser, hubspot)
    assert answer.status_code == 422
    assert "with this name already" in answer.text


def test_oauth_needs_its_three_parts(browser, hubspot):
    answer = connect(browser, hubspot, auth="oauth", token="", token_url="http://10.0.0.1/token")
    assert answer.status_code == 422
    for name in ("token_url", "client_id", "client_secret"):
        assert f'id="{name}-problem"' in answer.text


def test_what_the_crm_refused_is_listed_and_sent_again_by_a_button(browser, hubspot):
    where = connect(browser, hubspot).location
    hubspot.known["contacts"].discard("heed_votes_cast")
    work()
    browser.post(f"{where}/enable")
    work()
    page = browser.get(where).text
    assert page.count('Property &#34;heed_votes_cast&#34; does not exist') >= 2
    hubspot.known["contacts"].add("heed_votes_cast")
    browser.post(f"{where}/again")
    work()
    assert len(hubspot.contacts) == 2
    assert pending() == []


def test_every_act_is_in_the_audit_log(browser, hubspot):
    where = connect(browser, hubspot).location
    work()
    for act in ("enable", "send", "disable"):
        browser.post(f"{where}/{act}")
    browser.post(f"{where}/edit", data=typed("hubspot", hubspot.url, name="Other", token="new"))
    acts = [entry.act for entry in db.session.query(AuditEntry).filter_by(subject_kind="connection").order_by(AuditEntry.id)]
    assert acts == ["connection.added", "connection.enabled", "connection.sent_everything", "connection.disabled", "connection.changed"]
    assert "new" not in str([entry.after for entry in db.session.query(AuditEntry)])
    assert connection(the_connection().id).enabled_at is None
    assert "Connected a CRM" in browser.get("/admin/audit/").text


def test_the_night_finds_what_no_event_told_and_reports_it(browser, hubspot):
    where = connect(browser, hubspot).location
    work()
    browser.post(f"{where}/enable")
    work()
    with writing():
        factories.person(BEN).points = 60
    crm_sync.check()
    work()
    assert "60" in {row.get("heed_reputation") for row in hubspot.contacts.values()}
    page = browser.get(where).text
    assert "Last reconciliation" in page
    assert "With something changed</dt><dd>1<" in page


