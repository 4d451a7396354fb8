"""Questions about segments and who falls into them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging, Segment, SegmentMember
from community.accounts.rules import PersonState, fold_name
from community.accounts.rules_accounts import yearly
from community.accounts.rules_segments import AccountFacts, matches
from community.db import among, db

LARGEST_ID = 2**31


def segments() -> list[Row]:
    """By name, with how many accounts are in each."""
    count = select(func.count()).where(SegmentMember.segment_id == Segment.id).scalar_subquery()
    return list(db.session.execute(select(Segment, count.label("accounts")).order_by(Segment.name_folded)))


def segments_to_settle() -> list[Segment]:
    return list(db.session.scalars(select(Segment).order_by(Segment.id)))


def segment(segment_id: int) -> Segment | None:
    return db.session.get(Segment, segment_id) if 0 < segment_id < LARGEST_ID else None


def segment_named(name: str) -> int | None:
    return db.session.scalar(select(Segment.id).where(Segment.name_folded == fold_name(name)))


def segments_of(organisation_id: int) -> list[Row]:
    """id and name of the segments an account is in."""
    mine = select(Segment.id, Segment.name).join(SegmentMember, SegmentMember.segment_id == Segment.id)
    return list(db.session.execute(mine.where(SegmentMember.organisation_id == organisation_id).order_by(Segment.name_folded)))


def members_of(segment_ids: Collection[int], organisation_ids: Collection[int] | None) -> set[tuple[int, int]]:
    """(segment, account) pairs as they are stored."""
    held = select(SegmentMember.segment_id, SegmentMember.organisation_id).where(SegmentMember.segment_id.in_(segment_ids))
    if organisation_ids is not None:
        held = held.where(among(SegmentMember.organisation_id, organisation_ids))
    return {(row.segment_id, row.organisation_id) for row in db.session.execute(held)}


def facts_of(organisation_ids: Collection[int] | None, *, today: date) -> dict[int, AccountFacts]:
    """What rules may ask of these accounts, or of all."""
    columns = (
        Organisation.id, Organisation.value_cents, Organisation.value_period, Organisation.currency, Organisation.segment,
        Organisation.fields, Organisation.renewal_on,
    )
    statement = select(*columns)
    if organisation_ids is not None:
        statement = statement.where(among(Organisation.id, organisation_ids))
    levels = _levels(organisation_ids)
    return {
        row.id: AccountFacts(
            yearly(row.value_cents, row.value_period), row.currency, row.segment, row.fields or {}, row.renewal_on,
            frozenset(levels.get(row.id, ())), today,
        )
        for row in db.session.execute(statement)
    }


def _levels(organisation_ids: Collection[int] | None) -> dict[int, set[str]]:
    """The levels of the members of each account."""
    statement = select(Belonging.organisation_id, Person.level).join(Person, Person.id == Belonging.person_id)
    statement = statement.where(Person.state == PersonState.ACTIVE, Person.contact_since.is_(None)).distinct()
    if organisation_ids is not None:
        statement = statement.where(among(Belonging.organisation_id, organisation_ids))
    found: dict[int, set[str]] = {}
    for organisation_id, level in db.session.execute(statement):
        found.setdefault(organisation_id, set()).add(level)
    return found


def accounts_in(rule: Mapping[str, Any], *, today: date, most: int) -> tuple[list[Row], int]:
    """The first accounts a rule takes in, by name, and how many there are in all: before it is saved."""
    inside = [each for each, facts in facts_of(None, today=today).items() if matches(rule, facts)]
    return accounts_shown(inside, most), len(inside)


def accounts_shown(organisation_ids: Collection[int], most: int) -> list[Row]:
    """id, name, value and renewal of the first of these accounts, by name."""
    columns = (Organisation.id, Organisation.name, Organisation.value_cents, Organisation.currency, Organisation.value_period, Organisation.renewal_on)
    statement = select(*columns).where(among(Organisation.id, organisation_ids))
    return list(db.session.execute(statement.order_by(Organisation.name_folded, Organisation.id).limit(most)))


def accounts_of_segment(segment_id: int) -> list[int]:
    return list(db.session.scalars(select(SegmentMember.organisation_id).where(SegmentMember.segment_id == segment_id)))


def values_of_fields(most: int = 200) -> list[str]:
    """Names of custom fields that some account has, for suggestions."""
    names: set[str] = set()
    for fields in db.session.scalars(select(Organisation.fields).where(Organisation.crm_at.is_not(None)).limit(2_000)):
        names.update(fields or {})
    return sorted(names)[:most]
