"""Questions of the alarm: which clocks have a tier to tell, and what waits to be told to whom."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Row, Select, case, func, or_, select, union_all
from sqlalchemy.orm import joinedload

from community.accounts.models import Person
from community.accounts.rules import Role
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.models_mentions import Mention
from community.ideas.rules import IdeaState
from community.responses.models import Clock, Escalation
from community.responses.models_alerts import Alert, AnyAlert, MentionAlert, UsedLink

ALIVE = (IdeaState.PUBLISHED, IdeaState.PENDING)


def alarm_is_due(now: datetime) -> bool:
    """Whether the time of a tier has come: one look at the end of an index, whatever the number of clocks."""
    statement = select(Clock.id).where(Clock.next_alert_at <= now).order_by(Clock.next_alert_at, Clock.id).limit(1)
    return db.session.scalar(statement) is not None


def clocks_to_tell(now: datetime, most: int) -> list[Row[Clock, int]]:
    """Running clocks whose next tier has waited longest, each with its topic's id; nobody else has them in hand.

    What was imported unanswered never alerts; an answer given here and gone stale does.
    """
    statement = (
        select(Clock, Idea.topic_id)
        .join(Idea, Idea.id == Clock.idea_id)
        .where(
            Clock.next_alert_at <= now, Clock.stopped_at.is_(None),
            Idea.state.in_(ALIVE), Idea.root_id.is_(None), or_(Idea.legacy.is_(False), Clock.kind.in_(("review", "next"))),
        )
        .order_by(Clock.next_alert_at, Clock.id)
        .limit(most)
    )
    held = statement.with_for_update(of=Clock, skip_locked=True).execution_options(populate_existing=True)
    return list(db.session.execute(held))


def mention_is_due(now: datetime) -> bool:
    """The same of what was said elsewhere and waits for an idea."""
    return db.session.scalar(_waiting_mentions(now).with_only_columns(Mention.id).limit(1)) is not None


def mentions_to_tell(now: datetime, most: int) -> list[Mention]:
    """What waits for an idea and whose next tier has waited longest; nobody else has it in hand."""
    held = _waiting_mentions(now).limit(most).with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return list(db.session.scalars(held))


def _waiting_mentions(now: datetime) -> Select[Mention]:
    waits = (Mention.idea_id.is_(None), Mention.set_aside_at.is_(None), Mention.replied_at.is_(None))
    return select(Mention).where(*waits, Mention.next_alert_at <= now).order_by(Mention.next_alert_at, Mention.id)


def told_of_mention(mention_id: int, tier: int) -> set[int]:
    """Who has been, or is to be, told of a mention at this tier."""
    return set(db.session.scalars(select(MentionAlert.person_id).where(MentionAlert.mention_id == mention_id, MentionAlert.tier == tier)))


def tiers_told(clock_ids: Collection[int]) -> set[tuple[int, int]]:
    """(clock, tier) of everything these clocks have told."""
    statement = select(Escalation.clock_id, Escalation.tier).where(Escalation.clock_id.in_(clock_ids))
    return {(row.clock_id, row.tier) for row in db.session.execute(statement)}


def people_to_tell(now: datetime) -> list[Row[int, datetime, datetime]]:
    """Whose alerts wait, with when the first and the last of them was noticed; who has waited longest comes first.

    What lies ahead of `now` was noticed by a clock that has since been set back: it is not so yet, and waits.
    """
    wait = union_all(*(select(of.person_id, of.made_at).where(of.state == "waiting", of.at <= now) for of in (Alert, MentionAlert))).subquery()
    first = func.min(wait.c.made_at)
    statement = select(wait.c.person_id, first, func.max(wait.c.made_at)).group_by(wait.c.person_id).order_by(first, wait.c.person_id)
    return list(db.session.execute(statement))


def alerts_to_tell(person_id: int, now: datetime) -> list[AnyAlert]:
    """The alerts of one person that wait, clocks or mentions with them, the most urgent first; nobody else has them in hand."""
    clocks = _alerts().where(Alert.state == "waiting", Alert.person_id == person_id, Alert.at <= now)
    mentions = _mention_alerts().where(MentionAlert.state == "waiting", MentionAlert.person_id == person_id, MentionAlert.at <= now)
    held = [clocks.with_for_update(of=Alert, skip_locked=True), mentions.with_for_update(of=MentionAlert, skip_locked=True)]
    return _by_urgency([statement.execution_options(populate_existing=True) for statement in held])


def strayed(person_id: int) -> set[int]:
    """Ids of the alerts that wait for somebody who is on their idea's ladder no more: it was passed on, or moved, since."""
    rungs = (Idea.owner_id, case((Idea.owner_id.is_(None), Topic.owner_id)), Topic.deputy_id, Topic.manager_id, Topic.director_id)
    statement = (
        select(Alert.id)
        .join(Idea, Idea.id == Alert.idea_id)
        .join(Topic, Topic.id == Idea.topic_id)
        .join(Person, Person.id == Alert.person_id)
        .where(
            Alert.state == "waiting", Alert.person_id == person_id, *(func.coalesce(rung, 0) != person_id for rung in rungs),
            Person.role.not_in((Role.ADMINISTRATOR, Role.MODERATOR)),
        )
    )
    return set(db.session.scalars(statement))


def alerts_in(mail_ids: Collection[int]) -> dict[int, list[AnyAlert]]:
    """What each of these mails tells, by mail, the most urgent first."""
    told: dict[int, list[AnyAlert]] = defaultdict(list)
    for alert in _by_urgency([_alerts().where(Alert.mail_id.in_(mail_ids)), _mention_alerts().where(MentionAlert.mail_id.in_(mail_ids))]):
        told[alert.mail_id or 0].append(alert)
    return told


def _alerts() -> Select[Alert]:
    return select(Alert).join(Clock, Clock.id == Alert.clock_id).options(joinedload(Alert.clock)).order_by(Clock.due_at, Alert.id)


def _mention_alerts() -> Select[MentionAlert]:
    return select(MentionAlert).options(joinedload(MentionAlert.mention)).order_by(MentionAlert.due_at, MentionAlert.id)


def _by_urgency(statements: Collection[Select]) -> list[AnyAlert]:
    found = [alert for statement in statements for alert in db.session.scalars(statement)]
    return sorted(found, key=lambda alert: (alert.due_at is not None, alert.due_at))


def key_of(alert: AnyAlert) -> str:
    """One alert by what outlives a restored database: ids are given again, the moment a cycle began is not."""
    if isinstance(alert, MentionAlert):
        return f"mention.{alert.mention_id}.{alert.tier}.{alert.person_id}@{alert.mention.logged_at.timestamp():.6f}"
    clock = alert.clock
    began = clock.own_started_at or clock.started_at
    return f"{alert.idea_id}.{clock.cycle}.{alert.tier}.{alert.person_id}@{began.timestamp():.6f}"


def told_of(clock_id: int) -> list[Alert]:
    """Everybody who has been told of a clock, tier by tier."""
    return list(db.session.scalars(select(Alert).where(Alert.clock_id == clock_id).order_by(Alert.tier, Alert.id)))


def hold_alert(alert_id: int) -> Alert | None:
    """One alert, its clock with it; in a transaction that writes, nobody else has it in hand."""
    found = select(Alert).where(Alert.id == alert_id).options(joinedload(Alert.clock))
    return db.session.scalar(found.with_for_update(of=Alert)) if 0 < alert_id < 2**31 else None


def is_used(alert_id: int, act: str) -> bool:
    return db.session.get(UsedLink, (alert_id, act)) is not None
