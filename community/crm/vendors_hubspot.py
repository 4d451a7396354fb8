"""HubSpot: https://developers.hubspot.com/docs/api-reference (2026-03; the paths of v3 and v4 work as well).

Contacts and companies are upserted in batches of 100 by a unique property of ours. HubSpot keeps one contact an e-mail
address: a contact that was there before us answers 409 with its number, and is taken over unless it is another member's.
One bad record fails its whole batch with 400, so a batch that fails is halved until the bad one stands alone.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from community.crm.rules_vendors import Kind
from community.crm.vendors import (
    LONGEST_PROBLEM,
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
)

Found = dict[str, list[tuple[str, str]]]
"""(number, our key or "") of each company that was found, by domain."""
EXISTING = re.compile(r"Existing ID: ([0-9]{1,20})")
UNKNOWN_PROPERTY = re.compile(r'[Pp]roperty "([A-Za-z0-9_]+)" does not exist')
LEGACY = "v3"
SEVERAL = "More than one company has the domain {}."
MOST_FOUND = 200
"""Companies that one page of a search tells of, at most."""
TAKEN = "The contact with this e-mail address belongs to another member already (contact {})."


def write(kind: Kind, value: Any) -> str:
    """Property values are strings. Times are ISO 8601 in UTC, which HubSpot takes beside milliseconds since 1970."""
    if kind is Kind.TRUTH:
        return "true" if value else "false"
    if kind is Kind.TIME:
        return _time(value)
    return str(value)


def _time(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def talk(kind: str, items: Sequence[Item], mapping: Mapping, results: Results) -> Talk:
    """Confirm or refuse each of at most 100 people or accounts."""
    side, root = mapping.side(kind), _objects(mapping.version)
    if kind == "account":
        items = yield from _known_companies(f"{root}/{side.object}", side, items, results)
    yield from _upsert(f"{root}/{side.object}", side, items, results)
    if kind == "person":
        yield from _associate(mapping, items, results)


def _objects(version: str) -> str:
    return "/crm/v3/objects" if version == LEGACY else f"/crm/objects/{version}"


def _associations(version: str) -> str:
    return "/crm/v4/associations" if version == LEGACY else f"/crm/associations/{version}"


def _upsert(path: str, side: Side, items: Sequence[Item], results: Results) -> Talk:
    if not items:
        return
    answer = yield Call("POST", f"{path}/batch/upsert", {"inputs": [_input(item, side) for item in items]}, records=len(items))
    left = _settled(answer, side, items, results)
    if not left:
        return
    lacking = UNKNOWN_PROPERTY.search(_words(answer))
    if lacking and (concerned := [item for item in left if lacking[1] in _properties(item, side)]):
        refuse(results, concerned, _words(answer))
        yield from _upsert(path, side, [item for item in left if item not in concerned], results)
    elif len(left) > 1:
        half = len(left) // 2
        yield from _upsert(path, side, left[:half], results)
        yield from _upsert(path, side, left[half:], results)
    else:
        yield from _alone(path, side, left[0], answer, results)


def _input(item: Item, side: Side) -> dict[str, Any]:
    return {
        "id": item.key, "idProperty": side.key, "objectWriteTraceId": str(item.subject_id),
        "properties": _properties(item, side),
    }


def _properties(item: Item, side: Side) -> dict[str, Any]:
    fresh = {} if item.crm_id else item.newborn
    return {**fresh, **item.values, side.key: item.key}


def _settled(answer: Answer, side: Side, items: Sequence[Item], results: Results) -> list[Item]:
    """Note what was confirmed, and of a 207 what was refused; return what is still open."""
    if not answer.good:
        return list(items)
    by_trace, by_key = {str(item.subject_id): item for item in items}, {item.key: item for item in items}
    for row in _rows(answer.data, "results"):
        item = by_trace.get(str(row.get("objectWriteTraceId"))) or by_key.get(str((row.get("properties") or {}).get(side.key)))
        if item:
            results[item.subject_id] = Result(str(row.get("id", "")), created=bool(row.get("new")))
    for error in _rows(answer.data, "errors"):
        traces = (error.get("context") or {}).get("objectWriteTraceId") or []
        refuse(results, [by_trace[trace] for trace in map(str, traces) if trace in by_trace], str(error.get("message", "")))
    return [item for item in items if item.subject_id not in results]


def _rows(data: Any, name: str) -> Iterator[dict[str, Any]]:
    rows = data.get(name) if isinstance(data, dict) else None
    return (row for row in rows or [] if isinstance(row, dict))


def _alone(path: str, side: Side, item: Item, answer: Answer, results: Results) -> Talk:
    """The one that HubSpot did not take: there before us, or refused."""
    existing = EXISTING.search(_words(answer)) if answer.status == 409 and not item.crm_id else None
    if existing is None:
        refuse(results, [item], _words(answer))
        return
    found = yield Call("GET", f"{path}/{existing[1]}?properties={side.key}", records=1)
    holder = (found.data or {}).get("properties", {}).get(side.key) if isinstance(found.data, dict) else None
    if holder and holder != item.key:
        refuse(results, [item], TAKEN.format(existing[1]))
    else:
        yield from _take_over(path, side, item, existing[1], results)


def _take_over(path: str, side: Side, item: Item, crm_id: str, results: Results) -> Talk:
    properties = {**item.values, side.key: item.key}
    answer = yield Call("PATCH", f"{path}/{crm_id}", {"properties": properties}, records=1)
    if answer.good:
        results[item.subject_id] = Result(crm_id)
    else:
        refuse(results, [item], _words(answer))


def _known_companies(path: str, side: Side, items: Sequence[Item], results: Results) -> Generator[Call, Answer, list[Item]]:
    """Companies that were there before us are found by their domain and taken over; returns the others."""
    yield from _look_for(path, side, [item for item in items if item.find and not item.crm_id], results)
    return [item for item in items if item.subject_id not in results]


def _look_for(path: str, side: Side, items: Sequence[Item], results: Results) -> Talk:
    """Settle those that are there. One that cannot be looked for is refused: made unseen, it might be there twice."""
    domains = sorted({item.find for item in items})
    if not domains:
        return
    asked = {"propertyName": "domain", "operator": "IN", "values": domains}
    body = {"filterGroups": [{"filters": [asked]}], "properties": ["domain", side.key], "limit": MOST_FOUND}
    answer = yield Call("POST", f"{path}/search", body, records=len(domains))
    if _is_whole(answer, domains):
        yield from _take_over_known(path, side, items, _by_domain(answer, side.key), results)
    elif len(domains) == 1:
        refuse(results, items, _words(answer))
    else:
        for half in (domains[: len(domains) // 2], domains[len(domains) // 2 :]):
            yield from _look_for(path, side, [item for item in items if item.find in half], results)


def _is_whole(answer: Answer, domains: Sequence[str]) -> bool:
    """Whether this tells of every company with these domains: of one domain, two are as good as all."""
    if not answer.good or not isinstance(answer.data, dict) or not isinstance(answer.data.get("results"), list):
        return False
    return len(domains) == 1 or not answer.data.get("paging")


def _take_over_known(path: str, side: Side, items: Sequence[Item], there: Found, results: Results) -> Talk:
    for item in items:
        found = there.get(item.find, [])
        ours = [crm_id for crm_id, key in found if key == item.key]
        mine = ours or [crm_id for crm_id, key in found if not key]
        if len(found) > 1 and not ours:
            refuse(results, [item], SEVERAL.format(item.find))
        elif mine:
            yield from _take_over(path, side, item, mine[0], results)


def _by_domain(answer: Answer, key: str) -> Found:
    found: Found = {}
    for row in _rows(answer.data, "results"):
        properties = row.get("properties") or {}
        found.setdefault(str(properties.get("domain")), []).append((str(row.get("id")), str(properties.get(key) or "")))
    return found


def _associate(mapping: Mapping, items: Sequence[Item], results: Results) -> Talk:
    """Each contact with the companies of its accounts, by their numbers, and no longer with those we tied it to that are not
    its accounts any more. What others tied stays."""
    path = f"{_associations(mapping.version)}/{mapping.person.object}/{mapping.account.object}/batch"
    pairs = [(item, company) for item in items for company in item.links if not results[item.subject_id].problem]
    if pairs:
        inputs = [{"from": {"id": results[item.subject_id].crm_id}, "to": {"id": company}} for item, company in pairs]
        answer = yield Call("POST", f"{path}/associate/default", {"inputs": inputs}, records=len(inputs))
        if not answer.good:
            for item, _ in pairs:
                results[item.subject_id].problem = _words(answer)[:LONGEST_PROBLEM]
    loose = [item for item in items if item.unlinks and not results[item.subject_id].problem and not results[item.subject_id].created]
    yield from _untie(f"{path}/archive", loose, results)


def _untie(path: str, items: Sequence[Item], results: Results) -> Talk:
    """A contact or a company that is not there any more has no tie to lose."""
    if not items:
        return
    inputs = [{"from": {"id": results[item.subject_id].crm_id}, "to": [{"id": company} for company in item.unlinks]} for item in items]
    answer = yield Call("POST", path, {"inputs": inputs}, records=len(items))
    if answer.good and not list(_rows(answer.data, "errors")):
        return
    if len(items) > 1:
        yield from _untie(path, items[: len(items) // 2], results)
        yield from _untie(path, items[len(items) // 2 :], results)
    elif answer.status != 404:
        results[items[0].subject_id].problem = _words(answer)[:LONGEST_PROBLEM]


def forget(kind: str, item: Item, mapping: Mapping, results: Results) -> Talk:
    """Empty our fields of a contact whose person was erased here, our key among them."""
    side = mapping.side(kind)
    body = {"properties": {**item.values, side.key: ""}}
    answer = yield Call("PATCH", f"{_objects(mapping.version)}/{side.object}/{item.crm_id}", body, records=1)
    if answer.good or answer.status == 404:
        results[item.subject_id] = Result(item.crm_id)
    else:
        refuse(results, [item], _words(answer))


def _words(answer: Answer) -> str:
    """HubSpot's message, with the first detail when there is one."""
    if not isinstance(answer.data, dict):
        return answer.text or str(answer.status)
    details = [str(error.get("message")) for error in _rows(answer.data, "errors")]
    return ". ".join(part for part in [str(answer.data.get("message", "")), *details[:1]] if part)


def _names(name: str) -> str:
    return f"heed_{name}"


HUBSPOT = Vendor(
    code="hubspot", name="HubSpot", url="https://api.hubapi.com", version="2026-03", most=100, write=write, talk=talk, forget=forget,
    empty="",
    sides=(
        Side("contacts", "heed_member_id", fields_named("person", _names, email="email")),
        Side("companies", "heed_account_id", fields_named("account", _names)),
    ),
    newborn={"person": {}, "account": {"name": "name", "domain": "domain"}},
    ties=True,
)
