"""Everything known of an account, for staff; and not a figure or a name of it anywhere else."""

from datetime import date

import pytest

from community import clock
from community.accounts.actions_accounts import belong
from community.accounts.actions_segments import add_segment
from community.accounts.models import Organisation, Person
from community.accounts.rules_accounts import How
from community.db import db, writing
from community.ideas.models import Idea
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, ROOT, SAM

SECRETS = ("731,250", "731250", "731.250", "Zaphodia", "Ostentatious", "KEY-4711", "Quentin Overseer", "overseer@", "Plutonium", "Renewing soon")


@pytest.fixture
def account(app):
    with writing():
        ada = factories.person(ADA)
        row = Organisation(
            name="Zaphodia Holdings", domain="zaphodia.example", external_id="KEY-4711", segment="Ostentatious", value_cents=73_125_000,
            currency="EUR", value_period="month", owner_name="Quentin Overseer", owner_email="overseer@hourfold.example",
            shown=False, renewal_on=date(2027, 3, 31), fields={"plan": "Plutonium", "pilot": True}, crm_at=clock.now(), created_at=clock.now(),
        )
        contact = Person(name="Nina Unseen", email="nina@zaphodia.example", email_folded="nina@zaphodia.example", joined_at=clock.now(), contact_since=clock.now())
        db.session.add_all([row, contact])
        db.session.flush()
        for person in (ada, contact, factories.person(CLEO)):
            belong(person, row, How.CRM, clock.now())
        add_segment(factories.viewer(ROOT), "Renewing soon", {"all": [{"about": "field", "name": "pilot", "is": "true"}]}, now=clock.now())
        idea = factories.idea(ADA)
        factories.idea(BEN, "Swap a shift with somebody from another ward")
        factories.comment(CLEO, idea)
        cast_vote(factories.viewer(CLEO), idea, 2, now=clock.now())
        return row.id


def test_staff_see_everything_that_is_known(account, as_person):
    shown = as_person(SAM).get(f"/desk/accounts/{account}").text
    for word in ("Zaphodia Holdings", "€731,250", "€8,775,000", "31 March 2027", "Ostentatious", "Quentin Overseer", "KEY-4711", "Plutonium", "Renewing soon", "Nina Unseen", "Ada Okoro"):
        assert word in shown
    assert "2 members" in shown
    assert "1 contact who was never here" in shown


def test_nobody_else_has_the_page(account, client, as_person):
    assert client.get(f"/desk/accounts/{account}").status_code in (302, 303)
    assert as_person(BEN).get(f"/desk/accounts/{account}").status_code == 404
    assert as_person(SAM).get("/desk/accounts/999").status_code == 404


@pytest.mark.parametrize("who", [None, BEN, ADA], ids=["visitor", "customer", "a person of the account"])
def test_no_figure_and_no_name_of_an_account_is_on_any_page_for_others(account, client, as_person, who):
    """CRM-12: every page one can reach from the front by links, and what programs read."""
    browser = client if who is None else as_person(who)
    idea_id, people = db.session.query(Idea.id).first()[0], [row.id for row in db.session.query(Person)]
    found, seen = [], set()
    queue = ["/", "/answering", "/answering.atom", "/search.atom?q=shift", "/feed.atom", f"/ideas/{idea_id}", "/search?q=shift", "/me", "/?sort=votes", "/how-points-work"]
    queue += [f"/people/{person_id}" for person_id in people]
    while queue and len(seen) < 80:
        path = queue.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = browser.get(path, follow_redirects=True)
        text = answer.get_data(as_text=True)
        own = ("Zaphodia", "KEY-4711") if who is ADA else ()  # what is exported of oneself, one may read
        found += [(path, word) for word in SECRETS if word in text and word not in own]
        found += [(path, "Nina Unseen")] if "Nina Unseen" in text else []
        queue += _links(text)
    assert found == []
    assert len(seen) > 15


def _links(text):
    links = (piece.split('"')[0] for piece in text.split('href="')[1:])
    return [link.split("#")[0].replace("&amp;", "&") for link in links if link.startswith("/") and not link.startswith(("/assets", "//", "/sign-out"))]
