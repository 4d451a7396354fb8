"""One mail of each kind with made-up facts, written as it would be for a given reader. Nothing is read, written or sent."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from community.accounts.models import Person
from community.accounts.rules import fold
from community.ideas.models import Idea
from community.notifications.actions import new_mail, write_mail
from community.notifications.letterbox import OpenLetter, opened
from community.notifications.messages import message_id_of
from community.notifications.rules_telling import KINDS
from community.notifications.samples import IDEA_ID, TITLE, TO_CUSTOMERS
from community.notifications.samples_digests import GATHERED, GATHERED_FOR_STAFF
from community.notifications.samples_staff import TO_STAFF
from community.notifications.samples_thanks import GIVEN_BACK
from community.notifications.wording import mail_name
from community.notifications.wording_kinds import WHO

SAMPLES = {**TO_CUSTOMERS, **GIVEN_BACK, **GATHERED, **TO_STAFF, **GATHERED_FOR_STAFF}
NOBODY = 2_147_483_647
"""The reader's number in a preview: a link pressed there opens nothing in anybody's name."""


@dataclass(frozen=True)
class KindLine:
    """One kind in the list: its name, who gets it and when, and whether it can be refused."""

    kind: str
    name: str
    who: str
    staff: bool
    refusable: bool


def kind_lines() -> list[KindLine]:
    """Every kind there is, those to customers first."""
    return [KindLine(kind, mail_name(kind), str(WHO[kind]), kind in TO_STAFF or kind in GATHERED_FOR_STAFF, KINDS[kind].refusable) for kind in SAMPLES]


def reader(name: str, email: str, locale: str, zone: str) -> Person:
    """Somebody to write to who is in no table."""
    return Person(id=NOBODY, name=name, email=email, email_folded=fold(email), locale=locale, zone=zone)


def preview(kind: str, person: Person, now: datetime) -> OpenLetter:
    """A mail of this kind, of SAMPLES, with the headers it would have."""
    idea = Idea(id=IDEA_ID, title=TITLE) if KINDS[kind].about_idea else None
    settings = current_app.config["SETTINGS"]
    message_id = message_id_of(settings.secret_key, settings.reply_domain, "preview", kind)
    mail = new_mail(kind, person.email or "", message_id, person, None, idea, now)
    write_mail(mail, person, idea, SAMPLES[kind](now), (), now)
    return opened(kind, mail.content)
