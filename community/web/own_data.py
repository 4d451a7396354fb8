"""A person's own data in one piece: what is kept of them, and in plain words what is computed from it."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.queries_own import row_of, rows_about
from community.accounts.viewer import Viewer
from community.advocates.queries_referrals import brought_by, join_of
from community.advocates.queries_values import inputs_of
from community.web.auth import settings


def data_of(reader: Viewer) -> dict[str, Any]:
    person_id = reader.id or 0
    return {
        "made_at": clock.now().isoformat(), "site": settings().base_url,
        "your_page": settings().base_url + url_for("people.show", person_id=person_id),
        "person": row_of(person_id), "kept": rows_about(person_id), "referrals": _referrals(person_id), "value": _value(person_id),
    }


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
