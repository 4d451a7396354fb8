"""The voting button of a weekly mail: its link opens one idea for one person, for some days, and is good for nothing else."""

from datetime import datetime, timedelta

from community.accounts.models import Person
from community.notifications.act_links import mark_of
from community.notifications.links import link, read, sign

LASTS = timedelta(days=30)
"""A mail is read late, after a holiday; later than this, signing in is asked for."""


def vote_link(person: Person, idea_id: int, now: datetime) -> str:
    """The address of a page whose button adds this person's vote; it ends when they change their address."""
    return link("mailed_votes.offer", token=sign("vote", [person.id, idea_id, mark_of(person), int((now + LASTS).timestamp())]))


def read_vote(token: str, now: datetime) -> tuple[int, int, str] | None:
    """person, idea and the mark of the address it was sent to; None for what was not signed for this, or has ended."""
    match read("vote", token):
        case [int(person_id), int(idea_id), str(mark), int(until)] if now.timestamp() < until:
            return person_id, idea_id, mark
    return None
