"""What the search index still has to take in."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class IndexTask(Base):
    """An idea whose index entry is out of date; `version` grows with each change so that none is missed."""

    __tablename__ = "index_tasks"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
