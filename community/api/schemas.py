"""The shapes that go in and out of the API, as JSON Schema (draft 2020-12)."""

from typing import Any

from community.accounts.rules import Level, PersonState, Role
from community.crm.rules_in import ACCOUNT_FIELDS, CONTACT_FIELDS, MONEY_FIELDS, OWNER_FIELDS
from community.triage.rules_mentions import LONGEST_TEXT, LONGEST_URL

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
PERHAPS_TEXT: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer", "minimum": 1}
TIME: Schema = {"type": "string", "format": "date-time"}
URL: Schema = {"type": "string", "format": "uri"}
TRUTH: Schema = {"type": "boolean"}
ANY_FIELDS: Schema = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}


def closed(required: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object with these fields and no others: what comes in, and what goes out."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def whole(**properties: Schema) -> Schema:
    """A reply, which has every one of its fields."""
    return closed(tuple(properties), **properties)


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_OWED = {"what": {"enum": ["answer", "renewal", "decision", "reply"]}, "due_at": TIME, "overdue": TRUTH, "paused": TRUTH}
_MONEY = closed(("currency",), **{name: {"type": ["string", "integer"]} if name == "minor_units" else TEXT for name in MONEY_FIELDS})
_OWNER = closed(**dict.fromkeys(OWNER_FIELDS, PERHAPS_TEXT))
_ACCOUNT: Schema = dict.fromkeys(ACCOUNT_FIELDS, PERHAPS_TEXT) | {"value": or_null(_MONEY), "owner": or_null(_OWNER), "fields": or_null(ANY_FIELDS)}
_CONTACT: Schema = dict.fromkeys(CONTACT_FIELDS, PERHAPS_TEXT) | {"accounts": {"type": ["array", "null"], "items": TEXT}, "fields": or_null(ANY_FIELDS)}
_ERROR = closed(("field", "detail"), field=TEXT, detail=TEXT, code=TEXT)

SCHEMAS: dict[str, Schema] = {
    "Problem": {
        "type": "object", "description": "RFC 9457, application/problem+json", "required": ["status", "title"],
        "properties": {"status": {"type": "integer"}, "title": TEXT, "detail": TEXT, "errors": {"type": "array", "items": ref("Error")}},
    },
    "Error": _ERROR,
    "Card": closed(
        ("id", "url", "name", "email", "external_id", "role", "state", "level", "since", "account", "ideas", "more_ideas", "owed", "consent"),
        id=NUMBER, url=URL, name=TEXT, email=PERHAPS_TEXT, external_id=PERHAPS_TEXT, role={"enum": [str(role) for role in Role]},
        state={"enum": [str(state) for state in PersonState]}, level={"enum": [str(level) for level in Level]}, since=TIME,
        account=or_null(whole(name=TEXT, external_id=PERHAPS_TEXT)), ideas={"type": "array", "items": ref("OpenIdea")}, more_ideas=TRUTH,
        owed=or_null(whole(idea_id=NUMBER, **_OWED)), consent=whole(crm_export={"const": True}, mail=TRUTH),
        handle=whole(channel=TEXT, handle=TEXT, known_by_staff=TRUTH),
    ),
    "OpenIdea": whole(
        id=NUMBER, url=URL, title=TEXT, status={"enum": ["new", "review", "planned", "progress", "later", "merged"]},
        votes={"type": "integer", "minimum": 0}, owed=or_null(whole(**_OWED)),
    ),
    "NewMention": closed(
        ("url", "text"), url={"type": "string", "maxLength": LONGEST_URL}, text={"type": "string", "maxLength": LONGEST_TEXT},
        channel=PERHAPS_TEXT, handle=PERHAPS_TEXT, said_at={**TIME, "type": ["string", "null"]}, idea_id={"type": ["integer", "null"]},
    ),
    "Mention": whole(
        id=NUMBER, url=URL, idea_id={"type": ["integer", "null"]}, person_id={"type": ["integer", "null"]}, waits_for_idea=TRUTH,
    ),
    "Account": closed(**_ACCOUNT),
    "Contact": closed(**_CONTACT),
    "Accounts": closed(("accounts",), accounts={"type": "array", "maxItems": 500, "items": ref("Account")}),
    "Contacts": closed(("contacts",), contacts={"type": "array", "maxItems": 500, "items": ref("Contact")}),
    "Pushed": closed(accounts={"type": "array", "items": ref("Account")}, contacts={"type": "array", "items": ref("Contact")}),
    "Known": {"type": "object", "description": "The fields of what was put, with `id` and `crm_at`, when the CRM last said it."},
    "Taken": closed(
        ("external_id", "outcome"), external_id=PERHAPS_TEXT, outcome={"enum": ["new", "changed", "same", "review", "refused"]}, id=NUMBER,
        review={}, errors={"type": "array", "items": ref("Error")},
    ),
    "TakenRows": whole(counts={"type": "object"}, results={"type": "array", "items": ref("Taken")}),
    "Events": whole(events={"type": "array", "items": ref("EventType")}),
    "EventType": {
        "type": "object", "description": "A JSON Schema (draft 2020-12) whose title is the type of the event, with an example.",
        "required": ["$schema", "title", "examples"], "properties": {"title": TEXT, "examples": {"type": "array", "minItems": 1}},
    },
}
