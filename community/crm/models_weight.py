"""What stands behind each idea, stored for the lists of staff, and which account stands behind which idea."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class IdeaWeight(Base):
    """What stands behind a public idea and all that joined it: people, accounts, and those of them that renew soon.

    `as_of` is when a CRM last spoke of the account it spoke of longest ago. Money is in IdeaValue.
    """

    __tablename__ = "idea_weights"
    __table_args__ = (
        Index("ix_idea_weights_accounts", "accounts", "idea_id"),
        Index("ix_idea_weights_renewing", "renewing", "idea_id"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    people: Mapped[int]
    accounts: Mapped[int]
    renewing: Mapped[int]
    as_of: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IdeaValue(Base):
    """What the accounts behind an idea are worth a year in one currency, each account once; currencies are never added."""

    __tablename__ = "idea_values"
    __table_args__ = (Index("ix_idea_values_place", "currency", "value_cents", "idea_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    value_cents: Mapped[int] = mapped_column(BigInteger)


class Interest(Base):
    """That an account stands behind an idea, with how many people and how much it matters to them.

    `told_people` and `told_importance` are what `account.interest` last said of it, at `told_at`.
    """

    __tablename__ = "interests"
    __table_args__ = (Index("ix_interests_account", "organisation_id", "idea_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True)
    people: Mapped[int]
    importance: Mapped[int] = mapped_column(SmallInteger)
    told_people: Mapped[int]
    told_importance: Mapped[int] = mapped_column(SmallInteger)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WeightTask(Base):
    """An idea whose weight is to be counted anew, at `run_at` or later: however much happens until then, once."""

    __tablename__ = "weight_tasks"
    __table_args__ = (Index("ix_weight_tasks_due", "run_at", "idea_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
