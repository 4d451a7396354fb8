"""What staff say of the business, and what people's help is worth by it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class ValueTerms(Base):
    """One version of the terms; the newest holds, and none ever changes. Percentages in hundredths, money in minor units."""

    __tablename__ = "value_terms"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    margin: Mapped[int]
    acquisition: Mapped[int] = mapped_column(BigInteger)
    reward: Mapped[int] = mapped_column(BigInteger)
    retention: Mapped[int] = mapped_column(BigInteger)
    discount: Mapped[int]
    ideas: Mapped[int]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonValue(Base):
    """One customer's figures as they were last computed: `lines` are the inputs, ids and numbers only.

    `crv`, `civ`, `ckv` are in minor units of `currency`; `as_of` is the first day of the month that ideas were aged to.
    """

    __tablename__ = "person_values"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    crv: Mapped[int] = mapped_column(BigInteger)
    civ: Mapped[int] = mapped_column(BigInteger)
    ckv: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    terms_id: Mapped[int] = mapped_column(ForeignKey("value_terms.id"))
    formula: Mapped[str] = mapped_column(String(20))
    as_of: Mapped[date]
    lines: Mapped[dict[str, Any]] = mapped_column(JSON)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
