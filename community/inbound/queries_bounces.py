"""Questions about what came back, and about addresses nothing is sent to."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, func, select

from community.accounts.models import Person
from community.accounts.rules import fold
from community.db import db
from community.inbound.models_bounces import Bounce, Suspension
from community.inbound.rules_bounces import CLEARED
from community.notifications.models import Mail

PAGE_SIZE = 50


def mail_to_change(mail_id: int) -> Mail | None:
    return db.session.get(Mail, mail_id, with_for_update=True) if 0 < mail_id < 2**31 else None


def mail_by_message_id(message_ids: tuple[str, ...]) -> int | None:
    """The mail of ours that has one of these; they cannot be guessed."""
    return db.session.scalar(select(Mail.id).where(Mail.message_id.in_(message_ids[:20])).order_by(Mail.id).limit(1))


def bounce_of(address: str, day: date, *, complaint: bool) -> Bounce | None:
    same = (Bounce.address_folded == fold(address), Bounce.day == day, Bounce.complaint.is_(complaint))
    return db.session.scalar(select(Bounce).where(*same).with_for_update())


def points_of(address: str, now: datetime) -> int:
    """What has come back from an address lately, and was not forgiven."""
    counted = select(func.sum(Bounce.points)).where(Bounce.address_folded == fold(address), Bounce.at > now - CLEARED)
    return db.session.scalar(counted) or 0


def counted(address: str) -> list[Bounce]:
    """Everything that still counts against an address."""
    return list(db.session.scalars(select(Bounce).where(Bounce.address_folded == fold(address), Bounce.points > 0)))


def suspension_of(person_id: int) -> Suspension | None:
    """The one that holds for a person, if any."""
    return db.session.scalar(select(Suspension).where(Suspension.person_id == person_id, Suspension.ended_at.is_(None)).limit(1))


def suspended_since(since: datetime) -> int:
    return db.session.scalar(select(func.count()).select_from(Suspension).where(Suspension.since > since)) or 0


def untold() -> list[Suspension]:
    """Those that hold and that administrators were not told of, the oldest first."""
    statement = select(Suspension).where(Suspension.told_at.is_(None), Suspension.ended_at.is_(None))
    return list(db.session.scalars(statement.order_by(Suspension.id)))


def next_to_end(now: datetime) -> Suspension | None:
    """One whose time is over."""
    over = (Suspension.ended_at.is_(None), Suspension.since <= now - CLEARED)
    return db.session.scalar(select(Suspension).where(*over).order_by(Suspension.since).limit(1).with_for_update(skip_locked=True))


@dataclass(frozen=True)
class SuspendedPage:
    """Rows are a suspension, and its person's name and role."""

    rows: list[Row]
    next_id: int


def suspended(before: int = 0) -> SuspendedPage:
    """Those that hold, one keyset page, the newest first."""
    statement = select(Suspension, Person.name, Person.role).join(Person, Person.id == Suspension.person_id)
    statement = statement.where(Suspension.ended_at.is_(None)).order_by(Suspension.id.desc()).limit(PAGE_SIZE + 1)
    rows = list(db.session.execute(statement.where(Suspension.id < before) if before else statement))
    return SuspendedPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].Suspension.id if len(rows) > PAGE_SIZE else 0)


def ended(most: int = 20) -> list[Row]:
    """The latest that are over."""
    statement = select(Suspension, Person.name).join(Person, Person.id == Suspension.person_id)
    statement = statement.where(Suspension.ended_at.is_not(None)).order_by(Suspension.ended_at.desc(), Suspension.id.desc())
    return list(db.session.execute(statement.limit(most)))


def complaints(since: datetime) -> int:
    """On how many days people called a mail of ours unwanted, each of them counted."""
    return db.session.scalar(select(func.count()).select_from(Bounce).where(Bounce.cause == "complaint", Bounce.at > since)) or 0
