"""Who asked to be forgotten, who has until then to think again, and what is still to be looked for."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class Erasure(Base):
    """Taken back by removing the row; carried out when `due_at` has come. `keep_words`: what they wrote may stay.

    From `erased_at` on, `traces` are the name, the address and the key that are still to be looked for in mails; the row
    goes with the last of them. `reindex`: words went that the search index had taken in.
    """

    __tablename__ = "erasures"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    keep_words: Mapped[bool]
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    traces: Mapped[list[str]] = mapped_column(JSON, default=list)
    reindex: Mapped[bool] = mapped_column(default=False)
