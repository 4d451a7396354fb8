"""Everything a CRM should hold of some people or accounts, beside what it confirmed: what is new, changed, or the same."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from community.crm import queries_vendors as queries
from community.crm.models_vendors import Acknowledged, Connection
from community.crm.rules_vendors import FIELDS, Values, changed, hashes_of, worded
from community.crm.snapshots import NOT_COMPARED, account_snapshots, snapshots_of
from community.crm.vendors import Item, Vendor
from community.crm.vendors import Mapping as Shape
from community.crm.vendors_all import VENDORS

LINKS = "@accounts"
"""Stands among the hashes of a contact for the companies it is tied to."""
KEPT_WHEN_ERASED = frozenset({"email"})
"""The CRM's own knowledge of somebody, which is not ours to empty; it hears of the erasure by `person.erased`."""


@dataclass(frozen=True)
class Comparison:
    """`state` is new, changed, same, forget (erased here, and to be emptied there), drop (erased here, and left as it is
    there) or nothing (not to be sent at all)."""

    subject_id: int
    state: str
    item: Item | None = None
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def to_send(self) -> bool:
        return self.state in ("new", "changed", "forget")


@dataclass(frozen=True)
class Target:
    """A connection as far as comparing needs it; `key` is what hashes are made with."""

    connection_id: int
    vendor: Vendor
    shape: Shape
    base_url: str
    key: bytes

    @classmethod
    def of(cls, row: Connection, base_url: str, secret_key: str) -> "Target":
        return cls(row.id, VENDORS[row.vendor], Shape.of(row.mapping), base_url, secret_key.encode())


def compare(target: Target, kind: str, ids: Collection[int]) -> list[Comparison]:
    """One comparison for each id; nothing is changed."""
    confirmed = queries.acknowledged(target.connection_id, kind, ids)
    found = _people(target, ids, confirmed) if kind == "person" else _accounts(target, ids, confirmed)
    by_id = {each.subject_id: each for each in found}
    return [by_id.get(each, Comparison(each, "nothing")) for each in ids]


def _people(target: Target, ids: Collection[int], confirmed: Mapping[int, Acknowledged]) -> list[Comparison]:
    snapshots, accounts = snapshots_of(ids, target.base_url), queries.accounts_of(ids)
    wanted = {account for mine in accounts.values() for account in mine}
    tied = {each.subject_id: each.crm_id for each in queries.acknowledged(target.connection_id, "account", wanted).values()}
    erased = queries.erased(confirmed)
    found = [_forgotten(target, confirmed[each]) for each in erased]
    for row in queries.people_to_send(snapshots):
        links = tuple(tied[account] for account in accounts.get(row.id, []) if account in tied)
        extra = {"name": row.name, "find": row.email or "", "links": links}
        found.append(_comparison(target, "person", row.id, snapshots[row.id], confirmed.get(row.id), extra))
    return found


def _accounts(target: Target, ids: Collection[int], confirmed: Mapping[int, Acknowledged]) -> list[Comparison]:
    if not target.shape.accounts:
        return []
    found, rows = [], queries.accounts_to_send(ids)
    snapshots = account_snapshots([row.id for row in rows], target.base_url)
    for row in rows:
        extra = {"name": row.name, "find": row.domain or "", "links": ()}
        found.append(_comparison(target, "account", row.id, snapshots[row.id], confirmed.get(row.id), extra))
    return found


def _comparison(
    target: Target, kind: str, subject_id: int, snapshot: dict[str, Any], before: Acknowledged | None, extra: dict[str, Any]
) -> Comparison:
    side, known = target.shape.side(kind), before.hashes if before else {}
    values = worded(FIELDS[kind], snapshot, target.vendor.write)
    linked = {LINKS: sorted(extra["links"]) or None} if target.vendor.ties else {}
    hashes = hashes_of({**values, **linked}, {**side.fields, LINKS: LINKS}, target.key)
    names = changed({**values, **linked}, hashes, known, blank=target.shape.blank, ignored=NOT_COMPARED) | _loosened(hashes, known)
    if not names and before:
        return Comparison(subject_id, "same")
    item = Item(
        subject_id, str(subject_id), before.crm_id if before else "", _sent(target, side.fields, values, names),
        _newborn(target.vendor, kind, extra), extra["find"], extra["links"] if LINKS in names or not target.vendor.ties else (),
        _gone(extra["links"], before) if LINKS in names else (),
    )
    return Comparison(subject_id, "changed" if before else "new", item, {name: hashes[name] for name in names})


def _loosened(hashes: Mapping[str, str], known: Mapping[str, str]) -> set[str]:
    """A tie that ended is sent whatever is done with fields that became empty: it is ours."""
    return {LINKS} if LINKS in known and LINKS in hashes and known[LINKS] != hashes[LINKS] else set()


def _gone(links: Collection[str], before: Acknowledged | None) -> tuple[str, ...]:
    """Of the companies we tied it to, those it is no longer to be tied to."""
    return tuple(each for each in (before.tied or () if before else ()) if each not in links)


def _sent(target: Target, fields: Mapping[str, str], values: Values, names: Collection[str]) -> Values:
    sent = {fields[name]: values[name] for name in names if name != LINKS}
    return {name: target.vendor.empty if value is None else value for name, value in sent.items()}


def _newborn(vendor: Vendor, kind: str, extra: Mapping[str, Any]) -> Values:
    known = {"name": extra["name"], "domain": extra["find"]}
    return {theirs: known[ours] for ours, theirs in vendor.newborn[kind].items() if known[ours]}


def _forgotten(target: Target, before: Acknowledged) -> Comparison:
    """Every field that was ever confirmed, empty."""
    if not target.shape.clear:
        return Comparison(before.subject_id, "drop")
    fields = target.shape.person.fields
    values = {fields[name]: target.vendor.empty for name in before.hashes if fields.get(name) and name not in KEPT_WHEN_ERASED}
    return Comparison(before.subject_id, "forget", Item(before.subject_id, str(before.subject_id), before.crm_id, values))
