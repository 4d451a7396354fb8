"""Addresses of nobody here that some mails go to: what they refused, and whether mail there comes back."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class OutsideAddress(Base):
    """An address such as that of an account's owner. `refused_at`: one click said no more; `held_until`: too much came back."""

    __tablename__ = "outside_addresses"

    address_folded: Mapped[str] = mapped_column(String(254), primary_key=True)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
