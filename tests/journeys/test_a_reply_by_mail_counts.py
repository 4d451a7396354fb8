"""A customer replies to a mail, and the words stand on the page; Marta replies to an alarm, presses one button, and the answer is public."""

import urllib.parse
import urllib.request
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.cast import ADA, BEN, DEV, MARTA, Part
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.conftest import INBOUND_SECRET
from tests.journeys.site import LiveSite, eventually, links_in, text_of

pytestmark = pytest.mark.journey

TITLE = "Print the week on one page"
COMMENT = "A4, and please with the names of the bank staff."
ANSWER = "It is here: from today the week prints on one page, with every name on it. Thank you for insisting."


def reply(live: LiveSite, by: Part, to: EmailMessage, words: str) -> None:
    """What their mail program sends, handed over by the mail server."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = f"{by.name} <{by.email}>", str(to["Reply-To"]), f"Re: {to['Subject']}"
    message["Message-ID"], message["In-Reply-To"] = f"<{abs(hash(words))}@mail.example>", str(to["Message-ID"])
    quoted = "\n".join(f"> {line}" for line in text_of(to).splitlines())
    message.set_content(f"{words}\n\nOn Mon, 1 Jun 2026 at 09:00, Hourfold ideas <{to['Reply-To']}> wrote:\n\n{quoted}\n")
    query = urllib.parse.urlencode({"sender": by.email, "recipient": str(to["Reply-To"])})
    request = urllib.request.Request(f"{live.url}/mail/inbound?{query}", data=message.as_bytes(), headers={"Heed-Secret": INBOUND_SECRET})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200


def test_replies_become_what_their_writers_meant(live, open_page):
    with live.data():
        factories.topic("rotas", owner=MARTA, deputy_id=factories.person(DEV).id)
        idea = factories.idea(ADA, TITLE)
        idea_id = idea.id
        factories.comment(BEN, idea, "On which paper would you print it?")
    reply(live, ADA, live.mail(ADA.email, "Ben Talbot commented"), COMMENT)
    page, url = open_page(), f"{live.url}/ideas/{idea_id}"

    def stands() -> bool:
        page.goto(url)
        return page.get_by_text(COMMENT).count() == 1

    assert eventually(stands, "the comment on the page")
    expect(page.get_by_text("please reply above")).to_have_count(0)

    live.move_clock(days=12)
    reply(live, MARTA, live.alert(MARTA.email, TITLE), f"Status: shipped\n\n{ANSWER}")
    ready = live.mail(MARTA.email, "ready to publish")
    link = next(link for link in links_in(ready) if "/act/draft/" in link)
    page.goto(link)
    expect(page.get_by_text(f"You act as {MARTA.name}")).to_be_visible()
    assert_everybody_can_use(page, "act-draft")
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.get_by_text("Published. 2 people hear about it.")).to_be_visible()
    visitor = open_page(scripting=False)
    visitor.goto(url)
    expect(visitor.get_by_text(ANSWER)).to_be_visible()
    expect(visitor.get_by_text("Shipped").first).to_be_visible()
