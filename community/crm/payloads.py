"""The words of each event for a CRM: ids, keys and figures, and no text beyond an idea's title."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from community.accounts.rules_accounts import yearly
from community.crm.queries import account_facts, idea_facts, person_facts
from community.crm.snapshots import stamp
from community.events import Event

Data = dict[str, Any]


def body_of(event: Event, data: Data) -> bytes:
    """Serialised once: these bytes are stored, signed and sent at every try."""
    message = {"type": event.kind, "timestamp": stamp(event.at), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def data_of(event: Event, base_url: str) -> tuple[Data, int | None]:
    """What an event carries, as things stand now, and the id of the person it concerns."""
    found = idea_facts(event.idea_id)
    if event.kind == "account.interest":
        return _account_interest(event, found, base_url), None
    person_id = _CONCERNED[event.kind](event, found)
    facts = person_facts(person_id)
    data: Data = {
        "idea": _idea(found, base_url) if found else None,
        "person": _person(facts, base_url) if facts else None,
    }
    part, build = _PARTS.get(event.kind, ("", None))
    if build:
        data[part] = {"version": event.id, **build(event.data)}
    if part == "merge":
        root = idea_facts(event.data["root_id"])
        data["root"] = _idea(root, base_url) if root else None
    return data, person_id if facts else None


def _idea(row: Row, base_url: str) -> Data:
    return {
        "id": row.id, "version": row.version, "url": f"{base_url}/ideas/{row.id}", "title": row.title,
        "topic": row.topic, "status": row.status, "votes": row.vote_count,
    }


def _person(row: Row, base_url: str) -> Data:
    organisation = {"id": row.organisation_id, "external_id": row.organisation_key} if row.organisation_id else None
    return {
        "id": row.id, "version": row.version, "url": f"{base_url}/people/{row.id}", "external_id": row.external_id,
        "email": row.email, "points": row.points, "organisation": organisation,
    }


def _account_interest(event: Event, idea: Row | None, base_url: str) -> Data:
    """What an account wants, and what the account is worth a year as the CRM last said it."""
    account, told = account_facts(event.data["organisation_id"]), event.data
    value = yearly(account.value_cents, account.value_period) if account else None
    money = {"minor_units": value, "currency": account.currency, "period": "year"} if account and value is not None else None
    shown = {
        "id": told["organisation_id"], "version": event.id, "url": f"{base_url}/admin/organisations/{told['organisation_id']}",
        "external_id": account.external_id if account else None,
    }
    interest = {"version": event.id, "state": told["state"], "people": told["people"], "importance": told["importance"], "value": money}
    return {"idea": _idea(idea, base_url) if idea else None, "account": shown, "interest": interest}


def _answer(data: Data) -> Data:
    review_at = data.get("review_at")
    return {
        "id": data["answer_id"], "status": data["status"], "first": data["first"],
        "look_again_at": stamp(datetime.fromisoformat(review_at)) if review_at else None,
    }


def _clock(data: Data) -> Data:
    due = stamp(datetime.fromisoformat(data["due_at"]))
    return {"id": data["clock_id"], "kind": data["clock"], "tier": data["tier"], "due_at": due}


def _vote(data: Data) -> Data:
    return {"importance": data["importance"]}


def _merge(data: Data) -> Data:
    return {"id": data["merge_id"]}


def _advocate(data: Data) -> Data:
    return {"change": data["change"], "cause": data["cause"]}


_PARTS: dict[str, tuple[str, Callable[[Data], Data]]] = {
    "idea.merged": ("merge", _merge),
    "idea.unmerged": ("merge", _merge),
    "answer.published": ("answer", _answer),
    "clock.escalated": ("clock", _clock),
    "vote.cast": ("vote", _vote),
    "advocate.changed": ("advocate", _advocate),
}


def _author(event: Event, idea: Row | None) -> int | None:
    return idea.author_id if idea else None


_CONCERNED: dict[str, Callable[[Event, Row | None], int | None]] = {
    "idea.published": _author,
    "idea.merged": _author,
    "idea.unmerged": _author,
    "answer.published": _author,
    "clock.escalated": _author,
    "vote.cast": lambda event, idea: event.person_id or event.actor_id,
    "advocate.changed": lambda event, idea: event.person_id,
}
