"""Whatever a program sends to whatever route, the answer is one that the document names, in the shape that it names."""

import json

import pytest

from community.accounts.rules_tokens import SCOPES
from community.api.openapi import openapi
from community.api.routes import ROUTES, Route
from community.api.schemas import SCHEMAS
from tests.test_api_document import judge
from tests.tokens import bearer, token

WITH_TOKEN = [route for route in ROUTES if route.scope]
WITH_BODY = [route for route in ROUTES if route.body]
DOCUMENT = openapi("Heed", "https://ideas.example")["paths"]
NAME = "{0.method} {0.path}".format


def address(route: Route) -> str:
    path = route.path
    for name in route.parameters:
        path = path.replace(f"{{{name}}}", {"event_type": "vote.cast", "slug": "no-such-source"}.get(name, "acc-1"))
    return path


def call(client, route, **how):
    """One request, whose answer must be one that the document names."""
    answer = client.open(address(route), method=route.method, **how)
    named = DOCUMENT[route.path][route.method.lower()]["responses"]
    assert str(answer.status_code) in named, (answer.status_code, answer.text)
    [(kind, said)] = named[str(answer.status_code)]["content"].items()
    assert answer.content_type == kind
    if "$ref" in said["schema"]:
        judge(said["schema"]["$ref"].rsplit("/", 1)[1], answer.json)
    return answer


@pytest.fixture
def others(app):
    """A token that may do everything but what a route needs."""
    return {scope: bearer(token(*(each for each in SCOPES if each != scope))) for scope in SCOPES}


@pytest.fixture
def all_scopes(app):
    return bearer(token(*SCOPES))


@pytest.mark.parametrize("route", WITH_TOKEN, ids=NAME)
def test_without_a_token_with_one_of_nobodys_and_with_another_scope(client, others, route):
    assert call(client, route).status_code == 401
    assert call(client, route, headers=bearer("heed_" + "a" * 43)).status_code == 401
    refused = call(client, route, headers=others[route.scope])
    assert (refused.status_code, refused.json["scope"]) == (403, route.scope)
    assert call(client, route, query_string={"t": "heed_" + "a" * 43}, headers=others[route.scope]).status_code == 400


@pytest.mark.parametrize("route", [route for route in WITH_BODY if route.scope], ids=NAME)
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400), (b"", "application/json", 400), (b'{"a": NaN}', "application/json", 400), (b"{}", "text/plain", 415), (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422), (b"null", "application/json", 422), (b'{"nonsense": 1}', "application/json", 422), (b" " * 8_000_000, "application/json", 413),
    ],
    ids=lambda value: repr(value)[:18],
)
def test_what_is_no_such_body_is_refused_by_its_own_number(client, all_scopes, route, body, kind, status):
    assert call(client, route, data=body, content_type=kind, headers=all_scopes).status_code == status


@pytest.mark.parametrize("kind", ["account", "contact"])
@pytest.mark.parametrize("value", [None, 7, True, "x" * 5_000, [], {}, "\u202e", "2026-13-45", {"nonsense": 1}], ids=repr)
def test_a_field_of_the_wrong_kind_is_named_or_taken_and_never_breaks(client, all_scopes, kind, value):
    fields = [name for name in SCHEMAS[kind.capitalize()]["properties"] if name != "external_id"]
    route = next(each for each in ROUTES if each.endpoint == f"api_accounts.put_{kind}")
    for name in fields:
        answer = call(client, route, json={name: value}, headers=all_scopes)
        assert answer.status_code < 500
        if answer.status_code == 422:
            assert {each["field"].split(".")[0] for each in answer.json["errors"]} <= {name, "name", "email"}, "and what a new one lacks"


def test_what_is_put_is_read_back_and_put_again_is_the_same(client, all_scopes):
    put = next(route for route in ROUTES if route.endpoint == "api_accounts.put_account")
    get = next(route for route in ROUTES if route.endpoint == "api_accounts.account")
    assert call(client, get, headers=all_scopes).status_code == 404
    said = {"name": "St Brannoc's", "domain": "brannocs.example", "value": {"amount": "12500.50", "currency": "GBP", "period": "year"}}
    first, again = (call(client, put, json=said, headers=all_scopes) for _ in range(2))
    assert ((first.status_code, first.json["outcome"]), (again.status_code, again.json["outcome"])) == ((201, "new"), (200, "same"))
    assert call(client, get, headers=all_scopes).json["name"] == "St Brannoc's"


@pytest.mark.parametrize("kind", ["account", "contact"])
def test_a_batch_answers_for_each_row_in_its_order_and_takes_five_hundred(client, all_scopes, kind):
    route = next(each for each in ROUTES if each.endpoint == f"api_accounts.{kind}s_batch")
    rows = [{"external_id": "one", "name": "One"}, {"name": "without a key"}, {"external_id": "two", "nonsense": 1}]
    answer = call(client, route, json={f"{kind}s": rows}, headers=all_scopes)
    assert [row["external_id"] for row in answer.json["results"]] == ["one", "", "two"]
    assert [row["outcome"] == "refused" for row in answer.json["results"]][1:] == [True, True]
    assert sum(answer.json["counts"].values()) == 3
    many = {f"{kind}s": [{"external_id": f"k{number}"} for number in range(501)]}
    assert call(client, route, json=many, headers=all_scopes).status_code == 422


@pytest.mark.parametrize(
    ("query", "status"),
    [({}, 422), ({"email": ""}, 422), ({"email": "ada@x.example", "external_id": "7"}, 422), ({"email": "nobody@x.example"}, 404), ({"handle": "x:nobody"}, 404), ({"external_id": "\u0660"}, 404), ({"email": "ada"}, 404), ({"nonsense": "1"}, 422)],
    ids=json.dumps,
)
def test_somebody_is_looked_for_in_exactly_one_way(client, all_scopes, query, status):
    route = next(each for each in ROUTES if each.endpoint == "api_crm.lookup")
    assert call(client, route, query_string=query, headers=all_scopes).status_code == status


@pytest.mark.parametrize("headers", [{}, {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}, {"webhook-signature": "v2,é"}], ids=str)
def test_a_push_that_nobody_signed_is_refused(client, headers):
    route = next(each for each in ROUTES if each.endpoint == "api_hook.receive")
    assert call(client, route, data=b"{}", content_type="application/json", headers=headers).status_code == 401


def test_each_open_route_answers_as_the_document_says(client):
    for route in ROUTES:
        if not route.scope and route.method == "GET":
            assert call(client, route).status_code == 200, route.path
