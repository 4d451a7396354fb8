"""What the tests of what stands behind ideas share: accounts with their value, and the model they are held against."""

from datetime import date, timedelta
from typing import Any

from community import clock
from community.accounts.actions_accounts import belong
from community.accounts.models import Organisation
from community.accounts.rules_accounts import How
from community.crm.queries_weight import behind
from community.crm.rules_weight import Weight
from community.db import db, writing
from community.events import Event
from community.jobs import weights
from community.jobs.worker import drain
from community.votes.actions_voiding import restore_vote, void_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, SAM, Part
from tests.triage.helping import here

GBP, EUR = "GBP", "EUR"
TIES: dict[str, tuple[Part, ...]] = {"brannocs": (ADA, CLEO), "ostara": (BEN, CLEO), "yearless": (DEV,), "monthly": (SAM, DEV)}
"""Cleo and Dev belong to two accounts each; Marta to none."""
WORTH: dict[str, tuple[int | None, str, str]] = {
    "brannocs": (41_230_011, GBP, "year"), "ostara": (520_007, EUR, "year"), "yearless": (999_999, GBP, "once"),
    "monthly": (100_003, GBP, "month"),
}
VOTERS = (ADA, BEN, CLEO, DEV, MARTA, SAM)


def accounts() -> dict[str, int]:
    """The accounts of TIES, with what they are worth; their ids by key."""
    with writing():
        rows = {key: factories.organisation(key) if key in ("brannocs", "ostara") else _account(key) for key in TIES}
        for key, (value, currency, period) in WORTH.items():
            rows[key].value_cents, rows[key].currency, rows[key].value_period = value, currency, period
            rows[key].crm_at = clock.now() - timedelta(days=len(key))
            for part in TIES[key]:
                belong(factories.person(part), rows[key], How.CRM, clock.now())
        db.session.flush()
        return {key: row.id for key, row in rows.items()}


def _account(key: str) -> Organisation:
    row = Organisation(name=f"The {key} one", segment="Charity", created_at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row


def change_account(key: str, **columns: Any) -> None:
    with writing():
        row = factories.organisation(key)
        for name, value in columns.items():
            setattr(row, name, value)


def in_days(days: int) -> date:
    return clock.now().date() + timedelta(days=days)


def weight(idea_id: int) -> Weight:
    db.session.rollback()
    db.session.expire_all()
    return behind(idea_id)


def expected(voters: set[str]) -> tuple[int, set[str], dict[str, int]]:
    """People, accounts and value by currency that these people's votes must come to."""
    backing = {key for key, people in TIES.items() if any(part.key in voters for part in people)}
    sums: dict[str, int] = {}
    for key in backing:
        value, currency, period = WORTH[key]
        if value is not None and period != "once":
            sums[currency] = sums.get(currency, 0) + value * (12 if period == "month" else 1)
    return len(voters), backing, sums


def void(part: Part, idea_id: int, reason: str = "spam", by: Part = MARTA) -> bool:
    with writing():
        actor = factories.viewer(by)
        return void_vote(actor, here(actor, idea_id), factories.person(part).id, reason, now=clock.now())


def restore(part: Part, idea_id: int, by: Part = MARTA) -> bool:
    with writing():
        actor = factories.viewer(by)
        return restore_vote(actor, here(actor, idea_id), factories.person(part).id, now=clock.now())


def settle() -> None:
    """All that the worker does about weights, and about what it records of them."""
    drain()
    while weights.settle():
        pass
    drain()


def interests(**wanted: Any) -> list[dict[str, Any]]:
    """What account.interest said, in order."""
    rows = db.session.query(Event).filter_by(kind="account.interest", **wanted).order_by(Event.id)
    return [row.data for row in rows]
