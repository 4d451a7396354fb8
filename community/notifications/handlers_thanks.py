"""After thanks and invitations: the one mail to the person meant."""

from datetime import datetime

from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.advocates.models_thanks import Beta, SharedAnswer, Thanks
from community.advocates.queries_betas import place_of
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.notifications import contexts_thanks as contexts
from community.notifications.telling import tell_person
from community.notifications.telling_all import public_idea


def on_thanks_given(event: Event, cursor: int, now: datetime) -> None:
    person, thanks = _reached(event), db.session.get(Thanks, event.data["thanks_id"])
    if person is not None and thanks is not None:
        idea = public_idea(event)
        tell_person("thanked", person=person, event=event, why="thanked", context=contexts.of_thanks(thanks, idea), now=now)


def on_beta_invited(event: Event, cursor: int, now: datetime) -> None:
    """Not where the beta was closed before the mail was written."""
    person, beta, idea = _reached(event), db.session.get(Beta, event.data["beta_id"]), _shown_on(event)
    place = place_of(beta.id, event.person_id) if beta and beta.closed_at is None else None
    if person is not None and beta is not None and place is not None and idea is not None:
        context = contexts.of_invitation(beta, place, idea, now)
        tell_person("beta_invited", person=person, event=event, idea=idea, why="invited", context=context, now=now)


def on_cocreate_invited(event: Event, cursor: int, now: datetime) -> None:
    person, shared, idea = _reached(event), db.session.get(SharedAnswer, event.data["shared_id"]), _shown_on(event)
    if person is not None and shared is not None and idea is not None:
        tell_person("cocreate_invited", person=person, event=event, idea=idea, why="invited", context=contexts.of_shared(shared, idea), now=now)


def _reached(event: Event) -> Person | None:
    person = db.session.get(Person, event.person_id) if event.person_id else None
    return person if person is not None and person.email and person.state == PersonState.ACTIVE else None


def _shown_on(event: Event) -> Idea | None:
    """The idea, or the one that it has joined by now."""
    idea = public_idea(event)
    return db.session.get(Idea, idea.root_id) if idea is not None and idea.root_id else idea
