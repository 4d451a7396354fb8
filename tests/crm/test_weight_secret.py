"""What accounts are worth, and which accounts there are, is for staff: every page, feed, mail and JSON is read for it."""

import re

import pytest

from community import clock
from community.db import db, writing
from community.jobs.worker import drain
from community.notifications.models import Mail
from community.responses.actions import AnswerDraft, answer_idea
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, SAM, Part
from tests.crm.weighing import accounts, change_account, in_days, settle
from tests.notifications.mails import text_of
from tests.triage.helping import asked, here, vote

SECRETS = ("The yearless one", "The monthly one", "Prospect-Tier-Z", "owner.of.it@sales-abroad.example", "CRM-KEY-77", "412,300", "41230011", "412300", "£412", "5,200", "520007", "999999", "100003", "1,200,036")
"""Names of accounts that no page shows of a member, figures in every writing, a segment, an owner and a key."""
MOST_PAGES = 120


@pytest.fixture
def wanted(app) -> int:
    accounts()
    for key in ("brannocs", "ostara"):
        change_account(key, segment="Prospect-Tier-Z", owner_email="owner.of.it@sales-abroad.example", owner_name="Priya", renewal_on=in_days(30))
    change_account("brannocs", external_id="CRM-KEY-77")
    idea = asked(ADA, "Print the week")
    for part in (BEN, CLEO, SAM):
        vote(part, idea)
    settle()
    with writing():
        marta = factories.viewer(MARTA)
        answer_idea(marta, here(marta, idea), AnswerDraft.of("shipped", "It is there. Open the plan, choose Print, and it fits on one page."), now=clock.now())
    drain()
    settle()
    return idea


def crawl(browser) -> dict[str, str]:
    """Every page that can be reached by links from the list, and a few that are asked for."""
    waiting, seen = ["/", "/?sort=value", "/feed.atom", "/insights", "/how-points-work", "/me/votes", "/me", "/me/inbox"], {}
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0).split("#")[0]
        if path in seen or not path.startswith("/") or path.startswith(("/assets", "/static", "//", "/sign-out")):
            continue
        answer = browser.get(path)
        seen[path] = answer.get_data(as_text=True) if answer.status_code == 200 else ""
        waiting += [each.replace("&amp;", "&") for each in re.findall(r'(?:href|hx-get)="([^"]+)"', seen[path])]
    return seen


@pytest.mark.parametrize("who", [None, CLEO], ids=["visitor", "customer"])
def test_no_page_feed_or_json_says_it(client, as_person, wanted, who: Part | None):
    pages = crawl(as_person(who) if who else client)
    assert len([path for path, text in pages.items() if text]) > 15
    assert f"/ideas/{wanted}" in " ".join(pages)
    found = {(path, secret) for path, text in pages.items() for secret in SECRETS if secret in text}
    assert found == set()


def test_the_crawl_would_find_it_where_it_stands(as_person, wanted):
    text = as_person(MARTA).get(f"/desk/ideas/{wanted}/accounts").text
    assert "Prospect-Tier-Z" in text
    assert "£412,300" in text
    assert "The monthly one" in text


def test_no_mail_to_a_customer_says_it(wanted):
    mails = db.session.query(Mail).filter(Mail.kind != "owner_shipped").all()
    assert len(mails) > 3
    assert {(mail.kind, secret) for mail in mails for secret in SECRETS if secret in text_of(mail)} == set()


def test_strangers_get_nothing_from_the_addresses_of_staff(client, as_person, wanted):
    for address in (f"/desk/ideas/{wanted}/accounts", f"/desk/ideas/{wanted}/voters", "/desk?sort=value"):
        for browser in (client, as_person(CLEO)):
            answer = browser.get(address)
            assert answer.status_code in (302, 303, 404)
            assert not any(secret in answer.text for secret in SECRETS)


def test_what_staff_see_of_it_is_marked_as_theirs(as_person, wanted):
    for address in (f"/ideas/{wanted}", f"/desk/ideas/{wanted}", f"/desk/ideas/{wanted}/accounts"):
        html = as_person(MARTA).get(address).text
        assert html.index('class="staff-only') < html.index("£412,300"), address
