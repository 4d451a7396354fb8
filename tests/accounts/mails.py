"""Reading the sign-in mails a test caused."""

import re
from email import message_from_bytes, policy
from urllib.parse import urlsplit

from community.db import db
from community.notifications.models import Mail


def mails(address=None):
    found = db.session.query(Mail).filter_by(kind="sign_in").order_by(Mail.id)
    return found.filter_by(address=address).all() if address else found.all()


def text_of(mail):
    return message_from_bytes(mail.content, policy=policy.default).get_body(("plain",)).get_content()


def last_code():
    return re.search(r"\b(\d{3}) (\d{3})\b", text_of(mails()[-1])).expand(r"\1\2")


def last_link():
    """The path of the link, as a browser would ask for it."""
    return urlsplit(re.search(r"https?://\S+/sign-in/link/\S+", text_of(mails()[-1])).group()).path


def ask(browser, email="nia@ostara.example", next_url="/"):
    return browser.post("/sign-in", data={"email": email, "next": next_url})
