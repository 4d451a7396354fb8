"""The record as CSV and as JSON: the numbers of the page, in fields that docs/FIGURES.md describes."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from community.insights.counting import Shown
from community.insights.figures import Present, Span

PRESENT = ("open", "overdue", "oldest_days", "paused", "answers", "in_force", "waived", "legacy")
COLUMNS = (
    "kind", "topic", "period", "asked", "median_days", "p90_days", "due", "in_time", "late", "apart", "waived_due",
    "percent_in_time", "breached_by_policy", "answered", "declined", "merged", "waived", "median_days_declined",
    "renewals_due", "renewed_in_time", "renewed_late", "replies_due", "replied_in_time", "replied_late",
    "paused_days", "effort_mean", "effort_count", *(f"now_{name}" for name in PRESENT), "counted_at",
)


def as_json(found: Shown, period: str) -> dict[str, Any]:
    """One object; see docs/FIGURES.md for its fields."""
    return {
        "topic": found.topic.slug if found.topic else None, "period": period, "counted_at": _moment(found),
        "waits": "calendar days", "promises": "working time of each topic", "months_of": "UTC", **found.record,
        "topics": [
            {"slug": each.slug, "name": each.name, "public": each.public, "now": each.figures["now"], "totals": each.figures["totals"]}
            for each in found.topics if each.figures
        ],
    }


def _moment(found: Shown) -> str:
    return found.counted_at.isoformat(timespec="seconds")


def as_csv(found: Shown, period: str) -> str:
    """One table: the total, the months, then each topic and its months."""
    table = io.StringIO()
    rows = csv.DictWriter(table, COLUMNS, restval="")
    rows.writeheader()
    for row in _rows(found, period):
        rows.writerow({name: plain_cell(value) for name, value in row.items()})
    return table.getvalue()


def _rows(found: Shown, period: str) -> Iterator[dict[str, Any]]:
    topic = found.topic.slug if found.topic else ""
    yield {"kind": "total", "topic": topic, "period": period, **_cells(found.record["totals"]), **_present(found.record["now"]), "counted_at": _moment(found)}
    for month in found.record["months"]:
        yield {"kind": "month", "topic": topic, "period": month["month"], **_cells(month)}
    for each in found.topics if not found.topic else []:
        if each.figures is None:
            continue
        yield {"kind": "topic", "topic": each.slug, "period": period, **_cells(each.figures["totals"]), **_present(each.figures["now"])}
        for month in each.figures["months"]:
            yield {"kind": "topic month", "topic": each.slug, "period": month["month"], **_cells(month)}


def _cells(span: Span) -> dict[str, Any]:
    first, renewals, replies = span["promises"], span["renewals"], span["replies"]
    return {
        "asked": span["asked"], "median_days": span["median_days"], "p90_days": span["p90_days"],
        "due": first["due"], "in_time": first["in_time"], "late": first["late"], "apart": first["apart"],
        "waived_due": first["waived"], "percent_in_time": first["percent"], "breached_by_policy": span["by_policy"],
        "answered": span["answered"]["count"], "declined": span["declined"]["count"], "merged": span["merged"]["count"],
        "waived": span["waived"]["count"], "median_days_declined": span["declined"]["median_days"],
        "renewals_due": renewals["due"], "renewed_in_time": renewals["in_time"], "renewed_late": renewals["late"],
        "replies_due": replies["due"], "replied_in_time": replies["in_time"], "replied_late": replies["late"],
        "paused_days": span["paused_days"], "effort_mean": span["effort"]["mean"], "effort_count": span["effort"]["count"],
    }


def _present(present: Present) -> dict[str, Any]:
    return {f"now_{name}": present[name] for name in PRESENT}  # type: ignore[literal-required]


def plain_cell(value: Any) -> Any:
    """Text a spreadsheet will not run as a formula (OWASP, CSV injection); nothing where nothing is known."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value
