"""Questions of the mail log."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.rules import clean_email, fold
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.notifications.models import Mail
from community.notifications.models_tries import MailTry
from community.notifications.queries import WAITING
from community.notifications.rules import SIGN_IN
from community.responses.models import Clock
from community.responses.models_alerts import Alert, MentionAlert

PAGE_SIZE = 30
DAY = timedelta(days=1)
MOST_REASONS = 5


@dataclass(frozen=True)
class MailFilter:
    """`since` and `until` bound when it was written, the second excluded; `before` is the id of the last row shown."""

    state: str = ""
    kind: str = ""
    address: str = ""
    idea_id: int = 0
    person_id: int = 0
    since: datetime | None = None
    until: datetime | None = None
    before: int = 0


@dataclass(frozen=True)
class MailPage:
    rows: list[Row]
    next_id: int


_LINE = (
    Mail.id, Mail.kind, Mail.address, Mail.subject, Mail.state, Mail.reason, Mail.attempts, Mail.created_at, Mail.sent_at,
    Mail.run_at, (func.length(Mail.content) > 0).label("has_bytes"),
)


def mails(wanted: MailFilter) -> MailPage:
    """One keyset page, the newest first."""
    statement = select(*_LINE).where(*_narrowed(wanted)).order_by(Mail.id.desc()).limit(PAGE_SIZE + 1)
    rows = list(db.session.execute(statement))
    return MailPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else 0)


def _narrowed(wanted: MailFilter) -> list[ColumnElement[bool]]:
    columns = {"state": Mail.state, "kind": Mail.kind, "idea_id": Mail.idea_id, "person_id": Mail.person_id}
    given = [column == value for name, column in columns.items() if (value := getattr(wanted, name))]
    if wanted.address:
        given.append(Mail.address.in_(_forms_of(wanted.address)))
    if wanted.before:
        given.append(Mail.id < wanted.before)
    return [*given, *_written_between(wanted.since, wanted.until)]


def _forms_of(address: str) -> set[str]:
    """How an address may be stored that was typed like this: as it was given, or as its owner gave it."""
    owner = select(Person.email).where(Person.email_folded == fold(address))
    return {address, fold(address), clean_email(address), *(email for email in db.session.scalars(owner) if email)}


def _written_between(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    """Numbers grow with time, give or take a moment: so bounded, a list by number need not walk all that is newer."""
    given: list[ColumnElement[bool]] = []
    if since:
        given += [Mail.created_at >= since, Mail.id >= func.coalesce(_first_after(since - DAY), 0)]
    if until:
        given += [Mail.created_at < until, Mail.id <= func.coalesce(_first_after(until + DAY), 2**31)]
    return given


def _first_after(moment: datetime) -> ColumnElement[int]:
    return select(Mail.id).where(Mail.created_at >= moment).order_by(Mail.created_at, Mail.id).limit(1).scalar_subquery()


@dataclass(frozen=True)
class Given:
    """What is given up and can be sent again: how many, up to which number, since when, and the reasons most of them share."""

    count: int
    last_id: int
    oldest: datetime | None
    reasons: list[tuple[str, int]]


def can_go_again(wanted: MailFilter) -> Select:
    """Ids of the mails given up that match this filter; codes to sign in are past by now, and what has no bytes cannot go."""
    return select(Mail.id).where(*_narrowed(wanted), Mail.state == "dead", Mail.kind != SIGN_IN, func.length(Mail.content) > 0)


def given_up(wanted: MailFilter) -> Given:
    found = select(Mail.id, Mail.created_at, Mail.reason).where(Mail.id.in_(can_go_again(wanted))).subquery()
    count, last_id, oldest = db.session.execute(select(func.count(), func.max(found.c.id), func.min(found.c.created_at))).one()
    so_many = func.count().label("so_many")
    reasons = select(found.c.reason, so_many).group_by(found.c.reason).order_by(so_many.desc(), found.c.reason).limit(MOST_REASONS)
    return Given(count, last_id or 0, oldest, [(row[0], row[1]) for row in db.session.execute(reasons)])


@dataclass(frozen=True)
class Line:
    """One alert in a mail: of which idea, cycle and tier, and since when it was due to be told; or of which mention, which
    has neither idea nor cycle yet."""

    idea_id: int
    title: str
    cycle: int
    tier: int
    at: datetime
    mention_id: int = 0


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
    for row in db.session.execute(statement) if mail_ids else ():
        told[row.mail_id or 0].append(Line(row.idea_id, row.title, row.cycle, row.tier, row.at))
    of_mentions = select(MentionAlert).where(MentionAlert.mail_id.in_(mail_ids)).order_by(MentionAlert.due_at, MentionAlert.id)
    for alert in db.session.scalars(of_mentions) if mail_ids else ():
        told[alert.mail_id or 0].append(Line(0, "", 0, alert.tier, alert.at, alert.mention_id))
    return told


@dataclass(frozen=True)
class Queue:
    """How sending goes: what is due now and since when, what is tried later, what was given up, what came back, and what
    went in a day."""

    due: int
    oldest: datetime | None
    later: int
    dead: int
    bounced: int
    sent: int


def queue(now: datetime) -> Queue:
    """One statement, each count read from an index alone."""
    due = Mail.run_at <= now
    waiting = select(func.count().filter(due).label("due"), func.min(Mail.run_at).filter(due).label("oldest"), func.count().filter(~due).label("later"))
    found = waiting.where(Mail.state.in_(WAITING)).subquery()
    others = [_count(Mail.state == "dead"), _count(Mail.state == "bounced"), _count(Mail.sent_at > now - DAY)]
    row = db.session.execute(select(found.c.due, found.c.oldest, found.c.later, *others)).one()
    return Queue(*row)


def _count(*where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(Mail).where(and_(*where)).scalar_subquery()


@dataclass(frozen=True)
class MailRead:
    """One mail with what it is about: whom it went to, of which idea, after which event and whose act, and its tries."""

    mail: Mail
    person: str
    title: str
    event: str
    event_at: datetime | None
    actor: str
    tries: list[MailTry]


def mail_to_read(mail_id: int) -> MailRead | None:
    actor = aliased(Person)
    statement = (
        select(Mail, Person.name, Idea.title, Event.kind, Event.at, actor.name)
        .outerjoin(Person, Person.id == Mail.person_id)
        .outerjoin(Idea, Idea.id == Mail.idea_id)
        .outerjoin(Event, Event.id == Mail.event_id)
        .outerjoin(actor, actor.id == Event.actor_id)
    )
    row = db.session.execute(statement.where(Mail.id == mail_id)).one_or_none() if 0 < mail_id < 2**31 else None
    if row is None:
        return None
    mail, person, title, kind, at, by = row
    tries = db.session.scalars(select(MailTry).where(MailTry.mail_id == mail_id).order_by(MailTry.id))
    return MailRead(mail, person or "", title or "", kind or "", at, by or "", list(tries))
