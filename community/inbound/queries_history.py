"""The mails that one person wrote to us, for the history that staff read."""

from sqlalchemy import Select

from community.advocates.queries_history import Key, lines
from community.inbound.models import Received


def received(person_id: int, key: Key | None) -> Select:
    """Mails that a key of ours proved to be theirs."""
    mine = Received.person_id == person_id
    return lines("reply", mine, key, at=Received.received_at, id=Received.id, idea_id=Received.idea_id, words=Received.subject, detail=Received.outcome)
