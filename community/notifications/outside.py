"""Mails to addresses of nobody here: whether one may go, its way to stop them, and what stops them."""

from datetime import datetime, timedelta

from community.accounts.rules import fold
from community.db import db
from community.notifications.links import link, sign
from community.notifications.models_outside import OutsideAddress
from community.notifications.rules_telling import OUTSIDE

HELD_FOR = timedelta(days=30)
"""After too much came back, as long as for people."""


def why_not(address: str, now: datetime) -> str:
    """Why nothing goes to this address, as a code of rules.UNSENT; empty when it may."""
    row = db.session.get(OutsideAddress, fold(address))
    if row is not None and row.refused_at is not None:
        return "refused"
    return "suspended" if row is not None and row.held_until is not None and row.held_until > now else ""


def stop_url(kind: str, address: str) -> str:
    """The one-click address of a mail of this kind to nobody here; "" where it goes to no such address."""
    return link("outside.stop", token=sign("outside", [fold(address)])) if kind in OUTSIDE else ""


def refuse(address: str, *, now: datetime) -> None:
    """Write there no more; a second time changes nothing."""
    row = _row(address)
    row.refused_at = row.refused_at or now


def allow(address: str) -> None:
    """Write there again, as its reader asked."""
    _row(address).refused_at = None


def hold_back(address: str, *, now: datetime) -> None:
    """Too much came back from there."""
    _row(address).held_until = now + HELD_FOR


def _row(address: str) -> OutsideAddress:
    row = db.session.get(OutsideAddress, fold(address), with_for_update=True)
    if row is None:
        row = OutsideAddress(address_folded=fold(address))
        db.session.add(row)
    return row
