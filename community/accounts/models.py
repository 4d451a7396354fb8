"""People, their organisations, sign-ins, sessions and what is held until they return."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from community.accounts.rules import (
    LONGEST_FOLDED_NAME,
    LONGEST_FOLDED_ORGANISATION,
    Level,
    PersonState,
    Role,
    fold_name,
)
from community.db import Base, UtcDateTime


class Organisation(Base):
    """An account: a customer company, as the CRM knows it. Value, segment, renewal and fields are for staff only.

    `name_folded` follows `name` and is what is searched. `value_cents` is in minor units of its currency, for each
    `value_period` (year, month or once). `crm_at` is when a CRM last spoke of it, `fields` what else it said, flat.
    `shown`: its name may stand beside those of its people, for everybody. Of an account that a CRM made staff say so first.
    """

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(LONGEST_FOLDED_ORGANISATION), default="", server_default="")
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    domain: Mapped[str | None] = mapped_column(String(253), unique=True)
    segment: Mapped[str] = mapped_column(String(80), default="")
    value_cents: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="")
    owner_name: Mapped[str] = mapped_column(String(120), default="")
    owner_email: Mapped[str] = mapped_column(String(254), default="")
    value_period: Mapped[str] = mapped_column(String(5), default="year", server_default="year")
    renewal_on: Mapped[date | None] = mapped_column(Date, index=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    crm_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shown: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @validates("name")
    def _fold_name(self, key: str, name: str) -> str:
        self.name_folded = fold_name(name, LONGEST_FOLDED_ORGANISATION)
        return name


class Person(Base):
    """Everyone: customers and staff.

    `email_folded` is unique and empty once a person is erased; `name_folded` follows `name` and is what is searched.
    `seen_at` is when they last signed in, or chose what mails they get. While `export_refused_at` is set nothing about
    them is sent to a CRM; `export_version` numbers what was, so that it only ever grows. `contact_since` is set while all that is known of
    somebody is what a CRM said: they were never here, and nobody but staff may see that they exist.
    `organisation_id` is the first of the accounts they belong to (`Belonging`).
    `points` is the sum of their ledger; `level` is one of
    rules.Level, `level_slips_since` when what they have stopped being enough for it. `unranked_at`: they stay off leaderboards.
    """

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint(f"role IN ({', '.join(repr(str(role)) for role in Role)})", name="role"),
        CheckConstraint(f"state IN ({', '.join(repr(str(state)) for state in PersonState)})", name="state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254))
    email_folded: Mapped[str | None] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_folded: Mapped[str] = mapped_column(String(LONGEST_FOLDED_NAME), default="", server_default="")
    title: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[str] = mapped_column(String(20), default=Role.CUSTOMER, index=True)
    state: Mapped[str] = mapped_column(String(12), default=PersonState.ACTIVE)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    locale: Mapped[str] = mapped_column(String(12), default="en")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    trusted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    away_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    away_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    points: Mapped[int] = mapped_column(default=0, server_default="0")
    export_refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    export_version: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    contact_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    level: Mapped[str] = mapped_column(String(11), default=Level.MEMBER, server_default=Level.MEMBER)
    level_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    level_slips_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unranked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    @property
    def works_at(self) -> str:
        """What everybody may read of where they work."""
        return self.organisation.name if self.organisation and self.organisation.shown else ""

    @validates("name")
    def _fold_name(self, key: str, name: str) -> str:
        self.name_folded = fold_name(name)
        return name


class SignIn(Base):
    """One request to sign in by mail: a code and a link, both hashed, good for ten minutes and one use.

    `via` is whose share link this browser had come by, so that it counts on whatever device the link is opened.
    """

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_address", "email_folded", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(254))
    code_hash: Mapped[str] = mapped_column(String(64))
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    network: Mapped[str] = mapped_column(String(64))
    next_url: Mapped[str] = mapped_column(String(500), default="/")
    via: Mapped[str] = mapped_column(String(120), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)


class Session(Base):
    """A signed-in browser; the cookie carries a random reference, the row only its hash.

    It ends with the role it was opened in: nobody gains or keeps a right through an old cookie.
    """

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    browser: Mapped[str] = mapped_column(String(200), default="")
    network: Mapped[str] = mapped_column(String(64), default="")


class HeldAct(Base):
    """What a visitor did before signing in; it takes effect when the code comes back, on any device.

    `outcome` is done or refused once it was tried for `person_id`; `said` tells that person what came of it.
    """

    __tablename__ = "held_acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    browser_hash: Mapped[str] = mapped_column(String(64), index=True)
    sign_in_id: Mapped[int | None] = mapped_column(ForeignKey("sign_ins.id"), index=True)
    network: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(8), default="")
    said: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)


class Limit(Base):
    """How often one key (an address, a network, a person) did one thing within one window."""

    __tablename__ = "limits"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class PostedForm(Base):
    """The first result of a form's random key, so that a second post of it answers the same."""

    __tablename__ = "posted_forms"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    result: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
