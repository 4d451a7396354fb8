"""The community's own settings and the summary the worker keeps: one row, read once a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from community import audit
from community.audit import AuditEntry
from community.db import Base, UtcDateTime, db
from community.events import Event

DEFAULT_NAME = "Ideas"
DEFAULT_ACCENT = ""
HALF_LIFE_MONTHS = 12
"""So long until a point counts half, unless the community says otherwise."""


class Site(Base):
    """Row 1. `version` grows with every change that a cached page must notice. `ledgers_wrong`: of how many people the ledger
    differed from what it follows from, when all were proved at `ledgers_proved_at`."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80), default=DEFAULT_NAME)
    company: Mapped[str] = mapped_column(String(80), default="")
    promise: Mapped[str] = mapped_column(String(300), default="")
    accent: Mapped[str] = mapped_column(String(7), default=DEFAULT_ACCENT)
    hold_first_ideas: Mapped[bool] = mapped_column(default=False)
    half_life_months: Mapped[int] = mapped_column(default=HALF_LIFE_MONTHS, server_default=str(HALF_LIFE_MONTHS))
    version: Mapped[int] = mapped_column(default=1)
    ledgers_wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    ledgers_proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    summary: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


@dataclass(frozen=True)
class SiteFacts:
    name: str = DEFAULT_NAME
    company: str = ""
    promise: str = ""
    accent: str = DEFAULT_ACCENT
    hold_first_ideas: bool = False
    version: int = 0
    summary: dict[str, Any] = field(default_factory=dict)
    half_life_months: int = HALF_LIFE_MONTHS


_FACTS = select(
    Site.name, Site.company, Site.promise, Site.accent, Site.hold_first_ideas, Site.version, Site.summary, Site.half_life_months,
).where(Site.id == 1)


def site_facts() -> SiteFacts:
    """The community's settings, or the defaults before `heed init` has run."""
    row = db.session.execute(_FACTS).one_or_none()
    return SiteFacts(*row) if row else SiteFacts()


def change_site(actor_id: int | None, values: Mapping[str, Any], *, now: datetime) -> None:
    """Set the community's own settings; every cached page notices."""
    row = db.session.get_one(Site, 1)
    before, after = audit.change(row, values)
    if after:
        row.version += 1
        audit.log("site.changed", actor_id=actor_id, at=now, subject=("site", 1), before=before, after=after)


_NEWEST = select(func.max(Event.id)).scalar_subquery()
_LATELY = select(func.count()).where(Event.id > _NEWEST - 1000).scalar_subquery()
_ACTS = select(func.max(AuditEntry.id)).scalar_subquery()
_FACTS_AND_CHANGES = _FACTS.add_columns(_NEWEST, _LATELY, _ACTS)


def facts_and_changes() -> tuple[SiteFacts, str]:
    """The settings, and a word that differs after every change that a visitor's page could show.

    What visitors see changes with an event, with an act of staff in the audit log, or with this row. Events are
    counted too, since on PostgreSQL one with a smaller id may be committed after one with a greater.
    """
    row = db.session.execute(_FACTS_AND_CHANGES).one_or_none()
    if row is None:
        return SiteFacts(), ""
    *facts, newest, lately, acts = row
    return SiteFacts(*facts), f"{facts!r} {newest} {lately} {acts}"


def touch_site() -> None:
    """Make every cached page notice that topics or settings changed."""
    db.session.execute(update(Site).where(Site.id == 1).values(version=Site.version + 1))
