"""Which mails can be replied to, what a reply becomes, and the words that say so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l

from community.accounts.models import Person
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.notifications.models import Mail
from community.notifications.reply_keys import reply_address
from community.notifications.rules import CLOCK_ALERTS

TO_TALK = (
    "idea_published", "idea_answered", "idea_commented", "idea_merged", "comment_replied", "mentioned", "idea_reached", "answer_changed",
    "answer_expired", "idea_shipped",
)
"""Kinds of mail a reply to which is a comment."""

WORDS = {
    "comment": _l("You can simply reply to this mail: what you write becomes your comment on the idea, for everybody who sees it."),
    "question": _l("You can simply reply to this mail: what you write becomes your reply to the question, for everybody who sees the idea."),
    "answer": _l(
        "You can also answer by replying to this mail. The first lines may say what the answer is, such as “Status: planned” and "
        "“Review: 2027-02-01”. Nothing is public before you press the button in the mail that comes back."
    ),
}
LINE = _l("Please reply above this line")


def reply_to(mail: Mail, person: Person | None, idea: Idea | None, context: Mapping[str, Any], now: datetime) -> tuple[str, str]:
    """The address for replies to this mail, and what one becomes; ("", "") where it takes none."""
    if person is None or idea is None or not current_app.config["SETTINGS"].replies:
        return "", ""
    purpose, about = _purpose(mail, context)
    return (reply_address(person.id, idea.id, purpose, now, about), purpose) if purpose else ("", "")


def in_foot(purpose: str) -> dict[str, Any]:
    """What the layout of mails says of replies: nothing where none is taken."""
    return {"reply_words": WORDS[purpose], "reply_line": LINE} if purpose else {"reply_words": "", "reply_line": ""}


def _purpose(mail: Mail, context: Mapping[str, Any]) -> tuple[str, int]:
    """What a reply becomes, and the comment or question it is about, 0 for the idea itself."""
    if mail.kind in CLOCK_ALERTS:
        return _of_alert(context)
    event = db.session.get(Event, mail.event_id) if mail.event_id else None
    if mail.kind == "question_asked" and event is not None:
        return "question", event.data["question_id"]
    if mail.kind in TO_TALK:
        return "comment", event.data.get("comment_id", 0) if event is not None else 0
    return "", 0


def _of_alert(context: Mapping[str, Any]) -> tuple[str, int]:
    """An answer where one is owed by whoever may give it; words in its thread where a customer's question waits."""
    if context.get("asked_in"):
        return "comment", context["asked_in"]
    return ("answer", 0) if "answer" in context.get("acts", {}) else ("", 0)
