"""People whose mails are gathered, what waits for them, and making it at a moment."""

from datetime import UTC, datetime, timedelta

from community import events
from community.accounts.models import Person
from community.db import db, writing
from community.ideas.models import Idea
from community.notifications import actions_digests, actions_plans
from community.notifications.actions_preferences import choose_paces
from community.notifications.models_digests import Digest, DigestPlan
from community.notifications.models_inbox import Notice, Preference
from community.notifications.rules_digests import GATHERED_IN
from community.notifications.rules_telling import Pace
from tests import factories

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
"""A winter's Monday, at midnight in London."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUNDAY = MONDAY - 15 * HOUR
"""The day before, at nine in the morning."""


def tell(part, idea_id, pace=Pace.DAILY, *, kind="idea_commented", at=SUNDAY, event="comment.added", **data):
    """A notice that waits, with its event, and its wait."""
    with writing():
        person = factories.person(part)
        made = events.record(event, at=at, idea_id=idea_id, **data)
        db.session.flush()
        notice = Notice(event_id=made.id, person_id=person.id, kind=kind, idea_id=idea_id, why="author", pace=pace, created_at=at)
        db.session.add(notice)
        if pace in GATHERED_IN:
            actions_plans.wait_for_digest(person, pace, now=at)
        return notice.id


def commented(by, idea_id, body="We need this too."):
    with writing():
        return factories.comment(by, db.session.get_one(Idea, idea_id), body).id


def choose_weekly(part, *, now=SUNDAY, weekday=0, news=True):
    with writing():
        actions_plans.choose_weekly(factories.person(part), news=news, weekday=weekday, now=now)


def choose(part, kind, pace, *, now=SUNDAY):
    with writing():
        choose_paces(factories.person(part).id, {kind: pace}, now=now)


def prefer(part, kind, pace):
    with writing():
        db.session.merge(Preference(person_id=factories.person(part).id, kind=kind, pace=pace, since=SUNDAY))


def move_to(part, zone, *, now):
    with writing():
        person = factories.person(part)
        person.zone = zone
        actions_plans.follow_zone(person, now=now)


def make(now):
    """All that is due; how many it was."""
    made = 0
    while True:
        with writing():
            if not actions_digests.make_next(now):
                return made
        made += 1


def digests(part):
    """What became of this person's periods, in their order: kind, period, state, reason."""
    db.session.expire_all()
    person = db.session.query(Person).filter_by(email=part.email).one()
    rows = db.session.query(Digest).filter_by(person_id=person.id).order_by(Digest.period, Digest.kind)
    return [(row.kind, row.period.isoformat(), row.state, row.reason) for row in rows]


def plan(part, kind):
    db.session.expire_all()
    person = db.session.query(Person).filter_by(email=part.email).one()
    return db.session.get(DigestPlan, (person.id, kind))


def long_gone(part, now):
    """This person chose the weekly digest, and has not been here for a year."""
    long_ago = now - 400 * DAY
    with writing():
        person = factories.person(part)
        person.joined_at, person.seen_at = long_ago, None
    choose_weekly(part, now=long_ago)
