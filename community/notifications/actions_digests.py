"""Making the digests whose time has come, what was folded, and letting digests rest while nobody reads.

A digest marks what it tells before its mail goes, so that it goes once at most; what may not have arrived waits for the next.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from community.accounts.actions import LONGEST_SESSION
from community.accounts.models import Person
from community.accounts.rules import is_staff
from community.db import among, db
from community.ideas.models import Idea
from community.notifications import digesting, rules, wording_digests
from community.notifications import queries_digests as queries
from community.notifications.actions import queue_mail, rewrite_mail
from community.notifications.actions_plans import rhythm_of, stands, wake
from community.notifications.links import link, sign
from community.notifications.models import Mail
from community.notifications.models_digests import Digest, DigestPlan
from community.notifications.models_inbox import Notice
from community.notifications.queries_telling import quiet_hours_of
from community.notifications.rules_digests import (
    ACTIVITY,
    DIGESTS,
    GATHERED,
    PAUSED,
    RECAP,
    is_silent,
    next_turn,
)
from community.notifications.rules_telling import Pace, leaves_at

TRIED_AGAIN = timedelta(hours=1)
"""After this a digest that could not be made is tried again."""


def make_next(now: datetime) -> bool:
    """Make the mail whose time came first, or note why there is none; False when nobody is due."""
    plan = queries.plan_to_make(now)
    if plan is None:
        return False
    person = db.session.get_one(Person, plan.person_id)
    if plan.kind == ACTIVITY:
        _tell_folded(plan, person, now)
    else:
        _take_turn(plan, person, now)
    db.session.flush()
    return True


def put_off(person_id: int, kind: str, now: datetime) -> None:
    """This one could not be made: it must not stand in the way of the others."""
    plan = queries.plan_of(person_id, kind)
    if plan is not None:
        plan.next_at = now + TRIED_AGAIN


def _take_turn(plan: DigestPlan, person: Person, now: datetime) -> None:
    chosen = queries.paces_chosen(person.id)
    rhythm = rhythm_of(plan, person, chosen)
    turn = next_turn(plan.had, rhythm, now)
    plan.zone, plan.next_at = rhythm.zone, turn.at
    if turn.at > now:
        return
    plan.had = turn.period
    last = queries.last_digest(person.id, plan.kind)
    if last is None or last.period < turn.period:
        _make(plan, person, last, chosen, now)
    awake = plan.paused_at is None and stands(plan, chosen)
    plan.next_at = next_turn(plan.had, rhythm, now).at if awake else None


def _make(plan: DigestPlan, person: Person, last: Digest | None, chosen: Mapping[str, str], now: datetime) -> None:
    """The row of this period, and its mail where there is one."""
    span = timedelta(days=8 if rhythm_of(plan, person, chosen).weekday is not None else 2)
    since = max(last.made_at if last else plan.since, now - span)
    digest = Digest(person_id=person.id, kind=plan.kind, period=plan.had, state="skipped", since=since, made_at=now, shown={})
    digest.reason = _why_none(plan, person, chosen, now)
    db.session.add(digest)
    if not digest.reason:
        if last is not None:
            _take_back(last)
        digest.reason = _write(digest, person)


def _why_none(plan: DigestPlan, person: Person, chosen: Mapping[str, str], now: datetime) -> str:
    """Why this person gets none, however much waits."""
    if chosen.get(plan.kind) == Pace.NEVER or (plan.kind == RECAP and not stands(plan, chosen)):
        return "refused"
    if gone := why_gone(person, plan.kind):
        return gone
    if plan.kind == RECAP and not is_staff(person.role):
        return "unseen"
    if not _has_gone_silent(plan, person, now):
        return ""
    _pause(person, now)
    return "silent"


def why_gone(person: Person, kind: str) -> str:
    return rules.why_unreachable(state=person.state, same_address=bool(person.email), suspended=person.mail_suspended_at is not None, kind=kind)


def _write(digest: Digest, person: Person) -> str:
    """Queue the mail and mark what it tells; else why there is nothing to tell."""
    gathered = digesting.gather_digest(digest, person)
    if not gathered.contents.news:
        return "nothing"
    mail = _queue(digest.kind, person, gathered, digest.made_at)
    digest.state, digest.mail_id, digest.shown = "made", mail.id, gathered.contents.shown
    _mark(gathered.waiting, mail.id)
    return ""


def _mark(notice_ids: set[int], mail_id: int) -> None:
    db.session.execute(update(Notice).where(among(Notice.id, notice_ids)).values(mail_id=mail_id))


def _take_back(last: Digest) -> None:
    """The one before has not gone yet: what it was to tell goes into the new one, so that not two come at once."""
    mail = queries.waiting_mail(last)
    if mail is not None:
        mail.state, mail.reason = "skipped", "gathered"
        carry_over(mail)


def carry_over(mail: Mail) -> None:
    """This one does not go, or may not have arrived: what it told waits for the next."""
    db.session.execute(update(Notice).where(Notice.mail_id == mail.id).values(mail_id=None))


def wait_again(mail: Mail, now: datetime) -> None:
    """carry_over(), and plan the next one for it; nothing for a mail that is no digest."""
    if mail.kind not in DIGESTS or mail.person_id is None:
        return
    carry_over(mail)
    person = db.session.get_one(Person, mail.person_id)
    plan = queries.plan_of(person.id, mail.kind)
    if plan is not None and plan.next_at is None and plan.paused_at is None:
        wake(plan, person, queries.paces_chosen(person.id), now)


def _tell_folded(plan: DigestPlan, person: Person, now: datetime) -> None:
    """All that was folded since the window opened, in one mail: about one idea in the thread of its mails."""
    plan.next_at = None
    if why_gone(person, ACTIVITY):
        return
    gathered = digesting.gather_folded(person, now)
    if not gathered.contents.news:
        return
    mail = _queue(ACTIVITY, person, gathered, now)
    _mark(gathered.waiting, mail.id)


def _queue(kind: str, person: Person, gathered: digesting.Gathered, now: datetime) -> Mail:
    """It leaves now, or when its reader's quiet hours end."""
    idea = db.session.get(Idea, gathered.about) if gathered.about else None
    return queue_mail(
        kind, address=person.email or "", person=person, context=gathered.contents.context, idea=idea, now=now,
        leaves_at=leaves_at(kind, quiet_hours_of(person.id), person.zone, now),
    )


def why_no_more(mail: Mail, now: datetime) -> str:
    """Look at a gathered mail once more before it goes: what is out of sight by now is dropped, and the rest written anew.
    A code of rules.UNSENT when nothing worth a mail is left; empty for every other mail."""
    if mail.kind not in GATHERED or mail.person_id is None:
        return ""
    person, digest = db.session.get_one(Person, mail.person_id), queries.digest_in(mail.id)
    if mail.kind == RECAP and not is_staff(person.role):
        return "unseen"
    gathered = digesting.gather_again(mail, digest, person)
    if not gathered.missing:
        return ""
    if not gathered.contents.news:
        return "hidden"
    idea = db.session.get(Idea, mail.idea_id) if mail.idea_id else None
    rewrite_mail(mail, person=person, idea=idea, context=gathered.contents.context, now=now)
    if digest is not None:
        digest.shown = gathered.contents.shown
    return ""


def _has_gone_silent(plan: DigestPlan, person: Person, now: datetime) -> bool:
    """Neither a visit nor an act for half a year; a browser may stay signed in for LONGEST_SESSION."""
    here_until = max(plan.since, (person.seen_at or person.joined_at) + LONGEST_SESSION)
    if not is_silent(here_until, now):
        return False
    acted = queries.last_act(person.id)
    return acted is None or is_silent(acted, now)


def _pause(person: Person, now: datetime) -> None:
    """No more digests until they come back, and one mail that says so."""
    for plan in queries.plans_of(person.id).values():
        if plan.kind in DIGESTS and plan.paused_at is None:
            plan.paused_at, plan.next_at = now, None
    context: dict[str, Any] = {
        "go_on_url": link("digests.go_on", token=sign("digests", [person.id])), "why": wording_digests.WHY[PAUSED], "days": 180,
    }
    queue_mail(PAUSED, address=person.email or "", person=person, context=context, now=now)


