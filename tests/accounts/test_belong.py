"""Which accounts somebody belongs to, and which of them is the first."""

from datetime import timedelta

from sqlalchemy import select

from community import clock
from community.accounts.actions import person_of
from community.accounts.actions_accounts import belong, part_from, settle_account
from community.accounts.models import Person, SignIn
from community.accounts.models_accounts import Belonging
from community.accounts.queries_accounts import accounts_of, belongings_of, value_a_year
from community.accounts.rules_accounts import How
from community.db import db, writing
from tests import factories
from tests.cast import ADA, BEN, CLEO, ROOT


def ties(person):
    return [(row.organisation_id, row.how) for row in belongings_of(person.id)]


def test_the_first_account_stands_on_the_person_and_a_second_beside_it(app):
    now = clock.now()
    with writing():
        cleo, first, second = factories.person(CLEO), factories.organisation("brannocs"), factories.organisation("ostara")
        assert belong(cleo, first, How.CRM, now)
        assert belong(cleo, second, How.DOMAIN, now + timedelta(seconds=1))
        assert not belong(cleo, first, How.HAND, now + timedelta(hours=1))
    assert cleo.organisation_id == first.id
    assert ties(cleo) == [(first.id, "crm"), (second.id, "domain")]
    assert [row.name for row in accounts_of(cleo.id)] == [first.name, second.name]


def test_parting_from_the_first_lets_the_next_oldest_follow(app):
    now = clock.now()
    with writing():
        cleo, first, second = factories.person(CLEO), factories.organisation("brannocs"), factories.organisation("ostara")
        belong(cleo, first, How.CRM, now)
        belong(cleo, second, How.CRM, now + timedelta(seconds=1))
        assert part_from(cleo, first.id)
        assert cleo.organisation_id == second.id
        assert not part_from(cleo, first.id)
        assert part_from(cleo, second.id)
    assert (cleo.organisation_id, ties(cleo)) == (None, [])


def test_what_staff_choose_takes_the_place_of_the_first(app):
    now = clock.now()
    with writing():
        ada, other = factories.person(ADA), factories.organisation("ostara")
        assert settle_account(ada, other.id, now)
        assert not settle_account(ada, other.id, now)
    assert (ada.organisation_id, ties(ada)) == (other.id, [(other.id, "hand")])
    with writing():
        assert settle_account(ada, None, now)
    assert (ada.organisation_id, ties(ada)) == (None, [])


def test_who_signs_in_belongs_to_the_account_of_their_domain(app):
    now = clock.now()
    with writing():
        ostara = factories.organisation("ostara")
        sign_in = SignIn(email="new@ostara.example", email_folded="new@ostara.example", code_hash="", link_hash="", browser_hash="", network="",
                         created_at=now, expires_at=now)
        person = person_of(sign_in, now=now)
    assert (person.organisation_id, ties(person)) == (ostara.id, [(ostara.id, "domain")])


def test_the_page_of_a_person_ties_and_parts(app, as_person):
    with writing():
        ben, brannocs = factories.person(BEN).id, factories.organisation("brannocs").id
    root = as_person(ROOT)
    said = {"name": "Ben Talbot", "title": "", "organisation": brannocs}
    assert root.post(f"/admin/people/{ben}", data=said).status_code == 303
    held = select(Belonging.organisation_id, Belonging.how).where(Belonging.person_id == ben)
    assert list(db.session.execute(held)) == [(brannocs, "hand")]
    assert root.post(f"/admin/people/{ben}", data={**said, "organisation": ""}).status_code == 303
    db.session.expire_all()
    assert list(db.session.execute(held)) == []
    assert db.session.get_one(Person, ben).organisation_id is None


def test_a_value_a_month_is_twelve_times_that_a_year(app):
    with writing():
        account = factories.organisation("ostara")
        account.value_cents, account.currency, account.value_period = 5_000, "EUR", "month"
    assert value_a_year(account) == 60_000
