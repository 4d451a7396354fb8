"""Questions about a person and an account for what a CRM is told of them.

Ideas that became part of another count as what that is now, and once.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, case, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules import PersonState, Role
from community.db import among, db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.ideas.rules import IdeaState
from community.responses.models import Answer
from community.responses.models_rating import Effort
from community.responses.rules import Status
from community.responses.rules_rating import WORDING
from community.voices.models import Voice
from community.votes.models import Vote

Root = aliased(Idea)

PUBLISHED = Idea.state == IdeaState.PUBLISHED
STANDS = func.coalesce(Idea.state, "") == IdeaState.PUBLISHED
"""PUBLISHED, but never looked up by an index: nearly all ideas are, and SQLite would go through them for each person."""
STATUS: ColumnElement[str] = func.coalesce(Root.status, Idea.status)
GROUP: ColumnElement[int] = func.coalesce(Idea.root_id, Idea.id)


def customers(ids: Collection[int]) -> list[Row]:
    """Of these people, those who are none of ours: id, external_id, email, state, export_refused_at, joined_at, seen_at, account_key."""
    columns = (Person.id, Person.external_id, Person.email, Person.state, Person.export_refused_at, Person.joined_at, Person.seen_at)
    statement = select(*columns, Organisation.external_id.label("account_key"))
    statement = statement.join(Organisation, Organisation.id == Person.organisation_id, isouter=True)
    return list(db.session.execute(statement.where(among(Person.id, ids), Person.role == Role.CUSTOMER)))


def account_keys_of(ids: Collection[int]) -> dict[int, list[str]]:
    """The CRM's keys for all accounts of each person, the oldest tie first."""
    theirs = select(Belonging.person_id, Organisation.external_id).join(Organisation, Organisation.id == Belonging.organisation_id)
    theirs = theirs.where(among(Belonging.person_id, ids), Organisation.external_id.is_not(None))
    found: dict[int, list[str]] = {}
    for row in db.session.execute(theirs.order_by(Belonging.since, Organisation.id)):
        found.setdefault(row.person_id, []).append(row.external_id)
    return found


def newest_event() -> int:
    return db.session.scalar(select(func.max(Event.id))) or 1


def allowed_again_at(ids: Collection[int]) -> dict[int, datetime]:
    """When each of those who had refused last said that a CRM may know of them."""
    allowed = (Event.kind == "person.export_allowed", among(Event.person_id, ids))
    return _by_first(select(Event.person_id, func.max(Event.at)).where(*allowed).group_by(Event.person_id))


def counts_of(ids: Collection[int]) -> dict[str, dict[int, Any]]:
    """All that is counted of these people, by the names of the snapshot; and voted_at, commented_at. Who is missing has none."""
    cast = _votes(Vote.person_id, among(Vote.person_id, ids), Idea.author_id != Vote.person_id)
    received = _votes(Idea.author_id, among(Idea.author_id, ids), Idea.author_id != Vote.person_id)
    spoken = (among(Voice.person_id, ids), Voice.hidden_at.is_(None))
    written = select(Comment.author_id, func.count().label("comments"), func.sum(Comment.helpful_count).label("helpful_marks"))
    return {
        **_ideas_of(ids), "votes_cast": _by_first(cast), "votes_received": _by_first(received),
        "voices": _by_first(select(Voice.person_id, func.count()).where(*spoken).group_by(Voice.person_id)),
        **_columns(written.where(among(Comment.author_id, ids), Comment.hidden_at.is_(None)).group_by(Comment.author_id)),
        "voted_at": _last(Vote.person_id, Vote.created_at, ids), "commented_at": _last(Comment.author_id, Comment.created_at, ids),
    }


def _last(whose: Any, at: Any, ids: Collection[int]) -> dict[int, Any]:
    return _by_first(select(whose, func.max(at)).where(among(whose, ids)).group_by(whose))


def _by_first(statement: Select) -> dict[int, Any]:
    """The second column of each row by its first."""
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _columns(statement: Select) -> dict[str, dict[int, Any]]:
    """Each further column by its name, as a table by the first."""
    result = db.session.execute(statement)
    names, rows = list(result.keys())[1:], list(result)
    return {name: {row[0]: row[place] for row in rows} for place, name in enumerate(names, 1)}


def _groups(condition: Any) -> ColumnElement[int]:
    return func.count(case((condition, GROUP)).distinct())


def _ideas_of(ids: Collection[int]) -> dict[str, dict[int, Any]]:
    unanswered = func.coalesce(Root.answered_at, Idea.answered_at).is_(None)
    figures = select(
        Idea.author_id, func.count().label("ideas_submitted"),
        _groups(STATUS.in_((Status.PLANNED, Status.PROGRESS))).label("ideas_planned"),
        _groups(STATUS == Status.SHIPPED).label("ideas_shipped"), _groups(unanswered).label("open_unanswered"),
    )
    return _columns(_with_root(figures).where(among(Idea.author_id, ids), STANDS).group_by(Idea.author_id))


def _with_root(statement: Select) -> Select:
    return statement.select_from(Idea).join(Root, Root.id == Idea.root_id, isouter=True)


def _votes(whose: Any, *where: Any) -> Select:
    """Votes that count, by person: one person's for one group of ideas once."""
    counted = select(whose.label("whose"), Vote.person_id.label("voter"), GROUP.label("root")).join(Idea, Idea.id == Vote.idea_id)
    each = counted.where(Vote.void.is_(False), STANDS, *where).distinct().subquery()
    return select(each.c.whose, func.count()).group_by(each.c.whose)


def efforts_of(ids: Collection[int]) -> dict[int, list[Row]]:
    """score and answered_at of each answer to the effort question as it is worded now, the last first, by person."""
    mine = (among(Effort.person_id, ids), Effort.score.is_not(None), Effort.wording == WORDING)
    given = select(Effort.person_id, Effort.score, Effort.answered_at).where(*mine)
    found: dict[int, list[Row]] = {}
    for row in db.session.execute(given.order_by(Effort.answered_at.desc(), Effort.id.desc())):
        found.setdefault(row.person_id, []).append(row)
    return found


def accounts(ids: Collection[int]) -> list[Row]:
    """id and external_id of these accounts."""
    return list(db.session.execute(select(Organisation.id, Organisation.external_id).where(among(Organisation.id, ids))))


def _members(ids: Collection[int]) -> Subquery:
    """The customers of these accounts whom a CRM may know of: account_id and person_id, each pair once."""
    may = (Person.role == Role.CUSTOMER, Person.state == PersonState.ACTIVE, Person.export_refused_at.is_(None))
    first = select(Person.organisation_id.label("account_id"), Person.id.label("person_id")).where(among(Person.organisation_id, ids), *may)
    tied = select(Belonging.organisation_id, Belonging.person_id).join(Person, Person.id == Belonging.person_id)
    return first.union(tied.where(among(Belonging.organisation_id, ids), *may)).subquery()


def counts_of_accounts(ids: Collection[int], now: datetime) -> dict[str, dict[int, int]]:
    """By account: active_members (who suggested or voted), shipped (ideas of theirs or that they voted for) and overdue."""
    member = _members(ids)
    suggested = select(member.c.account_id, member.c.person_id, Idea.id.label("idea_id")).join(Idea, Idea.author_id == member.c.person_id)
    voted = select(member.c.account_id, member.c.person_id, Vote.idea_id).join(Vote, Vote.person_id == member.c.person_id)
    active = suggested.union(voted).subquery()
    theirs = suggested.where(STANDS).union(voted.where(Vote.void.is_(False))).subquery()
    shipped = select(theirs.c.account_id, _groups(STATUS == Status.SHIPPED)).join(Idea, Idea.id == theirs.c.idea_id)
    shipped = shipped.join(Root, Root.id == Idea.root_id, isouter=True).where(STANDS).group_by(theirs.c.account_id)
    late = (STANDS, Idea.answer_state == "awaiting", Idea.due_at <= now, Idea.legacy.is_(False))
    overdue = select(member.c.account_id, func.count(Idea.id)).join(Idea, Idea.author_id == member.c.person_id)
    people = select(active.c.account_id, func.count(active.c.person_id.distinct())).group_by(active.c.account_id)
    return {"active_members": _by_first(people), "shipped": _by_first(shipped), "overdue": _by_first(overdue.where(*late).group_by(member.c.account_id))}


def wanted_by(ids: Collection[int], most: int) -> dict[int, list[Row]]:
    """The ideas that most people of each account voted for: id, title, status, votes of this account."""
    member, people = _members(ids), func.count(Vote.person_id.distinct())
    votes = select(member.c.account_id, GROUP.label("id"), people.label("votes")).join(Vote, Vote.person_id == member.c.person_id)
    votes = votes.join(Idea, Idea.id == Vote.idea_id).where(Vote.void.is_(False), STANDS).group_by(member.c.account_id, GROUP)
    tally = votes.subquery()
    place = func.row_number().over(partition_by=tally.c.account_id, order_by=(tally.c.votes.desc(), tally.c.id)).label("place")
    shown = select(tally.c.account_id, Idea.id, Idea.title, Idea.status, tally.c.votes, place).join(Idea, Idea.id == tally.c.id)
    first = shown.where(STANDS).subquery()
    return _listed(select(first).where(first.c.place <= most).order_by(first.c.account_id, first.c.place))


def scores_of_accounts(ids: Collection[int]) -> dict[int, list[Row]]:
    """Every answer of each account's people to the effort question as it is worded now, about answers that hold."""
    member = _members(ids)
    statement = select(member.c.account_id, Effort.score).join(Effort, Effort.person_id == member.c.person_id)
    given = (Effort.score.is_not(None), Effort.wording == WORDING, Answer.withdrawn_at.is_(None))
    return _listed(statement.join(Answer, Answer.id == Effort.answer_id).where(*given))


def _listed(statement: Select) -> dict[int, list[Row]]:
    """Rows by their first column."""
    found: dict[int, list[Row]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row[0], []).append(row)
    return found
