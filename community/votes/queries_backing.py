"""Which accounts stand behind ideas: for staff only."""

from collections.abc import Collection

from sqlalchemy import Row, Select, Subquery, case, func, or_, select, union

from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.db import among, db
from community.ideas.models import Idea
from community.votes.models import Vote

ACCOUNT = (
    Organisation.id, Organisation.name, Organisation.external_id, Organisation.segment, Organisation.value_cents,
    Organisation.value_period, Organisation.currency, Organisation.renewal_on, Organisation.crm_at,
    Organisation.owner_name, Organisation.owner_email,
)


def accounts_behind(root_ids: Collection[int], reader_id: int = 0) -> list[Row]:
    """For each root and each account behind its group: root_id, ACCOUNT, `people` of it whose vote counts, the highest
    `importance` among them, `told` and `told_importance` of those alone who let others be told of them, and `mine`, the
    reader's own vote or None.

    Whoever belongs to several accounts stands for each; whose account is not known, in a row without one.
    """
    backing = _backing(root_ids)
    mine = func.max(case((backing.c.person_id == reader_id, backing.c.importance))).label("mine")
    statement = _by_account(backing).add_columns(backing.c.root_id, mine).group_by(backing.c.root_id)
    return list(db.session.execute(statement.order_by(backing.c.root_id, Organisation.id)))


def accounts_together(root_ids: Collection[int]) -> list[Row]:
    """As accounts_behind(), of ideas that would be one: each account once, whichever of them its people voted for."""
    return list(db.session.execute(_by_account(_backing(root_ids)).order_by(Organisation.id)))


def _by_account(backing: Subquery) -> Select:
    people = func.count(case((backing.c.void.is_(False), backing.c.person_id)).distinct()).label("people")
    importance = func.max(case((backing.c.void.is_(False), backing.c.importance))).label("importance")
    told = backing.c.void.is_(False) & backing.c.export_refused_at.is_(None)
    may_hear = func.count(case((told, backing.c.person_id)).distinct()).label("told")
    told_importance = func.max(case((told, backing.c.importance))).label("told_importance")
    joined = select(*ACCOUNT, people, importance, may_hear, told_importance).select_from(backing)
    return joined.outerjoin(Organisation, Organisation.id == backing.c.organisation_id).group_by(Organisation.id)


def _backing(root_ids: Collection[int]) -> Subquery:
    """One row for each root, voter and account of theirs; the account of the people table is always one of them."""
    root = func.coalesce(Idea.root_id, Idea.id).label("root_id")
    given = select(root, Vote.person_id, Vote.importance, Vote.void, Person.export_refused_at, Person.organisation_id.label("first_id"))
    given = given.join(Idea, Idea.id == Vote.idea_id).join(Person, Person.id == Vote.person_id)
    votes = given.where(or_(among(Idea.id, root_ids), among(Idea.root_id, root_ids))).cte("given")
    each = (votes.c.root_id, votes.c.person_id, votes.c.importance, votes.c.void, votes.c.export_refused_at)
    first = select(*each, votes.c.first_id.label("organisation_id"))
    others = select(*each, Belonging.organisation_id).join(Belonging, Belonging.person_id == votes.c.person_id)
    return union(first, others).subquery()


def people_behind(root_id: int, organisation_ids: Collection[int], most: int) -> dict[int, list[Row]]:
    """Of each of these accounts, the first people whose vote counts for this idea: id, name,
    title, export_refused_at, importance."""
    backing = _backing([root_id])
    theirs = (backing.c.organisation_id.in_(organisation_ids), backing.c.void.is_(False))
    importance = func.max(backing.c.importance).label("importance")
    people = select(backing.c.organisation_id, backing.c.person_id, importance).where(*theirs)
    each = people.group_by(backing.c.organisation_id, backing.c.person_id).subquery()
    place = func.row_number().over(partition_by=each.c.organisation_id, order_by=each.c.person_id)
    first = select(each, place.label("place")).subquery()
    statement = select(first.c.organisation_id, Person.id, Person.name, Person.title, Person.export_refused_at, first.c.importance)
    statement = statement.join(Person, Person.id == first.c.person_id).where(first.c.place <= most)
    found: dict[int, list[Row]] = {}
    for row in db.session.execute(statement.order_by(first.c.organisation_id, first.c.place)):
        found.setdefault(row.organisation_id, []).append(row)
    return found
