"""Questions about betas: which is open, who asked, who is invited, who said yes. A beta stays on the idea it was opened on
and is read by root."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, Person
from community.accounts.rules import PersonState, fold
from community.accounts.viewer import Viewer
from community.advocates.models_thanks import Beta, BetaPlace
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import visible_to

PAGE_SIZE = 50
MOST_OPEN = 100


@dataclass(frozen=True)
class OpenBeta:
    """A beta as the page of its idea shows it to one reader; `place` is theirs, if they have one."""

    beta: Beta
    place: BetaPlace | None


def open_beta_of(group: Collection[int]) -> Beta | None:
    """The one that is open on an idea or on what joined it, the newest where there are several."""
    statement = select(Beta).where(Beta.idea_id.in_(group), Beta.closed_at.is_(None))
    return db.session.scalar(statement.order_by(Beta.id.desc()).limit(1))


def beta_shown(viewer: Viewer, group: Collection[int]) -> OpenBeta | None:
    """What the page of an idea shows of its open beta."""
    beta = open_beta_of(group)
    return OpenBeta(beta, place_of(beta.id, viewer.id)) if beta else None


def last_beta_of(group: Collection[int]) -> Beta | None:
    return db.session.scalar(select(Beta).where(Beta.idea_id.in_(group)).order_by(Beta.id.desc()).limit(1))


def beta(beta_id: int, *, hold: bool = False) -> Beta | None:
    """As it now is; `hold` keeps it from others until this transaction ends."""
    if not 0 < beta_id < 2**31:
        return None
    return db.session.get(Beta, beta_id, with_for_update=hold or None, populate_existing=True)


def beta_row(viewer: Viewer, beta_id: int) -> Row | None:
    """Beta with `shown_on` and `title` of the idea that shows it; None where that is not there for this person."""
    tried = aliased(Idea)
    statement = select(Beta, Idea.id.label("shown_on"), Idea.title).join(tried, tried.id == Beta.idea_id)
    statement = statement.join(Idea, Idea.id == func.coalesce(tried.root_id, tried.id)).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(Beta.id == beta_id, visible_to(viewer))
    return db.session.execute(statement).one_or_none() if 0 < beta_id < 2**31 else None


def open_betas(viewer: Viewer) -> list[Row]:
    """For staff, to choose from: id, title of the idea that shows it, the newest first."""
    tried = aliased(Idea)
    statement = select(Beta.id, Idea.title).join(tried, tried.id == Beta.idea_id)
    statement = statement.join(Idea, Idea.id == func.coalesce(tried.root_id, tried.id)).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(Beta.closed_at.is_(None), visible_to(viewer))
    return list(db.session.execute(statement.order_by(Beta.id.desc()).limit(MOST_OPEN)))


def place_of(beta_id: int, person_id: int | None) -> BetaPlace | None:
    if person_id is None:
        return None
    mine = (BetaPlace.beta_id == beta_id, BetaPlace.person_id == person_id)
    return db.session.scalar(select(BetaPlace).where(*mine).execution_options(populate_existing=True))


def places_in(beta_id: int, before: int = 0, most: int | None = PAGE_SIZE) -> tuple[list[Row], int | None]:
    """Who asked, who is invited and what they said, the newest first, without those who were erased or are kept out; and
    the key of the next page."""
    columns = (
        BetaPlace.id, BetaPlace.person_id, Person.name, Person.email, Organisation.name.label("organisation"), BetaPlace.asked_at,
        BetaPlace.invited_at, BetaPlace.answer, BetaPlace.answered_at,
    )
    statement = select(*columns).join(Person, Person.id == BetaPlace.person_id)
    statement = statement.outerjoin(Organisation, Organisation.id == Person.organisation_id)
    statement = statement.where(BetaPlace.beta_id == beta_id, Person.state == PersonState.ACTIVE)
    if before:
        statement = statement.where(BetaPlace.id < before)
    rows = list(db.session.execute(statement.order_by(BetaPlace.id.desc()).limit(most + 1 if most else None)))
    if most is None or len(rows) <= most:
        return rows, None
    return rows[:most], rows[most - 1].id


@dataclass(frozen=True)
class PlaceCounts:
    asked: int
    invited: int
    yes: int
    no: int


def count_places(beta_id: int) -> PlaceCounts:
    yes, no = (func.count().filter(BetaPlace.answer == answer) for answer in ("yes", "no"))
    columns = (func.count().filter(BetaPlace.asked_at.is_not(None)), func.count().filter(BetaPlace.invited_at.is_not(None)), yes, no)
    statement = select(*columns).select_from(BetaPlace).join(Person, Person.id == BetaPlace.person_id)
    return PlaceCounts(*db.session.execute(statement.where(BetaPlace.beta_id == beta_id, Person.state == PersonState.ACTIVE)).one())


def waiting_in(beta_id: int, ids: Collection[int]) -> list[int]:
    """Of these people, those who asked to try it and are not invited yet."""
    asked = (BetaPlace.beta_id == beta_id, BetaPlace.asked_at.is_not(None), BetaPlace.invited_at.is_(None))
    return list(db.session.scalars(select(BetaPlace.person_id).where(*asked, BetaPlace.person_id.in_(ids)).order_by(BetaPlace.id)))


def invitations_of(viewer: Viewer, person_id: int) -> list[Row]:
    """The betas that a person was invited to or asks to try, on ideas the reader may see, what is open first:
    BetaPlace, Beta, shown_on and title."""
    return list(db.session.execute(_places(viewer).where(BetaPlace.person_id == person_id).limit(PAGE_SIZE)))


def _places(viewer: Viewer) -> Select:
    tried = aliased(Idea)
    statement = select(BetaPlace, Beta, Idea.id.label("shown_on"), Idea.title).join(Beta, Beta.id == BetaPlace.beta_id)
    statement = statement.join(tried, tried.id == Beta.idea_id).join(Idea, Idea.id == func.coalesce(tried.root_id, tried.id))
    statement = statement.join(Topic, Topic.id == Idea.topic_id).where(visible_to(viewer))
    return statement.order_by(Beta.closed_at.is_not(None), BetaPlace.id.desc())


def customer_at(email: str) -> Person | None:
    """Whom staff mean by a mail address, whatever they are here."""
    return db.session.scalar(select(Person).where(Person.email_folded == fold(email)))
