"""Questions of one's inbox: what one was told, as far as one may still read it.

A notice is in sight when the idea it leads to is, and when the comment or the answer it tells of was not taken away. It is
asked each time anew, in the list as in the count, so that nothing that went out of sight is even counted.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea, Topic
from community.ideas.queries import visible_to
from community.ideas.rules import IdeaState
from community.notifications.models_inbox import Notice
from community.notifications.rules_telling import KINDS
from community.responses.models import Answer
from community.responses.models_alerts import Alert, AnyAlert, MentionAlert

PAGE_SIZE = 30
MOST_COUNTED = 100
"""Nobody needs to know how many more there are."""
BATCH = 500

ALARMS = ("clock.warned", "clock.due", "clock.escalated")
OF_MENTION = "mention.escalated"
IN_INBOX = tuple(name for name, kind in KINDS.items() if kind.in_inbox)
TOLD = aliased(Idea)
"""The idea a notice is of; Idea is the one it leads to: the same, or what that became part of."""
_comment_id = Event.data["comment_id"].as_integer()
_answer_id = Event.data["answer_id"].as_integer()
_mention_id = Event.data["mention_id"].as_integer()

Told = tuple[int | None, int | None, int]
"""What an alert tells: of which clock or else which mention, and which tier."""


@dataclass(frozen=True)
class InboxPage:
    rows: list[Row]
    next_id: int


def inbox_page(viewer: Viewer, *, unread: bool, before: int = 0) -> InboxPage:
    """What this person was told, the latest first; `before` is the id of the last line shown."""
    narrowed: list[ColumnElement[bool]] = [Notice.read_at.is_(None)] if unread else []
    if before:
        narrowed.append(Notice.id < before)
    rows = list(db.session.execute(_lines(viewer).where(*narrowed).order_by(Notice.id.desc()).limit(PAGE_SIZE + 1)))
    return InboxPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else 0)


def notice_to_read(viewer: Viewer, notice_id: int) -> Row | None:
    """One line of this person's inbox."""
    return db.session.execute(_lines(viewer).where(Notice.id == notice_id)).one_or_none() if 0 < notice_id < 2**31 else None


def _lines(viewer: Viewer) -> Select:
    statement = select(
        Notice.id, Notice.kind, Notice.why, Notice.created_at, Notice.read_at, Event.kind.label("event"), Event.data,
        Person.name.label("actor"), Idea.id.label("idea_id"), Idea.title, TOLD.id.label("told_id"), TOLD.title.label("told_title"),
        Answer.status,
    )
    statement = _joined(statement).outerjoin(Answer, Answer.id == _answer_id).outerjoin(Person, Person.id == Event.actor_id)
    return statement.where(*_in_sight(viewer))


def _joined(statement: Select) -> Select:
    return (
        statement.select_from(Notice)
        .join(Event, Event.id == Notice.event_id)
        .outerjoin(TOLD, TOLD.id == Notice.idea_id)
        .outerjoin(Idea, Idea.id == func.coalesce(TOLD.root_id, TOLD.id))
        .outerjoin(Topic, Topic.id == Idea.topic_id)
    )


def _in_sight(viewer: Viewer) -> list[ColumnElement[bool]]:
    told = or_(TOLD.root_id.is_(None), TOLD.state == IdeaState.PUBLISHED)
    hidden = select(Comment.id).where(Comment.id == _comment_id, Comment.hidden_at.is_not(None))
    withdrawn = select(Answer.id).where(Answer.id == _answer_id, Answer.withdrawn_at.is_not(None))
    return [
        Notice.person_id == viewer.id, Notice.kind.in_(IN_INBOX), or_(Notice.idea_id.is_(None), and_(told, visible_to(viewer))),
        ~hidden.correlate(Event).exists(), ~withdrawn.correlate(Event).exists(),
    ]


def count_unread(viewer: Viewer) -> int:
    """How many lines this person has not read, MOST_COUNTED at most."""
    return db.session.scalar(unread_statement(viewer)) or 0


def unread_statement(viewer: Viewer) -> Select:
    """One statement, on an index of what is unread."""
    unread = _joined(select(Notice.id)).where(*_in_sight(viewer), Notice.read_at.is_(None)).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(unread)


def unread_of_idea(viewer: Viewer, idea_id: int) -> list[int]:
    """Ids of what this person has not read of an idea and all that became part of it."""
    group = select(Idea.id).where(or_(Idea.id == idea_id, Idea.root_id == idea_id))
    mine = (Notice.person_id == viewer.id, Notice.read_at.is_(None), Notice.idea_id.in_(group))
    return list(db.session.scalars(select(Notice.id).where(*mine)))


def oldest_notices(before: datetime) -> Collection[int]:
    """Ids of the oldest notices, as far as they are older than this: numbers grow with time."""
    oldest = select(Notice.id, Notice.created_at).order_by(Notice.id).limit(BATCH)
    return [row.id for row in db.session.execute(oldest) if row.created_at < before]


def events_of_alerts(alerts: Collection[AnyAlert]) -> dict[Told, int]:
    """By what was told: the event that says its time had come."""
    ideas = {alert.idea_id for alert in alerts if isinstance(alert, Alert)}
    mentions = {alert.mention_id for alert in alerts if isinstance(alert, MentionAlert)}
    clocks = and_(Event.kind.in_(ALARMS), Event.idea_id.in_(ideas))
    said = or_(clocks, and_(Event.kind == OF_MENTION, _mention_id.in_(mentions))) if mentions else clocks
    rows = db.session.execute(select(Event.id, Event.data).where(said).order_by(Event.id))
    return {(row.data.get("clock_id"), row.data.get("mention_id"), row.data["tier"]): row.id for row in rows if "tier" in row.data}


def told_by(alert: AnyAlert) -> Told:
    return (alert.clock_id, None, alert.tier) if isinstance(alert, Alert) else (None, alert.mention_id, alert.tier)


def notices_of_events(event_ids: Collection[int], person_id: int) -> dict[int, Notice]:
    """What this person was told of these events, by event."""
    found = db.session.scalars(select(Notice).where(Notice.event_id.in_(event_ids), Notice.person_id == person_id))
    return {notice.event_id: notice for notice in found}


def alarms_of_mention(mention_id: int) -> Select[int]:
    """Ids of the events that said that a tier of this mention had come."""
    return select(Event.id).where(Event.kind == OF_MENTION, _mention_id == mention_id)


def told_by_clock(clock_id: int) -> set[int]:
    """Whom the alarm of this clock has told."""
    return set(db.session.scalars(select(Alert.person_id).where(Alert.clock_id == clock_id)))
