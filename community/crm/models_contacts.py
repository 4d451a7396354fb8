"""What the CRM says of people, kept apart from what they say of themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class Contact(Base):
    """The CRM's word on one person; its key stands on the person as `external_id`.

    A person who was never here is made of it and has `contact_since`; one who was keeps their own name, title and mail.
    """

    __tablename__ = "contacts"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    title: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    crm_at: Mapped[datetime] = mapped_column(UtcDateTime)
