"""Thanking somebody, and showing on one's page that one was thanked."""

from dataclasses import dataclass
from datetime import date, datetime

from community import audit, events
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.advocates import rules_thanks as rules
from community.advocates.models_thanks import Thanks
from community.advocates.queries_thanks import What
from community.db import db


class ThanksRefused(Exception):
    """This person cannot be thanked or invited; `code` of rules_thanks.why_not()."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Perk:
    """Something that goes with thanks: what, the last day it is good, and a code or how to use it."""

    name: str = ""
    until: date | None = None
    note: str = ""


NO_PERK = Perk()


def check_person(person: Person) -> None:
    """Raise ThanksRefused for staff and for who is not here any more."""
    code = rules.why_not(role=person.role, state=person.state, contact=person.contact_since is not None)
    if code:
        raise ThanksRefused(code)


def thank(actor: Viewer, person: Person, words: str, what: What, perk: Perk = NO_PERK, *, now: datetime) -> Thanks:
    """Keep the words, and the perk with them. Raises ThanksRefused."""
    check_person(person)
    thanks = Thanks(
        person_id=person.id, by_id=actor.id, words=words, idea_id=what.idea_id, comment_id=what.comment_id, voice_id=what.voice_id,
        perk=perk.name, perk_until=perk.until, perk_note=perk.note, at=now,
    )
    db.session.add(thanks)
    db.session.flush()
    facts = {"thanks_id": thanks.id, "perk": bool(perk.name), "until": perk.until.isoformat() if perk.until else None}
    events.record("thanks.given", at=now, actor_id=actor.id, idea_id=what.idea_id, person_id=person.id, **facts)
    audit.log("thanks.given", actor_id=actor.id, at=now, subject=("person", person.id), after=facts)
    return thanks


def show_thanks(thanks: Thanks, *, shown: bool, now: datetime) -> bool:
    """The person lets others see that they were thanked, or not any more. True when that changed."""
    if (thanks.shown_at is not None) == shown:
        return False
    thanks.shown_at = now if shown else None
    events.record("thanks.shown" if shown else "thanks.kept", at=now, actor_id=thanks.person_id, person_id=thanks.person_id, thanks_id=thanks.id)
    return True
