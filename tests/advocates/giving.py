"""What the tests of thanks, betas and shared drafts share."""

import re
from datetime import timedelta

from community import clock
from community.advocates import actions_betas, actions_sharing, actions_thanks
from community.advocates.actions_sharing import ToShare
from community.advocates.actions_thanks import NO_PERK, Perk
from community.advocates.models_thanks import Beta, BetaPlace
from community.advocates.queries_thanks import What
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.jobs.worker import drain
from community.notifications.models import Mail
from tests import factories
from tests.cast import ADA, MARTA, Part
from tests.notifications.mails import text_of

DRAFT = "Yes, we mean to print the week on one page, and we begin with the rota of the ward."
TRIED = "A button that prints the week. It is in version 8."


def id_of(part: Part) -> int:
    with writing():
        return factories.person(part).id


def thank(part: Part, words: str = "That helped three wards.", idea_id: int | None = None, perk: Perk = NO_PERK, by: Part = MARTA) -> int:
    with writing():
        person, what = factories.person(part), What(idea_id, "") if idea_id else What()
        return actions_thanks.thank(factories.viewer(by), person, words, what, perk, now=clock.now()).id


def open_beta(idea_id: int, words: str = TRIED, by: Part = MARTA) -> int:
    with writing():
        return actions_betas.open_beta(factories.viewer(by), db.session.get_one(Idea, idea_id), words, now=clock.now()).id


def close_beta(beta_id: int) -> None:
    with writing():
        actions_betas.close_beta(factories.viewer(MARTA), db.session.get_one(Beta, beta_id), now=clock.now())


def invite(part: Part, beta_id: int, words: str = "You asked first.") -> bool:
    with writing():
        person, beta = factories.person(part), db.session.get_one(Beta, beta_id)
        return actions_betas.invite(factories.viewer(MARTA), beta, person, words, sees=True, now=clock.now())


def ask_to_try(part: Part, beta_id: int) -> bool:
    with writing():
        return actions_betas.ask_to_try(factories.viewer(part), db.session.get_one(Beta, beta_id), now=clock.now())


def say(part: Part, beta_id: int, answer: str) -> bool:
    with writing():
        return actions_betas.answer_invitation(factories.person(part).id, db.session.get_one(Beta, beta_id), answer, now=clock.now())


def share(part: Part, idea_id: int, body: str = DRAFT, days: int = 7) -> int:
    with writing():
        draft = ToShare.of("What is missing?", body, clock.now() + timedelta(days=days))
        person, idea = factories.person(part), db.session.get_one(Idea, idea_id)
        return actions_sharing.share_answer(factories.viewer(MARTA), idea, person, draft, sees=True, now=clock.now())[0].id


def place(part: Part, beta_id: int) -> BetaPlace | None:
    db.session.rollback()
    return db.session.query(BetaPlace).filter_by(beta_id=beta_id, person_id=id_of(part)).one_or_none()


def mails(kind: str) -> list[Mail]:
    drain()
    return db.session.query(Mail).filter_by(kind=kind).order_by(Mail.id).all()


def link_in(mail: Mail, path: str) -> str:
    """The address of one of our pages that a mail carries, without the host."""
    return re.search(rf"http://127\.0\.0\.1:8000({path}\S+)", text_of(mail))[1]


def events(kind: str) -> list[Event]:
    db.session.rollback()
    return db.session.query(Event).filter_by(kind=kind).order_by(Event.id).all()


def an_idea(part: Part = ADA) -> int:
    with writing():
        return factories.idea(part).id
