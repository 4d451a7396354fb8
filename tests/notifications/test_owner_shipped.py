"""The owner of an account hears that an idea of its people is answered or shipped: once, naming her own customers, and no money."""

import pytest

from community import clock
from community.accounts.rules import Role
from community.db import db, writing
from community.ideas.models import Topic
from community.inbound.bouncing import take_refusal
from community.jobs.worker import drain
from community.notifications import outside
from community.notifications.models import Mail
from community.notifications.models_inbox import Notice
from community.notifications.queries import why_unwanted
from community.responses.actions import AnswerDraft, answer_idea
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, SAM
from tests.crm.weighing import accounts, change_account
from tests.notifications.mails import parsed, text_of
from tests.triage.helping import asked, here, vote

PRIYA = "priya@sales-abroad.example"
NOT_NOW = "We do not build this, for the plan has to fit on phones first. Thank you for asking."
WORDS = "It is there. Open the plan, choose Print, and it fits on one page."


@pytest.fixture
def idea_id(app):
    """Wanted by Ada of St Brannoc's and by Ben of Café Ostara; Priya owns both, and is nobody here."""
    accounts()
    for key in ("brannocs", "ostara"):
        change_account(key, owner_name="Priya Anand", owner_email=PRIYA)
    idea = asked(ADA, "Print the week")
    vote(BEN, idea)
    return idea


def answer(idea_id, status="shipped", words=WORDS):
    with writing():
        marta = factories.viewer(MARTA)
        made = answer_idea(marta, here(marta, idea_id), AnswerDraft.of(status, words), now=clock.now()).id
    drain()
    return made


def mails(address=PRIYA):
    db.session.rollback()
    return db.session.query(Mail).filter_by(kind="owner_shipped", address=address).order_by(Mail.id).all()


def test_one_mail_names_all_customers_of_hers_that_asked(idea_id):
    answer(idea_id)
    (mail,) = mails()
    text = text_of(mail)
    assert parsed(mail)["Subject"] == "Shipped, and 2 of your customers asked for it: Print the week"
    for words in ("St Brannoc's Hospital", "Café Ostara", "Ada Okoro", "Ben Talbot", "choose Print", f"/ideas/{idea_id}"):
        assert words in text, words
    assert "412" not in text, "what the account is worth stays out of mails"
    drain()
    assert len(mails()) == 1


def test_each_answer_is_told_once(idea_id):
    answer(idea_id, "declined", NOT_NOW)
    answer(idea_id)
    assert [parsed(mail)["Subject"].split(",")[0] for mail in mails()] == ["Answered", "Shipped"]


def test_only_the_owners_own_customers_are_named(idea_id):
    change_account("ostara", owner_email="someone.else@sales-abroad.example")
    answer(idea_id)
    (mail,) = mails()
    assert "Café Ostara" not in text_of(mail)
    assert "Ben Talbot" not in text_of(mail)


def test_an_owner_who_is_here_is_told_as_staff_are(idea_id):
    change_account("brannocs", owner_email=factories_email(SAM))
    answer(idea_id)
    (mail,) = mails(SAM.email)
    assert mail.person_id is not None
    assert db.session.query(Notice).filter_by(kind="owner_shipped").count() == 1
    assert len(mails()) == 1


def factories_email(part) -> str:
    with writing():
        return factories.person(part).email


def test_an_address_of_a_customer_here_is_told_nothing(idea_id):
    assert CLEO.role is Role.CUSTOMER
    change_account("brannocs", owner_email=factories_email(CLEO))
    answer(idea_id)
    assert mails(CLEO.email) == []


def test_one_click_stops_it_and_a_button_lets_it_come_again(idea_id, client):
    answer(idea_id, "declined", NOT_NOW)
    (mail,) = mails()
    stop = str(parsed(mail)["List-Unsubscribe"]).strip("<>").split("8000")[1]
    assert str(parsed(mail)["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert "Stop these mails?" in client.get(stop).text
    assert why_unwanted(mail, clock.now()) == "", "looking changes nothing"
    for _ in range(2):
        assert client.post(stop, data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
    assert why_unwanted(mails()[0], clock.now()) == "refused"
    answer(idea_id)
    assert len(mails()) == 1
    client.post(stop, data={"again": "1"})
    assert outside.why_not(PRIYA, clock.now()) == ""


def test_a_key_that_was_not_made_here_opens_nothing(client):
    assert client.get("/mail/outside/bm90aGluZw.x").status_code == 404
    assert client.post("/mail/outside/bm90aGluZw.x").status_code == 404


def test_mail_that_comes_back_for_good_ends_it(idea_id, moved_clock):
    answer(idea_id, "declined", NOT_NOW)
    for _ in range(2):
        with writing():
            take_refusal(mails()[0].id, "550 5.1.1 no such user here", now=clock.now())
        moved_clock(86_400)
    assert outside.why_not(PRIYA, clock.now()) == "suspended"
    answer(idea_id)
    assert len(mails()) == 1


def test_of_an_idea_that_not_everybody_may_read_the_answer_stays_on_its_page(idea_id):
    with writing():
        db.session.query(Topic).one().visibility = "staff"
    answer(idea_id)
    text = text_of(mails()[0])
    assert "choose Print" not in text
    assert "St Brannoc's Hospital" in text


def test_who_refused_that_a_crm_hears_of_them_is_counted_and_not_named(idea_id):
    with writing():
        factories.person(ADA).export_refused_at = clock.now()
    answer(idea_id)
    assert "Ada Okoro" not in text_of(mails()[0])
    assert "St Brannoc's Hospital" in text_of(mails()[0])
