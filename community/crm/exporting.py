"""Everybody, or every account, as rows of a table or lines of JSON: the same snapshots that CRMs get, a batch at a time."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from community.crm import queries_vendors as queries
from community.crm.snapshots import Snapshot, account_snapshots, snapshots_of
from community.insights.publishing import plain_cell

BATCH = 1000
FORMATS = ("csv", "jsonl")
KINDS = {"people": "person", "accounts": "account"}
COLUMNS = {
    "people": (
        "member_id", "external_id", "email", "profile_url", "account_key", "account_keys", "first_seen_at", "last_active_at",
        "ideas_submitted", "ideas_planned", "ideas_shipped", "open_unanswered", "votes_cast", "votes_received", "voices", "comments",
        "helpful_marks", "reputation", "reputation_parts", "level", "is_advocate", "advocate_since", "referrals_accepted",
        "referral_value", "influence_value", "knowledge_value", "value_currency", "value_basis", "efforts_given", "ces_last",
        "ces_last_at", "consent_crm_at", "version",
    ),
    "accounts": (
        "account_id", "account_key", "active_members", "ideas_wanted", "shipped_for_them", "overdue_answers", "ces_mean", "ces_n", "version",
    ),
}
"""The fields in their order; values are in whole minor units of their currency, times in RFC 3339."""


def export(what: str, form: str, base_url: str) -> Iterator[str]:
    """`what` is people or accounts, `form` csv (RFC 4180, a heading first) or jsonl. Pieces of text, one a batch, so that a
    hundred thousand rows are never held at once. Whoever may not be told of is not among them."""
    if form == "csv":
        yield _table([COLUMNS[what]])
    for batch in _batches(what, base_url):
        yield _table(_cells(what, row) for row in batch) if form == "csv" else _lines(batch)


def _batches(what: str, base_url: str) -> Iterator[list[Snapshot]]:
    after = 0
    while ids := queries.next_subjects(KINDS[what], after, BATCH):
        found = snapshots_of(ids, base_url) if what == "people" else account_snapshots(ids, base_url)
        yield [row for each in ids if (row := found.get(each)) is not None]
        after = ids[-1]


def _cells(what: str, row: Snapshot) -> list[Any]:
    return [_cell(row[name]) for name in COLUMNS[what]]


def _cell(value: Any) -> Any:
    """Lists and parts as JSON; truth as true and false; no text that a spreadsheet would run (ASVS 1.2.10)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain_cell(json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value)


def _table(rows: Any) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _lines(rows: list[Snapshot]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
