"""The OpenAPI document says what the API does: each route, its scope, its parameters and shapes; so does docs/API.md."""

import re

import pytest

from community.accounts.rules_tokens import SCOPES
from community.api.openapi import openapi
from community.api.routes import ROUTES
from community.api.schemas import SCHEMAS
from community.config import ROOT
from community.crm.catalogue import SCHEMAS as EVENTS
from tests.crm.schemas import check
from tests.tokens import bearer, token

PAGE = (ROOT / "docs" / "API.md").read_text()
OPERATION = {
    "type": "object", "required": ["operationId", "summary", "responses", "security"],
    "properties": {
        "operationId": {"type": "string"}, "summary": {"type": "string"}, "description": {"type": "string"}, "security": {"type": "array"},
        "parameters": {
            "type": "array",
            "items": {
                "type": "object", "required": ["name", "in", "required", "schema"], "additionalProperties": False,
                "properties": {
                    "name": {"type": "string"}, "in": {"enum": ["path", "query", "header"]}, "required": {"type": "boolean"},
                    "description": {"type": "string"}, "schema": {"type": "object"},
                },
            },
        },
        "requestBody": {"type": "object", "required": ["content"]},
        "responses": {"type": "object", "additionalProperties": {"type": "object", "required": ["description", "content"]}},
    },
    "additionalProperties": False,
}
"""The part of the OpenAPI 3.1 schema that our document uses."""


def real_routes(app):
    """(method, path as OpenAPI writes it) of every rule under /api/, with its endpoint."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)
            found |= {(method, path): rule.endpoint for method in rule.methods - {"HEAD", "OPTIONS"}}
    return found


def references(said):
    if isinstance(said, dict):
        yield from [said["$ref"]] if "$ref" in said else []
        for value in said.values():
            yield from references(value)
    elif isinstance(said, list):
        for value in said:
            yield from references(value)


def resolved(schema):
    """With each reference replaced by what it refers to."""
    if isinstance(schema, list):
        return [resolved(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return resolved(SCHEMAS[schema["$ref"].removeprefix("#/components/schemas/")])
    return {name: resolved(value) for name, value in schema.items()}


def judge(name, data):
    """Whether this fits one of the document's shapes."""
    check(data, resolved(SCHEMAS[name]))


def test_every_route_stands_in_the_table_and_the_table_names_no_other(app):
    assert real_routes(app) == {(route.method, route.path): route.endpoint for route in ROUTES}


def test_the_table_names_the_scope_that_the_view_asks_for(app):
    for route in ROUTES:
        assert getattr(app.view_functions[route.endpoint], "scope", "") == route.scope, route
    assert {route.scope for route in ROUTES} - {""} <= set(SCOPES)


def test_the_document_is_openapi_and_its_references_lead_somewhere(client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    said = answer.json
    assert set(said) == {"openapi", "info", "servers", "paths", "components"}
    assert re.fullmatch(r"3\.1\.\d+", said["openapi"])
    for path, operations in said["paths"].items():
        for method, operation in operations.items():
            assert method in ("get", "put", "post", "delete", "patch")
            check(operation, OPERATION)
            assert all(re.fullmatch(r"[1-5]\d\d", status) for status in operation["responses"])
            assert re.findall(r"{(\w+)}", path) == [each["name"] for each in operation.get("parameters", []) if each["in"] == "path"]
    known = {f"#/components/schemas/{name}" for name in said["components"]["schemas"]}
    assert set(references(said)) <= known
    ids = [operation["operationId"] for path in said["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids)) == len(ROUTES)


def test_what_needs_a_token_says_so_and_what_does_not_says_that():
    for path, operations in openapi("Site", "https://x.example")["paths"].items():
        for operation in operations.values():
            assert bool(operation["security"]) == ("403" in operation["responses"]), path


def test_the_page_names_every_route_scope_and_status():
    for route in ROUTES:
        assert route.path in PAGE, route.path
    assert set(re.findall(r"^\| `([a-z]+:[a-z]+)` \|", PAGE, re.MULTILINE)) == set(SCOPES)
    statuses = {int(code) for line in re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE) for code in line.split(",")}
    assert {status for route in ROUTES for status in route.refusals} <= statuses


def test_the_catalogue_of_events_is_public_and_says_when_it_has_not_changed(client):
    answer = client.get("/api/v1/events")
    assert [event["title"] for event in answer.json["events"]] == list(EVENTS)
    judge("Events", answer.json)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = client.get("/api/v1/events", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("kind", EVENTS)
def test_each_event_has_an_address_with_an_example_that_fits(client, kind):
    said = client.get(f"/api/v1/events/{kind}").json
    judge("EventType", said)
    check(said["examples"][0], said)


def test_an_event_that_is_none_is_not_there(client):
    answer = client.get("/api/v1/events/idea.exploded")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    judge("Problem", answer.json)


def test_other_sites_are_let_in_nowhere(client):
    origin = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    for route in ROUTES:
        for method in ("OPTIONS", route.method):
            answer = client.open(route.path, method=method, headers={**origin, **bearer(token())})
            assert not [name for name, value in answer.headers if name.startswith("Access-Control")], route
