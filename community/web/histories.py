"""One person's history across channels: one list, the newest first, a page at a time. For staff."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Row, case, select, union_all

from community.accounts.viewer import Viewer
from community.advocates.queries_history import CHANNELS, HERE, PAGE_SIZE, Channel, Key
from community.db import db
from community.ideas.forms import counted, instant
from community.ideas.models import Idea
from community.inbound.queries_history import received
from community.notifications.queries_history import mails

EVERY: dict[str, Channel] = {**HERE, "mail": mails, "reply": received}


@dataclass(frozen=True)
class History:
    """Lines with at, channel, id, idea_id, words, detail and the idea's title; the key of the next page as text."""

    lines: list[Row]
    older: str


def history_of(viewer: Viewer, person_id: int, channel: str = "", before: str = "") -> History:
    """Everything, or one channel; nothing for whoever is no staff."""
    if not viewer.is_staff:
        return History([], "")
    key = read_key(before)
    chosen = [EVERY[channel]] if channel in EVERY else list(EVERY.values())
    pages = [select(page) for page in (one(person_id, key).subquery() for one in chosen)]
    found = union_all(*pages).subquery()
    place = case({name: number for number, name in enumerate(CHANNELS)}, value=found.c.channel)
    statement = select(found, Idea.title).outerjoin(Idea, Idea.id == found.c.idea_id)
    rows = list(db.session.execute(statement.order_by(found.c.at.desc(), place.desc(), found.c.id.desc()).limit(PAGE_SIZE + 1)))
    return History(rows[:PAGE_SIZE], key_text(rows[PAGE_SIZE - 1]) if len(rows) > PAGE_SIZE else "")


def key_text(row: Row) -> str:
    return f"{row.at.isoformat()}~{row.channel}~{row.id}"


def read_key(text: str) -> Key | None:
    """What key_text() wrote; None for anything else."""
    at, _tilde, rest = text.partition("~")
    channel, _tilde, number = rest.partition("~")
    try:
        key = Key(instant(at), channel, counted(number))
    except ValueError:
        return None
    return key if channel in CHANNELS else None


def channel_words() -> dict[str, str]:
    """Each channel, as a choice."""
    return {
        "vote": _("Votes"), "idea": _("Ideas"), "comment": _("Comments"), "voice": _("Voices"), "mention": _("Mentions"),
        "question": _("Replies to questions"), "thanks": _("Thanks and perks"), "beta": _("Betas"), "draft": _("Draft answers"),
        "mail": _("Mails to them"), "reply": _("Mails from them"),
    }


def line_words(row: Row) -> str:
    """What a line tells, before its idea and its words."""
    if row.channel == "voice":
        return {"mail": _("Said in a mail"), "call": _("Said in a call"), "draft": _("Suggested for an answer")}.get(row.detail, _("In their own words"))
    if row.channel == "thanks":
        return _("Thanked, with %(perk)s", perk=row.detail) if row.detail else _("Thanked")
    if row.channel == "beta":
        return {"yes": _("Takes part in a beta"), "no": _("Said no to a beta")}.get(row.detail, _("Asked to try a beta, or invited"))
    if row.channel == "mention":
        waits, aside = _("Mentioned us elsewhere; it waits for an idea"), _("Mentioned us elsewhere; it was set aside")
        return {"waiting": waits, "aside": aside}.get(row.detail, _("Mentioned it elsewhere"))
    return {
        "vote": _("Voted"), "idea": _("Suggested"), "comment": _("Commented"),
        "question": _("Replied to a question"), "draft": _("Was shown a draft answer"), "mail": _("We wrote"), "reply": _("They wrote"),
    }[row.channel]
