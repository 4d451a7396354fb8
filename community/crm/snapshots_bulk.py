"""Snapshots of many at once."""

from collections.abc import Collection

from community.crm.snapshots import Snapshot, account_snapshot, snapshot_of


def snapshots_of(ids: Collection[int], base_url: str) -> dict[int, Snapshot]:
    """Those of these people whom a CRM may know of."""
    found = {each: snapshot_of(each, base_url) for each in ids}
    return {each: snapshot for each, snapshot in found.items() if snapshot is not None}


def account_snapshots_of(ids: Collection[int], base_url: str) -> dict[int, Snapshot]:
    found = {each: account_snapshot(each, base_url) for each in ids}
    return {each: snapshot for each, snapshot in found.items() if snapshot is not None}
