"""What each event carries to a CRM: JSON Schema (draft 2020-12) by event type, and what administrators choose from.

A public contract: within a major version a schema may only gain optional fields. docs/WEBHOOKS.md shows the same.
"""

from typing import Any

Schema = dict[str, Any]

SUBSCRIBABLE = ("idea.published", "idea.merged", "idea.unmerged", "answer.published", "vote.cast", "clock.escalated", "advocate.changed", "account.interest")
PING = "ping"
LARGEST_BODY = 20_000

NUMBER: Schema = {"type": "integer", "minimum": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
VERSION: Schema = {"type": "integer", "minimum": 1}
TIME: Schema = {"type": "string", "format": "date-time"}
URL: Schema = {"type": "string", "format": "uri"}
KEY: Schema = {"type": ["string", "null"], "maxLength": 120}
STATUS: Schema = {"enum": ["new", "review", "planned", "progress", "shipped", "later", "declined", "merged"]}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


IDEA = _object(
    id=NUMBER, version=VERSION, url=URL, title={"type": "string", "maxLength": 200}, topic={"type": "string"},
    status=STATUS, votes=COUNT,
)
ORGANISATION = _object(id=NUMBER, external_id=KEY)
PERSON = _object(
    id=NUMBER, version=VERSION, url=URL, external_id=KEY, email={"type": ["string", "null"]},
    points={"type": "integer"}, organisation=_or_null(ORGANISATION),
)
ANSWER = _object(
    id=NUMBER, version=VERSION, status=STATUS, first={"type": "boolean"},
    look_again_at={"type": ["string", "null"], "format": "date-time"},
)
VOTE = _object(version=VERSION, importance={"enum": [1, 2, 3]})
CLOCK = _object(
    id=NUMBER, version=VERSION, kind={"enum": ["decision", "first", "review", "next"]}, tier=NUMBER, due_at=TIME,
)
MERGE = _object(id=NUMBER, version=VERSION)
ADVOCATE = _object(version=VERSION, change={"type": "integer"}, cause={"type": "string"})
ACCOUNT = _object(id=NUMBER, version=VERSION, url=URL, external_id=KEY)
MONEY = _object(minor_units=COUNT, currency={"type": "string", "maxLength": 3}, period={"const": "year"})
INTEREST = _object(
    version=VERSION, state={"enum": ["began", "changed", "ended", "shipped"]}, people=COUNT, importance={"enum": [0, 1, 2, 3]},
    value=_or_null(MONEY),
)

_DATA: dict[str, Schema] = {
    "idea.published": _object(idea=IDEA, person=_or_null(PERSON)),
    "idea.merged": _object(idea=IDEA, person=_or_null(PERSON), merge=MERGE, root=_or_null(IDEA)),
    "idea.unmerged": _object(idea=IDEA, person=_or_null(PERSON), merge=MERGE, root=_or_null(IDEA)),
    "answer.published": _object(idea=IDEA, person=_or_null(PERSON), answer=ANSWER),
    "vote.cast": _object(idea=IDEA, person=_or_null(PERSON), vote=VOTE),
    "clock.escalated": _object(idea=IDEA, person=_or_null(PERSON), clock=CLOCK),
    "advocate.changed": _object(idea=_or_null(IDEA), person=_or_null(PERSON), advocate=ADVOCATE),
    "account.interest": _object(idea=IDEA, account=ACCOUNT, interest=INTEREST),
    "ping": _object(endpoint=_object(id=NUMBER)),
}

SCHEMAS: dict[str, Schema] = {
    kind: {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind,
        **_object(type={"const": kind}, timestamp=TIME, data=data),
    }
    for kind, data in _DATA.items()
}
