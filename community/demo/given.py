"""What staff of the demo gave back: thanks with a perk, a beta with people in it, and a draft that waits for its reader."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.advocates.actions_betas import answer_invitation, ask_to_try, invite, open_beta
from community.advocates.actions_sharing import ToShare, share_answer
from community.advocates.actions_thanks import Perk, thank
from community.advocates.models_thanks import Beta
from community.advocates.queries_thanks import What
from community.db import db
from community.demo.cast import FAVOURITE, STAFF_DOMAIN
from community.demo.content import stories
from community.events import Event
from community.ideas.models import Idea
from community.votes.models import Vote

TRIED, DRAFTED = "swaps-without-manager", "rotas-print-a4"
THANKS = "You wrote down, ward by ward, who may swap with whom. That list became the rule we build now, and it saved us a month of guessing."
PERK, CODE = "Three months without charge for one ward", "INES-WARD-7: give it to your account manager when you renew."
WORDS = "Swapping two shifts from the phone, without a manager, where the rule allows it.\nIt needs the app from version 8.2, and can be switched on for one team at a time."
DRAFT = (
    "Yes. The printed week is coming, on one A4 page for teams of up to thirty, and on A3 above that.\n\n"
    "We begin with the week as it is published; what changes later is printed with a mark beside it."
)


def give_back(now: datetime) -> None:
    """In the transaction that wrote the community, by the verbs of the product themselves; nothing is left for the worker."""
    titles = {story.key: story.title for story in stories()}
    tried, drafted = (db.session.scalars(select(Idea).where(Idea.title == titles[key])).one() for key in (TRIED, DRAFTED))
    marta, ines = _person(f"marta@{STAFF_DOMAIN}"), _person(FAVOURITE)
    actor = Viewer.of(marta)
    until = now.date().replace(month=12, day=31)
    thank(actor, ines, THANKS, What(tried.id, tried.title), Perk(PERK, until, CODE), now=now)
    _try(actor, ines, open_beta(actor, tried, WORDS, now=now), now)
    share_answer(actor, drafted, ines, ToShare.of("Would this be enough for the wall of your ward?", DRAFT, now + timedelta(days=6)), sees=True, now=now)
    db.session.flush()
    db.session.execute(update(Event).where(Event.expanded.is_(False)).values(expanded=True))


def _try(actor: Viewer, invited: Person, beta: Beta, now: datetime) -> None:
    """Some who voted ask, three of them are invited and say something; the one whom staff thanked has not answered yet."""
    voters = select(Person).join(Vote, Vote.person_id == Person.id).where(Vote.idea_id == beta.idea_id, Person.role == "customer", Person.id != invited.id)
    for place, person in enumerate(db.session.scalars(voters.order_by(Person.id).limit(7)).all()):
        ask_to_try(Viewer.of(person), beta, now=now)
        if place < 3:
            invite(actor, beta, person, "", sees=True, now=now)
            answer_invitation(person.id, beta, "no" if place == 1 else "yes", now=now)
    invite(actor, beta, invited, "You asked for it first, so you should have it first.", sees=True, now=now)


def _person(email: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == email)).one()
