"""Opening a beta, asking to try it, inviting, answering, and its end. Each verb holds the beta first, as its counts are read whole."""

from datetime import datetime
from typing import Any

from community import audit, events
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.advocates import queries_betas as queries
from community.advocates import rules_thanks as rules
from community.advocates.actions_thanks import check_person
from community.advocates.models_thanks import Beta, BetaPlace
from community.db import db
from community.ideas.models import Idea
from community.ideas.queries_groups import members


class BetaRefused(Exception):
    """closed, open_already, not_public, not_for_staff, not_invited or unseen."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def open_beta(actor: Viewer, idea: Idea, words: str, *, now: datetime) -> Beta:
    """Let people try what an idea became. `idea` is held. Raises BetaRefused."""
    found = queries.open_beta_of(members(idea))
    if not rules.may_open_beta(state=idea.state, merged=idea.root_id is not None, open_already=found is not None):
        raise BetaRefused("open_already" if found else "not_public")
    beta = Beta(idea_id=idea.id, words=words, opened_by_id=actor.id, opened_at=now)
    db.session.add(beta)
    db.session.flush()
    _record("beta.opened", actor, beta, now, staff=True)
    return beta


def close_beta(actor: Viewer, beta: Beta, *, now: datetime) -> bool:
    """Nobody is invited any more, and answers are final. True when it was open."""
    if beta.closed_at is not None:
        return False
    beta.closed_at, beta.closed_by_id = now, actor.id
    _record("beta.closed", actor, beta, now, staff=True)
    return True


def ask_to_try(actor: Viewer, beta: Beta, *, now: datetime) -> bool:
    """A customer would like to try it. True when that is new; raises BetaRefused."""
    if beta.closed_at is not None:
        raise BetaRefused("closed")
    if actor.is_staff:
        raise BetaRefused("not_for_staff")
    place = queries.place_of(beta.id, actor.id)
    if place is not None and place.asked_at is not None:
        return False
    if place is None:
        place = BetaPlace(beta_id=beta.id, person_id=actor.id)
        db.session.add(place)
    place.asked_at = now
    _record("beta.asked", actor, beta, now, person_id=actor.id)
    return True


def take_back(actor: Viewer, beta: Beta, *, now: datetime) -> bool:
    """They do not ask any more; an invitation stays, to be answered. True when they had asked."""
    place = queries.place_of(beta.id, actor.id)
    if place is None or place.asked_at is None or place.invited_at is not None:
        return False
    db.session.delete(place)
    _record("beta.unasked", actor, beta, now, person_id=actor.id)
    return True


def invite(actor: Viewer, beta: Beta, person: Person, words: str, *, sees: bool, now: datetime) -> bool:
    """Invite somebody, once. True when they were not yet; raises ThanksRefused, BetaRefused. `sees`: they may read the idea."""
    check_person(person)
    if beta.closed_at is not None or not sees:
        raise BetaRefused("closed" if beta.closed_at is not None else "unseen")
    place = queries.place_of(beta.id, person.id)
    if place is not None and place.invited_at is not None:
        return False
    if place is None:
        place = BetaPlace(beta_id=beta.id, person_id=person.id)
        db.session.add(place)
    place.invited_at, place.invited_by_id, place.words = now, actor.id, words
    _record("beta.invited", actor, beta, now, staff=True, person_id=person.id)
    return True


def answer_invitation(person_id: int, beta: Beta, answer: str, *, now: datetime) -> bool:
    """Yes or no, which may change until the beta closes. True when it is a new word; raises BetaRefused."""
    place = queries.place_of(beta.id, person_id)
    if place is None or place.invited_at is None:
        raise BetaRefused("not_invited")
    if beta.closed_at is not None:
        raise BetaRefused("closed")
    if place.answer == answer:
        return False
    place.answer, place.answered_at = answer, now
    events.record(
        "beta.answered", at=now, actor_id=person_id, idea_id=beta.idea_id, person_id=person_id, beta_id=beta.id, answer=answer,
    )
    return True


def _record(kind: str, actor: Viewer, beta: Beta, now: datetime, *, staff: bool = False, **data: Any) -> None:
    db.session.flush()
    events.record(kind, at=now, actor_id=actor.id, idea_id=beta.idea_id, beta_id=beta.id, **data)
    if staff:
        audit.log(kind, actor_id=actor.id, at=now, subject=("idea", beta.idea_id), after={"beta_id": beta.id, **data})
