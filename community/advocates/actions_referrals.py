"""Noting who brought whom, what they say of the invitation, and when it has led to something."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community import events
from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.advocates import queries_referrals as queries
from community.advocates import rules_referrals as rules
from community.advocates.models_referrals import Referral
from community.advocates.rules_sharing import Landed
from community.db import db


def attribute(landed: Landed, kind: str, referred_id: int, about_id: int = 0, *, now: datetime) -> bool:
    """Note that this followed from somebody's link, once; True when it was not noted before."""
    referrer, referred = queries.party(landed.shared.person_id), queries.party(referred_id)
    if referrer is None or referred is None or referrer.id == referred.id:
        return False
    insert = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = {
        "referrer_id": referrer.id, "referred_id": referred.id, "kind": kind, "about_id": about_id,
        "idea_id": landed.shared.idea_id or None, "own": rules.own_dealing(referrer, referred), "landed_at": landed.at, "at": now,
    }
    return db.session.scalar(insert(Referral).values(row).on_conflict_do_nothing().returning(Referral.id)) is not None


def answer_invitation(referral: Referral, would_have: str) -> None:
    """What they say of whether they would have joined anyway; a later answer replaces the first."""
    referral.would_have = would_have if would_have in rules.ANSWERS else ""


def settle(referred_id: int, *, now: datetime) -> None:
    """Bring a referral to what it has led to by now, and record the change; the same again changes nothing."""
    referral, person = queries.join_to_settle(referred_id), db.session.get(Person, referred_id)
    if referral is None or person is None or referral.own:
        return
    days = queries.days_active([referred_id]).get(referred_id, set())
    active = rules.is_active(state=person.state, joined_at=referral.at, acted_on=days)
    if active != (referral.active_at is not None):
        referral.active_at = now if active else None
        _record("referral.active" if active else "referral.undone", referral, now)
    gone = person.state in (PersonState.ERASED, PersonState.BANNED)
    referral.undone_at = (referral.undone_at or now) if gone else None


def _record(kind: str, referral: Referral, now: datetime) -> None:
    events.record(
        kind, at=now, actor_id=referral.referred_id, person_id=referral.referrer_id, referral_id=referral.id,
        referred_id=referral.referred_id,
    )
