"""A person's own data in one piece: what is kept of them, and in plain words what is computed from it."""

from collections.abc import Collection
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.queries_own import held_by_others, row_of, rows_about
from community.accounts.rules import fold
from community.accounts.viewer import Viewer
from community.advocates.queries_referrals import brought_by, join_of
from community.advocates.queries_values import inputs_of
from community.web.auth import settings

Row = dict[str, Any]
Kept = dict[str, list[Row]]


def data_of(reader: Viewer) -> dict[str, Any]:
    person_id = reader.id or 0
    kept = rows_about(person_id)
    return {
        "made_at": clock.now().isoformat(), "site": settings().base_url,
        "your_page": settings().base_url + url_for("people.show", person_id=person_id),
        "person": row_of(person_id), "kept": {**kept, **_of_crms(kept, person_id)}, "referrals": _referrals(person_id), "value": _value(person_id),
    }


def _of_crms(kept: Kept, person_id: int) -> Kept:
    """What CRMs say of the reader. Where they name an address that is somebody else's, that they do, and not the address."""
    contacts, conflicts = kept.get("contacts", []), kept.get("crm_conflicts", [])
    named = {fold(str(value)) for row in [*contacts, *conflicts] for value in (row.get("email"), row.get("value"), _said_mail(row)) if value}
    others = held_by_others(named, person_id)
    told = {"contacts": [_told(row, "email", others) for row in contacts], "crm_conflicts": [_conflict(row, others, person_id) for row in conflicts]}
    return {table: rows for table, rows in told.items() if rows}


def _conflict(row: Row, others: Collection[str], person_id: int) -> Row:
    """Whose address it is or was when they said so, and by which mark it is told again, is nobody's to know."""
    stands = row["other_id"] not in (None, person_id)
    plain = {name: value for name, value in row.items() if name not in ("mark", "other_id")}
    hidden = {fold(str(row["value"])), *others} if stands else others
    if _said_mail(row) and fold(_said_mail(row)) in hidden:
        plain["said"] = {**row["said"], "values": {name: value for name, value in row["said"]["values"].items() if name != "email"}}
    return _told(plain, "value", hidden)


def _told(row: Row, column: str, hidden: Collection[str]) -> Row:
    if fold(str(row[column])) not in hidden:
        return row
    return {**row, column: None, "why_not": _("It is the address of somebody else, so it is not shown. Staff look into it.")}


def _said_mail(row: Row) -> str:
    said = row.get("said") or {}
    return str((said.get("values") or {}).get("email") or "")


def _referrals(person_id: int) -> dict[str, Any]:
    brought, mine = brought_by(person_id), join_of(person_id)
    came = {"at": mine.at.isoformat(), "would_have_joined": mine.would_have or None} if mine else None
    return {
        "came_by_a_link": came,
        "came_by_your_link": {"joined": brought.joined, "active": brought.active, "votes": brought.votes, "ideas": brought.ideas},
    }


def _value(person_id: int) -> dict[str, Any]:
    """That figures exist, and from what they are made (CRV-4). Not the amounts: they would tell what other companies pay, which
    article 15 (4) protects."""
    inputs = inputs_of(person_id)
    if inputs is None:
        return {"estimated": False}
    return {
        "estimated": True, **inputs,
        "what_it_is": _("An estimate of what your referrals, your influence and your knowledge are worth to us. Only staff see it, and it decides nothing by itself."),
        "what_it_is_made_of": _("What the companies that came by your link and that voted for ideas you helped with pay a year, from our CRM; our margin; and your share of each idea."),
    }
