"""How fast mails leave: so many a minute to one domain, and none while the server had better be left alone."""

from datetime import datetime

from sqlalchemy import delete

from community.db import db
from community.notifications import queries_sending, rules_sending
from community.notifications.models import Mail
from community.notifications.models_sending import FullDomain, MailServer
from community.notifications.rules import Outcome


def has_room(mail: Mail, rate: int, now: datetime) -> bool:
    """Whether this mail may go now; where it may not, its domain is passed over until there is room again."""
    if not rate or mail.priority < rules_sending.UNHURRIED or not mail.domain:
        return True
    until = rules_sending.full_until(queries_sending.tries_lately(mail.domain, rate, now), rate, now)
    if until is None:
        return True
    db.session.merge(FullDomain(domain=mail.domain, until=until))
    db.session.flush()
    return False


def note_server(outcome: Outcome, now: datetime) -> None:
    """Count what ends badly in a row; a server that cannot be used is left alone for a while, longer each time."""
    row = queries_sending.server()
    if not (outcome.untried or outcome.ours or outcome.broken):
        if row is not None and row.failures:
            row.failures, row.since, row.rests_until, row.problem = 0, None, None, ""
        return
    if row is None:
        row = MailServer(id=1, failures=0)
        db.session.add(row)
    row.failures, row.since, row.problem = row.failures + 1, row.since or now, outcome.reply
    rest = rules_sending.rest_after(row.failures, untried=outcome.untried)
    row.rests_until = now + rest if rest else None
    db.session.flush()


def try_now(now: datetime) -> None:
    """Leave the server alone no longer."""
    row = queries_sending.server()
    if row is not None:
        row.rests_until = None


def forget_full_domains(now: datetime) -> None:
    db.session.execute(delete(FullDomain).where(FullDomain.until <= now))
