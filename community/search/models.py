"""What the index still has to take in, and the index itself where the database holds it."""

from datetime import datetime

from sqlalchemy import BigInteger, Float, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime
from community.search.stemming import LONGEST_TERM

LONGEST_WORD = 24


class IndexTask(Base):
    """An idea whose index entry is out of date; `version` grows with each change so that none is missed."""

    __tablename__ = "index_tasks"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SearchEntry(Base):
    """An idea that the PostgreSQL index knows. These four tables stay empty where Whoosh is used."""

    __tablename__ = "search_entries"

    idea_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    length: Mapped[int]


class SearchPosting(Base):
    """One term of one entry: how often, in a text of how many terms. A query is answered from the index alone."""

    __tablename__ = "search_postings"
    __table_args__ = (Index("ix_search_postings_term", "term", "idea_id", unique=True, postgresql_include=["count", "length"]),)

    idea_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    term: Mapped[str] = mapped_column(String(LONGEST_TERM, collation="C").with_variant(String(LONGEST_TERM), "sqlite"), primary_key=True)
    count: Mapped[int]
    length: Mapped[int]


class SearchTerm(Base):
    """In how many entries a term stands."""

    __tablename__ = "search_terms"

    term: Mapped[str] = mapped_column(String(LONGEST_TERM, collation="C").with_variant(String(LONGEST_TERM), "sqlite"), primary_key=True)
    entries: Mapped[int]


class SearchWord(Base):
    """A word as it is written somewhere: what spelling is compared with. Both indexes use it; numbers only grow."""

    __tablename__ = "search_words"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(LONGEST_WORD, collation="C").with_variant(String(LONGEST_WORD), "sqlite"), unique=True)


class SearchTotals(Base):
    """Row 1: there is an index of this format, of so many entries with so many terms in all."""

    __tablename__ = "search_totals"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    format: Mapped[int]
    entries: Mapped[int]
    length: Mapped[int] = mapped_column(BigInteger)


class VectorTask(Base):
    """An idea whose sentence vectors may be out of date; `version` grows as in IndexTask."""

    __tablename__ = "vector_tasks"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


class IdeaVector(Base):
    """The vectors of an idea's title and of title and text, a byte a number; both empty when the idea is out of sight.

    `digest` is of the text they were made from, `version` that of the change that wrote them: a reader that knows all up to
    one version reads on from there. `crowd` is how near its nearest neighbours are, measured among `crowd_among` ideas.
    """

    __tablename__ = "idea_vectors"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, index=True)
    digest: Mapped[str] = mapped_column(String(32))
    title: Mapped[bytes] = mapped_column(LargeBinary)
    whole: Mapped[bytes] = mapped_column(LargeBinary)
    crowd: Mapped[float | None] = mapped_column(Float)
    crowd_among: Mapped[int] = mapped_column(default=0, server_default="0", index=True)


class VectorTotals(Base):
    """Row 1: all vectors are of this format, so many, with these sums (int64 each); `epoch` changes when they start anew.

    `pgvector` is true while the database also keeps them where it finds the nearest by itself.
    """

    __tablename__ = "vector_totals"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    format: Mapped[int]
    epoch: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int]
    title_sum: Mapped[bytes] = mapped_column(LargeBinary)
    whole_sum: Mapped[bytes] = mapped_column(LargeBinary)
    pgvector: Mapped[bool] = mapped_column(default=False)
