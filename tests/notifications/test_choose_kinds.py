"""Choosing which mails come: one switch per kind, signed in or from a mail."""

import pytest

from community.db import db, writing
from community.notifications import links
from community.notifications.models_inbox import Preference
from community.notifications.rules_telling import REFUSABLE
from tests import factories
from tests.cast import ADA, BEN


def refused():
    db.session.expire_all()
    return {(row.person_id, row.kind) for row in db.session.query(Preference)}


@pytest.fixture
def token(app):
    with writing():
        person_id = factories.person(ADA).id
    return links.sign("preferences", [person_id])


def test_everything_is_on_at_first(as_person):
    page = as_person(ADA).get("/me/mail").text
    assert page.count("checked") == len(REFUSABLE)


def test_what_is_not_ticked_is_refused_and_can_be_wanted_again(as_person):
    ada = as_person(ADA)
    assert ada.post("/me/mail", data={"kind": ["idea_answered"]}).status_code == 303
    assert {kind for _, kind in refused()} == set(REFUSABLE) - {"idea_answered"}
    ada.post("/me/mail", data={"kind": list(REFUSABLE)})
    assert refused() == set()


def test_saving_twice_changes_nothing(as_person):
    ada = as_person(ADA)
    for _ in range(2):
        ada.post("/me/mail", data={})
    assert len(refused()) == len(REFUSABLE)


def test_kinds_nobody_can_refuse_are_not_refused(as_person):
    as_person(ADA).post("/me/mail", data={"kind": [*REFUSABLE, "sign_in", "x"]})
    assert refused() == set()


def test_the_same_page_opens_from_a_mail_without_signing_in(client, token):
    page = client.get(f"/mail/preferences/{token}")
    assert page.status_code == 200
    assert client.post(f"/mail/preferences/{token}", data={"kind": []}).status_code == 303
    assert len(refused()) == len(REFUSABLE)
    assert client.get("/me").status_code == 302


def test_another_site_cannot_post_it(client, token):
    reply = client.post(f"/mail/preferences/{token}", headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status_code == 403
    assert refused() == set()


def test_a_visitor_is_led_to_sign_in(client):
    assert client.get("/me/mail").status_code == 302


def test_an_erased_person_has_no_page(client, token):
    with writing():
        factories.person(ADA).state = "erased"
    assert client.get(f"/mail/preferences/{token}").status_code == 404


def test_ones_choices_are_ones_own(as_person):
    as_person(ADA).post("/me/mail", data={})
    assert as_person(BEN).get("/me/mail").text.count("checked") == len(REFUSABLE)
