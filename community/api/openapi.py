"""The OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.1), built from the table of routes."""

from http import HTTPStatus
from typing import Any

from community.accounts.rules_tokens import SCOPES
from community.api.routes import ROUTES, Route
from community.api.schemas import SCHEMAS, ref

Document = dict[str, Any]

OPENAPI = "3.1.1"
VERSION = "1"
WITH_A_TOKEN = (400, 401, 403, 429)
"""What any route that needs a token may answer."""


def openapi(site: str, base_url: str) -> Document:
    paths: Document = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": OPENAPI,
        "info": {"title": f"{site}: API", "version": VERSION, "description": "Tokens are made by administrators; scopes: " + ", ".join(SCOPES) + "."},
        "servers": [{"url": base_url}],
        "paths": paths,
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "heed_…"}}, "schemas": SCHEMAS},
    }


def _operation(route: Route) -> Document:
    said: Document = {
        "operationId": route.endpoint.replace(".", "_"), "summary": route.summary, "responses": _responses(route),
        "security": [{"token": []}] if route.scope else [],
    }
    parameters = _parameters(route)
    if parameters:
        said["parameters"] = parameters
    if route.scope:
        said["description"] = f"Needs the scope {route.scope}."
    if route.body:
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref(route.body)}}}
    return said


def _parameters(route: Route) -> list[Document]:
    in_path = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in route.parameters]
    in_query = [_parameter(name, "query", means) for name, means in route.query]
    return [*in_path, *in_query, *(_parameter(name, "header", means) for name, means in route.headers)]


def _parameter(name: str, place: str, means: str) -> Document:
    return {"name": name, "in": place, "required": False, "description": means, "schema": {"type": "string"}}


def _responses(route: Route) -> Document:
    found = {str(reply.status): _response(reply.means, reply.schema, "application/json") for reply in route.replies}
    refused = (*(WITH_A_TOKEN if route.scope else ()), *route.refusals)
    return found | {str(status): _response(HTTPStatus(status).phrase, "Problem", "application/problem+json") for status in refused}


def _response(means: str, schema: str, kind: str) -> Document:
    return {"description": means, "content": {kind: {"schema": ref(schema) if schema else {"type": "object"}}}}
