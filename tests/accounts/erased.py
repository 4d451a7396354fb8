"""Somebody who has left traces everywhere, and whoever looks for them."""

import json
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

from sqlalchemy import insert, select

from community import clock, events
from community.accounts.actions import ask_for_code, hold_act, open_session
from community.accounts.models import Person
from community.advocates.actions_referrals import attribute
from community.advocates.models_thanks import Beta, BetaPlace, SharedAnswer, Thanks
from community.advocates.models_values import PersonValue, ValueTerms
from community.advocates.rules_sharing import Landed, Shared
from community.crm.models import Attempt, Delivery, Endpoint
from community.db import db, writing
from community.inbound.models_bounces import Bounce, Suspension
from community.inbound.receiving import take_in
from community.jobs.erasing import finish
from community.jobs.indexing import update_index
from community.jobs.worker import drain
from community.moderation.models import Ban, Removal, Report
from community.notifications.actions import queue_mail
from community.notifications.models import Mail
from community.notifications.models_sending import MailTrial
from community.notifications.models_tries import MailTry
from community.responses.models import Answer
from community.responses.models_drafting import Draft, SharedDraft
from community.responses.models_rating import Effort
from community.triage.models import Proposal
from community.voices.models import Voice
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, DEV, ROOT, Part

ZARA = Part("zara", "Zarabeth Quillonby", "zarabeth@quillonby.example")
KEY = "CRM-ZQ-4711"
NEEDLES = ("zarabeth", "quillonby", KEY.casefold())
WORDS = "quixotically"
"""Stands in her comment and in her voice, and nowhere else."""


def traces(needles: tuple[str, ...] = NEEDLES) -> list[str]:
    """Where in any table, and in any file, one of the needles still stands."""
    db.session.rollback()
    found = [f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns for value in db.session.scalars(select(column)) if said(value, needles)]
    return sorted(set(found))


def traces_in(folder: Path) -> list[str]:
    """Beside the database itself, whose freed pages are the database's business (docs/OPERATING.md)."""
    database = {path.name for path in folder.iterdir() if path.name.startswith(("heed.db", "pg_", "base", "global", "log"))}
    files = (path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] not in database)
    return [path.relative_to(folder).as_posix() for path in files if said(path.read_bytes())]


def said(value: object, needles: tuple[str, ...] = NEEDLES) -> bool:
    return any(needle in text for text in _texts(value) for needle in needles)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, bytes):
        yield value.decode("utf-8", "replace").casefold()
        for part in message_from_bytes(value, policy=policy.default).walk():
            if part.get_content_maintype() == "text":
                yield str(part.get_content()).casefold()
    elif value is not None:
        yield (value if isinstance(value, str) else json.dumps(value, default=str)).casefold()


def work(*, heard: bool = True) -> None:
    """Everything that follows, to its end; the CRM has `heard` who was forgotten."""
    drain()
    update_index()
    if heard:
        with writing() as session:
            session.query(Delivery).filter_by(kind="person.erased").update({"state": "done"})
    finish()
    db.session.rollback()


def leave_traces() -> int:
    """Her row's id."""
    with writing() as session:
        zara, now = factories.person(ZARA), clock.now()
        zara.external_id, zara.password_hash, zara.title = KEY, "x", "Head of Quillonby's kitchen"
        factories.topic(owner=DEV)
        own, other = factories.idea(ZARA, "A bell for the night shift"), factories.idea(ADA)
        cast_vote(factories.viewer(ZARA), other, 3, now=now)
        factories.comment(ZARA, other, f"We need it {WORDS} badly.")
        factories.comment(BEN, other, "I agree with @Zarabeth Quillonby here.")
        session.add_all([
            Voice(idea_id=other.id, person_id=zara.id, text=f"Our cooks say so, {WORDS}.", seen_at="https://social.example/@zarabeth/1", created_at=now),
            Report(subject_kind="idea", subject_id=other.id, idea_id=other.id, reporter_id=zara.id, reason="spam", note="Zarabeth says no", created_at=now),
            Removal(subject_kind="idea", subject_id=own.id, by_id=factories.person(ROOT).id, reason="Quillonby again", at=now, lifted_at=now),
            Ban(person_id=zara.id, by_id=factories.person(ROOT).id, reason="Zarabeth shouted", at=now, lifted_at=now),
            Proposal(part_id=other.id, root_id=own.id, proposer_id=zara.id, words=f"The same, {WORDS}", created_at=now),
            Draft(person_id=zara.id, idea_id=other.id, body="Yours, Zarabeth", saved_at=now),
            SharedDraft(person_id=zara.id, ids="1,2", body="Yours, Zarabeth", saved_at=now),
        ])
        _give_words(zara.id, other.id)
        _give_back(zara.id, other.id)
        _mails(zara.id, other)
        _crm(zara.id)
        _worth(zara.id)
        attribute(Landed(Shared(zara.id), now), "vote", factories.person(BEN).id, other.id, now=now)
        asked = ask_for_code(ZARA.email, browser_hash="b", network="n", next_url="/", secret="s", now=now)
        act = hold_act("comment", {"idea_id": other.id, "text": "Zarabeth here"}, browser_hash="b", network="n", now=now)
        act.sign_in_id = asked.sign_in.id
        open_session(zara, browser="Zarabeth's browser", network="127.0.0.1", now=now)
    work()
    return zara.id


def _give_words(person_id: int, idea_id: int) -> None:
    now = clock.now()
    answer = Answer(idea_id=idea_id, author_id=factories.person(DEV).id, status="review", body="x", body_html="x", created_at=now)
    db.session.add(answer)
    db.session.flush()
    db.session.add(Effort(answer_id=answer.id, person_id=person_id, wording="ces2", asked_at=now, score=2, words=f"Not {WORDS}", answered_at=now))


def _give_back(person_id: int, idea_id: int) -> None:
    """Thanks with a perk, an invitation to a beta and a draft, each with her name in it."""
    now, dev = clock.now(), factories.person(DEV).id
    beta = Beta(idea_id=idea_id, words="A bell.", opened_by_id=dev, opened_at=now)
    db.session.add(beta)
    db.session.flush()
    db.session.add_all([
        Thanks(person_id=person_id, by_id=dev, words="Thank you, Zarabeth", perk="A bell for Quillonby", perk_note="ZARABETH-1", idea_id=idea_id, at=now),
        BetaPlace(beta_id=beta.id, person_id=person_id, invited_at=now, invited_by_id=dev, words="Dear Zarabeth"),
        SharedAnswer(
            idea_id=idea_id, person_id=person_id, by_id=dev, words="Zarabeth, is this it?", body="Quillonby rings.", body_html="<p>Quillonby rings.</p>",
            shared_at=now, closes_at=now,
        ),
    ])


def _mails(person_id: int, idea) -> None:
    now, zara = clock.now(), db.session.get_one(Person, person_id)
    event = events.record("sign_in.requested", at=now)
    context = {"code": "123456", "link": "http://127.0.0.1:8000/sign-in/link/x", "kept": []}
    mail = queue_mail("sign_in", address=ZARA.email, person=None, context=context, event=event, now=now)
    named = Mail(
        kind="comment_added", address=BEN.email, subject="Zarabeth Quillonby commented", message_id="<n@x>", state="sent", run_at=now, created_at=now,
        content=b"Subject: x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nZarabeth=20Quil=\nlonby wrote",
    )
    db.session.add_all([named, MailTrial(address=ZARA.email, said="550 <zarabeth@quillonby.example>", asked_at=now)])
    db.session.flush()
    db.session.add(MailTry(mail_id=mail.id if mail else named.id, at=now, fate="never", reply="550 zarabeth@quillonby.example unknown"))
    db.session.add(Bounce(person_id=zara.id, address_folded=ZARA.email, day=now.date(), cause="soft", points=1, reason="zarabeth is full", at=now))
    db.session.add(Suspension(person_id=zara.id, address=ZARA.email, since=now, cause="hard", reason="no zarabeth"))
    take_in(b"From: Zarabeth <zarabeth@quillonby.example>\nSubject: Hello\n\nYours, Zarabeth", now=now)


def _crm(person_id: int) -> None:
    now = clock.now()
    endpoint = Endpoint(name="CRM", url="https://crm.example/", secret="x", created_by_id=factories.person(ROOT).id, created_at=now)
    db.session.add(endpoint)
    db.session.flush()
    for number, state in enumerate(("done", "queued")):
        made = events.record("ping", at=now, endpoint_id=endpoint.id)
        db.session.flush()
        row = {
            "endpoint_id": endpoint.id, "event_id": made.id, "person_id": person_id, "kind": "vote.cast", "webhook_id": f"w{number}", "state": state,
            "run_at": now, "created_at": now, "body": json.dumps({"email": ZARA.email, "external_id": KEY}).encode(),
        }
        sent = db.session.scalar(insert(Delivery).values(row).returning(Delivery.id))
        db.session.add(Attempt(delivery_id=sent, at=now, status=200, reply=f"hello {KEY}"))


def _worth(person_id: int) -> None:
    terms = ValueTerms(currency="EUR", margin=1, acquisition=1, reward=1, retention=1, discount=1, ideas=1, saved_at=clock.now())
    db.session.add(terms)
    db.session.flush()
    figures = {"crv": 4_711, "civ": 0, "ckv": 0, "currency": "EUR", "terms_id": terms.id, "formula": "estimate v1"}
    db.session.add(PersonValue(person_id=person_id, **figures, as_of=clock.now().date(), lines={}, computed_at=clock.now()))


def is_tombstone(name: str) -> bool:
    return re.fullmatch(r"Former member [0-9a-f]{4}", name) is not None
