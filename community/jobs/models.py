"""Who leads, and when each periodic job last ran."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class Leader(Base):
    """Row 1: the worker whose schedule runs; another takes over when the lease has passed."""

    __tablename__ = "leaders"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(String(36))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class JobRun(Base):
    """The last success and the last failure of one periodic job."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")
