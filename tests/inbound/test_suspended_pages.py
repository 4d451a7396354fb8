"""Whose mail comes back: seen by administrators, told to the person, ended by a button or by a code that arrived."""

import re
from datetime import timedelta

import pytest

from community import clock
from community.accounts.passwords import hash_password
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.inbound import suspending
from community.inbound.models_bounces import Bounce, Suspension
from community.jobs.worker import drain
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, OWEN, ROOT, SAM
from tests.notifications.mails import html_of, rows, text_of

HELD = "Mails to you came back."
HOUR = timedelta(hours=1)


def suspend(*parts, now=None):
    now = now or clock.now()
    with writing():
        for part in parts:
            person = factories.person(part)
            bounce = Bounce(
                person_id=person.id, address_folded=part.email, day=now.date(), cause="hard", points=2, status="5.1.1", reason="550 5.1.1 <b>No such user</b>", at=now
            )
            db.session.add(bounce)
            db.session.flush()
            suspending.suspend(person, bounce, now=now)


def held(part):
    db.session.expire_all()
    return factories.person(part).mail_suspended_at is not None


@pytest.fixture
def root(app, as_person):
    return as_person(ROOT)


def test_administrators_see_whose_mail_comes_back_and_why(root):
    assert "Mail reaches everybody" in root.get("/admin/mail/suspended").text
    suspend(ADA, SAM)
    page = root.get("/admin/mail/suspended").text
    for shown in (ADA.name, ADA.email, SAM.name, "Staff", "It answered 5.1.1.", "550 5.1.1 &lt;b&gt;No such user&lt;/b&gt;"):
        assert shown in page
    assert page.index(SAM.name) < page.index(ADA.name)


def test_an_administrator_lets_mails_go_there_again(root):
    suspend(ADA)
    ada = factories.person(ADA).id
    page = root.get(f"/admin/people/{ada}").text
    assert "Mail came back" in page
    assert ADA.email in page
    answer = root.post(f"/admin/mail/suspended/{ada}/restore", data={"next": f"/admin/people/{ada}"}, follow_redirects=True)
    assert f"Mails go to {ADA.name} again." in answer.text
    assert "Mail came back" not in answer.text
    assert not held(ADA)
    assert db.session.query(AuditEntry).filter_by(act="address.restored").count() == 1
    assert "Let mails go to an address again" in root.get("/admin/audit/").text
    again = root.post(f"/admin/mail/suspended/{ada}/restore", follow_redirects=True)
    assert "Mails go there already." in again.text
    assert "by an administrator" in again.text
    assert db.session.query(AuditEntry).filter_by(act="address.restored").count() == 1


@pytest.mark.parametrize("person_id", [0, 999999, 2**40])
def test_nobody_there_is_not_found(root, person_id):
    assert root.post(f"/admin/mail/suspended/{person_id}/restore").status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "0"])
def test_a_strange_address_shows_the_first_page(root, before):
    suspend(ADA)
    assert root.get(f"/admin/mail/suspended?before={before}").status_code == 200


def test_the_person_is_told_on_every_page_and_nobody_else_is(app, as_person, client):
    suspend(ADA)
    for path in ("/", "/me", "/answering"):
        page = as_person(ADA).get(path, follow_redirects=True).text
        assert HELD in page
        assert f"Is {ADA.email} right?" in page
        assert HELD not in as_person(BEN).get(path, follow_redirects=True).text
    assert HELD not in client.get("/").text


def test_a_code_that_arrives_proves_the_address(app, as_person):
    suspend(ADA)
    ada = as_person(ADA)
    asked = ada.post("/sign-in", data={"email": ADA.email, "next": "/me"})
    assert asked.status_code == 303
    drain()
    (mail,) = rows("sign_in")
    assert mail.state == "queued", "a code goes to a suspended address too"
    code = "".join(re.search(r"\b(\d{3})\s?(\d{3})\b", text_of(mail)).groups())
    landed = ada.post("/sign-in/code", data={"code": code}, follow_redirects=True)
    assert "Your code arrived, so mails reach you again" in landed.text
    assert HELD not in landed.text
    assert not held(ADA)
    assert db.session.query(Suspension).one().ended_by == "proved"
    assert [bounce.points for bounce in db.session.query(Bounce)] == [0]


def test_a_password_proves_nothing(app, client):
    with writing():

        factories.person(ADA).password_hash = hash_password("a long enough password 9")
    suspend(ADA)
    landed = client.post("/sign-in/password", data={"email": ADA.email, "password": "a long enough password 9", "next": "/"}, follow_redirects=True)
    assert HELD in landed.text
    assert held(ADA)


def test_of_many_at_once_administrators_read_in_one_mail(app):
    with writing():
        factories.person(ROOT)
    an_hour_ago = clock.now() - HOUR
    suspend(ADA, BEN, CLEO, DEV, MARTA, OWEN, now=an_hour_ago)
    drain()
    assert [mail.subject for mail in rows("address_suspended")] == [f"Mail to {part.name} comes back" for part in (ADA, BEN, CLEO)]
    with writing():
        suspending.restore(factories.person(DEV), ended_by="expired", now=clock.now())
        assert suspending.tell_of_many(an_hour_ago + HOUR / 2) is False
        assert suspending.tell_of_many(clock.now()) is True
        assert suspending.tell_of_many(clock.now() + 2 * HOUR) is False
    drain()
    last = rows("address_suspended")[-1]
    assert len(rows("address_suspended")) == 4
    assert last.subject == "Mail to Owen Pryce and 1 other comes back"
    assert "/admin/mail/suspended" in text_of(last)
    assert "and 1 other" in html_of(last)
    assert db.session.query(Event).filter_by(kind="address.suspended").count() == 6


def test_an_hour_later_one_is_told_alone_again(app):
    with writing():
        factories.person(ROOT)
    suspend(ADA, BEN, CLEO, now=clock.now() - 2 * HOUR)
    suspend(DEV)
    drain()
    assert len(rows("address_suspended")) == 4
