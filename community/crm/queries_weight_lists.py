"""The desk's lists ordered and narrowed by what stands behind the ideas: staff only, by stored sums."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select

from community.accounts.models import Organisation
from community.accounts.models_accounts import Segment, SegmentMember
from community.crm.models_weight import IdeaValue, IdeaWeight, Interest
from community.crm.queries_weight import stored_weights
from community.db import db
from community.ideas.forms import whole
from community.ideas.models import Idea
from community.responses.queries_desk import PLAIN, DeskFilter, Lens

BY_WEIGHT = ("value", "accounts", "renewing")


@dataclass(frozen=True)
class Weighed:
    """How one list of the desk is seen by what stands behind its ideas.

    `currencies` and `segments` are what can be chosen, `currency` the one that is; `account` is the name of the one that
    it is narrowed to; `shows` is which figure stands beside the votes, or "".
    """

    lens: Lens
    shows: str
    currency: str
    currencies: list[str]
    segments: list[tuple[str, str]]
    account: str

    def figures(self, idea_ids: Collection[int]) -> dict[int, tuple[IdeaWeight, dict[str, int]]]:
        """By idea, what is stored of it; nothing where the list does not ask for it."""
        return stored_weights(idea_ids) if self.shows and idea_ids else {}


def weighed(wanted: DeskFilter) -> Weighed:
    """The list that is asked for; a currency or an account that is not there falls back to the usual one, or to all."""
    choices = _choices(wanted.account)
    currencies = [name for kind, name, _ in choices if kind == "currency"]
    currency = wanted.currency if wanted.currency in currencies else next(iter(currencies), "")
    segments = [(f"{kind}:{key or name}", name) for kind, name, key in choices if kind in ("is", "in")]
    account = next((name for kind, name, _ in choices if kind == "account"), "")
    wanted = replace(wanted, account=wanted.account if account else 0)
    narrowed = bool(account or wanted.segment or wanted.renews)
    shows = wanted.sort if wanted.sort in BY_WEIGHT else "accounts" if narrowed else ""
    return Weighed(_lens(wanted, currency) if shows else PLAIN, shows, currency, currencies, segments, account)


def _choices(account_id: int) -> list[tuple[str, str, int]]:
    """In one statement: the currencies, those of most accounts first; the segments of the CRM and of our rules; the account."""
    currency, segment = Organisation.currency, Organisation.segment
    many = func.count().label("many")
    asked = [
        select(literal("currency"), currency, literal(0), many).where(currency != "", Organisation.value_cents.is_not(None)).group_by(currency),
        select(literal("is"), segment, literal(0), many).where(segment != "").group_by(segment),
        select(literal("in"), Segment.name, Segment.id, literal(0)),
        select(literal("account"), Organisation.name, Organisation.id, literal(0)).where(Organisation.id == account_id),
    ]
    rows = db.session.execute(asked[0].union_all(*asked[1:])).all()
    return [(kind, name, key) for kind, name, key, _ in sorted(rows, key=lambda row: (-row[3], row[1]))]


def _lens(wanted: DeskFilter, currency: str) -> Lens:
    narrow = partial(_narrowed, wanted, currency)
    if wanted.sort not in BY_WEIGHT:
        return Lens(narrow=narrow)
    column, of = _ORDERS[wanted.sort], IdeaValue.currency == currency
    return Lens(narrow, (-func.coalesce(column, 0), Idea.id), partial(_start, column, of if wanted.sort == "value" else None))


_ORDERS: dict[str, Any] = {"value": IdeaValue.value_cents, "accounts": IdeaWeight.accounts, "renewing": IdeaWeight.renewing}


def _start(column: Any, of: ColumnElement[bool] | None, idea_id: int) -> tuple[Any, ...]:
    table = column.class_
    stored = select(column).where(table.idea_id == idea_id)
    stored = stored.where(of) if of is not None else stored
    return -func.coalesce(stored.scalar_subquery(), 0), idea_id


def _narrowed(wanted: DeskFilter, currency: str, statement: Select) -> Select:
    statement = statement.outerjoin(IdeaWeight, IdeaWeight.idea_id == Idea.id)
    if wanted.sort == "value":
        statement = statement.outerjoin(IdeaValue, and_(IdeaValue.idea_id == Idea.id, IdeaValue.currency == currency))
    if wanted.renews:
        statement = statement.where(IdeaWeight.renewing > 0)
    if wanted.account:
        statement = statement.where(Idea.id.in_(select(Interest.idea_id).where(Interest.organisation_id == wanted.account)))
    return statement.where(Idea.id.in_(_wanted_in(wanted.segment))) if wanted.segment else statement


def _wanted_in(segment: str) -> Select:
    """The ideas that an account of a segment stands behind: is:WORD as the CRM calls it, in:NUMBER by our rule."""
    kind, _, which = segment.partition(":")
    interests = select(Interest.idea_id)
    if kind == "in":
        members = select(SegmentMember.organisation_id).where(SegmentMember.segment_id == whole(which))
        return interests.where(Interest.organisation_id.in_(members))
    return interests.join(Organisation, Organisation.id == Interest.organisation_id).where(Organisation.segment == which)
