"""Noting what became of each try, and sending all again that was given up."""

from datetime import datetime

from sqlalchemy import update

from community import audit
from community.accounts.viewer import Viewer
from community.db import db
from community.notifications.models import Mail
from community.notifications.models_tries import MailTry
from community.notifications.queries_log import MailFilter, can_go_again
from community.notifications.rules import Outcome


def note_try(mail: Mail, outcome: Outcome, *, now: datetime) -> None:
    db.session.add(MailTry(mail_id=mail.id, at=now, fate=outcome.fate, reply=outcome.reply))


def send_all_again(actor: Viewer, wanted: MailFilter, *, now: datetime) -> int:
    """Queue again what was given up and matches: the same bytes under the same Message-IDs. How many it was."""
    again = update(Mail).where(Mail.id.in_(can_go_again(wanted))).execution_options(synchronize_session=False)
    values = {"state": "queued", "run_at": now, "attempts": 0, "reason": "", "lease": None, "leased_until": None}
    count = int(db.session.execute(again.values(**values)).rowcount)  # type: ignore[attr-defined]
    if count:
        narrowed = {"kind": wanted.kind, "idea": wanted.idea_id, "person": wanted.person_id}
        asked = {name: value for name, value in narrowed.items() if value}
        audit.log(
            "mails.sent_again", actor_id=actor.id, at=now, subject=("mail", None), before={"state": "dead", **asked},
            after={"state": "queued", "count": count},
        )
    return count
