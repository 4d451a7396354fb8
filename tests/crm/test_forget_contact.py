"""Whoever is erased: nothing that a CRM said of them stays, and a CRM that has not heard of it brings nobody back."""

from community import clock
from community.accounts.actions_erasing import erase_person
from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.crm.actions_in import take_rows
from community.crm.handlers_accounts import forget_contact
from community.crm.models_contacts import Contact
from community.crm.models_in import Conflict
from community.db import db, writing
from community.events import Event
from tests import factories
from tests.cast import ADA, BEN, ROOT


def test_nothing_a_crm_said_of_an_erased_person_stays(app):
    now = clock.now()
    said = [
        {"external_id": "C-1", "email": ADA.email, "title": "Secret title", "accounts": ["A-1"], "fields": {"note": "private"}},
        {"external_id": "C-2", "email": BEN.email},
    ]
    with writing():
        factories.person(ADA), factories.person(BEN)
        take_rows("accounts", [{"external_id": "A-1", "name": "Hospital"}], source="test", now=now)
        take_rows("contacts", said, source="test", now=now)
        take_rows("contacts", [{"external_id": "C-9", "email": ADA.email, "name": "A"}, {"external_id": "C-1", "email": "other@x.example"}], source="test", now=now)
    assert (db.session.query(Conflict).count(), db.session.query(Contact).count()) == (2, 2)
    with writing():
        ada = db.session.query(Person).filter_by(external_id="C-1").one()
        ada_id = ada.id
        erase_person(factories.viewer(ROOT), ada, now=now)
        event = Event(kind="person.erased", at=now, person_id=ada_id, data={})
        forget_contact(event, 0, now)
        forget_contact(event, 0, now)
    db.session.expire_all()
    assert db.session.query(Conflict).count() == 0
    assert [row.email for row in db.session.query(Contact)] == [BEN.email]
    assert db.session.query(Belonging).filter_by(person_id=ada_id).count() == 0
    assert db.session.get_one(Person, ada_id).organisation_id is None
    assert db.session.query(Organisation).filter_by(external_id="A-1").count() == 1


def test_until_the_crm_is_told_the_key_of_an_erased_person_brings_nobody_back(app):
    now = clock.now()
    with writing():
        take_rows("contacts", [{"external_id": "C-1", "name": "Nina", "email": "nina@x.example"}], source="test", now=now)
        erase_person(factories.viewer(ROOT), db.session.query(Person).filter_by(external_id="C-1").one(), now=now)
    with writing():
        (taken,) = take_rows("contacts", [{"external_id": "C-1", "name": "Nina", "email": "nina@x.example"}], source="test", now=now)
    assert (taken.outcome, taken.problems[0].code) == ("refused", "erased")
    assert db.session.query(Person).filter(Person.name == "Nina").count() == 0
