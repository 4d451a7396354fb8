"""What the mails are given that give something back."""

from datetime import date, datetime
from typing import Any

from flask_babel import format_date

from community.accounts.models import Person
from community.accounts.rules import Level
from community.advocates.models_thanks import Beta, BetaPlace, SharedAnswer, Thanks
from community.advocates.queries_standing import Standing
from community.advocates.rules_thanks import INVITATION_LASTS, TOKEN_OUTLIVES
from community.db import db
from community.ideas.models import Idea
from community.notifications.contexts import of_idea, written
from community.notifications.links import link, sign
from community.notifications.wording import lazily
from community.notifications.wording_thanks import LEVELS, WHY

Context = dict[str, Any]


@lazily
def last_day(until: date) -> str:
    return format_date(until, "long")


def of_thanks(thanks: Thanks, idea: Idea | None) -> Context:
    """Words, what for, and the perk. Nobody's words but those of staff."""
    by = db.session.get_one(Person, thanks.by_id)
    about = of_idea(idea) if idea else {"title": "", "idea_url": ""}
    return {
        **about, **_signed(by), "words": thanks.words, "perk": thanks.perk, "note": thanks.perk_note,
        "until": last_day(thanks.perk_until) if thanks.perk_until else "",
        "page_url": link("people.show", person_id=thanks.person_id, _anchor="thanks"), "why": WHY["thanked"],
    }


def of_level(person: Person, standing: Standing) -> Context:
    """The level, and what it came from, as far as there was any of it."""
    return {
        "level": LEVELS[Level(person.level)], "shipped": standing.shipped, "helped": standing.helped, "duplicates": standing.duplicates,
        "voices": standing.voices_used, "page_url": link("people.show", person_id=person.id), "why": WHY["level_reached"],
    }


def of_invitation(beta: Beta, place: BetaPlace, idea: Idea, now: datetime) -> Context:
    """The address of the page on which this person, and nobody else, can say yes or no without signing in."""
    by = db.session.get(Person, place.invited_by_id) if place.invited_by_id else None
    token = sign("beta", [beta.id, place.person_id, int((now + INVITATION_LASTS).timestamp())])
    return {
        **of_idea(idea), **_signed(by), "words": place.words, "tried": beta.words, "asked": place.asked_at is not None,
        "answer_url": link("betas.mailed", token=token), "why": WHY["beta_invited"],
    }


def of_shared(shared: SharedAnswer, idea: Idea) -> Context:
    """The draft itself, and the page on which this person can suggest words."""
    until = int((shared.closes_at + TOKEN_OUTLIVES).timestamp())
    draft = written(shared.body_html)
    return {
        **of_idea(idea), **_signed(db.session.get_one(Person, shared.by_id)), "words": shared.words, **draft,
        "closes_at": shared.closes_at, "why": WHY["cocreate_invited"],
        "suggest_url": link("sharing.mailed", token=sign("cocreate", [shared.id, shared.person_id, until])),
    }


def _signed(by: Person | None) -> Context:
    return {"by": by.name if by else "", "by_title": by.title if by else ""}
