"""Webhook endpoints and every delivery to them, with each try."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class Endpoint(Base):
    """Where a CRM listens. Secrets are sealed; `events` lists the kinds it asked for; `purpose` is what customers read of it.

    With `cloud_events` the headers of CloudEvents go along, and `handshake` is what the receiver said when it was asked, at
    `handshake_at`, whether it wants them.
    `old_secrets` are `[sealed, until]` pairs that still sign after a rotation. `busy_until` and `served_at` give
    each endpoint one turn at a time, and a rest after it did not answer, so that one that hangs keeps only itself waiting.
    """

    __tablename__ = "endpoints"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(2000))
    purpose: Mapped[str] = mapped_column(String(200), default="", server_default="")
    secret: Mapped[str] = mapped_column(Text)
    old_secrets: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    events: Mapped[list[str]] = mapped_column(JSON, default=list)
    cloud_events: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    handshake: Mapped[str] = mapped_column(String(200), default="", server_default="")
    handshake_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_success_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_reason: Mapped[str] = mapped_column(String(20), default="")
    busy_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    served_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Delivery(Base):
    """One event for one endpoint: the bytes every try sends. `state` is queued, done, failed, or recalled: called back before
    it arrived, because whom it names refused or was erased.

    `person_id` is whom it names, and nobody else is; once they are erased the body is empty. `attempts` counts the tries since it was last queued; their log keeps all.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_id"),
        Index("ix_deliveries_due", "endpoint_id", "state", "run_at", "id"),
        Index("ix_deliveries_person", "person_id", "id"),
        Index("ix_deliveries_age", "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("endpoints.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    person_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(40))
    webhook_id: Mapped[str] = mapped_column(String(64), unique=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8), default="queued")
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(36))
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Attempt(Base):
    """One try of one delivery: a status, the start of the reply and the headers that explain it, or the problem why there is
    none."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[int | None]
    latency_ms: Mapped[int | None]
    reply: Mapped[str] = mapped_column(Text, default="")
    headers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    problem: Mapped[str] = mapped_column(String(20), default="")
