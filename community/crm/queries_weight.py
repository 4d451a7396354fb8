"""Questions about what stands behind ideas. For staff only: nothing of it is in what a customer can get."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Row, func, select

from community import clock
from community.accounts.rules_accounts import yearly
from community.crm.models_weight import IdeaValue, IdeaWeight, Interest, WeightTask
from community.crm.rules_weight import Backer, Weight, backer, weigh
from community.db import among, db
from community.ideas.models import Idea
from community.ideas.queries import listed
from community.votes.queries_backing import accounts_behind, accounts_together


def behind(idea_id: int) -> Weight:
    """What stands behind an idea now, or behind the one it became part of; nothing where there is no such idea."""
    root = select(func.coalesce(Idea.root_id, Idea.id)).where(Idea.id == idea_id).scalar_subquery()
    idea = db.session.scalar(select(Idea).where(Idea.id == root))
    return behind_root(idea) if idea is not None else Weight()


def behind_root(idea: Idea, reader_id: int | None = None) -> Weight:
    """behind() in one statement, of an idea that is part of no other; `mine` is the vote of this reader."""
    rows = accounts_behind([idea.id], reader_id or 0)
    mine = max((row.mine for row in rows if row.mine), default=None)
    return weigh(idea.vote_count, backers_in(rows), clock.now().date(), mine)


def behind_together(idea_ids: Collection[int], people: int) -> Weight:
    """What would stand behind these ideas if they were one, which so many people want; one statement."""
    return weigh(people, backers_in(accounts_together(idea_ids)), clock.now().date())


def weights_of(root_ids: Collection[int], today: date) -> dict[int, Weight]:
    """What stands behind each of these ideas in sight that are part of no other, counted from the votes."""
    people = select(Idea.id, Idea.vote_count).where(among(Idea.id, root_ids), listed())
    rows: dict[int, list[Row]] = {}
    for row in accounts_behind(root_ids):
        rows.setdefault(row.root_id, []).append(row)
    counted = {row.id: row.vote_count for row in db.session.execute(people)}
    return {idea_id: weigh(votes, backers_in(rows.get(idea_id, [])), today) for idea_id, votes in counted.items()}


def backers_in(rows: Collection[Row]) -> list[Backer]:
    """The accounts among rows of accounts_behind() that somebody's counting vote stands for."""
    return [backer(row, yearly(row.value_cents, row.value_period)) for row in rows if row.id is not None and row.people]


def anything_due(now: datetime) -> bool:
    """Is it worth taking the database's write lock to count?"""
    return db.session.scalar(select(WeightTask.idea_id).where(WeightTask.run_at <= now).limit(1)) is not None


def tasks_due(now: datetime, most: int) -> list[int]:
    """Ideas whose weight is to be counted anew; their tasks are held, and those that others hold are left alone."""
    due = select(WeightTask.idea_id).where(WeightTask.run_at <= now).order_by(WeightTask.run_at, WeightTask.idea_id).limit(most)
    return sorted(db.session.scalars(due.with_for_update(skip_locked=True)))


def merged_among(idea_ids: Collection[int]) -> set[int]:
    """Those of these ideas that are part of another one now."""
    return set(db.session.scalars(select(Idea.id).where(among(Idea.id, idea_ids), Idea.root_id.is_not(None))))


def interests_in(idea_ids: Collection[int]) -> dict[int, dict[int, Interest]]:
    """By idea and account, what is stored of who stands behind these ideas."""
    found: dict[int, dict[int, Interest]] = {}
    for row in db.session.scalars(select(Interest).where(among(Interest.idea_id, idea_ids))):
        found.setdefault(row.idea_id, {})[row.organisation_id] = row
    return found


def stored_weights(idea_ids: Collection[int]) -> dict[int, tuple[IdeaWeight, dict[str, int]]]:
    """By idea, what the lists of staff know of it: its weight, and its value by currency."""
    values: dict[int, dict[str, int]] = {}
    for row in db.session.scalars(select(IdeaValue).where(among(IdeaValue.idea_id, idea_ids))):
        values.setdefault(row.idea_id, {})[row.currency] = row.value_cents
    weights = db.session.scalars(select(IdeaWeight).where(among(IdeaWeight.idea_id, idea_ids)))
    return {row.idea_id: (row, values.get(row.idea_id, {})) for row in weights}
