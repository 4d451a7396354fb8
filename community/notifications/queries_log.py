"""Questions of the mail log."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select

from community.accounts.rules import fold
from community.db import db
from community.ideas.models import Idea
from community.notifications.models import Mail
from community.notifications.queries import WAITING
from community.responses.models import Clock
from community.responses.models_alerts import Alert

PAGE_SIZE = 30
DAY = timedelta(days=1)


@dataclass(frozen=True)
class MailFilter:
    """`before` is the id of the last row already shown."""

    state: str = ""
    kind: str = ""
    address: str = ""
    before: int = 0


@dataclass(frozen=True)
class MailPage:
    rows: list[Row]
    next_id: int


@dataclass(frozen=True)
class Queue:
    """How sending goes: what is due now and since when, what is tried later, what was given up, what went in a day."""

    due: int
    oldest: datetime | None
    later: int
    dead: int
    sent: int


_LINE = (
    Mail.id, Mail.kind, Mail.address, Mail.subject, Mail.state, Mail.reason, Mail.attempts, Mail.created_at, Mail.sent_at,
    Mail.run_at, Mail.message_id, (func.length(Mail.content) > 0).label("has_bytes"),
)


def mails(wanted: MailFilter) -> MailPage:
    """One keyset page, the newest first."""
    statement = select(*_LINE).order_by(Mail.id.desc()).limit(PAGE_SIZE + 1)
    for column, value in ((Mail.state, wanted.state), (Mail.kind, wanted.kind)):
        if value:
            statement = statement.where(column == value)
    if wanted.address:
        statement = statement.where(func.lower(Mail.address) == fold(wanted.address))
    if wanted.before:
        statement = statement.where(Mail.id < wanted.before)
    rows = list(db.session.execute(statement))
    return MailPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else 0)


@dataclass(frozen=True)
class Line:
    """One alert in a mail: of which idea, cycle and tier, and since when it was due to be told."""

    idea_id: int
    title: str
    cycle: int
    tier: int
    at: datetime


def told_in(mail_ids: list[int]) -> dict[int, list[Line]]:
    """What each of these mails of the alarm tells, the most urgent first."""
    statement = (
        select(Alert.mail_id, Alert.idea_id, Idea.title, Clock.cycle, Alert.tier, Alert.at)
        .join(Clock, Clock.id == Alert.clock_id)
        .join(Idea, Idea.id == Alert.idea_id)
        .where(Alert.mail_id.in_(mail_ids))
        .order_by(Clock.due_at, Alert.id)
    )
    told: dict[int, list[Line]] = defaultdict(list)
    for row in db.session.execute(statement):
        told[row.mail_id or 0].append(Line(row.idea_id, row.title, row.cycle, row.tier, row.at))
    return told


def queue(now: datetime) -> Queue:
    due = (Mail.state.in_(WAITING), Mail.run_at <= now)
    count, oldest = db.session.execute(select(func.count(), func.min(Mail.run_at)).where(*due)).one()
    return Queue(
        due=count, oldest=oldest, later=_count(Mail.state.in_(WAITING), Mail.run_at > now), dead=_count(Mail.state == "dead"),
        sent=_count(Mail.state == "sent", Mail.sent_at > now - DAY),
    )


def _count(*where: object) -> int:
    return db.session.scalar(select(func.count()).select_from(Mail).where(*where)) or 0  # type: ignore[arg-type]
