"""What people's help is worth, as it was last computed. For staff and their CRM only."""

from dataclasses import dataclass

from community.advocates.models_values import PersonValue
from community.db import db


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
