"""Salesforce, Dataverse and EspoCRM as far as we speak with them, each as its documentation says."""

import re
from typing import Any

from tests.crm.crm_server import TOKEN, Asked, CrmServer, Reply

ONE = re.compile(r"/services/data/v62\.0/sobjects/(Contact|Account)/(?:(\w+__c)/)?(.+)")
MANY = re.compile(r"/services/data/v62\.0/composite/sobjects/(Contact|Account)/(\w+__c)")
ROW = re.compile(r"/api/data/v9\.2/(contacts|accounts)\((\w+)='((?:[^']|'')*)'\)")
ENTITY = re.compile(r"/api/v1/(Contact|Account)(?:/(.+))?")


class Salesforce(CrmServer):
    """`rows` by number; an external id that several hold answers 300, one nobody holds 404 with updateOnly."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, dict[str, Any]] = {}

    def add(self, **fields: Any) -> str:
        number = f"003{len(self.rows):06}"
        self.rows[number] = fields
        return number

    def answer(self, asked: Asked) -> Reply:
        if found := MANY.fullmatch(asked.path):
            return 200, [self.upsert(found[1], found[2], record) for record in asked.body["records"]], {}
        found = ONE.fullmatch(asked.path)
        if not found:
            return 404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}], {}
        held = [found[3]] if found[2] is None else self.holders(found[2], found[3])
        if len(held) > 1:
            return 300, [f"/services/data/v62.0/sobjects/{found[1]}/{number}" for number in held], {}
        if not held and asked.query.get("updateOnly") == "true":
            return 404, [{"errorCode": "NOT_FOUND", "message": "No record"}], {}
        self.rows[held[0]].update(asked.body)
        return 200, {"id": held[0], "success": True, "errors": [], "created": False}, {}

    def holders(self, field: str, value: str) -> list[str]:
        return [number for number, row in self.rows.items() if str(row.get(field)) == value]

    def upsert(self, table: str, field: str, record: dict[str, Any]) -> dict[str, Any]:
        values = {name: value for name, value in record.items() if name != "attributes"}
        held = self.holders(field, values[field])
        lost = {"id": None, "success": False, "created": False}
        if str(values.get("Email", "")).endswith("@bad.example"):
            return {**lost, "errors": [{"statusCode": "INVALID_EMAIL_ADDRESS", "message": f"Email: invalid email address: {values['Email']}"}]}
        needed = {"Contact": "LastName", "Account": "Name"}[table]
        if not held and not values.get(needed):
            return {**lost, "errors": [{"statusCode": "REQUIRED_FIELD_MISSING", "message": f"Required fields are missing: [{needed}]"}]}
        number = held[0] if held else self.add()
        self.rows[number].update(values)
        return {"id": number, "success": True, "errors": [], "created": not held}


class Dataverse(CrmServer):
    """`rows` by table and alternate key. `If-Match: *` updates or answers 404, `If-None-Match: *` makes or answers 412."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.audited: list[set[str]] = []

    def answer(self, asked: Asked) -> Reply:
        found = ROW.fullmatch(asked.path)
        if not found:
            return 404, {"error": {"code": "0x80060888", "message": "Resource not found for the segment"}}, {}
        where, there = (found[1], found[3].replace("''", "'")), False
        there = where in self.rows
        if asked.headers.get("if-match") == "*" and not there:
            return 404, {"error": {"code": "0x80040217", "message": "contact With Key Does Not Exist"}}, {}
        if asked.headers.get("if-none-match") == "*" and there:
            return 412, {"error": {"code": "0x80060882", "message": "A record with matching key values already exists."}}, {}
        if "heed_shoesize" in asked.body:
            return 400, {"error": {"code": "0x0", "message": "Could not find a property named 'heed_shoesize'"}}, {}
        self.rows.setdefault(where, {}).update(asked.body)
        self.audited.append(set(asked.body))
        return 204, None, {}


class EspoCrm(CrmServer):
    """`rows` by number. It knows no upsert, and takes a second contact with the same address for a duplicate."""

    token_header, token_value = "x-api-key", TOKEN

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, dict[str, Any]] = {}

    def add(self, **fields: Any) -> str:
        number = f"espo{len(self.rows)}"
        self.rows[number] = fields
        return number

    def answer(self, asked: Asked) -> Reply:
        found = ENTITY.fullmatch(asked.path)
        if not found:
            return 404, None, {}
        if asked.method == "GET":
            where = (asked.query["where[0][attribute]"], asked.query["where[0][value]"])
            rows = [{"id": number, **row} for number, row in self.rows.items() if str(row.get(where[0])) == where[1]]
            return 200, {"total": len(rows), "list": rows}, {}
        if asked.method == "POST":
            return self.make(asked.body, {"Contact": "lastName", "Account": "name"}[found[1]])
        if found[2] not in self.rows:
            return 404, None, {}
        self.rows[found[2]].update(asked.body)
        return 200, {"id": found[2], **self.rows[found[2]]}, {}

    def make(self, body: dict[str, Any], needed: str) -> Reply:
        if not body.get(needed):
            return 400, {"message": f"Field validation failure; {needed} required"}, {}
        if any(row.get(needed) == body[needed] or (row.get("emailAddress") or "-") == body.get("emailAddress") for row in self.rows.values()):
            return 409, [{"_entityType": "Contact"}], {"X-Status-Reason": "Duplicate"}
        number = self.add(**body)
        return 200, {"id": number, **body}, {}
