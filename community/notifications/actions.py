"""Putting mails into the queue."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select, update

from community.accounts.models import Person
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.notifications import links, outside, replying, rules
from community.notifications.messages import Envelope, compose, message_id_of
from community.notifications.models import Mail
from community.notifications.rendering import render
from community.notifications.rules_telling import REFUSABLE, SIGN_IN
from community.notifications.signing import signer_of
from community.notifications.unsubscribing import stop_address


def queue_mail(
    kind: str, *, address: str, person: Person | None, context: Mapping[str, Any], event: Event | None = None,
    idea: Idea | None = None, alerts: tuple[str, ...] = (), anew: bool = False, now: datetime, leaves_at: datetime | None = None,
) -> Mail:
    """Render templates/mail/<kind>/ in the reader's language and keep the bytes: every try sends these.

    One mail per event, kind and address: a second call answers with the first, or with `anew` writes one that has not
    gone once more. It waits until `leaves_at`. A message that cannot be composed is kept as dead, so that it stands in
    nobody else's way.
    """
    mail = _row(kind, address, person, event, idea, now)
    if mail.id is not None and not (anew and mail.state in ("queued", "failed", "skipped") and mail.lease is None):
        return mail
    mail.state, mail.reason, mail.run_at, mail.attempts = "queued", "", leaves_at or now, 0
    write_mail(mail, person, idea, dict(context), alerts, now)
    db.session.add(mail)
    db.session.flush()
    return mail


def rewrite_mail(mail: Mail, *, person: Person, idea: Idea | None, context: Mapping[str, Any], now: datetime) -> None:
    """Other words in a mail that has not gone, under the same Message-ID."""
    write_mail(mail, person, idea, dict(context), (), now)


def skip_mail(
    kind: str, *, person: Person, reason: str, event: Event | None = None, idea: Idea | None = None, now: datetime
) -> Mail:
    """Note that this person would have been told and was not, and why."""
    mail = _row(kind, person.email or "", person, event, idea, now)
    if mail.id is None:
        mail.state, mail.reason = "skipped", reason
        db.session.add(mail)
        db.session.flush()
    return mail


def forget_together(event: Event, people: Collection[Person]) -> None:
    """Of an undone merge: no mail about another idea tells these people of this one any more."""
    of_it = (Mail.kind == "idea_merged", Mail.idea_id == event.idea_id, Mail.reason == "together")
    ids = [person.id for person in people]
    db.session.execute(update(Mail).where(*of_it, Mail.person_id.in_(ids)).values(reason="undone"))


def _row(
    kind: str, address: str, person: Person | None, event: Event | None, idea: Idea | None, now: datetime
) -> Mail:
    """The row of this event, kind and person (or address, where nobody has it) if there is one, else a new one, not yet added."""
    settings = current_app.config["SETTINGS"]
    facts = (event.id, kind, f"person {person.id}" if person else address) if event else (secrets.token_hex(8), kind)
    message_id = message_id_of(settings.secret_key, settings.reply_domain, *facts)
    if event is not None:
        db.session.flush()
        same = and_(Mail.event_id == event.id, Mail.kind == kind, Mail.address == address)
        found = db.session.scalar(select(Mail).where(or_(Mail.message_id == message_id, same)).order_by(Mail.id).limit(1))
        if found is not None:
            return found
    return new_mail(kind, address, message_id, person, event, idea, now)


def new_mail(
    kind: str, address: str, message_id: str, person: Person | None, event: Event | None, idea: Idea | None, now: datetime
) -> Mail:
    """A row without words, not yet added."""
    return Mail(
        event_id=event.id if event else None, person_id=person.id if person else None,
        idea_id=idea.id if idea else None, kind=kind, address=address, subject="", content=b"", state="queued",
        message_id=message_id, priority=rules.priority(kind),
        run_at=now, created_at=now,
    )


def write_mail(
    mail: Mail, person: Person | None, idea: Idea | None, context: dict[str, Any], alerts: tuple[str, ...], now: datetime
) -> None:
    """Put the words and headers of this mail together, as bytes."""
    settings = current_app.config["SETTINGS"]
    stop, stop_mail = _ways_to_stop(mail, person, idea)
    reply_to, purpose = replying.reply_to(mail, person, idea, context, now)
    words = render(mail.kind, person, {**context, **_foot(mail.kind, person, stop), **replying.in_foot(purpose)})
    mail.subject = words.subject
    envelope = Envelope(
        sender=settings.mail_from, address=mail.address, name=person.name if person else "",
        message_id=mail.message_id, domain=settings.reply_domain, date=now.replace(microsecond=0),
        thread=rules.thread(idea.id, idea.root_id) if idea else [], stop=stop, stop_mail=stop_mail,
        listed=mail.kind != SIGN_IN, alerts=alerts, kind=mail.kind, reply_to=reply_to,
    )
    signer = signer_of(settings)
    try:
        content = compose(envelope, words)
        mail.content = signer.sign(content) if signer else content
    except ValueError as problem:
        mail.state, mail.reason = "dead", f"This message cannot be written: {problem}"


def _ways_to_stop(mail: Mail, person: Person | None, idea: Idea | None) -> tuple[str, str]:
    """The address that stops such mails in one click, and the one to write to; none where they cannot be refused."""
    if person is None or mail.kind not in REFUSABLE:
        return outside.stop_url(mail.kind, mail.address) if person is None else "", ""
    what: tuple[str, int | str] = ("idea", idea.id) if idea and REFUSABLE[mail.kind] == "idea" else ("kind", mail.kind)
    by_mail = stop_address(person.id, *what) if current_app.config["SETTINGS"].replies else ""
    return links.link("notifications.stop", token=links.sign("stop", [person.id, *what])), by_mail


def _foot(kind: str, person: Person | None, stop: str) -> dict[str, Any]:
    """What the foot of every mail offers."""
    token = links.sign("preferences", [person.id]) if person else ""
    return {
        "stop_url": stop,
        "stop_words": STOP_WORDS[REFUSABLE.get(kind, "kind")],
        "preferences_url": links.link("notifications.preferences", token=token) if token else "",
        "home_url": links.link("ideas.index"),
    }


CODES_READABLE = timedelta(minutes=15)

STOP_WORDS = {"idea": _l("Stop mails about this idea"), "kind": _l("Stop mails of this kind")}


def forget_codes(now: datetime) -> None:
    """Codes and links are stored as hashes; the mails that carried them are emptied once those are past."""
    past = (Mail.kind == SIGN_IN, Mail.state == "sent", Mail.created_at < now - CODES_READABLE)
    db.session.execute(update(Mail).where(*past, Mail.content != b"").values(content=b""))
