"""When each person's next digest is due: planned when something waits or is chosen, followed through zones, let go on."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from community.accounts.models import Person
from community.db import db
from community.notifications import queries_digests as queries
from community.notifications.models_digests import Digest, DigestPlan
from community.notifications.models_inbox import Preference
from community.notifications.rules import KEPT
from community.notifications.rules_digests import (
    ACTIVITY,
    DAILY,
    DIGESTS,
    GATHERED_IN,
    RECAP,
    WEEKLY,
    WINDOW,
    Rhythm,
    next_turn,
    zone_or_utc,
)
from community.notifications.rules_telling import Pace


def wait_for_digest(person: Person, pace: Pace, *, now: datetime) -> None:
    """Something waits to be told to this person, not at once: plan the mail that gathers it, unless it is planned."""
    plan = plan_for(person, GATHERED_IN[pace], now)
    if plan.next_at is None and plan.paused_at is None:
        wake(plan, person, queries.paces_chosen(person.id), now)
    db.session.flush()


def plan_for(person: Person, kind: str, now: datetime) -> DigestPlan:
    """The plan of this person, held; a new one, at rest, where there was none."""
    found = queries.plan_of(person.id, kind)
    if found is not None:
        return found
    zone, rests = zone_or_utc(person.zone), kind in DIGESTS and queries.are_paused(person.id)
    made = DigestPlan(person_id=person.id, kind=kind, weekday=0, zone=zone, had=Rhythm(zone).latest(now), since=now, paused_at=now if rests else None)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        db.session.expire_all()
    return queries.plan_of(person.id, kind) or made


def wake(plan: DigestPlan, person: Person, chosen: Mapping[str, str], now: datetime) -> None:
    """Its next time is the first one to come; what has passed meanwhile counts as had."""
    if plan.kind == ACTIVITY:
        plan.next_at = now + WINDOW
        return
    rhythm = rhythm_of(plan, person, chosen)
    plan.had = max(plan.had, rhythm.latest(now))
    plan.zone, plan.next_at = rhythm.zone, next_turn(plan.had, rhythm, now).at


def rhythm_of(plan: DigestPlan, person: Person, chosen: Mapping[str, str]) -> Rhythm:
    weekly = plan.kind == WEEKLY or (plan.kind == RECAP and chosen.get(RECAP) != Pace.DAILY)
    return Rhythm(zone_or_utc(person.zone), plan.weekday if weekly else None)


def stands(plan: DigestPlan, chosen: Mapping[str, str]) -> bool:
    """Whether this one comes round by itself; the others only when something waits for them."""
    return plan.news if plan.kind == WEEKLY else plan.kind == RECAP and chosen.get(RECAP) in (Pace.DAILY, Pace.WEEKLY)


def choose_weekly(person: Person, *, news: bool, weekday: int, now: datetime) -> None:
    """Whether the weekly digest comes round by itself, and on which day; from the next one on. Whoever chooses is here."""
    if news:
        send_again([WEEKLY], person.id)
    person.seen_at = now
    go_on(person, now=now)
    chosen = queries.paces_chosen(person.id)
    if news and WEEKLY not in queries.plans_of(person.id):
        plan_for(person, WEEKLY, now)
    for plan in queries.plans_of(person.id).values():
        if plan.kind != ACTIVITY and (plan.news, plan.weekday) != (news and plan.kind == WEEKLY, weekday):
            plan.news, plan.weekday, plan.since = news and plan.kind == WEEKLY, weekday, now
            _settle(plan, person, chosen, now)
    db.session.flush()


def send_again(kinds: Collection[str], person_id: int) -> None:
    """Let mails that gather what waits come again, where their reader had stopped them."""
    db.session.execute(delete(Preference).where(Preference.person_id == person_id, Preference.kind.in_(set(kinds) & {WEEKLY, DAILY})))


def settle_plans(person: Person, *, now: datetime) -> None:
    """After a choice of paces: what waits at another pace now is planned, and so is a recap that was chosen."""
    for pace in queries.paces_waiting(person.id):
        wait_for_digest(person, pace, now=now)
    chosen = queries.paces_chosen(person.id)
    if chosen.get(RECAP) in (Pace.DAILY, Pace.WEEKLY):
        _settle(plan_for(person, RECAP, now), person, chosen, now)
    db.session.flush()


def _settle(plan: DigestPlan, person: Person, chosen: Mapping[str, str], now: datetime) -> None:
    """Its next time by what holds now; what is due already is left to come."""
    due = plan.next_at is not None and plan.next_at <= now
    if plan.paused_at is None and not due and (plan.next_at is not None or stands(plan, chosen)):
        wake(plan, person, chosen, now)


def follow_zone(person: Person, *, now: datetime) -> None:
    """The reader's day may begin at another time now: no period is told twice, and none is left out."""
    chosen = queries.paces_chosen(person.id)
    for kind in DIGESTS:
        plan = queries.plan_of(person.id, kind)
        if plan is not None and plan.next_at is not None and plan.zone != zone_or_utc(person.zone):
            rhythm = rhythm_of(plan, person, chosen)
            plan.zone, plan.next_at = rhythm.zone, next_turn(plan.had, rhythm, now).at
    db.session.flush()


def enrol_owners(now: datetime, most: int = 50) -> bool:
    """Whoever owns a topic gets a recap once a week until they choose otherwise; False when nobody is left."""
    owners = queries.owners_without_recap(most)
    for person in owners:
        db.session.add(Preference(person_id=person.id, kind=RECAP, pace=Pace.WEEKLY, since=now))
        db.session.flush()
        settle_plans(person, now=now)
    return len(owners) == most


def go_on(person: Person, *, now: datetime) -> bool:
    """Send digests again, from the next one on; False when none was paused."""
    chosen, plans = queries.paces_chosen(person.id), queries.plans_of(person.id)
    paused = [plan for plan in plans.values() if plan.paused_at is not None]
    for plan in paused:
        plan.paused_at, plan.since = None, now
        wake(plan, person, chosen, now)
    db.session.flush()
    return bool(paused)


def welcome_back(now: datetime, most: int = 50) -> bool:
    """Whoever signed in again reads again; False when nobody is left."""
    people = queries.back_again(most)
    for person_id in people:
        go_on(db.session.get_one(Person, person_id), now=now)
    return len(people) == most


def forget_digests_of(person_id: int) -> None:
    for rows in (DigestPlan, Digest):
        db.session.execute(delete(rows).where(rows.person_id == person_id))


def forget_old_digests(now: datetime) -> None:
    """The last period of each stands in its plan, so that these may go with their mails."""
    db.session.execute(delete(Digest).where(Digest.made_at < now - KEPT))
