"""What people are called on other channels."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.accounts.rules_handles import LONGEST_CHANNEL, LONGEST_FOLDED, LONGEST_HANDLE
from community.db import Base, UtcDateTime


class Handle(Base):
    """One name of one person on one channel. Linked by the person it is their own word; by anybody else, staff's."""

    __tablename__ = "handles"
    __table_args__ = (UniqueConstraint("channel", "handle_folded"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    channel: Mapped[str] = mapped_column(String(LONGEST_CHANNEL))
    handle: Mapped[str] = mapped_column(String(LONGEST_HANDLE))
    handle_folded: Mapped[str] = mapped_column(String(LONGEST_FOLDED), index=True)
    linked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandleClaim(Base):
    """Somebody says that a handle which is linked to another person is theirs; it waits for staff."""

    __tablename__ = "handle_claims"
    __table_args__ = (UniqueConstraint("handle_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handle_id: Mapped[int] = mapped_column(ForeignKey("handles.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
