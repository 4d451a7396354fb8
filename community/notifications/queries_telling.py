"""What decides how soon people are mailed, and what they were told already: a batch at a time."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from community.db import db
from community.notifications.models import Mail
from community.notifications.models_inbox import Notice, Preference, QuietHours
from community.notifications.rules_quiet import Quiet
from community.notifications.rules_telling import BURST_SPAN, CEILING_SPAN, KINDS, Pace, Standing

URGENT = [name for name, kind in KINDS.items() if kind.urgent]


def told_already(event_id: int, ids: Collection[int]) -> dict[tuple[int, str], Notice]:
    """What these people were told of this event, by person and kind."""
    found = db.session.scalars(select(Notice).where(Notice.event_id == event_id, Notice.person_id.in_(ids)))
    return {(notice.person_id, notice.kind): notice for notice in found}


def waiting(kind: str, ids: Collection[int], ideas: Collection[int]) -> set[int]:
    """Those of these people who wait for a mail about one of these ideas, for all of its news or the day's."""
    of_them = (Notice.kind == kind, Notice.person_id.in_(ids), Notice.idea_id.in_(ideas), Notice.mail_id.is_(None))
    return set(db.session.scalars(select(Notice.person_id).where(*of_them))) if ids and ideas else set()


def standings(ids: Collection[int], idea_id: int | None, now: datetime) -> dict[int, Standing]:
    """What each of these people chose, and what they got of late; of this idea, where there is one."""
    paces, quiet, mails, waiting = paces_chosen(ids), _quiet(ids), _mails_today(ids, now), _folded(ids)
    lately = _lately(ids, idea_id, now) if idea_id else {}
    return {
        each: Standing(paces.get(each, {}), quiet.get(each), mails.get(each, 0) + waiting.get(each, 0), lately.get(each, 0))
        for each in ids
    }


def paces_chosen(ids: Collection[int]) -> dict[int, dict[str, str]]:
    """By person and kind, where they chose."""
    found: dict[int, dict[str, str]] = {}
    chosen = select(Preference.person_id, Preference.kind, Preference.pace).where(Preference.person_id.in_(ids))
    for person_id, kind, pace in db.session.execute(chosen):
        found.setdefault(person_id, {})[kind] = pace
    return found


def quiet_hours_of(person_id: int) -> Quiet | None:
    return _quiet([person_id]).get(person_id)


def _quiet(ids: Collection[int]) -> dict[int, Quiet]:
    rows = db.session.execute(select(QuietHours.person_id, QuietHours.starts, QuietHours.ends).where(QuietHours.person_id.in_(ids)))
    return {row.person_id: Quiet(row.starts, row.ends) for row in rows}


def _mails_today(ids: Collection[int], now: datetime) -> dict[int, int]:
    counted = (Mail.created_at > now - CEILING_SPAN, Mail.state != "skipped", Mail.kind.not_in(URGENT))
    statement = select(Mail.person_id, func.count()).where(Mail.person_id.in_(ids), *counted).group_by(Mail.person_id)
    return {row[0]: row[1] for row in db.session.execute(statement) if row[0]}


def _folded(ids: Collection[int]) -> dict[int, int]:
    """Mails that folded notices will become: one for each idea."""
    waiting = (Notice.mail_id.is_(None), Notice.pace == Pace.FOLDED, Notice.person_id.in_(ids))
    statement = select(Notice.person_id, func.count(Notice.idea_id.distinct())).where(*waiting).group_by(Notice.person_id)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _lately(ids: Collection[int], idea_id: int, now: datetime) -> dict[int, int]:
    told = (Notice.idea_id == idea_id, Notice.created_at > now - BURST_SPAN, Notice.pace != Pace.NEVER, Notice.kind.not_in(URGENT))
    statement = select(Notice.person_id, func.count()).where(Notice.person_id.in_(ids), *told).group_by(Notice.person_id)
    return {row[0]: row[1] for row in db.session.execute(statement)}
