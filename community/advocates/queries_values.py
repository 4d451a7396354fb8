"""What people's help is worth, as it was last computed. For staff and their CRM only."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from community.advocates.models_values import PersonValue
from community.db import among, db


@dataclass(frozen=True)
class Values:
    """Referral, influence and knowledge value in minor units of `currency`; None where there is nothing to compute by."""

    crv: int | None = None
    civ: int | None = None
    ckv: int | None = None
    currency: str = ""


UNKNOWN = Values()


def values_of(person_id: int) -> Values:
    """UNKNOWN until the CRM says what accounts are worth and staff have set the terms."""
    row = db.session.get(PersonValue, person_id)
    return Values(row.crv, row.civ, row.ckv, row.currency) if row else UNKNOWN


def values_of_each(ids: Collection[int]) -> dict[int, Values]:
    """Those of these people for whom something was computed."""
    columns = (PersonValue.person_id, PersonValue.crv, PersonValue.civ, PersonValue.ckv, PersonValue.currency)
    rows = db.session.execute(select(*columns).where(among(PersonValue.person_id, ids)))
    return {row.person_id: Values(row.crv, row.civ, row.ckv, row.currency) for row in rows}


def figures_of(person_id: int) -> PersonValue | None:
    return db.session.get(PersonValue, person_id)


def inputs_of(person_id: int) -> dict[str, Any] | None:
    """From what somebody's figures were computed, when and by which formula, without an amount; None where there are none."""
    row = figures_of(person_id)
    if row is None:
        return None
    ideas = [{"idea": line["idea"], "helped_as": line["part"]} for line in row.lines["ideas"]]
    referrals = [{"referral": line["referral"], "type": line["type"]} for line in row.lines["referrals"]]
    return {"formula": row.formula, "computed_at": row.computed_at.isoformat(), "ideas": ideas, "referrals": referrals}
