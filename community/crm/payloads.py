"""The words of each event for a CRM: ids, keys and figures, and no text beyond an idea's title."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from community.accounts.rules_accounts import yearly
from community.crm import catalogue
from community.crm.queries import account_facts, idea_facts, keys_of, mention_facts, person_facts
from community.crm.snapshots import Snapshot, stamp
from community.events import Event
from community.ideas.rules import IdeaState

Data = dict[str, Any]

AS_OF_NOW = "as_of_now"
"""The cause where somebody asked for everybody's standing, and no points changed."""


def body_of(event: Event, data: Data, base_url: str, kind: str = "") -> bytes:
    """Serialised once: these bytes are stored, signed and sent at every try. What would be too large is only a link.

    `kind` is what it is told as, where that is another name than the event's own.
    """
    body = _serialised(event, data, kind)
    if len(body) < catalogue.LARGEST_BODY:
        return body
    page = f"ideas/{event.idea_id}" if event.idea_id else f"people/{event.person_id}" if event.person_id else ""
    return _serialised(event, {"link": f"{base_url}/{page}"}, kind)


def _serialised(event: Event, data: Data, kind: str) -> bytes:
    message = {"type": kind or event.kind, "timestamp": stamp(event.at), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def data_of(event: Event, base_url: str) -> tuple[Data, int | None]:
    """What an event carries, as things stand now, and the id of the person it names; nobody is named who may not be."""
    fields, found = catalogue.fields_of(event.kind), idea_facts(event.idea_id)
    if event.kind == "account.interest":
        return _account_interest(event, found, base_url), None
    person_id = _concerned(event, found)
    facts = person_facts(person_id)
    data: Data = {}
    if "idea" in fields:
        data["idea"] = _idea(found, base_url) if found else None
    if "person" in fields:
        data["person"] = _person(facts, base_url) if facts else None
    part, build = _PARTS.get(event.kind, ("", None))
    if build:
        data[part] = {"version": event.id, **build(event.data)}
    if event.kind == "mention.logged":
        data["mention"] = _mention(event, named=facts is not None or event.person_id is None)
    if "root" in fields:
        root = idea_facts(event.data["root_id"])
        data["root"] = _idea(root, base_url) if root else None
    return data, person_id if facts else None


def as_of_now(event: Event, facts: Row, standing: Snapshot, base_url: str) -> Data:
    """The data of an `advocate.changed` in which nothing changed: who it is, and everything about them."""
    advocate = {"version": event.id, "change": 0, "cause": AS_OF_NOW}
    return {"idea": None, "person": _person(facts, base_url), "advocate": advocate, "standing": standing}


def farewell_of(event: Event) -> Data:
    """The keys alone of somebody who is to be forgotten."""
    row = keys_of(event.person_id)
    return {"person": {"id": event.person_id, "external_id": row.external_id if row else None}}


def _idea(row: Row, base_url: str) -> Data:
    """The title of what is hidden or deleted is nobody's to read."""
    return {
        "id": row.id, "version": row.version, "url": f"{base_url}/ideas/{row.id}",
        "title": row.title if row.state == IdeaState.PUBLISHED else "", "topic": row.topic, "status": row.status, "votes": row.vote_count,
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


def _mention(event: Event, named: bool) -> Data:
    """Where it stands, and who said it there; of somebody who is not to be named neither."""
    row = mention_facts(event.data["mention_id"])
    return {
        "id": row.id, "version": event.id, "url": (row.url or None) if named else None, "channel": row.channel or None,
        "handle": (row.handle or None) if named else None, "said_at": stamp(row.said_at) if row.said_at else None,
        "logged_at": stamp(row.logged_at),
    }


def _only(*names: str, **ids: str) -> Callable[[Data], Data]:
    """Some of what the event says, under its own name or, for ids, under another."""
    return lambda data: {**{ours: data[theirs] for ours, theirs in ids.items()}, **{name: data[name] for name in names}}


def _answer(data: Data) -> Data:
    review_at = data.get("review_at")
    return {
        "id": data["answer_id"], "status": data["status"], "first": data["first"],
        "look_again_at": stamp(datetime.fromisoformat(review_at)) if review_at else None,
    }


def _clock(data: Data) -> Data:
    due = stamp(datetime.fromisoformat(data["due_at"]))
    return {"id": data["clock_id"], "kind": data["clock"], "tier": data["tier"], "due_at": due}


_PARTS: dict[str, tuple[str, Callable[[Data], Data]]] = {
    "idea.merged": ("merge", _only(id="merge_id")),
    "idea.unmerged": ("merge", _only(id="merge_id")),
    "idea.shipped": ("answer", _only(id="answer_id")),
    "answer.published": ("answer", _answer),
    "answer.withdrawn": ("answer", _only(id="answer_id")),
    "answer.rated": ("answer", _only("helpful", id="answer_id")),
    "clock.due": ("clock", _clock),
    "clock.escalated": ("clock", _clock),
    "vote.cast": ("vote", _only("importance")),
    "vote.changed": ("vote", _only("importance")),
    "voice.added": ("voice", _only("source", id="voice_id")),
    "comment.added": ("comment", _only(id="comment_id")),
    "comment.marked_helpful": ("comment", _only("by_author", "by_staff", id="comment_id")),
    "question.answered": ("question", _only("edited", id="question_id")),
    "effort.answered": ("effort", _only("answer_id", "score", id="effort_id")),
    "advocate.changed": ("advocate", _only("change", "cause")),
    "advocate.level_changed": ("level", _only("before", "after")),
    "thanks.given": ("thanks", _only("perk", "until", id="thanks_id")),
    "beta.invited": ("beta", _only(id="beta_id")),
    "beta.answered": ("beta", _only("answer", id="beta_id")),
    "cocreate.invited": ("shared", _only(id="shared_id")),
    "cocreate.answered": ("shared", _only(id="shared_id")),
    "endpoint.disabled": ("endpoint", _only("reason", id="endpoint_id")),
}

_OF_THE_AUTHOR = ("idea.", "answer.published", "answer.withdrawn", "clock.")
_OF_WHO_ACTED = ("vote.", "comment.added", "answer.rated")


def _concerned(event: Event, idea: Row | None) -> int | None:
    """Whose idea it is, whom the event is about, or who did it."""
    if event.kind.startswith(_OF_THE_AUTHOR):
        return idea.author_id if idea else None
    if event.kind.startswith(_OF_WHO_ACTED):
        return event.person_id or event.actor_id
    return event.person_id
