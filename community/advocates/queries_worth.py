"""The facts that figures of value are computed from, each read in one statement for everybody."""

from collections import defaultdict
from datetime import UTC

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules import STAFF_ROLES, PersonState, Role
from community.accounts.rules_accounts import yearly
from community.advocates.figuring import Facts, Joined, Shipped
from community.advocates.models_referrals import Referral
from community.advocates.models_values import PersonValue, ValueTerms
from community.advocates.rules_referrals import is_type_one
from community.advocates.rules_values import Help, Terms
from community.db import db
from community.ideas.models import Comment, HelpfulMark, Idea
from community.ideas.rules import IdeaState
from community.votes.models import Vote

ROOT = func.coalesce(Idea.root_id, Idea.id)
Groups = dict[int, list[int | None]]


def versions_of_terms() -> list[ValueTerms]:
    """The newest first; it is the one that holds."""
    return list(db.session.scalars(select(ValueTerms).order_by(ValueTerms.id.desc())))


def terms_today() -> Terms | None:
    """None until an administrator has said what figures are to be computed by."""
    row = db.session.scalar(select(ValueTerms).order_by(ValueTerms.id.desc()).limit(1))
    return terms_of(row) if row else None


def terms_of(row: ValueTerms) -> Terms:
    return Terms(row.id, row.currency, row.margin, row.acquisition, row.reward, row.retention, row.discount, row.ideas)


def facts_in(currency: str) -> Facts:
    """As things stand, of the accounts that pay in this currency; amounts in others are never added to them."""
    worth = _worth(currency)
    return Facts(worth, _wanted(), _shipped(), _joined())


def known_people() -> set[int]:
    """Whose figures are kept: customers who are here."""
    here = (Person.role == Role.CUSTOMER, Person.state.in_((PersonState.ACTIVE, PersonState.BANNED)))
    return set(db.session.scalars(select(Person.id).where(*here)))


def kept_figures() -> dict[int, PersonValue]:
    return {row.person_id: row for row in db.session.scalars(select(PersonValue))}


def other_currencies(currency: str) -> list[str]:
    """In which accounts pay that no figure counts."""
    statement = select(Organisation.currency).where(Organisation.value_cents.is_not(None), Organisation.currency != currency)
    return sorted(set(db.session.scalars(statement.distinct())))


def _worth(currency: str) -> dict[int, int]:
    """What each account pays a year."""
    statement = select(Organisation.id, Organisation.value_cents, Organisation.value_period).where(Organisation.currency == currency)
    found = {row.id: yearly(row.value_cents, row.value_period) for row in db.session.execute(statement)}
    return {account: worth for account, worth in found.items() if worth is not None and worth > 0}


def _memberships() -> Subquery:
    """Every person with each of their accounts."""
    first = select(Person.id.label("person_id"), Person.organisation_id).where(Person.organisation_id.is_not(None))
    return first.union(select(Belonging.person_id, Belonging.organisation_id)).subquery()


def _shipped_roots() -> Select:
    return select(Idea.id).where(Idea.status == "shipped", Idea.state == IdeaState.PUBLISHED, Idea.root_id.is_(None))


def _wanted() -> dict[int, dict[int, int]]:
    """By account and shipped idea: the importance of the strongest vote of its people, there or on what joined it."""
    member = _memberships()
    statement = select(member.c.organisation_id, ROOT.label("root"), func.max(Vote.importance).label("importance"))
    statement = statement.select_from(Vote).join(Idea, Idea.id == Vote.idea_id).join(member, member.c.person_id == Vote.person_id)
    statement = statement.where(Vote.void.is_(False), ROOT.in_(_shipped_roots()))
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in db.session.execute(statement.group_by(member.c.organisation_id, ROOT)):
        found[row[0] or 0][row.root] = row.importance
    return dict(found)


def _shipped() -> list[Shipped]:
    """In the order of their ids; whoever was erased is one of the former members."""
    parts, helpful, brought = _authors_of_parts(), _helpful(), _brought()
    statement = select(Idea.id, Idea.answered_at, Idea.created_at, Idea.author_id, Person.state).join(Person, Person.id == Idea.author_id)
    return [
        Shipped(
            row.id, (row.answered_at or row.created_at).astimezone(UTC).date(),
            Help(_known(row.author_id, row.state), tuple(parts[row.id]), tuple(helpful[row.id]), tuple(brought[row.id])),
        )
        for row in db.session.execute(statement.where(Idea.id.in_(_shipped_roots())).order_by(Idea.id))
    ]


def _authors_of_parts() -> Groups:
    """Who wrote what joined an idea, but for its own author: one entry for each."""
    root = aliased(Idea)
    statement = select(Idea.root_id, Idea.author_id, Person.state).join(Person, Person.id == Idea.author_id)
    statement = statement.join(root, root.id == Idea.root_id).where(Idea.root_id.in_(_shipped_roots()), Idea.author_id != root.author_id)
    return _grouped(statement.order_by(Idea.id))


def _helpful() -> Groups:
    """Whose comments staff found helpful: one entry for each comment in sight, none for staff's own."""
    marker = aliased(Person)
    statement = select(ROOT, Comment.author_id, Person.state).select_from(Comment).join(Idea, Idea.id == Comment.idea_id)
    statement = statement.join(Person, Person.id == Comment.author_id).where(Person.role == Role.CUSTOMER, Comment.hidden_at.is_(None))
    marked = select(HelpfulMark.comment_id).join(marker, marker.id == HelpfulMark.person_id)
    marked = marked.where(marker.role.in_(STAFF_ROLES), marker.id != Comment.author_id, HelpfulMark.comment_id == Comment.id)
    return _grouped(statement.where(ROOT.in_(_shipped_roots()), marked.correlate(Comment).exists()).order_by(Comment.id))


def _brought() -> Groups:
    """Whose links brought votes that stand: one entry for each voter, none for a colleague's."""
    statement = select(ROOT, Referral.referrer_id, Person.state, Referral.referred_id).select_from(Referral)
    statement = statement.join(Idea, Idea.id == Referral.about_id).join(Person, Person.id == Referral.referrer_id)
    standing = (Vote.idea_id == Referral.about_id) & (Vote.person_id == Referral.referred_id) & Vote.void.is_(False)
    statement = statement.join(Vote, standing).where(Referral.kind == "vote", Referral.own == "", ROOT.in_(_shipped_roots()))
    found, seen = defaultdict[int, list[int | None]](list), set[tuple[int, int]]()
    for root, referrer, state, voter in db.session.execute(statement.order_by(Referral.id)):
        if (root, voter) not in seen:
            seen.add((root, voter))
            found[root].append(_known(referrer, state))
    return found


def _grouped(statement: Select) -> Groups:
    found: Groups = defaultdict(list)
    for root, person_id, state in db.session.execute(statement):
        found[root].append(_known(person_id, state))
    return found


def _known(person_id: int, state: str) -> int | None:
    return None if state == PersonState.ERASED else person_id


def _joined() -> list[Joined]:
    """Active members who were brought, each account once: its first, and only where nobody of it was here before."""
    member, colleague, other = _memberships(), _memberships(), aliased(Person)
    earlier = select(other.id).join(colleague, colleague.c.person_id == other.id)
    earlier = earlier.where(colleague.c.organisation_id == member.c.organisation_id, other.id != Referral.referred_id, other.joined_at < Referral.at)
    counts = (Referral.kind == "join", Referral.own == "", Referral.active_at.is_not(None), Referral.undone_at.is_(None))
    statement = select(Referral.id, Referral.referrer_id, member.c.organisation_id, Referral.would_have)
    statement = statement.join(member, member.c.person_id == Referral.referred_id).join(Person, Person.id == Referral.referrer_id)
    statement = statement.where(*counts, ~earlier.correlate(member, Referral).exists(), Person.state != PersonState.ERASED)
    first: dict[int, Joined] = {}
    for row in db.session.execute(statement.order_by(Referral.id)):
        first.setdefault(row.organisation_id, Joined(row.id, row.referrer_id, row.organisation_id, is_type_one(row.would_have)))
    return list(first.values())
