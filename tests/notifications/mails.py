"""Reading queued mails as a mail program would, and causing each kind of them."""

import html
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from community.db import db
from community.notifications.models import Mail

URL = re.compile(r"https?://[^\s<>\"]+")


def rows(kind=None, **where):
    """Mail rows in the order they were made."""
    db.session.expire_all()
    found = db.session.query(Mail).filter_by(**where).order_by(Mail.id)
    return [mail for mail in found if kind in (None, mail.kind)]


def parsed(mail) -> EmailMessage:
    return message_from_bytes(mail.content, policy=policy.default)  # type: ignore[return-value]


def text_of(mail) -> str:
    return parsed(mail).get_body(("plain",)).get_content()


def html_of(mail) -> str:
    return parsed(mail).get_body(("html",)).get_content()


def urls_in(text: str) -> set[str]:
    return {found.rstrip(".,;:)") for found in URL.findall(html.unescape(text))}


def one_click(mail) -> str:
    """The path that stops such mails."""
    return str(parsed(mail)["List-Unsubscribe"]).strip("<>").split("8000", 1)[1]
