"""Processing mails that came in: each leased, understood outside any transaction, and settled in one."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from flask import current_app
from sqlalchemy import delete, update

from community import audit
from community.accounts.models import Person
from community.accounts.queries import person, person_by_email
from community.accounts.rules import PersonState, fold
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.rules import shows_something
from community.inbound import guarding, queries, rules, vouching
from community.inbound.acting import Became, Reply, SentBack, act
from community.inbound.answering import send_back
from community.inbound.bouncing import take_bounce
from community.inbound.models import Answered, Received
from community.inbound.reading import Letter
from community.notifications.actions_preferences import stop_by_mail
from community.notifications.reply_keys import ReplyKey, read_key


@dataclass(frozen=True)
class Leased:
    """A mail in hand, and the lease under which what becomes of it may be noted."""

    id: int
    lease: str
    content: bytes


def claim_next(now: datetime) -> Leased | None:
    """Lease the first mail that is due. The try is counted before it is made, so that one that kills the worker counts."""
    received = queries.next_due(now)
    if received is None:
        return None
    if received.attempts >= rules.MOST_TRIES:
        received.state, received.lease, received.error = "failed", None, received.error or "Every try ended without a word."
        db.session.flush()
        return claim_next(now)
    received.lease, received.leased_until = secrets.token_hex(16), now + rules.LEASE
    received.attempts += 1
    db.session.flush()
    return Leased(received.id, received.lease, received.content)


def settle(leased: Leased, letter: Letter, *, now: datetime) -> bool:
    """Do what the mail asks for and note it, in one transaction; False when another worker has it by now."""
    received = queries.leased(leased.id, leased.lease)
    if received is None:
        return False
    became = _become(received, letter, now)
    received.state, received.outcome, received.reason = "done", became.outcome, became.reason
    received.person_id, received.idea_id, received.answer_id = became.person_id, became.idea_id, became.answer_id
    received.processed_at, received.lease, received.leased_until, received.error = now, None, None, ""
    if became.outcome == "ignored":
        received.content = received.content[: rules.HEAD]
    db.session.flush()
    return True


def postpone(leased: Leased, problem: Exception, *, now: datetime) -> None:
    """Push it ahead, so that it stops no other; after the last try it waits for staff."""
    received = queries.leased(leased.id, leased.lease)
    if received is None:
        return
    wait = rules.wait_after(received.attempts)
    received.lease = received.leased_until = None
    received.error = f"{type(problem).__name__}: {problem}".replace("\x00", "")[:2000]
    received.state, received.run_at = ("waiting", now + wait) if wait else ("failed", now)
    db.session.flush()


def process_again(actor: Viewer, received: Received, *, now: datetime) -> bool:
    """Put it back into the queue; False for one that became something, or whose bytes are gone."""
    if received.state == "waiting" or received.outcome not in rules.AGAIN or not received.content:
        return False
    before = {"state": received.state, "outcome": received.outcome}
    received.state, received.outcome, received.reason, received.run_at, received.attempts = "waiting", "", "", now, 0
    audit.log("received.again", actor_id=actor.id, at=now, subject=("received", received.id), before=before, after={"state": "waiting"})
    db.session.flush()
    return True


def prune(now: datetime) -> bool:
    """Empty a batch of mails whose 30 days are over, and forget what is long past; False when nothing was left."""
    old = queries.old(now - rules.KEPT)
    if old:
        db.session.execute(update(Received).where(Received.id.in_(old)).values(content=b""))
    db.session.execute(delete(Answered).where(Answered.at < now - rules.ANSWER_AGAIN))
    db.session.execute(delete(Received).where(Received.received_at < now - rules.REMEMBERED, Received.state != "waiting"))
    return bool(old)


def _become(received: Received, letter: Letter, now: datetime) -> Became:
    """What stops mails first, whoever sent it; then programs, then who wrote it, then what it is for."""
    stopped = stop_by_mail([received.recipient, *letter.recipients], now=now)
    if stopped is not None:
        return Became("report", "stopped", stopped)
    left_alone = guarding.why_left_alone(letter.message, received.sender) or _is_ours(letter)
    if left_alone:
        report = take_bounce(received.content, recipient=received.recipient, now=now)
        return Became("report", report) if report else Became("ignored", left_alone)
    key = _key_in(received, letter, now)
    writer = _writer(key, letter)
    code = _fault(received, letter, key, writer)
    if code and writer is None and (code == "disowned" or (key is None and not _is_known(letter))):
        return Became("ignored", code)
    try:
        if code or writer is None or key is None:
            raise SentBack(code)
        return act(Reply(writer, key, letter, now))
    except SentBack as refused:
        idea_id = key.idea_id if key and writer else None
        answer_id = send_back(received, letter, writer, refused.code, idea_id=idea_id, now=now)
        return Became("returned", refused.code, writer.id if writer else None, idea_id, answer_id)


def _is_ours(letter: Letter) -> str:
    ours = parseaddr(current_app.config["SETTINGS"].mail_from)[1]
    return "ours" if any(fold(sender) == fold(ours) for sender in letter.senders) else ""


def _key_in(received: Received, letter: Letter, now: datetime) -> ReplyKey | None:
    """The envelope knows best whom it is for; else the head, where a mailbox of all addresses has it."""
    found = (read_key(address, now) for address in (received.recipient, *letter.recipients))
    return next(filter(None, found), None)


def _writer(key: ReplyKey | None, letter: Letter) -> Person | None:
    """Whose key it is, where the mail is from their one address and no other."""
    found = person(key.person_id) if key else None
    if found is None or len(letter.senders) != 1 or fold(letter.senders[0]) != found.email_folded:
        return None
    return found


def _fault(received: Received, letter: Letter, key: ReplyKey | None, writer: Person | None) -> str:
    """Why it cannot become anything, before looking at the idea; the first reason of several."""
    if vouching.is_disowned(letter.message, current_app.config["SETTINGS"].authserv):
        return "disowned"
    if key is None:
        return "no_key"
    if writer is None:
        return "wrong_sender"
    if received.size > rules.LARGEST:
        return "too_large"
    if key.expired:
        return "expired"
    if writer.state != PersonState.ACTIVE:
        return "no_right"
    return "" if shows_something(letter.words) else "empty"


def _is_known(letter: Letter) -> bool:
    """Whether somebody here has that address: strangers who reply to nothing of ours are left alone."""
    return any(person_by_email(sender) is not None for sender in letter.senders)
