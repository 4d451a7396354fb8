"""Salesforce: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest (upsert by external id, sObject collections).

A record it confirmed is written with up to 199 others in one collection, each with a result of its own. One it never
confirmed is first tried with `updateOnly`, so that a contact that is there keeps its name, and made only after a 404.
300 says that several records hold our key; nothing is written then.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

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

MANY = "Several records hold the key {}; nothing was written."
ACCOUNT = "AccountId"


def talk(kind: str, items: Sequence[Item], mapping: Mapping, results: Results) -> Talk:
    side, root = mapping.side(kind), f"/services/data/{mapping.version}"
    known = [item for item in items if item.crm_id]
    born: list[Item] = []
    for item in items:
        if not item.crm_id:
            yield from _first(root, side, item, born, results)
    for batch in (known, born):
        if batch:
            yield from _collection(root, side, batch, results)


def _first(root: str, side: Side, item: Item, born: list[Item], results: Results) -> Talk:
    answer = yield Call("PATCH", f"{_record(root, side, item)}?updateOnly=true", item.values, records=1)
    if answer.status == 404:
        born.append(item)
    elif answer.status == 300:
        refuse(results, [item], MANY.format(item.key))
    elif answer.good:
        results[item.subject_id] = Result(_id_in(answer) or item.key)
    else:
        refuse(results, [item], _words(answer.data, answer))


def _record(root: str, side: Side, item: Item) -> str:
    return f"{root}/sobjects/{side.object}/{side.key}/{quote(item.key, safe='')}"


def _collection(root: str, side: Side, items: Sequence[Item], results: Results) -> Talk:
    """Results stand in the order of the records (`allOrNone` false: each stands for itself)."""
    records = [_written(item, side) for item in items]
    path = f"{root}/composite/sobjects/{side.object}/{side.key}"
    answer = yield Call("PATCH", path, {"allOrNone": False, "records": records}, records=len(items))
    if not answer.good or not isinstance(answer.data, list):
        refuse(results, items, _words(answer.data, answer))
        return
    for item, row in zip(items, answer.data, strict=False):
        if row.get("success"):
            made = bool(row.get("created"))
            results[item.subject_id] = Result(str(row.get("id") or item.crm_id), created=made)
        else:
            refuse(results, [item], _words(row.get("errors"), answer))


def _written(item: Item, side: Side) -> dict[str, Any]:
    newborn = {} if item.crm_id else {**item.newborn, **({ACCOUNT: item.links[0]} if item.links else {})}
    return {"attributes": {"type": side.object}, side.key: item.key, **newborn, **item.values}


def forget(kind: str, item: Item, mapping: Mapping, results: Results) -> Talk:
    """Empty our fields; the external id goes last, for it is what the record is found by."""
    side = mapping.side(kind)
    path = f"/services/data/{mapping.version}/sobjects/{side.object}/{item.crm_id}"
    answer = yield Call("PATCH", path, {**item.values, side.key: None}, records=1)
    if answer.good or answer.status == 404:
        results[item.subject_id] = Result(item.crm_id)
    else:
        refuse(results, [item], _words(answer.data, answer))


def _id_in(answer: Answer) -> str:
    return str(answer.data.get("id") or "") if isinstance(answer.data, dict) else ""


def _words(errors: Any, answer: Answer) -> str:
    """Salesforce answers with a list of {message, errorCode}; within a collection the code is `statusCode`."""
    rows = errors if isinstance(errors, list) else []
    said = [f"{row.get('errorCode') or row.get('statusCode')}: {row.get('message')}" for row in rows if isinstance(row, dict)]
    return ". ".join(said) or answer.text or str(answer.status)


def _names(name: str) -> str:
    return "Heed_" + "_".join(part.capitalize() for part in name.split("_")) + "__c"


SALESFORCE = Vendor(
    code="salesforce", name="Salesforce", url="https://yourcompany.my.salesforce.com", version="v62.0", most=200, write=write_json,
    talk=talk, forget=forget, empty=None,
    sides=(
        Side("Contact", "Heed_Member_Id__c", fields_named("person", _names, email="Email")),
        Side("Account", "Heed_Account_Id__c", fields_named("account", _names)),
    ),
    newborn={"person": {"name": "LastName"}, "account": {"name": "Name"}},
)
