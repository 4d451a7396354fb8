"""What became of each try to hand a mail over."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class MailTry(Base):
    """One try: when it ended, how (a rules.Fate), and what the other side said. A try that a crash cut off has no row."""

    __tablename__ = "mail_tries"
    __table_args__ = (Index("ix_mail_tries_mail", "mail_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mails.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    fate: Mapped[str] = mapped_column(String(8))
    reply: Mapped[str] = mapped_column(Text, default="")
