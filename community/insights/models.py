"""The public record as it was last counted."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class AnswerRecord(Base):
    """The figures of one topic, or under 0 those of all topics that every visitor may see (`topic_ids`), over a period.

    `period` and `figures` are those of insights.figures; `event_id` is the newest event they were counted from.
    """

    __tablename__ = "answer_records"

    topic_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    topic_ids: Mapped[list[int]] = mapped_column(JSON)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    event_id: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)


class DialogueRecord(Base):
    """On which steps the conversations about all ideas stood when they were last counted, for staff; one row.

    `customers` and `company` hold how many ideas stand on each step, from 1 to 6.
    """

    __tablename__ = "dialogue_records"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    customers: Mapped[list[int]] = mapped_column(JSON)
    company: Mapped[list[int]] = mapped_column(JSON)
