"""Questions about what was said elsewhere. For staff and for what follows events; nobody's permission is asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Label, Row, Select, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.models_handles import Handle
from community.db import db
from community.ideas.models import Idea
from community.ideas.models_mentions import Mention
from community.responses.models import Clock
from community.responses.timing import late_since
from community.voices.models import Voice

PAGE_SIZE = 25
STATES = ("waiting", "owed", "settled")
LARGEST_ID = 2**31


def mention(mention_id: int) -> Mention | None:
    return db.session.get(Mention, mention_id) if 0 < mention_id < LARGEST_ID else None


def mention_to_change(mention_id: int) -> Mention | None:
    """Held until the transaction ends."""
    return db.session.get(Mention, mention_id, with_for_update=True, populate_existing=True) if 0 < mention_id < LARGEST_ID else None


def mention_like(fingerprint: str) -> Mention | None:
    return db.session.scalar(select(Mention).where(Mention.fingerprint == fingerprint))


def mention_of_voice(voice_id: int) -> Mention | None:
    return db.session.scalar(select(Mention).where(Mention.voice_id == voice_id))


def mentions_by(handle: Handle) -> Sequence[Mention]:
    """What this handle said and is tied to nobody yet."""
    said = (Mention.channel == handle.channel, Mention.handle_folded == handle.handle_folded, Mention.person_id.is_(None))
    return db.session.scalars(select(Mention).where(*said)).all()


def mentions_tied_by(handle_id: int) -> Sequence[Mention]:
    return db.session.scalars(select(Mention).where(Mention.handle_id == handle_id)).all()


def mentions_of_person(person_id: int) -> Sequence[Mention]:
    return db.session.scalars(select(Mention).where(Mention.person_id == person_id)).all()


def mention_shown(mention_id: int) -> Row | None:
    """As in mentions(), whatever became of it."""
    statement = _mentions().where(Mention.id == mention_id)
    return db.session.execute(statement).one_or_none() if 0 < mention_id < LARGEST_ID else None


def mentions(state: str, before: int = 0) -> tuple[list[Row], int | None]:
    """One page of those that wait for an idea, are owed a reply, or are settled, newest first but those that wait; and the
    key of the next page. Each: Mention, its words, who said it, its idea, who logged it, and until when a reply is owed."""
    statement = _mentions().where(_is(state))
    first = Mention.id.asc() if state == "waiting" else Mention.id.desc()
    if before:
        statement = statement.where(Mention.id > before if state == "waiting" else Mention.id < before)
    rows = list(db.session.execute(statement.order_by(first).limit(PAGE_SIZE + 1)))
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].Mention.id if len(rows) > PAGE_SIZE else None


def _mentions() -> Select:
    logger, root = aliased(Person), aliased(Idea)
    return (
        select(
            Mention, func.coalesce(Voice.text, Mention.text).label("words"), Person.name, root.id.label("root_id"),
            root.title.label("title"), root.status, logger.name.label("logger"), Clock.due_at,
        )
        .outerjoin(Voice, Voice.id == Mention.voice_id)
        .outerjoin(Person, Person.id == Mention.person_id)
        .outerjoin(Idea, Idea.id == Mention.idea_id)
        .outerjoin(root, root.id == func.coalesce(Idea.root_id, Idea.id))
        .outerjoin(Clock, (Clock.mention_id == Mention.id) & Clock.stopped_at.is_(None))
        .join(logger, logger.id == Mention.logged_by_id)
    )


def _is(state: str) -> ColumnElement[bool]:
    waiting = Mention.idea_id.is_(None) & Mention.set_aside_at.is_(None)
    running = aliased(Clock)
    owed = select(running.id).where(running.mention_id == Mention.id, running.stopped_at.is_(None)).correlate(Mention).exists()
    return {"waiting": waiting, "owed": owed, "settled": or_(Mention.set_aside_at.is_not(None), Mention.idea_id.is_not(None)) & ~owed}[state]


def count_mentions(now: datetime) -> Row:
    """How many `waiting` for an idea, how many are `owed` a reply, and how many of each are late."""
    return db.session.execute(select(*_counted(now))).one()


def _counted(now: datetime) -> list[Label[int]]:
    owes, silent = (Clock.mention_id.is_not(None), Clock.stopped_at.is_(None)), (_is("waiting"), Mention.replied_at.is_(None))
    counts = {
        "waiting": select(func.count()).select_from(Mention).where(_is("waiting")),
        "owed": select(func.count()).select_from(Clock).where(*owes),
        "late_waiting": select(func.count()).select_from(Mention).where(*silent, Mention.logged_at <= late_since(now)),
        "late_owed": select(func.count()).select_from(Clock).where(*owes, Clock.due_at <= now),
    }
    return [count.scalar_subquery().label(name) for name, count in counts.items()]
