"""Coming back with the six digits, on the browser that asked."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import Organisation, Person, Session, SignIn
from community.db import db, writing
from community.events import Event
from tests import factories
from tests.accounts.mails import ask, last_code, last_link
from tests.cast import ADA


def confirm(browser, code=None):
    return browser.post("/sign-in/code", data={"code": code or last_code()})


def wrong():
    return "000000" if last_code() != "000000" else "000001"


def signed_in(browser):
    return browser.get("/me").status_code == 200


def test_the_right_code_signs_in_and_goes_where_one_was_going(client):
    with writing():
        factories.person(ADA)
    ask(client, ADA.email, "/?tab=new")
    answer = confirm(client)
    assert (answer.status_code, answer.location) == (303, "/?tab=new")
    assert ADA.name in client.get("/me").text


@pytest.mark.parametrize("shape", ["{0} {1}", "{0}-{1}", "  {0}{1}\n", "{0}\u00a0{1}"])
def test_a_code_may_be_typed_the_way_it_is_shown(client, shape):
    ask(client)
    code = last_code()
    confirm(client, shape.format(code[:3], code[3:]))
    assert signed_in(client)


def test_whoever_is_new_becomes_a_customer_with_a_name_to_be_called_by(client):
    ask(client, "nia.hale@elsewhere.example")
    assert confirm(client).location == "/welcome?next=/"
    person = db.session.query(Person).one()
    assert (person.name, person.role, person.email, person.organisation_id) == ("Nia Hale", "customer", "nia.hale@elsewhere.example", None)
    assert db.session.query(Event).filter_by(kind="person.joined", person_id=person.id).count() == 1


def test_the_domain_of_the_address_tells_the_organisation(client):
    with writing():
        ostara = factories.organisation("ostara").id
    ask(client, "nia@Ostara.example")
    confirm(client)
    assert db.session.query(Person).one().organisation_id == ostara


def test_a_free_mail_service_is_nobodys_organisation(client):
    with writing() as session:
        session.add(Organisation(name="Mail for all", domain="gmail.com", created_at=clock.now()))
    ask(client, "nia@gmail.com")
    confirm(client)
    assert db.session.query(Person).one().organisation_id is None


def test_one_folded_address_is_one_account(client, other_browser):
    for browser, email in ((client, "Nia@ostara.example"), (other_browser, "nia@OSTARA.EXAMPLE")):
        ask(browser, email)
        confirm(browser)
    assert db.session.query(Person).count() == 1


def test_a_code_works_once(client):
    ask(client)
    code = last_code()
    confirm(client)
    client.post("/sign-out")
    assert confirm(client, code).status_code == 422
    assert not signed_in(client)


def test_a_code_is_of_no_use_on_another_browser(client, other_browser):
    ask(client)
    assert confirm(other_browser).status_code == 422
    assert not signed_in(other_browser)
    assert db.session.query(SignIn).one().used_at is None


def test_a_code_is_good_for_ten_minutes(client, other_browser, moved_clock):
    ask(client)
    moved_clock(9 * 60 + 50)
    confirm(client)
    assert signed_in(client)
    ask(other_browser, "bo@ostara.example")
    moved_clock(20 * 60)
    assert confirm(other_browser).status_code == 422
    assert not signed_in(other_browser)


def test_each_wrong_code_says_how_many_tries_are_left_and_the_fifth_ends_it(client):
    ask(client)
    code = last_code()
    said = [confirm(client, wrong()).text for _ in range(4)]
    for left, page in zip(("4 tries are", "3 tries are", "2 tries are", "1 try is"), said, strict=True):
        assert f"{left} left" in page
    assert "fifth code" in confirm(client, wrong()).text
    assert confirm(client, code).status_code == 422
    assert not signed_in(client)
    assert client.get(last_link()).status_code == 410


@pytest.mark.parametrize("typed", ["", "abc", "1" * 100_000, "\x00", "١٢٣", "12\u202e34", "²²²²²²"])
def test_junk_is_a_wrong_code_and_nothing_worse(client, typed):
    ask(client)
    assert client.post("/sign-in/code", data={"code": typed}).status_code == 422


def test_wrong_codes_are_limited_for_one_address_however_often_new_ones_are_asked_for(app, client, moved_clock):
    statuses = []
    midnight = clock.now().replace(hour=0, minute=1) + timedelta(days=1)
    start = (midnight - clock.now()).total_seconds()
    for i in range(7):
        moved_clock(start + i * 3600)
        browser = app.test_client()
        ask(browser)
        statuses += [confirm(browser, wrong()).status_code for _ in range(5)]
    assert statuses[:25] == [422] * 25
    assert statuses[25:] == [429] * 10


@pytest.mark.parametrize("state", ["banned", "deactivated", "erased"])
def test_who_may_not_come_in_gets_no_session(client, state):
    with writing():
        factories.person(ADA).state = state
    ask(client, ADA.email)
    answer = confirm(client)
    assert answer.status_code == 422
    assert not signed_in(client)
    assert db.session.query(Session).count() == 0


def test_signing_in_makes_other_codes_on_their_way_useless(client, other_browser):
    ask(client)
    waiting = last_link()
    ask(other_browser)
    confirm(other_browser)
    assert client.get(waiting).status_code == 410


def test_a_visitors_session_is_not_carried_over(client):
    """What an attacker planted in the cookie before sign-in is gone after it."""
    with client.session_transaction() as session:
        session["planted"] = "by someone else"
    ask(client)
    with client.session_transaction() as session:
        before = session["browser"]
    confirm(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert "browser" not in session
        assert before not in session.values()


def test_signing_in_as_somebody_else_closes_the_session_before(client):
    ask(client, "one@ostara.example")
    confirm(client)
    first = db.session.query(Session).one().id
    ask(client, "two@ostara.example")
    confirm(client)
    assert db.session.get(Session, first, populate_existing=True).revoked_at is not None


def test_without_a_code_on_its_way_the_page_offers_to_ask_again(client):
    answer = client.get("/sign-in/code")
    assert answer.status_code == 200
    assert "No code is on its way" in answer.text
