"""What a CRM says against what is known here: kept until staff decide, and what they decide."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.crm.models_in import Conflict
from community.crm.queries_in import holder_of
from community.crm.rules_matching import DOMAIN_TAKEN, Clash
from community.db import db


def keep_clash(clash: Clash, known_id: int | None, said: dict[str, Any], *, source: str, now: datetime) -> None:
    """Ask staff once: the same again only brings its newest words, or asks anew where what was decided did not last."""
    row = db.session.scalar(select(Conflict).where(Conflict.mark == clash.mark))
    if row is None:
        about = {"organisation_id": known_id} if clash.kind == DOMAIN_TAKEN else {"person_id": known_id}
        row = Conflict(
            mark=clash.mark, kind=clash.kind, external_id=clash.external_id, value=clash.value,
            source=source, at=now, **about,
        )
        db.session.add(row)
    if row.decided_at is not None:
        row.decided_at, row.decided_by_id, row.decision, row.at = None, None, "", now
    row.said, row.other_id = said, holder_of(clash.kind, clash.value)
    db.session.flush()
