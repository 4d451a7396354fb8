"""What comes in from a CRM: who may push to us, what was pushed, files that are taken in, and what staff must decide."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from community.db import Base, UtcDateTime


class Source(Base):
    """A CRM that pushes to us, by the name in its address; its secret is sealed and was shown once."""

    __tablename__ = "crm_sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    secret: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Pushed(Base):
    """One message of a source, under the id it was sent with: a second one with that id is a replay.

    `state` is waiting, done or failed. The body goes as soon as it is done; `outcome` keeps counts and, of rows that could
    not be used, their places and reasons.
    """

    __tablename__ = "crm_pushed"
    __table_args__ = (UniqueConstraint("source_id", "webhook_id"), Index("ix_crm_pushed_due", "state", "run_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("crm_sources.id"))
    webhook_id: Mapped[str] = mapped_column(String(200))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Upload(Base):
    """A file that staff take in: looked at first, then applied. `content` goes with the end, or after a day.

    `what` is accounts or contacts; `mapping` says which column is which field ("" for none); `state` is mapping,
    checking, ready, applying, done, failed or dropped; `read` counts the rows of the present stretch.
    """

    __tablename__ = "crm_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    mapping: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(8), index=True)
    read: Mapped[int] = mapped_column(default=0)
    preview: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Conflict(Base):
    """What a CRM said that was not taken over, until staff decide; `mark` names it, so that it is asked once.

    `kind` is domain_taken, mail_taken or mail_differs; `external_id` the CRM's key of whoever it speaks of; `person_id` or
    `organisation_id` whom we know under that key, if anybody; `other_id` who stands in the way. `said` is the whole row where
    nothing of it was taken over. `decision` is keep, take or key.
    """

    __tablename__ = "crm_conflicts"
    __table_args__ = (UniqueConstraint("mark"), Index("ix_crm_conflicts_open", "decided_at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(12))
    external_id: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(String(254))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    other_id: Mapped[int | None]
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    source: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decision: Mapped[str] = mapped_column(String(4), default="")
