"""The lines of an inbox in words, made when they are read: who did what, on which idea, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from flask import url_for
from flask_babel import format_date, get_timezone, ngettext
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Row

from community.notifications.queries_inbox import MOST_COUNTED
from community.notifications.wording import mail_name

DAY = timedelta(days=1)

WORDS: dict[str, Callable[[], str]] = {
    "idea_published": lambda: _("%(idea)s is public. You hear the answer first."),
    "idea_answered": lambda: _("%(name)s answered %(idea)s."),
    "answer_changed": lambda: _("%(name)s changed the answer to %(idea)s."),
    "answer_expired": lambda: _("The day to look at %(idea)s again has come, and a new answer is owed."),
    "idea_shipped": lambda: _("%(idea)s is there. Thank you for asking for it."),
    "idea_reached": lambda: _("%(idea)s is wanted by many by now. It began with you."),
    "idea_commented": lambda: _("%(name)s commented on %(idea)s."),
    "comment_replied": lambda: _("%(name)s replied to what you wrote on %(idea)s."),
    "mentioned": lambda: _("%(name)s named you in a comment on %(idea)s."),
    "idea_merged": lambda: _("%(part)s joined %(idea)s."),
    "idea_unmerged": lambda: _("%(idea)s stands on its own again."),
    "proposal_decided": lambda: _("%(name)s looked at what you said is the same as another idea: %(idea)s."),
    "effort_asked": lambda: _("How easy was it to get an answer to %(idea)s? It is one question."),
    "question_asked": lambda: _("%(name)s has a question about %(idea)s."),
    "owner_shipped": lambda: _("%(name)s answered %(idea)s, which customers of yours asked for."),
    "level_reached": lambda: _("So much has come of your help that you reached a new level. Thank you."),
    "thanked": lambda: _("%(name)s thanks you."),
    "beta_invited": lambda: _("%(name)s invites you to try %(idea)s first."),
    "cocreate_invited": lambda: _("%(name)s shows you a draft of the answer to %(idea)s."),
    "answer_due_soon": lambda: _("An answer to %(idea)s is due soon."),
    "answer_overdue": lambda: _("The answer to %(idea)s is overdue."),
    "decision_due": lambda: _("%(idea)s waits for a decision."),
    "answers_owed": lambda: _("Several answers are owed."),
    "answer_repeated": lambda: _("%(name)s answered %(idea)s with Under review once more."),
    "answer_to_approve": lambda: _("%(name)s wrote an answer to %(idea)s that waits for your approval."),
    "answer_sent_back": lambda: _("%(name)s sent your answer to %(idea)s back."),
    "answer_not_published": lambda: _("The answer to %(idea)s that was to be published could not be."),
    "handed_over": lambda: _("%(name)s passed ideas on to you."),
    "endpoint_failing": lambda: _("A webhook does not get through."),
    "endpoint_disabled": lambda: _("A webhook was switched off."),
    "connection_failing": lambda: _("A CRM takes nothing from us."),
    "connection_disabled": lambda: _("The connection to a CRM was switched off."),
    "address_suspended": lambda: _("Mail to somebody comes back, so nothing more is sent there."),
}
"""By kind. What is of no kind here is called by its name in the mail log."""

PLACES = {
    "answers_owed": "desk.index", "handed_over": "desk.index", "endpoint_failing": "admin_endpoints.index",
    "endpoint_disabled": "admin_endpoints.index", "connection_failing": "admin_crm.index", "connection_disabled": "admin_crm.index",
    "address_suspended": "admin_mail.index", "decision_due": "moderation.queue",
    "level_reached": "thanks.mine", "thanked": "thanks.mine",
}
"""Where a line leads that is not about one idea, or not to be done on its page."""
ON_THE_DESK = ("answer_due_soon", "answer_overdue", "answer_repeated", "answer_to_approve", "answer_sent_back", "answer_not_published")
ANCHORS = {"idea_answered": "answer", "answer_changed": "answer", "idea_shipped": "answer", "owner_shipped": "answer", "effort_asked": "answer", "question_asked": "questions", "beta_invited": "beta"}


@dataclass(frozen=True)
class NoticeLine:
    """One line; `place` is where it leads, `status` that of the answer it tells of."""

    id: int
    sentence: Markup
    place: str
    at: datetime
    read: bool
    status: str


def line_of(row: Row) -> NoticeLine:
    place = _place(row)
    return NoticeLine(row.id, _sentence(row, place), place, row.created_at, row.read_at is not None, row.status or "")


def _sentence(row: Row, place: str) -> Markup:
    """Its link is the idea's title; a line without an idea is a link as a whole."""
    words, link = _words(row), Markup('<a href="{}"><bdi>{}</bdi></a>')
    name = Markup("<bdi>{}</bdi>").format(row.actor or _("Somebody"))
    if "%(idea)s" not in words:
        return link.format(place, Markup(words) % {"name": name})
    if row.title is None:
        return link.format(place, mail_name(row.kind))
    part = Markup("<bdi>{}</bdi>").format(row.told_title)
    return Markup(words) % {"name": name, "idea": link.format(place, row.title), "part": part}


def _words(row: Row) -> str:
    if row.kind == "idea_reached":
        people = int(row.data.get("people", 0))
        return ngettext("%(num)s person wants %(idea)s.", "%(num)s people want %(idea)s.", people, idea="%(idea)s")
    if row.kind == "proposal_decided" and row.event == "proposal.accepted":
        return _("You were right that another idea is the same as %(idea)s. Thank you.")
    if row.event == "mention.escalated":
        return _("A reply is owed to what was said of us elsewhere.")
    if row.kind == "handed_over" and row.title is not None:
        return _("%(name)s passed %(idea)s on to you.")
    return WORDS[row.kind]() if row.kind in WORDS else mail_name(row.kind)


def _place(row: Row) -> str:
    if row.event == "mention.escalated":
        return url_for("mentions.show", mention_id=row.data["mention_id"])
    if row.kind in PLACES and (row.idea_id is None or row.kind == "decision_due"):
        return url_for(PLACES[row.kind])
    if row.idea_id is None:
        return url_for("inbox.index")
    if row.kind in ON_THE_DESK:
        return url_for("desk.show", idea_id=row.idea_id)
    comment = row.data.get("comment_id")
    return url_for("ideas.show", idea_id=row.idea_id, _anchor=f"c-{comment}" if comment else ANCHORS.get(row.kind))


def by_day(lines: list[NoticeLine]) -> list[tuple[date, list[NoticeLine]]]:
    """Lines under the days they came on, in the reader's zone."""
    zone = get_timezone()
    return [(day, list(those)) for day, those in groupby(lines, key=lambda line: line.at.astimezone(zone).date())]


def day_words(day: date, now: datetime) -> str:
    today = now.astimezone(get_timezone()).date()
    if day == today:
        return _("Today")
    return _("Yesterday") if day == today - DAY else format_date(day, "full")


def unread_words(count: int) -> str:
    """3 unread, or more than a hundred."""
    if count >= MOST_COUNTED:
        return _("%(num)s or more unread", num=MOST_COUNTED)
    return ngettext("%(num)s unread", "%(num)s unread", count)
