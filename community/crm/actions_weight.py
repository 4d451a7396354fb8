"""Keeping what stands behind ideas in step with the votes and the CRM, and recording what is worth telling.

Whatever concerns an idea only leaves a task; the job that settles it counts once, however many votes came meanwhile.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, delete, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community import events
from community.accounts.models import Person
from community.accounts.models_accounts import Belonging
from community.crm import queries_weight as queries
from community.crm.models_weight import IdeaValue, IdeaWeight, Interest, WeightTask
from community.crm.rules_weight import Backer, Weight, is_noticeable, next_word
from community.db import among, db
from community.ideas.models import Idea
from community.votes.models import Vote

AT_ONCE = 50
"""So many ideas are counted in one transaction."""


def count_later(ideas: Select, now: datetime) -> None:
    """Have these ideas, a select of ids, counted anew from `now` on; what waits already may come sooner, never later."""
    postgres = db.engine.dialect.name == "postgresql"
    new = (postgres_insert if postgres else sqlite_insert)(WeightTask)
    chosen = ideas.subquery()
    rows = select(chosen.c[0], literal(now, WeightTask.run_at.type)).where(chosen.c[0].is_not(None)).distinct()
    statement = new.from_select(["idea_id", "run_at"], rows.order_by(chosen.c[0]))
    sooner = case((statement.excluded.run_at < WeightTask.run_at, statement.excluded.run_at), else_=WeightTask.run_at)
    db.session.execute(statement.on_conflict_do_update(index_elements=["idea_id"], set_={"run_at": sooner}))


def count_idea(idea_id: int, now: datetime) -> None:
    """Have an idea, and the one it is part of, counted anew."""
    root = select(Idea.root_id).where(Idea.id == idea_id)
    count_later(select(Idea.id).where(Idea.id.in_([idea_id]) | Idea.id.in_(root)), now)


def count_ideas_of_people(person_ids: Collection[int], now: datetime) -> None:
    """Have every idea counted anew that one of these people voted for."""
    count_later(_voted_for(among(Vote.person_id, person_ids)), now)


def count_ideas_of_accounts(organisation_ids: Collection[int], now: datetime) -> None:
    """Have every idea counted anew that somebody of these accounts voted for, or that they stood behind."""
    members = select(Person.id).where(among(Person.organisation_id, organisation_ids))
    others = select(Belonging.person_id).where(among(Belonging.organisation_id, organisation_ids))
    stood = select(Interest.idea_id).where(among(Interest.organisation_id, organisation_ids))
    count_later(_voted_for(Vote.person_id.in_(members.union(others))), now)
    count_later(stood, now)


def count_all(now: datetime) -> None:
    """Have every idea counted anew: renewals come near as days pass."""
    count_later(select(Idea.id).where(Idea.root_id.is_(None), Idea.vote_count > 0), now)


def _voted_for(people: Any) -> Select:
    return select(Idea.id).join(Vote, (Vote.idea_id == Idea.id)).where(people)


def settle_next(now: datetime, *, quiet: bool = False) -> int:
    """Count the next ideas that are to be counted anew; returns how many there were. `quiet`: a CRM is told nothing of it."""
    idea_ids = queries.tasks_due(now, AT_ONCE)
    if not idea_ids:
        return 0
    db.session.execute(delete(WeightTask).where(among(WeightTask.idea_id, idea_ids)))
    weights, before = queries.weights_of(idea_ids, now.date()), queries.interests_in(idea_ids)
    _store(idea_ids, weights)
    parts = queries.merged_among(idea_ids)
    for idea_id in idea_ids:
        here = {each.id: each for each in weights.get(idea_id, Weight()).backers}
        _follow(idea_id, here, before.get(idea_id, {}), ends=idea_id not in parts, quiet=quiet, now=now)
    return len(idea_ids)


def _store(idea_ids: Collection[int], weights: Mapping[int, Weight]) -> None:
    for table in (IdeaValue, IdeaWeight):
        db.session.execute(delete(table).where(among(table.idea_id, idea_ids)))
    rows = [
        {"idea_id": idea_id, "people": each.people, "accounts": each.accounts, "renewing": each.renewing, "as_of": each.as_of}
        for idea_id, each in weights.items()
    ]
    values = [
        {"idea_id": idea_id, "currency": currency, "value_cents": value}
        for idea_id, each in weights.items() for currency, value in each.value
    ]
    for table, given in ((IdeaWeight, rows), (IdeaValue, values)):
        if given:
            db.session.execute(insert(table), given)


def _follow(idea_id: int, here: Mapping[int, Backer], before: Mapping[int, Interest], *, ends: bool, quiet: bool, now: datetime) -> None:
    """Bring who stands behind one idea up to date, and record what began, changed or ended, as far as others may be told of it.

    Of an idea that became part of another nothing ended: all of it goes on with the root.
    """
    for account_id in here.keys() - before.keys():
        each = here[account_id]
        db.session.add(_new_interest(idea_id, each, now))
        if each.told and not quiet:
            record_interest("began", idea_id, each.id, each.told, each.told_importance, now)
    for account_id in before.keys() - here.keys():
        db.session.delete(before[account_id])
        if before[account_id].told_people and ends and not quiet:
            record_interest("ended", idea_id, account_id, 0, 0, now)
    for account_id in here.keys() & before.keys():
        _follow_one(before[account_id], here[account_id], now)


def _new_interest(idea_id: int, each: Backer, now: datetime) -> Interest:
    return Interest(
        idea_id=idea_id, organisation_id=each.id, people=each.people, importance=each.importance,
        told_people=each.told, told_importance=each.told_importance, told_at=now,
    )


def _follow_one(row: Interest, each: Backer, now: datetime) -> None:
    """What changed is told when it is noticeable, an hour after the last word at the earliest; at once where somebody refused
    or allowed that it is told at all."""
    row.people, row.importance = each.people, each.importance
    begins, ends = each.told > 0 == row.told_people, row.told_people > 0 == each.told
    if not begins and not ends:
        if not is_noticeable((row.told_people, row.told_importance), (each.told, each.told_importance)):
            return
        later = next_word(row.told_at, now)
        if later is not None:
            count_later(select(Idea.id).where(Idea.id == row.idea_id), later)
            return
    row.told_people, row.told_importance, row.told_at = each.told, each.told_importance, now
    state = "began" if begins else "ended" if ends else "changed"
    record_interest(state, row.idea_id, row.organisation_id, each.told, each.told_importance, now)


def record_interest(state: str, idea_id: int, organisation_id: int, people: int, importance: int, now: datetime) -> None:
    """`state` is began, changed, ended or shipped; `importance` is 0 once nobody of the account is left."""
    events.record(
        "account.interest", at=now, idea_id=idea_id, organisation_id=organisation_id, people=people,
        importance=importance, state=state,
    )
