"""Topics, ideas, comments and who follows what."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Person
from community.db import Base, UtcDateTime
from community.ideas.rules import IdeaState, Visibility


class Topic(Base):
    """An area of the product with people who answer for it. `opened_at` is set once owner, calendar and ladder are.

    Calendar, promise and review_months are what the version of its policy says that holds now, written by responses.
    """

    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(String(500), default="")
    position: Mapped[int] = mapped_column(default=0)
    visibility: Mapped[str] = mapped_column(String(14), default=Visibility.EVERYONE)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    director_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendars.id"))
    promise_amount: Mapped[int] = mapped_column(default=10)
    promise_unit: Mapped[str] = mapped_column(String(5), default="days")
    review_months: Mapped[int] = mapped_column(default=6)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TopicOrganisation(Base):
    """An organisation whose people may see a topic that is for listed organisations."""

    __tablename__ = "topic_organisations"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)


class Idea(Base):
    """What a customer asks for.

    Counts change in SQL with their cause. `status`, `answer_state`, `due_at`, `warn_at`, `review_at` and `paused_at` are
    a cache of the clock and the answers, written only in responses. So are `asked_at` and `asked_due_at`: since when a
    customer's question waits for a reply, and until when it may; empty when none does. While `paused_at` is set,
    `paused_until` and `pause_reason` (author, decision or other) say until when the clock stands still, and why.
    """

    __tablename__ = "ideas"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(state)) for state in IdeaState)})", name="state"),
        CheckConstraint("vote_count >= 0 AND comment_count >= 0 AND voice_count >= 0", name="counts"),
        Index("ix_ideas_top", "state", "vote_count", "id"),
        Index("ix_ideas_trending", "state", "hot", "id"),
        Index("ix_ideas_newest", "state", "published_at", "id"),
        Index("ix_ideas_answered", "state", "answered_at", "id"),
        Index("ix_ideas_due", "answer_state", "due_at", "id"),
        Index("ix_ideas_topic", "topic_id", "state", "vote_count", "id"),
        Index("ix_ideas_author", "author_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    excerpt: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    root_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"), index=True)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(String(10), default=IdeaState.PUBLISHED)
    status: Mapped[str] = mapped_column(String(10), default="new", server_default="new", index=True)
    answer_state: Mapped[str] = mapped_column(String(10), default="awaiting", server_default="awaiting")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pause_reason: Mapped[str] = mapped_column(String(10), default="", server_default="")
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answerer_name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    vote_count: Mapped[int] = mapped_column(default=0, server_default="0")
    imported_votes: Mapped[int] = mapped_column(default=0, server_default="0")
    comment_count: Mapped[int] = mapped_column(default=0, server_default="0")
    voice_count: Mapped[int] = mapped_column(default=0, server_default="0")
    part_count: Mapped[int] = mapped_column(default=0, server_default="0")
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")
    hot: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    legacy: Mapped[bool] = mapped_column(default=False)
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise")
    topic: Mapped[Topic] = relationship(lazy="raise")


class IdeaTag(Base):
    __tablename__ = "idea_tags"
    __table_args__ = (Index("ix_idea_tags_tag", "tag", "idea_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)


class Revision(Base):
    """What an idea said before an edit."""

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Comment(Base):
    """A remark on an idea, or a reply to one (one level). `to_staff`: a customer's question that a reply is owed to.

    `corrected_at`: staff said, by `corrected_by_id`, that it put an answer of theirs right.
    """

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_idea", "idea_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    helpful_count: Mapped[int] = mapped_column(default=0, server_default="0")
    to_staff: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    corrected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    corrected_by_id: Mapped[int | None]

    author: Mapped[Person] = relationship(lazy="raise")


class HelpfulMark(Base):
    """One person found one comment helpful."""

    __tablename__ = "helpful_marks"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Follow(Base):
    """What one person wants to hear of one idea: `all`, `answers` or `nothing`."""

    __tablename__ = "follows"
    __table_args__ = (UniqueConstraint("idea_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    level: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
