"""The mails to one person, for the history that staff read."""

from sqlalchemy import Select

from community.advocates.queries_history import Key, lines
from community.notifications.models import Mail
from community.notifications.rules_telling import SIGN_IN


def mails(person_id: int, key: Key | None) -> Select:
    """What was sent or is on its way; codes to sign in are nobody's business."""
    mine = (Mail.person_id == person_id) & (Mail.kind != SIGN_IN) & (Mail.state != "skipped")
    return lines("mail", mine, key, at=Mail.created_at, id=Mail.id, idea_id=Mail.idea_id, words=Mail.subject, detail=Mail.state)
