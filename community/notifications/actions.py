"""Writing mails: rendered once to bytes, sent by the worker."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from flask import current_app, render_template

from community.accounts.models import Person
from community.accounts.rules import clean_line
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.notifications.models import Mail


def queue_mail(
    kind: str, *, address: str, person: Person | None, context: dict[str, Any], event: Event | None = None,
    idea: Idea | None = None, now: datetime,
) -> Mail:
    """Render templates/mail/<kind>/ and keep the bytes; every try sends the same."""
    settings = current_app.config["SETTINGS"]
    message = EmailMessage()
    message["Subject"] = clean_line(render_template(f"mail/{kind}/subject.txt", **context))
    message["From"], message["To"], message["Date"] = settings.mail_from, address, now
    message["Message-ID"] = make_msgid(domain=settings.reply_domain)
    message.set_content(render_template(f"mail/{kind}/body.txt", **context))
    message.add_alternative(render_template(f"mail/{kind}/body.html", **context), subtype="html")
    db.session.flush()
    mail = Mail(
        event_id=event.id if event else None, person_id=person.id if person else None,
        idea_id=idea.id if idea else None, kind=kind, address=address, subject=message["Subject"],
        message_id=message["Message-ID"], content=message.as_bytes(), run_at=now, created_at=now,
    )
    db.session.add(mail)
    return mail
