"""What people choose about mails: how soon each kind comes, when none does, and what they hear of an idea."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select, update

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.actions import follow_idea
from community.ideas.models import Idea
from community.notifications.actions_plans import choose_weekly, send_again, settle_plans
from community.notifications.models_inbox import Notice, Preference, QuietHours
from community.notifications.queries_follows import ideas_heard
from community.notifications.queries_telling import paces_chosen
from community.notifications.rules_digests import GATHERED_IN
from community.notifications.rules_quiet import Quiet
from community.notifications.rules_telling import KINDS, Pace, pace_of
from community.notifications.unsubscribing import stopped_by


def stop(person_id: int, what: str, which: int | str, *, level: str = "nothing", now: datetime) -> None:
    """Stop one kind of mail, or mails about one idea, down to a level; a second time changes nothing."""
    if not _hold(person_id):
        return
    if what == "kind":
        choose_paces(person_id, {str(which): Pace.NEVER}, now=now)
    elif db.session.get(Idea, which) is not None:
        follow_idea(int(which), person_id, level, now=now)


def stop_by_mail(addresses: Collection[str], *, now: datetime) -> int | None:
    """Stop what a mail to one of these addresses stops; whose mails they are, or None where none was made to stop any."""
    meant = next(filter(None, map(stopped_by, addresses)), None)
    if meant is None:
        return None
    stop(*meant, now=now)
    return meant[0]


def choose(
    reader: Viewer, paces: Mapping[str, str], quiet: Quiet | None, levels: Mapping[int, str], weekly: tuple[bool, int],
    again: Collection[str] = (), *, now: datetime,
) -> None:
    """Everything that the page of choices says. What was stopped stays so but for the kinds named in `again`."""
    news, weekday = weekly
    send_again(again, reader.id or 0)
    choose_weekly(db.session.get_one(Person, reader.id), news=news, weekday=weekday, now=now)
    choose_paces(reader.id or 0, paces, now=now)
    choose_quiet_hours(reader.id or 0, quiet)
    choose_levels(reader, levels, now=now)


def choose_paces(person_id: int, paces: Mapping[str, str], *, now: datetime) -> None:
    """How soon mails of these kinds come from now on. What already waits for a gathered mail comes at the new pace too."""
    _hold(person_id)
    chosen = paces_chosen([person_id]).get(person_id, {})
    for kind, pace in paces.items():
        if pace not in KINDS[kind].paces or pace == pace_of(kind, chosen.get(kind)):
            continue
        db.session.execute(delete(Preference).where(Preference.person_id == person_id, Preference.kind == kind))
        if pace != KINDS[kind].pace:
            db.session.add(Preference(person_id=person_id, kind=kind, pace=pace, since=now))
        _hasten(person_id, kind, Pace(pace))
        send_again([GATHERED_IN[Pace(pace)]] if Pace(pace) in GATHERED_IN else [], person_id)
    db.session.flush()
    settle_plans(db.session.get_one(Person, person_id), now=now)


def _hasten(person_id: int, kind: str, pace: Pace) -> None:
    """Nothing is lost by a change of mind: what waited and would now come at once is in the next daily mail."""
    waiting = (Notice.person_id == person_id, Notice.kind == kind, Notice.mail_id.is_(None), Notice.pace.in_((Pace.DAILY, Pace.WEEKLY)))
    soon = Pace.DAILY if pace is Pace.AT_ONCE else pace
    db.session.execute(update(Notice).where(*waiting).values(pace=soon).execution_options(synchronize_session=False))


def choose_quiet_hours(person_id: int, quiet: Quiet | None) -> None:
    _hold(person_id)
    db.session.execute(delete(QuietHours).where(QuietHours.person_id == person_id))
    if quiet is not None:
        db.session.add(QuietHours(person_id=person_id, starts=quiet.starts, ends=quiet.ends))


def forget_choices_of(person_id: int) -> None:
    """Whoever is erased leaves no habits behind."""
    db.session.execute(delete(Preference).where(Preference.person_id == person_id))
    db.session.execute(delete(QuietHours).where(QuietHours.person_id == person_id))


def _hold(person_id: int) -> bool:
    """Two presses of one button wait for each other; False where nobody is there."""
    return db.session.scalar(select(Person.id).where(Person.id == person_id).with_for_update()) is not None


def choose_levels(reader: Viewer, levels: Mapping[int, str], *, now: datetime) -> None:
    """What this person hears of ideas they already hear of; of those that were left as they are nothing is written."""
    for heard in ideas_heard(reader, only=levels):
        if heard.level != levels[heard.id]:
            follow_idea(heard.id, reader.id, levels[heard.id], now=now)
