"""Connections to CRMs we write to, what each has confirmed, what waits for it, and what was tried."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class Connection(Base):
    """A CRM, how it is reached and which of our fields it is sent.

    `mapping` is what `vendors.Mapping` reads. `credentials` and `token`, the last one OAuth gave, are sealed. It sends while
    `enabled_at` is set. `failures` counts the turns in a row in which the CRM as a whole could not be used.
    """

    __tablename__ = "connections"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    vendor: Mapped[str] = mapped_column(String(20))
    url: Mapped[str] = mapped_column(String(2000))
    credentials: Mapped[str] = mapped_column(Text)
    token: Mapped[str] = mapped_column(Text, default="")
    token_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    enabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_reason: Mapped[str] = mapped_column(String(20), default="")
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_success_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(Text, default="")
    lease: Mapped[str | None] = mapped_column(String(36))
    busy_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    served_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Pending(Base):
    """A person or an account that this CRM may know an older state of; many changes fold into one row.

    `changes` counts them, so that one which comes while we send is not taken for sent. A row with a `problem` was refused by
    the CRM with these words, and waits for the next change or for an administrator.
    """

    __tablename__ = "connection_pending"
    __table_args__ = (Index("ix_connection_pending_due", "connection_id", "refused_at", "subject_kind", "since"),)

    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    changes: Mapped[int] = mapped_column(default=1)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(Text, default="")


class Acknowledged(Base):
    """What a CRM last confirmed of one person or account: a keyed hash for each of our fields, never the value.

    `crm_id` is the CRM's own number for the record, `tied` those of the companies we tied a contact to; empty where that was
    before we kept it.
    """

    __tablename__ = "connection_acknowledged"
    __table_args__ = (Index("ix_connection_acknowledged_subject", "subject_kind", "subject_id"),)

    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)
    crm_id: Mapped[str] = mapped_column(String(64), default="")
    hashes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    tied: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SyncAttempt(Base):
    """One request to a CRM: how many records it carried, its status and time, and what was said when it failed."""

    __tablename__ = "connection_attempts"
    __table_args__ = (Index("ix_connection_attempts_age", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    request: Mapped[str] = mapped_column(String(300))
    records: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    latency_ms: Mapped[int | None]
    reply: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[str] = mapped_column(String(20), default="")


class CrmRun(Base):
    """One walk over all accounts and people, for a connection or a webhook endpoint; `stage` and `cursor` say how far it has come.

    `kind` is dry (count only), send (everything as of now) or check (the nightly comparison). `counts` is its result.
    """

    __tablename__ = "crm_runs"
    __table_args__ = (
        Index("ix_crm_runs_open", "finished_at", "id"),
        Index("ix_crm_runs_connection", "connection_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int | None] = mapped_column(ForeignKey("connections.id"))
    endpoint_id: Mapped[int | None] = mapped_column(ForeignKey("endpoints.id"))
    kind: Mapped[str] = mapped_column(String(8))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stage: Mapped[str] = mapped_column(String(8), default="account")
    cursor: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    seen: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
