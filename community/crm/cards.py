"""The live card of a person, as the API gives it: who it is, what they asked for, what they are owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from community.crm.queries_card import MOST_IDEAS, card_rows
from community.crm.snapshots import stamp

Card = dict[str, Any]


@dataclass(frozen=True)
class Ambiguous(Exception):
    """Several people are called so, on these channels."""

    channels: list[str]


def card_of_called(links: Sequence[Row], base_url: str, now: datetime) -> Card | None:
    """Of whoever has this handle; raises Ambiguous where without its channel it is that of several people."""
    links = [link for link in links if link.person_id is not None]
    if len({link.person_id for link in links}) > 1:
        raise Ambiguous(sorted({link.channel for link in links}))
    card = card_of(card_rows(links[0].person_id), base_url, now) if links else None
    if card is not None:
        card["handle"] = {"channel": links[0].channel, "handle": links[0].handle, "known_by_staff": bool(links[0].known)}
    return card


def card_of(rows: Sequence[Row], base_url: str, now: datetime) -> Card | None:
    """Of whoever these rows of asking_who_is are."""
    if not rows or rows[0].id is None:
        return None
    who, once = rows[0], {row.idea_id: row for row in rows if row.idea_id is not None}
    ideas = [_idea(row, base_url, now) for row in once.values()]
    owed = next(({"idea_id": idea["id"], **idea["owed"]} for idea in ideas if idea["owed"]), None)
    return {
        "id": who.id, "url": f"{base_url}/people/{who.id}", "name": who.name, "email": who.email, "external_id": who.external_id,
        "role": who.role, "state": who.state, "level": who.level, "since": stamp(who.joined_at),
        "account": {"name": who.account, "external_id": who.account_key} if who.account_id else None,
        "ideas": ideas[:MOST_IDEAS], "more_ideas": len(ideas) > MOST_IDEAS, "owed": owed,
        "consent": {"crm_export": True, "mail": who.mail_suspended_at is None},
    }


def _idea(row: Row, base_url: str, now: datetime) -> Card:
    return {
        "id": row.idea_id, "url": f"{base_url}/ideas/{row.idea_id}", "title": row.title, "status": row.status,
        "votes": row.vote_count, "owed": _owed(row, now),
    }


def _owed(row: Row, now: datetime) -> Card | None:
    """What comes first of what we owe on it, and until when; None when nothing is owed."""
    due = row.first_due_at
    if due is None:
        return None
    what = "reply" if due == row.asked_due_at else "decision" if row.answer_state == "decision" else "renewal" if row.answered_at else "answer"
    paused = what != "reply" and row.answer_state == "paused"
    return {"what": what, "due_at": stamp(due), "overdue": due <= now and not paused, "paused": paused}
