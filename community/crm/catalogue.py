"""What each event carries to a CRM: JSON Schema (draft 2020-12) by event type, and what administrators choose from.

A public contract: within a major version a schema may only gain optional fields. docs/events holds the same, each with an
example. To tell a CRM of one more kind: a line in _DATA, one in payloads._PARTS when it has a part of its own, its group,
its words in wording.event_word, its handler in jobs/registry.py, and an example.
"""

from typing import Any

Schema = dict[str, Any]

GROUPS: dict[str, tuple[str, ...]] = {
    "ideas": ("idea.published", "idea.edited", "idea.moved", "idea.hidden", "idea.restored", "idea.merged", "idea.unmerged"),
    "wishes": (
        "vote.cast", "vote.changed", "vote.withdrawn", "vote.voided", "vote.restored", "voice.added", "comment.added",
        "comment.marked_helpful", "mention.logged",
    ),
    "answers": (
        "answer.published", "answer.withdrawn", "idea.shipped", "answer.rated", "effort.answered", "question.answered", "clock.due",
        "clock.escalated",
    ),
    "people": (
        "person.joined", "person.updated", "advocate.changed", "advocate.level_changed", "referral.active", "referral.undone",
        "thanks.given", "beta.invited", "beta.answered", "cocreate.invited", "cocreate.answered",
    ),
    "accounts": ("account.interest",),
    "connection": ("endpoint.disabled",),
}
"""What can be chosen, as it is offered."""

SUBSCRIBABLE = tuple(kind for kinds in GROUPS.values() for kind in kinds)
ALWAYS = ("person.export_refused", "person.erased")
"""Told to every endpoint, whatever it asked for and also while it is off: what it knows of somebody is to be forgotten."""
PING = "ping"
LARGEST_BODY = 20_000
"""Bytes. A message that would reach it carries a link instead."""

NUMBER: Schema = {"type": "integer", "minimum": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
VERSION: Schema = {"type": "integer", "minimum": 1}
TIME: Schema = {"type": "string", "format": "date-time"}
URL: Schema = {"type": "string", "format": "uri"}
KEY: Schema = {"type": ["string", "null"], "maxLength": 120}
STATUS: Schema = {"enum": ["new", "review", "planned", "progress", "shipped", "later", "declined", "merged"]}
LEVEL: Schema = {"enum": ["member", "contributor", "advocate", "champion"]}
WORD: Schema = {"type": "string"}
TRUTH: Schema = {"type": "boolean"}
IMPORTANCE: Schema = {"enum": [1, 2, 3]}
MONEY: Schema = {"type": ["integer", "null"]}
PERHAPS_TIME: Schema = {"type": ["string", "null"], "format": "date-time"}
PERHAPS_WORD: Schema = {"type": ["string", "null"]}
SCORE: Schema = {"type": "integer", "minimum": 1, "maximum": 7}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


IDEA = _object(
    id=NUMBER, version=VERSION, url=URL, title={"type": "string", "maxLength": 200}, topic=WORD, status=STATUS, votes=COUNT,
)
ORGANISATION = _object(id=NUMBER, external_id=KEY)
PERSON = _object(
    id=NUMBER, version=VERSION, url=URL, external_id=KEY, email=PERHAPS_WORD, points={"type": "integer"},
    organisation=_or_null(ORGANISATION),
)
FORGOTTEN = _object(id=NUMBER, external_id=KEY)
"""Who is to be forgotten: the keys alone."""
STANDING = _object(
    member_id=NUMBER, external_id=KEY, email=PERHAPS_WORD, profile_url=URL, account_key=KEY,
    account_keys={"type": "array", "items": {"type": "string", "maxLength": 120}}, first_seen_at=TIME,
    last_active_at=PERHAPS_TIME, ideas_submitted=COUNT, ideas_planned=COUNT, ideas_shipped=COUNT, open_unanswered=COUNT,
    votes_cast=COUNT, votes_received=COUNT, voices=COUNT, comments=COUNT, helpful_marks=COUNT,
    reputation={"type": "integer"}, reputation_parts={"type": "object", "additionalProperties": {"type": "integer"}},
    level=LEVEL, is_advocate=TRUTH, advocate_since=PERHAPS_TIME, referrals_accepted=COUNT,
    referral_value=MONEY, influence_value=MONEY, knowledge_value=MONEY, value_currency=PERHAPS_WORD, value_basis=PERHAPS_WORD,
    efforts_given=COUNT, ces_last={**SCORE, "type": ["integer", "null"]}, ces_last_at=PERHAPS_TIME,
    consent_crm_at=PERHAPS_TIME, version=VERSION,
)
"""The snapshot of crm/snapshots.py."""
ANSWER = _object(
    id=NUMBER, version=VERSION, status=STATUS, first=TRUTH,
    look_again_at={"type": ["string", "null"], "format": "date-time"},
)
VOTE = _object(version=VERSION, importance=IMPORTANCE)
CLOCK = _object(
    id=NUMBER, version=VERSION, kind={"enum": ["decision", "first", "review", "next"]}, tier=NUMBER, due_at=TIME,
)
MERGE = _object(id=NUMBER, version=VERSION)
ADVOCATE = _object(version=VERSION, change={"type": "integer"}, cause=WORD)
ACCOUNT = _object(id=NUMBER, version=VERSION, url=URL, external_id=KEY)
WORTH = _object(minor_units=COUNT, currency={"type": "string", "maxLength": 3}, period={"const": "year"})
MENTION = _object(
    id=NUMBER, version=VERSION, url={**URL, "type": ["string", "null"]}, channel=PERHAPS_WORD, handle=PERHAPS_WORD,
    said_at=PERHAPS_TIME, logged_at=TIME,
)
INTEREST = _object(
    version=VERSION, state={"enum": ["began", "changed", "ended", "shipped"]}, people=COUNT, importance={"enum": [0, 1, 2, 3]},
    value=_or_null(WORTH),
)


def _about_idea(**parts: Schema) -> Schema:
    return _object(idea=IDEA, person=_or_null(PERSON), **parts)


def _about_person(**parts: Schema) -> Schema:
    return _object(person=PERSON, **parts)


def _for_someone(**parts: Schema) -> Schema:
    return _object(idea=_or_null(IDEA), person=PERSON, **parts)


def _with_standing(schema: Schema) -> Schema:
    """The snapshot joined later, so it is optional; it is always there."""
    return {**schema, "properties": {**schema["properties"], "standing": STANDING}}


_DATA: dict[str, Schema] = {
    "idea.published": _about_idea(),
    "idea.edited": _about_idea(),
    "idea.moved": _about_idea(),
    "idea.hidden": _about_idea(),
    "idea.restored": _about_idea(),
    "idea.merged": _about_idea(merge=MERGE, root=_or_null(IDEA)),
    "idea.unmerged": _about_idea(merge=MERGE, root=_or_null(IDEA)),
    "vote.cast": _about_idea(vote=VOTE),
    "vote.changed": _about_idea(vote=VOTE),
    "vote.withdrawn": _about_idea(),
    "vote.voided": _about_idea(),
    "vote.restored": _about_idea(),
    "voice.added": _about_idea(voice=_object(id=NUMBER, version=VERSION, source=WORD)),
    "comment.added": _about_idea(comment=_object(id=NUMBER, version=VERSION)),
    "comment.marked_helpful": _about_idea(comment=_object(id=NUMBER, version=VERSION, by_author=TRUTH, by_staff=TRUTH)),
    "mention.logged": _object(person=_or_null(PERSON), mention=MENTION),
    "answer.published": _about_idea(answer=ANSWER),
    "answer.withdrawn": _about_idea(answer=_object(id=NUMBER, version=VERSION)),
    "idea.shipped": _about_idea(answer=_object(id=NUMBER, version=VERSION)),
    "answer.rated": _about_idea(answer=_object(id=NUMBER, version=VERSION, helpful={"type": ["boolean", "null"]})),
    "effort.answered": _with_standing(
        _about_idea(effort=_object(id=NUMBER, version=VERSION, answer_id=NUMBER, score=SCORE))
    ),
    "question.answered": _about_idea(question=_object(id=NUMBER, version=VERSION, edited=TRUTH)),
    "clock.due": _about_idea(clock=CLOCK),
    "clock.escalated": _about_idea(clock=CLOCK),
    "person.joined": _with_standing(_about_person()),
    "person.updated": _with_standing(_about_person()),
    "advocate.changed": _with_standing(_object(idea=_or_null(IDEA), person=_or_null(PERSON), advocate=ADVOCATE)),
    "advocate.level_changed": _with_standing(_about_person(level=_object(version=VERSION, before=LEVEL, after=LEVEL))),
    "referral.active": _with_standing(_about_person()),
    "referral.undone": _with_standing(_about_person()),
    "thanks.given": _for_someone(thanks=_object(id=NUMBER, version=VERSION, perk=TRUTH, until=PERHAPS_WORD)),
    "beta.invited": _for_someone(beta=_object(id=NUMBER, version=VERSION)),
    "beta.answered": _for_someone(beta=_object(id=NUMBER, version=VERSION, answer=WORD)),
    "cocreate.invited": _for_someone(shared=_object(id=NUMBER, version=VERSION)),
    "cocreate.answered": _for_someone(shared=_object(id=NUMBER, version=VERSION)),
    "account.interest": _object(idea=IDEA, account=ACCOUNT, interest=INTEREST),
    "endpoint.disabled": _object(endpoint=_object(id=NUMBER, version=VERSION, reason=WORD)),
    "person.export_refused": _object(person=FORGOTTEN),
    "person.erased": _object(person=FORGOTTEN),
    "ping": _object(endpoint=_object(id=NUMBER)),
}

ABOUT_PEOPLE = frozenset(
    kind for kind in _DATA if kind.startswith(("person.", "advocate.", "referral.", "thanks.", "beta.", "cocreate.")) or kind == "effort.answered"
)
"""Kinds that tell nothing where the person may not be named, so that they are not sent then."""


def fields_of(kind: str) -> frozenset[str]:
    """What the data of such an event holds."""
    return frozenset(_DATA[kind]["properties"])


def _message(kind: str, data: Schema) -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind,
        **_object(type={"const": kind}, timestamp=TIME, data=data),
    }


SCHEMAS: dict[str, Schema] = {kind: _message(kind, data) for kind, data in _DATA.items()}

THIN = _object(type=WORD, timestamp=TIME, data=_object(link=URL))
"""What a message looks like that would be too large: where to read what it is about."""
