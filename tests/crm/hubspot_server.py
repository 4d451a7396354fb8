"""HubSpot's CRM API as its documentation has it: batches of 100 that fail as a whole, one contact an e-mail address, unique
custom properties, 409 with the existing number, companies found by domain, associations by number."""

import re
from typing import Any

from community.crm.vendors_hubspot import HUBSPOT
from tests.crm.crm_server import Asked, CrmServer, Reply

UNIQUE = {"contacts": {"email", "heed_member_id"}, "companies": {"heed_account_id"}}
READ_ONLY = {"createdate", "hs_object_id"}
NUMBERS = {"heed_votes_cast", "heed_reputation"}
OBJECTS = re.compile(r"/crm/(?:objects/2026-03|v3/objects)/(contacts|companies)(?:/(.+))?")
ASSOCIATE = re.compile(r"/crm/(?:associations/2026-03|v4/associations)/contacts/companies/batch/(associate/default|archive)")


def error(status: int, category: str, message: str, **more: Any) -> Reply:
    return status, {"status": "error", "category": category, "message": message, "correlationId": "c-1", **more}, {}


class HubSpot(CrmServer):
    """`contacts` and `companies` by number, each a dictionary of properties. `refused`: what is replied whenever a path ends
    so; `unfit`: what nobody can search for."""

    def __init__(self) -> None:
        super().__init__()
        self.contacts: dict[str, dict[str, str]] = {}
        self.companies: dict[str, dict[str, str]] = {}
        self.tied: set[tuple[str, str]] = set()
        self.created = 0
        self.refused: dict[str, Reply] = {}
        self.unfit: set[str] = set()
        self.known = {"contacts": {"email", "firstname", *self._ours(0)}, "companies": {"name", "domain", *self._ours(1)}}
        self._next = 100

    def _ours(self, side: int) -> set[str]:
        return {name for name in HUBSPOT.sides[side].fields.values() if name} | {HUBSPOT.sides[side].key}

    def add(self, kind: str, **properties: str) -> str:
        self._next += 1
        getattr(self, kind)[str(self._next)] = properties
        return str(self._next)

    def answer(self, asked: Asked) -> Reply:
        if (end := asked.path.rpartition("/")[2]) in self.refused:
            return self.refused[end]
        if ties := ASSOCIATE.fullmatch(asked.path):
            return self.archive(asked.body["inputs"]) if ties[1] == "archive" else self.associate(asked.body["inputs"])
        found = OBJECTS.fullmatch(asked.path)
        if not found:
            return error(404, "OBJECT_NOT_FOUND", "resource not found")
        kind, rest = found[1], found[2]
        if rest == "batch/upsert":
            return self.upsert(kind, asked.body["inputs"])
        if rest == "search":
            return self.search(kind, asked.body)
        return self.one(kind, rest, asked)

    def upsert(self, kind: str, inputs: list[dict[str, Any]]) -> Reply:
        if len(inputs) > 100:
            return error(400, "VALIDATION_ERROR", "The maximum number of inputs supported in a batch is 100.")
        for each in inputs:
            bad = self.refusal(kind, each)
            if bad:
                return bad
        results = [self.write(kind, each) for each in inputs]
        return 200, {"status": "COMPLETE", "results": results}, {}

    def refusal(self, kind: str, each: dict[str, Any]) -> Reply | None:
        if each["idProperty"] not in UNIQUE[kind]:
            return error(400, "VALIDATION_ERROR", f"{each['idProperty']} is not a unique property.")
        found = self.find(kind, each["idProperty"], each["id"])
        return self.bad_values(kind, each["properties"], found)

    def bad_values(self, kind: str, properties: dict[str, Any], mine: str) -> Reply | None:
        for name, value in properties.items():
            if name in READ_ONLY:
                return error(400, "VALIDATION_ERROR", f'Property "{name}" is read only.')
            if name not in self.known[kind]:
                return error(400, "VALIDATION_ERROR", "Property values were not valid", errors=[{"message": f'Property "{name}" does not exist', "code": "PROPERTY_DOESNT_EXIST"}])
            if not isinstance(value, str) or (name in NUMBERS and value and not re.fullmatch(r"-?[0-9.]+", value)):
                return error(400, "VALIDATION_ERROR", f"{value} was not a valid number.")
            if name == "email" and value.endswith("@bad.example"):
                return error(400, "VALIDATION_ERROR", "Property values were not valid", errors=[{"message": f"Email address {value} is invalid", "code": "INVALID_EMAIL"}])
            holder = self.find(kind, name, value) if name in UNIQUE[kind] and value else ""
            if holder and holder != mine:
                return error(409, "OBJECT_ALREADY_EXISTS", f"Contact already exists. Existing ID: {holder}")
        return None

    def find(self, kind: str, name: str, value: str) -> str:
        rows = getattr(self, kind)
        return next((key for key, row in rows.items() if row.get(name, "").lower() == value.lower()), "")

    def write(self, kind: str, each: dict[str, Any]) -> dict[str, Any]:
        number = self.find(kind, each["idProperty"], each["id"])
        new = not number
        if new:
            self.created += 1
            number = self.add(kind, **{each["idProperty"]: each["id"]})
        self.put(kind, number, each["properties"])
        row = getattr(self, kind)[number]
        return {"id": number, "new": new, "properties": dict(row), "objectWriteTraceId": each.get("objectWriteTraceId")}

    def put(self, kind: str, number: str, properties: dict[str, str]) -> None:
        """An empty text clears a property."""
        row = getattr(self, kind)[number]
        row.update(properties)
        for name in [name for name, value in row.items() if value == ""]:
            del row[name]

    def search(self, kind: str, body: dict[str, Any]) -> Reply:
        (asked,) = body["filterGroups"][0]["filters"]
        rows = getattr(self, kind).items()
        if self.unfit.intersection(asked["values"]):
            return error(400, "VALIDATION_ERROR", "Invalid input JSON: a value is not valid")
        found = [{"id": key, "properties": {name: row.get(name) for name in body["properties"]}} for key, row in rows if row.get(asked["propertyName"]) in asked["values"]]
        more = {"paging": {"next": {"after": str(body["limit"])}}} if len(found) > body["limit"] else {}
        return 200, {"total": len(found), "results": found[: body["limit"]], **more}, {}

    def one(self, kind: str, number: str, asked: Asked) -> Reply:
        rows = getattr(self, kind)
        if number not in rows:
            return error(404, "OBJECT_NOT_FOUND", "resource not found")
        if asked.method == "PATCH":
            bad = self.bad_values(kind, asked.body["properties"], number)
            if bad:
                return bad
            self.put(kind, number, asked.body["properties"])
        return 200, {"id": number, "properties": dict(rows[number])}, {}

    def associate(self, inputs: list[dict[str, Any]]) -> Reply:
        for each in inputs:
            if each["from"]["id"] not in self.contacts or each["to"]["id"] not in self.companies:
                return error(400, "VALIDATION_ERROR", "One or more associations are invalid")
            self.tied.add((each["from"]["id"], each["to"]["id"]))
        return 200, {"status": "COMPLETE", "results": inputs}, {}

    def archive(self, inputs: list[dict[str, Any]]) -> Reply:
        """Every tie of each contact with these companies goes; `to` is a list here, and one object where ties are made."""
        pairs = {(each["from"]["id"], to["id"]) for each in inputs for to in each["to"]}
        if any(contact not in self.contacts or company not in self.companies for contact, company in pairs):
            return error(404, "OBJECT_NOT_FOUND", "One or more records of the associations do not exist")
        self.tied -= pairs
        return 204, None, {}
