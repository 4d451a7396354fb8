"""What follows when a mail comes back, or its reader complains."""

from datetime import datetime

from community.accounts.models import Person
from community.accounts.rules import fold
from community.db import db
from community.inbound import queries_bounces as queries
from community.inbound import rules_bounces as rules
from community.inbound.models_bounces import Bounce
from community.inbound.reports import ARRIVED, COMPLAINT, DELAYED, Report, read_report
from community.inbound.suspending import suspend
from community.notifications import actions_alerts, outside
from community.notifications.actions_preferences import choose_paces
from community.notifications.envelopes import BOUNCES, mail_of
from community.notifications.models import Mail
from community.notifications.rules import SIGN_IN
from community.notifications.rules_telling import OUTSIDE, REFUSABLE, Pace

BOUNCED, UNKNOWN = "bounced", "unknown"


def take_bounce(raw: bytes, *, recipient: str = "", now: datetime) -> str:
    """What a mail that came in reports of one of ours, and everything that follows from it. Never raises for any bytes.

    recipient: whom the envelope named, "" where it is unknown. Returns bounced, delayed, arrived or complaint; unknown where
    it reports something and no mail of ours is meant, which changes nothing; "" where it is no report.
    """
    report = read_report(raw)
    if report is None:
        return ""
    mail = _mail_meant(report, recipient)
    if mail is None:
        return UNKNOWN
    if report.what in (ARRIVED, DELAYED):
        return report.what
    if report.what == COMPLAINT:
        _take_complaint(mail, report.reason, now)
        return COMPLAINT
    _take_failure(mail, rules.cause_of(report.status), report.status, report.reason, now)
    return BOUNCED


def take_refusal(mail_id: int, reply: str, *, now: datetime) -> None:
    """A server refused a mail for good while we spoke with it: where that is about the address, it counts as if it had come
    back; the mail is noted as given up already."""
    mail = queries.mail_to_change(mail_id)
    if mail is not None and rules.is_of_the_recipient(reply):
        _count(mail, "hard", rules.status_in(reply), reply, now)


def _mail_meant(report: Report, recipient: str) -> Mail | None:
    """By the key it was sent to; else by keys and Message-IDs in what it returns. A key that is none of ours is a forgery."""
    local = recipient.strip("<> ").partition("@")[0].lower()
    keys = (local,) if local.startswith(f"{BOUNCES}+") else report.keys
    found = next((mail_id for key in keys if (mail_id := mail_of(key))), None)
    if found is None and not keys:
        found = queries.mail_by_message_id(report.message_ids)
    return queries.mail_to_change(found) if found else None


def _take_failure(mail: Mail, cause: str, status: str, reason: str, now: datetime) -> None:
    if mail.state != "bounced":
        mail.state, mail.bounced_at, mail.reason = "bounced", now, reason or status
        actions_alerts.pass_on_unread(mail, now)
    _count(mail, cause, status, reason, now)


def _count(mail: Mail, cause: str, status: str, reason: str, now: datetime) -> None:
    """One count for an address and day: the worst of it."""
    person = _still_there(mail)
    bounce = _note(mail, person, cause, status, reason, now)
    if person is not None and rules.is_enough(queries.points_of(mail.address, now), status, proves_address=mail.kind == SIGN_IN):
        suspend(person, bounce, now=now)
    elif person is None and mail.kind in OUTSIDE and rules.is_enough(queries.points_of(mail.address, now), status, proves_address=False):
        outside.hold_back(mail.address, now=now)


def _note(mail: Mail, person: Person | None, cause: str, status: str, reason: str, now: datetime) -> Bounce:
    points, day, complaint = rules.POINTS[cause], now.date(), cause == "complaint"
    bounce = queries.bounce_of(mail.address, day, complaint=complaint)
    if bounce is None:
        bounce = Bounce(address_folded=fold(mail.address), day=day, complaint=complaint, points=-1)
        db.session.add(bounce)
    if points > bounce.points:
        bounce.person_id, bounce.cause, bounce.points, bounce.mail_id = person.id if person else None, cause, points, mail.id
        bounce.status, bounce.reason, bounce.at = status, reason, now
    db.session.flush()
    return bounce


def _still_there(mail: Mail) -> Person | None:
    """Whom it was for, while that is still their address."""
    person = db.session.get(Person, mail.person_id, with_for_update=True) if mail.person_id else None
    return person if person is not None and person.email_folded == fold(mail.address) else None


def _take_complaint(mail: Mail, kind: str, now: datetime) -> None:
    """Whoever called a mail unwanted gets none any more that can be refused."""
    person = _still_there(mail)
    _note(mail, person, "complaint", "", kind, now)
    if person is not None:
        choose_paces(person.id, dict.fromkeys(REFUSABLE, Pace.NEVER), now=now)
    elif mail.kind in OUTSIDE:
        outside.refuse(mail.address, now=now)
