"""Microsoft Dataverse (Dynamics 365): https://learn.microsoft.com/power-apps/developer/data-platform/webapi/upsert-an-entity

Rows are addressed by an alternate key. A row that it confirmed is only ever updated (`If-Match: *`, 404 when somebody deleted
it), one that it never confirmed is only made (`If-None-Match: *`, 412 when it is there, and then updated). Changed columns
only: Dataverse takes every column it is sent for a change, in its audit log and for whatever waits for changes.
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

ODATA = (("OData-Version", "4.0"), ("OData-MaxVersion", "4.0"))
UPDATE = (("If-Match", "*"),)
CREATE = (("If-None-Match", "*"),)
ACCOUNT = "parentcustomerid_account@odata.bind"


def talk(kind: str, items: Sequence[Item], mapping: Mapping, results: Results) -> Talk:
    for item in items:
        if item.crm_id:
            yield from _update(kind, item, mapping, results)
        else:
            yield from _create(kind, item, mapping, results)


def _update(kind: str, item: Item, mapping: Mapping, results: Results) -> Talk:
    answer = yield Call("PATCH", _row(mapping, kind, item.key), item.values, (*ODATA, *UPDATE), 1)
    if answer.status == 404:
        results[item.subject_id] = Result(gone=True)
    else:
        _note(item, answer, results)


def _create(kind: str, item: Item, mapping: Mapping, results: Results) -> Talk:
    answer = yield Call("PATCH", _row(mapping, kind, item.key), _new(kind, item, mapping), (*ODATA, *CREATE), 1)
    if answer.status == 412:
        yield from _update(kind, item, mapping, results)
    else:
        _note(item, answer, results, created=True)


def _new(kind: str, item: Item, mapping: Mapping) -> dict[str, Any]:
    """The key itself is set from the address. A contact is bound to its account by that account's own key."""
    bound = {ACCOUNT: _row(mapping, "account", item.links[0], root="")} if kind == "person" and item.links else {}
    return {**item.newborn, **bound, **item.values}


def _row(mapping: Mapping, kind: str, key: str, root: str | None = None) -> str:
    side: Side = mapping.side(kind)
    start = f"/api/data/{mapping.version}" if root is None else root
    written = quote(key.replace("'", "''"), safe="'")
    return f"{start}/{side.object}({side.key}='{written}')"


def _note(item: Item, answer: Answer, results: Results, created: bool = False) -> None:
    if answer.good:
        results[item.subject_id] = Result(item.key, created=created)
    else:
        refuse(results, [item], _words(answer))


def forget(kind: str, item: Item, mapping: Mapping, results: Results) -> Talk:
    """Empty our columns. The key stays, for a row cannot be told by a key that it loses; it names nobody any more."""
    yield from _update(kind, item, mapping, results)
    if results[item.subject_id].gone:
        results[item.subject_id] = Result(item.key)


def _words(answer: Answer) -> str:
    error = answer.data.get("error") if isinstance(answer.data, dict) else None
    return str(error.get("message")) if isinstance(error, dict) else answer.text or str(answer.status)


def _names(name: str) -> str:
    return "heed_" + name.replace("_", "")


DATAVERSE = Vendor(
    code="dataverse", name="Microsoft Dataverse", url="https://yourcompany.crm.dynamics.com", version="v9.2", most=20, write=write_json,
    talk=talk, forget=forget, empty=None,
    sides=(
        Side("contacts", "heed_memberid", fields_named("person", _names, email="emailaddress1")),
        Side("accounts", "heed_accountid", fields_named("account", _names)),
    ),
    newborn={"person": {"name": "lastname"}, "account": {"name": "name"}},
)
