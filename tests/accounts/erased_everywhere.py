"""Somebody whom the whole company knows: by a CRM, by handles, by thanks, links and words seen elsewhere. Left by the real acts."""

import json
from datetime import timedelta

from flask import current_app

from community import clock, events
from community.accounts.actions_accounts import belong
from community.accounts.actions_handles import link_handle
from community.accounts.actions_tokens import make_token
from community.accounts.models import Organisation, Person
from community.advocates.actions_betas import answer_invitation, ask_to_try, invite, open_beta
from community.advocates.actions_referrals import answer_invitation as say_whether
from community.advocates.actions_referrals import attribute
from community.advocates.actions_sharing import ToShare, share_answer
from community.advocates.actions_thanks import Perk, thank
from community.advocates.models_referrals import Referral
from community.advocates.queries_thanks import What
from community.advocates.rules_sharing import Landed, Shared
from community.crm.actions import EndpointDraft, register_endpoint
from community.crm.actions_consent import allow_export, refuse_export
from community.crm.actions_in import take_rows
from community.crm.actions_sources import add_source, keep_pushed, postpone_pushed
from community.crm.actions_uploads import add_upload, apply_upload, map_columns
from community.crm.catalogue import SUBSCRIBABLE
from community.crm.models import Attempt, Delivery
from community.crm.models_in import Pushed, Upload
from community.crm.models_vendors import Connection, Pending, SyncAttempt
from community.db import db, writing
from community.events import Dispatch
from community.ideas.models import Idea
from community.inbound.answering import may_be_answered
from community.inbound.models import Answered
from community.jobs import mail, pushed, uploads
from community.jobs.models import JobRun
from community.jobs.worker import drain
from community.moderation.actions import report
from community.moderation.queries import subject
from community.moderation.rules import Reason
from community.notifications.models_sending import MailServer
from community.triage.actions_mentions import Said, log_mention, tie_mention
from community.triage.actions_proposals import propose, refuse
from community.voices.actions import Source, add_voice
from tests import factories
from tests.accounts.erased import KEY, ZARA
from tests.cast import ADA, BEN, DEV, ROOT

OTHER_NAME, OTHER_MAIL = "Z. Quillonby-Archer", "z.archer@office.example"
"""What the CRM calls her, who never said so."""
THREAD = "https://social.example/@zarabethq/"
ROWS = f"external_id,name,email\n{KEY},{OTHER_NAME},{OTHER_MAIL}\n{KEY},Zarabeth,x\nC-2,,not an address of zarabeth\n"


def become_known(zara_id: int) -> None:
    """Every trace that a CRM, a shop floor or another site can leave of her."""
    _is_listened_to()
    for leave in (_elsewhere, _with_handles, _by_a_crm, _given_back, _in_words, _in_what_went_wrong):
        with writing():
            leave(db.session.get_one(Person, zara_id))
        drain()
    _in_files(zara_id)
    drain(mail.deliver)
    with writing():
        for sent in db.session.query(Delivery).filter(Delivery.body != b""):
            db.session.add(Attempt(delivery_id=sent.id, at=clock.now(), status=400, reply=sent.body.decode()[:300], headers={"x-about": ZARA.email}))


def _is_listened_to() -> None:
    with writing():
        draft = EndpointDraft("Everything", "https://all.example/", list(SUBSCRIBABLE))
        register_endpoint(factories.viewer(ROOT), draft, secret_key=current_app.config["SETTINGS"].secret_key, now=clock.now())


def _elsewhere(zara: Person) -> None:
    """Seen before anybody knew whose handle it was, by hand and by a program; then she links it."""
    now, dev, idea = clock.now(), factories.viewer(DEV), db.session.query(Idea).filter(Idea.author_id != zara.id).first()
    token, _ = make_token(factories.viewer(ROOT), "listener", ["mentions:write"], now=now)
    for number, words in enumerate(("A bell, please.", "I am Zarabeth, still no bell.", "Set aside.")):
        said = Said(f"{THREAD}{number}", words, "mastodon", "ZarabethQ")
        row, _ = log_mention(dev, said, now=now, token_id=token.id if number else None)
        if not number:
            tie_mention(dev, row, idea, now=now)


def _with_handles(zara: Person) -> None:
    now, dev, idea = clock.now(), factories.viewer(DEV), db.session.query(Idea).filter(Idea.author_id != zara.id).first()
    link_handle(factories.viewer(ZARA), zara, "mastodon", "zarabethq", now=now)
    link_handle(factories.viewer(BEN), factories.person(BEN), "mastodon", "zarabethq", now=now)
    link_handle(dev, zara, "github", "quillonby", now=now)
    add_voice(dev, idea, "On the phone Zarabeth Quillonby said it again.", source=Source("call", zara.id, "Call with Zarabeth"), now=now)


def _by_a_crm(zara: Person) -> None:
    now = clock.now()
    fields = {"contact": "Zarabeth Quillonby", "seats": 40}
    take_rows("accounts", [{"external_id": "A-9", "name": "Bells", "fields": fields}], source="test", now=now)
    said = {"external_id": KEY, "name": OTHER_NAME, "title": "Quillonby's buyer", "email": OTHER_MAIL, "accounts": ["A-9"], "fields": {"nick": "zarabeth"}}
    take_rows("contacts", [said], source="test", now=now)
    take_rows("contacts", [{"external_id": "C-8", "email": ZARA.email, "name": "Zarabeth"}], source="test", now=now)
    belong(zara, db.session.query(Organisation).filter_by(external_id="A-9").one(), "crm", now)
    refuse_export(factories.viewer(ZARA), zara, now=now)
    allow_export(factories.viewer(ZARA), zara, now=now)
    source, _ = add_source(factories.viewer(ROOT), "Our CRM", secret_key=current_app.config["SETTINGS"].secret_key, now=now)
    for number, body in enumerate(({"contacts": [{"external_id": KEY, "email": "zarabeth at home"}]}, {"contacts": [{"external_id": KEY, "name": "Zarabeth"}]})):
        keep_pushed(source.id, f"w{number}", json.dumps(body).encode(), now=now)
    failed = db.session.query(Pushed).filter_by(webhook_id="w1").one()
    for _ in range(4):
        postpone_pushed(failed, now=now)
    failed.run_at = now


def _given_back(zara: Person) -> None:
    now, dev = clock.now(), factories.viewer(DEV)
    idea = db.session.query(Idea).filter(Idea.author_id == zara.id).one()
    thank(dev, zara, "Thank you, Zarabeth", What(idea.id, idea.title), Perk("A bell for Quillonby", None, "ZARABETH-2"), now=now)
    beta = open_beta(dev, idea, "Ring it.", now=now)
    ask_to_try(factories.viewer(ZARA), beta, now=now)
    invite(dev, beta, zara, "Dear Zarabeth", sees=True, now=now)
    answer_invitation(zara.id, beta, "yes", now=now)
    share_answer(dev, idea, zara, ToShare.of("Zarabeth, is this it?", "Quillonby rings.", now + timedelta(days=3)), sees=True, now=now)
    attribute(Landed(Shared(factories.person(ADA).id), now), "join", zara.id, now=now)
    db.session.flush()
    say_whether(db.session.query(Referral).filter_by(referred_id=zara.id).one(), "yes")


def _in_words(zara: Person) -> None:
    """Her own, with her name below them, and those of others about what she wrote."""
    now = clock.now()
    other = db.session.query(Idea).filter(Idea.author_id != zara.id).first()
    assert other is not None
    signed = factories.idea(ZARA, "A second bell", "Louder.\n\nZarabeth Quillonby, zarabeth@quillonby.example")
    factories.comment(ZARA, signed, "We are **Zarabeth  Quillonby** & sons: <zarabeth@quillonby.example>")
    factories.comment(ADA, signed, "I agree.")
    add_voice(factories.viewer(ZARA), other, "Yours, ZARABETH QUILLONBY", now=now)
    refuse(factories.viewer(DEV), propose(factories.viewer(ZARA), signed, other, "Says Zarabeth Quillonby", now=now), "No, Zarabeth.", now=now)
    about = subject(factories.viewer(BEN), "idea", signed.id)
    assert about is not None
    report(factories.viewer(BEN), about, Reason.PRIVATE, "Names Zarabeth Quillonby", now=now)


def _in_what_went_wrong(zara: Person) -> None:
    """What servers, databases and CRMs said of her."""
    now = clock.now()
    connection = Connection(
        name="HubSpot", vendor="hubspot", url="https://crm.example", credentials="x", created_by_id=factories.person(ROOT).id, created_at=now,
        problem="409 zarabeth@quillonby.example",
    )
    made = events.record("ping", at=now, endpoint_id=0)
    db.session.add_all([connection, JobRun(name="test", error="IntegrityError: zarabeth@quillonby.example")])
    db.session.flush()
    db.session.add_all([
        SyncAttempt(connection_id=connection.id, at=now, request="POST /batch", status=400, reply='{"email": "zarabeth@quillonby.example"}'),
        Pending(connection_id=connection.id, subject_kind="person", subject_id=factories.person(BEN).id, since=now, problem=f"{KEY} is another's"),
        Dispatch(event_id=made.id, handler="none", state="failed", run_at=now, error="KeyError: zarabeth@quillonby.example"),
        MailServer(id=1, problem="550 <zarabeth@quillonby.example>"),
    ])
    may_be_answered(ZARA.email, None, now)


def _in_files(zara_id: int) -> None:
    """One that was taken in, one that was looked at, and what a CRM pushed."""
    columns = {name: name for name in ("external_id", "name", "email")}
    for goes_on in (True, False):
        with writing():
            row = add_upload(factories.viewer(ROOT), "contacts", "from Zarabeth Quillonby.csv", ROWS.encode(), columns, now=clock.now())
            map_columns(row, columns)
            upload_id = row.id
        drain(uploads.process, pushed.process)
        if goes_on:
            with writing():
                apply_upload(factories.viewer(ROOT), db.session.get_one(Upload, upload_id), now=clock.now())
            drain(uploads.process)


def is_answered() -> bool:
    return db.session.query(Answered).count() > 0
