"""Questions about the accounts behind a person. For staff only."""

from dataclasses import dataclass, field

from sqlalchemy import select

from community.accounts.models import Organisation
from community.accounts.models_accounts import Belonging, Segment, SegmentMember
from community.accounts.queries_accounts import value_a_year
from community.db import db


@dataclass(frozen=True)
class AccountShown:
    """One account of a person: `how` they belong to it, minor units a year or None, and the segments it falls into."""

    organisation: Organisation
    how: str
    value: int | None
    segments: list[str] = field(default_factory=list)


def accounts_shown(person_id: int) -> list[AccountShown]:
    """All accounts of a person, the oldest tie first."""
    mine = select(Organisation, Belonging.how).join(Belonging, Belonging.organisation_id == Organisation.id)
    mine = mine.where(Belonging.person_id == person_id).order_by(Belonging.since, Organisation.id)
    rows = list(db.session.execute(mine))
    segments = _segments_of([row.Organisation.id for row in rows]) if rows else {}
    return [AccountShown(row.Organisation, row.how, value_a_year(row.Organisation), segments.get(row.Organisation.id, [])) for row in rows]


def _segments_of(ids: list[int]) -> dict[int, list[str]]:
    """By account, in the order of their names."""
    statement = select(SegmentMember.organisation_id, Segment.name).join(Segment, Segment.id == SegmentMember.segment_id)
    found: dict[int, list[str]] = {}
    for row in db.session.execute(statement.where(SegmentMember.organisation_id.in_(ids)).order_by(Segment.name_folded)):
        found.setdefault(row.organisation_id, []).append(row.name)
    return found
