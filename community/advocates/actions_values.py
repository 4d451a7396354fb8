"""The terms that value is computed by, and bringing everybody's figures up to date."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from community import audit
from community.accounts.viewer import Viewer
from community.advocates import queries_worth as queries
from community.advocates.figuring import Figures, figures
from community.advocates.models_values import PersonValue, ValueTerms
from community.advocates.rules_values import FORMULA, Terms
from community.db import db


def save_terms(actor: Viewer, values: Mapping[str, Any], *, now: datetime) -> bool:
    """A new version, unless nothing differs from the one that holds; True when there is one."""
    held = queries.terms_today()
    if held is not None and all(getattr(held, name) == value for name, value in values.items()):
        return False
    row = ValueTerms(**values, saved_by_id=actor.id, saved_at=now)
    db.session.add(row)
    db.session.flush()
    audit.log("value_terms.saved", actor_id=actor.id, at=now, subject=("value_terms", row.id), after=dict(values))
    return True


def refresh_values(now: datetime) -> int:
    """Compute everybody's figures as of this month; returns how many people's changed."""
    terms = queries.terms_today()
    wanted = compute(terms, now) if terms else {}
    kept, changed = queries.kept_figures(), 0
    for person_id in kept.keys() - wanted.keys():
        db.session.delete(kept[person_id])
        changed += 1
    for person_id, row in wanted.items():
        if _differs(kept.get(person_id), row):
            db.session.merge(row)
            changed += 1
    return changed


def compute(terms: Terms, now: datetime) -> dict[int, PersonValue]:
    """What everybody's figures must be, from the rows alone; kept nowhere yet."""
    as_of = now.date().replace(day=1)
    found, here = figures(terms, queries.facts_in(terms.currency), as_of), queries.known_people()
    return {
        person_id: _row(person_id, each, terms, now) for person_id, each in found.items()
        if person_id is not None and person_id in here
    }


def _row(person_id: int, found: Figures, terms: Terms, now: datetime) -> PersonValue:
    return PersonValue(
        person_id=person_id, crv=found.crv, civ=found.civ, ckv=found.ckv, currency=terms.currency, terms_id=terms.id, formula=FORMULA,
        as_of=now.date().replace(day=1), lines=found.lines, computed_at=now,
    )


def _differs(kept: PersonValue | None, row: PersonValue) -> bool:
    names = ("crv", "civ", "ckv", "currency", "terms_id", "formula", "as_of", "lines")
    return kept is None or any(getattr(kept, name) != getattr(row, name) for name in names)
