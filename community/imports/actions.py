"""Writing one batch of old ideas: the people, the ideas, their tags and history, and what the index must take in."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from community import markdown
from community.accounts.models import Person
from community.accounts.rules import fold, name_from_email
from community.events import Event
from community.ideas.language import language_of
from community.ideas.models import Follow, Idea, IdeaTag
from community.ideas.rules import excerpt_of, hot_score
from community.imports import queries
from community.imports.rules import OldIdea
from community.search.models import IndexTask

NOBODY = "Imported"
AUTHOR_KEY = "import:"


@dataclass(frozen=True)
class Ready:
    """An idea whose place and author are known, rendered: the slow part comes before the transaction."""

    old: OldIdea
    body_html: str
    topic_id: int
    language: str

    @classmethod
    def of(cls, old: OldIdea, topic_id: int) -> "Ready":
        return cls(old, markdown.render(old.body), topic_id, language_of(f"{old.title}\n{old.body}"))

    @property
    def author_key(self) -> str:
        """What tells authors apart: the folded address, else a key made of the name."""
        if self.old.author_email:
            return fold(self.old.author_email)
        digest = hashlib.sha256(fold(self.old.author_name or NOBODY).encode()).hexdigest()
        return AUTHOR_KEY + digest[:40]


def write_ideas(session: Session, batch: Sequence[Ready], *, now: datetime) -> int:
    """Write those of a batch that are not here yet; returns how many. No handler hears of it, so no mail follows."""
    here = queries.known_ids([ready.old.external_id for ready in batch])
    fresh: dict[str, Ready] = {}
    for ready in batch:
        if ready.old.external_id not in here:
            fresh.setdefault(ready.old.external_id, ready)
    authors = _authors(session, list(fresh.values()))
    ids = _insert(session, Idea, [_idea_row(ready, authors[ready.author_key]) for ready in fresh.values()])
    rows = list(zip(ids, fresh.values(), strict=True))
    _add(session, IdeaTag, [{"idea_id": idea_id, "tag": tag} for idea_id, ready in rows for tag in ready.old.tags])
    _add(session, Event, [event for row in rows for event in _history(*row, authors)])
    _add(session, Follow, [_follow(*row, authors) for row in rows if row[1].old.author_email])
    _add(session, IndexTask, [{"idea_id": idea_id, "queued_at": now} for idea_id, _ in rows])
    return len(rows)


def _idea_row(ready: Ready, author_id: int) -> dict[str, Any]:
    old = ready.old
    return {
        "title": old.title, "body": old.body, "body_html": ready.body_html, "excerpt": excerpt_of(old.body),
        "author_id": author_id, "topic_id": ready.topic_id, "tags": list(old.tags), "legacy": True, "language": ready.language,
        "external_id": old.external_id, "imported_votes": old.votes, "status": old.status,
        "answer_state": old.answer_state, "created_at": old.created, "published_at": old.created,
        "started_at": old.created, "hot": hot_score(0, old.created),
    }


def _history(idea_id: int, ready: Ready, authors: dict[str, int]) -> list[dict[str, Any]]:
    """It was asked and published then; `expanded` keeps every handler out of it."""
    author_id = authors[ready.author_key]
    return [
        {"kind": kind, "at": ready.old.created, "actor_id": author_id, "idea_id": idea_id, "expanded": True}
        for kind in ("idea.submitted", "idea.published")
    ]


def _follow(idea_id: int, ready: Ready, authors: dict[str, int]) -> dict[str, Any]:
    return {"idea_id": idea_id, "person_id": authors[ready.author_key], "level": "all", "since": ready.old.created}


def _authors(session: Session, fresh: Sequence[Ready]) -> dict[str, int]:
    """Person ids by author key; who is not known yet is made, joined when their first idea here was written."""
    by_key: dict[str, Ready] = {}
    for ready in fresh:
        first = by_key.get(ready.author_key)
        if first is None or ready.old.created < first.old.created:
            by_key[ready.author_key] = ready
    known = queries.people_by_address(by_key) | queries.people_by_external_id(by_key)
    new = {key: ready for key, ready in by_key.items() if key not in known}
    ids = _insert(session, Person, [_person_row(key, ready) for key, ready in new.items()])
    return known | dict(zip(new, ids, strict=True))


def _person_row(key: str, ready: Ready) -> dict[str, Any]:
    old = ready.old
    row = {"name": old.author_name or NOBODY, "joined_at": old.created, "trusted_at": old.created}
    if old.author_email:
        name = old.author_name or name_from_email(old.author_email)
        return row | {"name": name, "email": old.author_email, "email_folded": key, "external_id": None}
    return row | {"email": None, "email_folded": None, "external_id": key}


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Their ids, in the order of the rows."""
    if not rows:
        return []
    table: Table = model.__table__
    return list(session.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows))


def _add(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(model.__table__), rows)
