"""Asking to be forgotten: typed as a proof, told by mail, taken back from the page or the mail, and never by looking."""

import pytest

from community.accounts.models import Person, Session
from community.accounts.models_erasing import Erasure
from community.accounts.rules_erasing import GRACE
from community.audit import AuditEntry
from community.db import db, writing
from community.jobs.erasing import erase_due, finish
from community.jobs.mail import deliver
from community.jobs.worker import drain
from community.notifications.models import Mail
from tests import factories
from tests.cast import ADA, BEN, MARTA, ROOT
from tests.notifications.mails import html_of, rows, text_of, urls_in

PAGE = "/me/erase"
GOOD = {"email": ADA.email, "words": "keep"}


@pytest.fixture
def ada(as_person):
    return as_person(ADA)


def asked() -> list[Erasure]:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Erasure).all()


def way_back() -> str:
    drain()
    (mail,) = rows("erasure_asked")
    (url,) = [url for url in urls_in(text_of(mail)) if "by-mail" in url]
    assert url in html_of(mail)
    return "/" + url.split("/", 3)[3]


@pytest.mark.parametrize("typed", [{}, {"email": ""}, {"email": BEN.email}, {"email": "ada"}, {"email": f"{ADA.email}, {BEN.email}"}, {"email": "a" * 10_000}, {"email": "\x00"}])
def test_anything_but_ones_own_address_is_asked_again_and_nothing_typed_is_lost(ada, typed):
    answer = ada.post(PAGE, data={**typed, "words": "remove"})
    assert answer.status_code == 422
    assert "Please type the address as it stands above" in answer.text
    assert 'value="remove" checked' in answer.text
    assert asked() == []


@pytest.mark.parametrize("typed", [ADA.email.upper(), f"  {ADA.email} "])
def test_the_address_is_known_in_any_spelling(ada, typed):
    assert ada.post(PAGE, data={"email": typed}).status_code == 303
    (row,) = asked()
    assert (row.due_at - row.asked_at, row.keep_words, row.erased_at) == (GRACE, True, None)


def test_a_word_that_nobody_offered_keeps_the_words(ada):
    ada.post(PAGE, data={**GOOD, "words": "burn"})
    assert asked()[0].keep_words is True


def test_twice_is_as_good_as_once(ada):
    for _ in range(2):
        assert ada.post(PAGE, data=GOOD).location == PAGE
    drain()
    assert len(asked()) == len(rows("erasure_asked")) == db.session.query(AuditEntry).filter_by(act="person.erasure_asked").count() == 1


def test_whoever_thinks_otherwise_of_their_words_is_told_so_and_waits_no_longer(ada, moved_clock):
    ada.post(PAGE, data=GOOD)
    drain()
    due_at = asked()[0].due_at
    moved_clock(3600)
    ada.post(PAGE, data={**GOOD, "words": "remove"})
    drain()
    assert (asked()[0].keep_words, asked()[0].due_at) == (False, due_at)
    first, second = rows("erasure_asked")
    assert "Your comments and words stay" in text_of(first)
    assert "Your comments and words are removed" in text_of(second)


def test_looking_changes_nothing(ada):
    for path in (PAGE, f"{PAGE}?email={ADA.email}&words=remove", f"{PAGE}/cancel"):
        assert ada.get(path).status_code in (200, 405)
    assert asked() == []
    ada.post(PAGE, data=GOOD)
    assert ada.get(f"{PAGE}/cancel").status_code == 405
    assert ada.get(way_back()).status_code == 200
    assert len(asked()) == 1


def test_a_visitor_and_an_ended_session_are_asked_to_sign_in(client, ada):
    assert "/sign-in" in client.post(PAGE, data=GOOD).location
    with writing():
        db.session.query(Session).delete()
    for path in (PAGE, f"{PAGE}/cancel"):
        assert "/sign-in" in ada.post(path, data=GOOD).location
    assert asked() == []


def test_a_page_of_another_site_cannot_ask_for_it(ada):
    answer = ada.post(PAGE, data=GOOD, headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code in (400, 403)
    assert asked() == []


def test_staff_may_and_the_last_administrator_may_not(as_person):
    assert as_person(MARTA).post(PAGE, data={"email": MARTA.email}).status_code == 303
    refused = as_person(ROOT).post(PAGE, data={"email": ROOT.email})
    assert refused.status_code == 422
    assert "You are the last administrator" in refused.text
    assert [row.person_id for row in asked()] == [db.session.query(Person).filter_by(email=MARTA.email).one().id]


def test_nobody_can_be_guessed_at(ada, early_in_the_hour):
    answers = [ada.post(PAGE, data={"email": BEN.email}).status_code for _ in range(12)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_the_mail_says_when_and_leads_back_without_signing_in(ada, client):
    ada.post(PAGE, data=GOOD)
    path = way_back()
    (mail,) = rows("erasure_asked")
    assert mail.address == ADA.email
    assert "List-Unsubscribe" not in mail.content.decode()
    assert "You are forgotten on" in client.get(path).text
    assert client.get(path).headers["Referrer-Policy"] == "no-referrer"
    answer = client.post(path)
    assert answer.location == path
    assert asked() == []
    assert "Everything stays as it is" in client.get(path).text
    assert "Ada" not in client.get("/me", follow_redirects=True).text
    assert db.session.query(AuditEntry).filter_by(act="person.erasure_cancelled").count() == 1


def test_a_link_of_before_takes_no_later_wish_back(ada, client, moved_clock):
    ada.post(PAGE, data=GOOD)
    path = way_back()
    ada.post(f"{PAGE}/cancel")
    moved_clock(3600)
    ada.post(PAGE, data=GOOD)
    client.post(path)
    assert len(asked()) == 1


@pytest.mark.parametrize("token", ["x", "WzEsMV0.abc", "a" * 3000])
def test_a_link_that_we_did_not_make_leads_nowhere(client, token):
    assert client.get(f"{PAGE}/by-mail/{token}").status_code == client.post(f"{PAGE}/by-mail/{token}").status_code == 404


def test_one_who_stays_before_the_mail_is_written_hears_nothing(ada):
    ada.post(PAGE, data=GOOD)
    ada.post(f"{PAGE}/cancel")
    drain()
    assert rows("erasure_asked") == []


def test_afterwards_the_mail_leads_nowhere_and_names_nobody(ada, client, moved_clock, app):
    ada.post(PAGE, data=GOOD)
    path = way_back()
    drain(deliver)
    moved_clock(GRACE.total_seconds() + 60)
    assert erase_due()
    drain(deliver)
    finish()
    assert asked() == []
    assert "Everything stays" in client.get(path).text
    assert client.post(path).status_code == 303
    kept = db.session.query(Mail).filter_by(kind="erasure_asked").one()
    assert (kept.address, kept.subject, kept.content, kept.state) == (f"{kept.id}@erased.invalid", "", b"", "sent")
    assert [mail for mail in rows() if mail.address == ADA.email] == []
    assert not any(ADA.email.encode() in file.read_bytes() for file in (app.config["SETTINGS"].data_dir / "mail").rglob("*") if file.is_file())
    assert db.session.query(Person).filter_by(state="erased").one().email is None


def test_an_administrator_types_the_address_too(as_person, app):
    with writing():
        ada_id = factories.person(ADA).id
    root, path = as_person(ROOT), f"/admin/people/{ada_id}/erase"
    for typed in ({}, {"email": ROOT.email}, {"email": "x" * 5_000}):
        assert root.post(path, data=typed).status_code == 422
    assert as_person(MARTA).post(path, data=GOOD).status_code in (403, 404)
    assert root.get(f"{path}?email={ADA.email}").status_code == 200
    assert db.session.query(Person).filter_by(email=ADA.email).count() == 1
    assert root.post(path, data=GOOD).status_code == 303
    assert root.post(path, data=GOOD).status_code == 404
    assert root.get("/admin/people/2147483648/erase").status_code == 404
