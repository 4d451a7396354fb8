"""EspoCRM: https://docs.espocrm.com/development/api/ (an API user's key in `X-Api-Key`).

It has no upsert: a record that it never confirmed is looked for by our key, then a contact by its e-mail address; one that is
found is updated, more than one is refused, none is made. 409 says that EspoCRM takes the new one for a duplicate.
"""

from collections.abc import Generator, Sequence
from datetime import UTC
from typing import Any
from urllib.parse import quote, urlencode

from community.crm.rules_vendors import Kind
from community.crm.vendors import (
    Answer,
    Call,
    Item,
    Mapping,
    Result,
    Results,
    Side,
    Talk,
    Vendor,
    fields_named,
    refuse,
    write_json,
)

SEVERAL = "{} records match; nothing was written."
TAKEN = "The record with this address belongs to another member already ({})."
DUPLICATE = "EspoCRM takes this for a duplicate of a record that is there."
FOUND_BY = {"person": "emailAddress", "account": "website"}


def write(kind: Kind, value: Any) -> Any:
    """Times without a zone, in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if kind is Kind.TIME else write_json(kind, value)


def talk(kind: str, items: Sequence[Item], mapping: Mapping, results: Results) -> Talk:
    for item in items:
        if item.crm_id:
            yield from _update(kind, item, item.crm_id, mapping, results)
        else:
            yield from _first(kind, item, mapping, results)


def _first(kind: str, item: Item, mapping: Mapping, results: Results) -> Talk:
    side = mapping.side(kind)
    rows = yield from _search(mapping, side, side.key, item.key)
    if not rows and kind == "person" and item.find:
        rows = yield from _search(mapping, side, FOUND_BY[kind], item.find)
    if len(rows) > 1:
        refuse(results, [item], SEVERAL.format(len(rows)))
    elif not rows:
        yield from _create(kind, item, mapping, results)
    elif rows[0].get(side.key) not in (None, "", item.key):
        refuse(results, [item], TAKEN.format(rows[0].get("id")))
    else:
        yield from _update(kind, item, str(rows[0]["id"]), mapping, results)


def _search(mapping: Mapping, side: Side, attribute: str, value: str) -> Generator[Call, Answer, list[dict[str, Any]]]:
    asked = {
        "where[0][type]": "equals", "where[0][attribute]": attribute, "where[0][value]": value, "select": f"id,{side.key}", "maxSize": "2",
    }
    answer = yield Call("GET", f"{_path(mapping, side)}?{urlencode(asked, quote_via=quote)}", records=1)
    rows = answer.data.get("list") if answer.good and isinstance(answer.data, dict) else None
    return [row for row in rows or [] if isinstance(row, dict) and row.get("id")]


def _path(mapping: Mapping, side: Side) -> str:
    return f"/api/{mapping.version}/{side.object}"


def _create(kind: str, item: Item, mapping: Mapping, results: Results) -> Talk:
    side = mapping.side(kind)
    account = {"accountId": item.links[0]} if kind == "person" and item.links else {}
    body = {**item.newborn, **account, **item.values, side.key: item.key}
    answer = yield Call("POST", _path(mapping, side), body, records=1)
    made = answer.data.get("id") if isinstance(answer.data, dict) else None
    if answer.good and made:
        results[item.subject_id] = Result(str(made), created=True)
    else:
        refuse(results, [item], DUPLICATE if answer.status == 409 else _words(answer))


def _update(kind: str, item: Item, crm_id: str, mapping: Mapping, results: Results) -> Talk:
    side = mapping.side(kind)
    own = {} if item.crm_id else {side.key: item.key}
    answer = yield Call("PUT", f"{_path(mapping, side)}/{quote(crm_id, safe='')}", {**item.values, **own}, records=1)
    if answer.status == 404:
        results[item.subject_id] = Result(gone=True)
    elif answer.good:
        results[item.subject_id] = Result(crm_id)
    else:
        refuse(results, [item], _words(answer))


def forget(kind: str, item: Item, mapping: Mapping, results: Results) -> Talk:
    """Empty our fields and our key."""
    values = {**item.values, mapping.side(kind).key: None}
    yield from _update(kind, Item(item.subject_id, item.key, item.crm_id, values), item.crm_id, mapping, results)
    if results[item.subject_id].gone:
        results[item.subject_id] = Result(item.crm_id)


def _words(answer: Answer) -> str:
    said = answer.data.get("message") if isinstance(answer.data, dict) else ""
    return str(said or answer.text or answer.status)


def _names(name: str) -> str:
    return "cHeed" + "".join(part.capitalize() for part in name.split("_"))


ESPOCRM = Vendor(
    code="espocrm", name="EspoCRM", url="https://crm.example.com", version="v1", most=10, write=write, talk=talk, forget=forget, empty=None,
    sides=(
        Side("Contact", "cHeedMemberId", fields_named("person", _names, email="emailAddress")),
        Side("Account", "cHeedAccountId", fields_named("account", _names)),
    ),
    newborn={"person": {"name": "lastName"}, "account": {"name": "name"}},
    token_header="X-Api-Key", token_prefix="",
)
