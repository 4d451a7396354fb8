"""The last word to CRMs about a person, by the key under which each knew them; and what CRMs said that names them."""

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import undefer

from community.accounts.actions_erasing import learn_traces
from community.accounts.rules_erasing import bears, without, without_in
from community.crm.actions_uploads import end_upload
from community.crm.models import Attempt, Delivery, Endpoint
from community.crm.models_contacts import Contact
from community.crm.models_in import Pushed, Upload
from community.crm.models_vendors import Connection, Pending, SyncAttempt
from community.db import db
from community.events import Event
from community.ideas.models_mentions import Mention

BATCH = 100
UNDER_WAY = ("checking", "applying")
STILL_TO_GO = ("queued", "failed")
_BY_NUMBER = re.compile(r"\\u([0-9a-fA-F]{4})")


def is_told(person_id: int) -> bool:
    """Whether no message is on its way any more that says who was forgotten; an endpoint that is shut is not waited for."""
    waiting = select(Delivery.id).join(Endpoint, Endpoint.id == Delivery.endpoint_id).where(_last_word(person_id))
    return db.session.scalar(waiting.where(Delivery.state == "queued", Endpoint.disabled_at.is_(None)).limit(1)) is None


def is_taken_in(traces: Collection[str]) -> bool:
    """Whether nothing that a CRM said of them is being read any more: a file, or a message that waits its turn."""
    files = select(Upload.content).where(Upload.state.in_(UNDER_WAY))
    messages = select(Pushed.body).where(Pushed.state == "waiting")
    return not any(bears_in_bytes(said, traces) for found in (files, messages) for said in db.session.scalars(found))


def learn_contact(person_id: int | None) -> None:
    """The CRM may have called them otherwise than they did."""
    contact = db.session.get(Contact, person_id) if person_id else None
    if contact is not None:
        learn_traces(contact.person_id, contact.name, contact.email)


def forget_in_messages(traces: Collection[str], *, after: int, now: datetime) -> int | None:
    """Look through the next messages about others, and what was replied; the id to go on after, or None when there are no more."""
    columns = (Delivery.id, Delivery.kind, Delivery.body)
    rows = list(db.session.execute(select(*columns).where(Delivery.id > after).order_by(Delivery.id).limit(BATCH)))
    _empty([row.id for row in rows if row.kind != "person.erased" and bears_in_bytes(row.body, traces)], now)
    replies = select(Attempt).where(Attempt.delivery_id.in_([row.id for row in rows]), Attempt.reply != "")
    for attempt in db.session.scalars(replies):
        if bears(f"{attempt.reply} {attempt.headers}", traces):
            attempt.reply, attempt.headers = "", {}
    return rows[-1].id if len(rows) == BATCH else None


def forget_mentions_of(person_id: int, *, now: datetime) -> None:
    """What was seen elsewhere before anybody knew that it was theirs went out with a handle, and names no person."""
    theirs = set(db.session.scalars(select(Mention.id).where(Mention.person_id == person_id)))
    told = select(Delivery.id, Event.data).join(Event, Event.id == Delivery.event_id).where(Delivery.kind == "mention.logged")
    ids = [row.id for row in db.session.execute(told) if row.data["mention_id"] in theirs] if theirs else []
    _empty(ids, now)
    db.session.execute(update(Attempt).where(Attempt.delivery_id.in_(ids)).values(reply="", headers={}))


def _empty(ids: Collection[int], now: datetime) -> None:
    """One that was still to go is not sent: it would tell of them."""
    named = update(Delivery).where(Delivery.id.in_(ids))
    db.session.execute(named.where(Delivery.state.in_(STILL_TO_GO)).values(state="recalled", done_at=now))
    db.session.execute(named.values(body=b""))


def forget_files(traces: Collection[str], *, now: datetime) -> None:
    """What is kept of files and messages of CRMs, and of the words of CRMs that refused something."""
    for upload in db.session.scalars(select(Upload).options(undefer(Upload.content)).order_by(Upload.id)):
        upload.name = without(upload.name, traces, "…")[:200]
        upload.preview, upload.outcome = without_in(upload.preview, traces), without_in(upload.outcome, traces)
        if upload.content is not None and bears_in_bytes(upload.content, traces):
            end_upload(upload, "dropped", now=now)
    for message in db.session.scalars(select(Pushed).where(Pushed.state != "waiting").order_by(Pushed.id)):
        message.outcome = without_in(message.outcome, traces)
    refused = db.session.scalars(select(Pending).where(Pending.problem != ""))
    unusable = db.session.scalars(select(Connection).where(Connection.problem != ""))
    for row in (*refused, *unusable):
        row.problem = without(row.problem, traces, "…")
    db.session.execute(update(SyncAttempt).where(SyncAttempt.reply != "").values(reply=""))


def forget_last_word(person_id: int) -> None:
    """Where it has arrived. One that was given up, or waits for an endpoint to be opened, stays as long as the log does."""
    ids = select(Delivery.id).where(_last_word(person_id), Delivery.state == "done")
    db.session.execute(delete(Attempt).where(Attempt.delivery_id.in_(ids)))
    db.session.execute(delete(Delivery).where(_last_word(person_id), Delivery.state == "done"))


def bears_in_bytes(said: bytes | None, traces: Collection[str]) -> bool:
    """In JSON, a character may stand as its number: it is read for what it says."""
    return bool(said) and bears(_BY_NUMBER.sub(lambda found: chr(int(found[1], 16)), (said or b"").decode("utf-8", "replace")), traces)


def _last_word(person_id: int) -> ColumnElement[bool]:
    return Delivery.event_id.in_(select(Event.id).where(Event.kind == "person.erased", Event.person_id == person_id))
