"""Questions about who brought whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, case, func, select, union_all
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.queries_accounts import belongings_of
from community.accounts.rules import PersonState
from community.advocates.models_referrals import Referral
from community.advocates.rules_referrals import ACTIVE_WITHIN, Party, is_active
from community.db import among, db
from community.ideas.models import Comment, Idea
from community.ideas.rules import IdeaState
from community.votes.models import Vote

MOST_SHOWN = 100
A_DAY = timedelta(days=1)


def party(person_id: int) -> Party | None:
    """None for whoever is not here any more."""
    found = db.session.get(Person, person_id)
    if found is None or found.state != PersonState.ACTIVE:
        return None
    return Party(found.id, found.email or "", found.role, accounts_of(found))


def accounts_of(person: Person) -> frozenset[int]:
    first = [person.organisation_id] if person.organisation_id is not None else []
    return frozenset([*first, *(row.organisation_id for row in belongings_of(person.id))])


def join_of(person_id: int | None) -> Referral | None:
    """How somebody came to join, if it was by a link."""
    mine = (Referral.referred_id == person_id, Referral.kind == "join")
    return db.session.scalar(select(Referral).where(*mine)) if person_id is not None else None


def join_to_settle(person_id: int) -> Referral | None:
    """The same, held until the transaction ends."""
    mine = (Referral.referred_id == person_id, Referral.kind == "join")
    return db.session.scalar(select(Referral).where(*mine).with_for_update().execution_options(populate_existing=True))


def grown_active(now: datetime, most: int) -> list[int]:
    """Who joined by a link, was not active so far, and has taken part on enough days by now."""
    waiting = (Referral.kind == "join", Referral.active_at.is_(None), Referral.undone_at.is_(None), Referral.own == "")
    statement = select(Referral.referred_id, Referral.at).where(*waiting, Referral.at > now - ACTIVE_WITHIN - A_DAY)
    joined = {row.referred_id: row.at for row in db.session.execute(statement)}
    days = days_active(joined.keys())
    grown = [who for who, at in joined.items() if is_active(state=PersonState.ACTIVE, joined_at=at, acted_on=days.get(who, ()))]
    return sorted(grown)[:most]


def days_active(people: Collection[int]) -> dict[int, set[date]]:
    """The days in UTC on which each of these people took part in a way that still counts."""
    if not people:
        return {}
    acts = union_all(
        select(Vote.person_id.label("who"), Vote.created_at.label("at")).where(among(Vote.person_id, people), Vote.void.is_(False)),
        select(Idea.author_id, Idea.created_at).where(among(Idea.author_id, people), Idea.state == IdeaState.PUBLISHED),
        select(Comment.author_id, Comment.created_at).where(among(Comment.author_id, people), Comment.hidden_at.is_(None)),
    ).subquery()
    days: dict[int, set[date]] = {}
    for who, at in db.session.execute(select(acts.c.who, acts.c.at)):
        days.setdefault(who, set()).add(at.date())
    return days


@dataclass(frozen=True)
class Brought:
    """What came of one person's links: people who joined, how many of them are active, votes and ideas; `own` of all are
    a colleague's."""

    joined: int = 0
    active: int = 0
    votes: int = 0
    ideas: int = 0
    own: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.joined or self.votes or self.ideas)


def brought_by(person_id: int | None) -> Brought:
    """Counts of what still stands; the referrals of whoever was banned or forgotten are not among them."""
    joins, votes, ideas = (func.count(case((Referral.kind == kind, 1))) for kind in ("join", "vote", "idea"))
    active, own = func.count(Referral.active_at), func.count(case((Referral.own != "", 1)))
    mine = (Referral.referrer_id == person_id, Referral.undone_at.is_(None))
    return Brought(*db.session.execute(select(joins, active, votes, ideas, own).where(*mine)).one())


def referrals_by(person_id: int) -> list[Row]:
    """For staff, newest first: Referral, the name and state of whoever came, and the title of the idea voted for or suggested."""
    referred = aliased(Person)
    statement = select(Referral, referred.name, referred.state, Idea.title).join(referred, referred.id == Referral.referred_id)
    statement = statement.outerjoin(Idea, Idea.id == Referral.about_id).where(Referral.referrer_id == person_id)
    return list(db.session.execute(statement.order_by(Referral.id.desc()).limit(MOST_SHOWN)))


def name_of(person_id: int) -> str:
    """Who invited somebody, as they are called now; "" for whoever is not here any more."""
    here = (Person.id == person_id, Person.state == PersonState.ACTIVE)
    return db.session.scalar(select(Person.name).where(*here)) or ""
