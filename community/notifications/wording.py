"""Words for kinds of mail, for why one comes and why one did not, and the sentences that mails share.

Sentences with numbers are lazy: they are put into words in the language of whoever reads the mail.
"""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from community.notifications.counting import ngettext
from community.notifications.wording_gathered import NAMES as NAMES_GATHERED
from community.notifications.wording_gathered import WHEN as WHEN_GATHERED
from community.notifications.wording_thanks import NAMES as NAMES_OF_THANKS
from community.notifications.wording_thanks import WHEN as WHEN_THANKED

P = ParamSpec("P")

WHEN = WHEN_GATHERED | WHEN_THANKED | {
    "idea_published": _l("An idea of mine is published"),
    "idea_answered": _l("An idea I asked for, voted for or follow is answered"),
    "idea_commented": _l("Someone comments on an idea of mine, or on one I follow"),
    "mentioned": _l("Someone calls me by name in a comment"),
    "comment_replied": _l("Someone replies to a comment of mine, or in a conversation I wrote in"),
    "idea_reached": _l("An idea of mine is wanted by 5, 10, 25, 50, 100 people, and so on"),
    "answer_changed": _l("The words of such an answer are changed"),
    "answer_expired": _l("The day to look again at an idea of mine, or one I follow, comes without a new answer"),
    "idea_shipped": _l("What I asked for, voted for or follow is shipped"),
    "idea_merged": _l("An idea of mine, or one I voted for, joins a bigger one"),
    "idea_unmerged": _l("An idea that had joined a bigger one stands on its own again"),
    "proposal_decided": _l("Somebody looked at two ideas that I said are the same"),
    "effort_asked": _l("A day after an answer to an idea of mine: one question, how easy it was"),
    "owner_shipped": _l("An idea is answered or shipped that customers asked for whose account I own"),
    "question_asked": _l("Staff have a question about an idea of mine, or one I voted for"),
}

NAMES = NAMES_GATHERED | NAMES_OF_THANKS | {
    "sign_in": _l("Sign-in code"),
    "idea_published": _l("Idea published"),
    "idea_answered": _l("Idea answered"),
    "idea_commented": _l("Comment"),
    "welcome": _l("Welcome"),
    "erasure_asked": _l("To be forgotten"),
    "comment_replied": _l("Reply"),
    "mentioned": _l("Mention"),
    "idea_reached": _l("So many people want it"),
    "answer_changed": _l("Answer changed"),
    "answer_expired": _l("Day to look again"),
    "idea_shipped": _l("Shipped"),
    "idea_merged": _l("Joined a bigger idea"),
    "idea_unmerged": _l("On its own again"),
    "proposal_decided": _l("The same idea, pointed out"),
    "effort_asked": _l("How easy it was"),
    "question_asked": _l("Question"),
    "owner_shipped": _l("Your customers' idea answered"),
    "answer_due_soon": _l("Answer due soon"),
    "answer_overdue": _l("Answer overdue"),
    "decision_due": _l("Decision due"),
    "answers_owed": _l("Several answers owed"),
    "answer_repeated": _l("Under review again"),
    "endpoint_failing": _l("Endpoint does not answer"),
    "endpoint_disabled": _l("Endpoint switched off"),
    "connection_failing": _l("CRM takes nothing"),
    "connection_disabled": _l("CRM switched off"),
    "address_suspended": _l("Mail to somebody comes back"),
    "handed_over": _l("Ideas passed on"),
    "answer_to_approve": _l("Answer to approve"),
    "answer_sent_back": _l("Answer sent back"),
    "answer_not_published": _l("Answer not published"),
    "reply_returned": _l("Reply sent back"),
    "reply_without_files": _l("Reply posted without attachments"),
    "draft_ready": _l("Draft to publish"),
}

ACTS = {
    "answer": _l("Write the answer"),
    "pass_on": _l("Pass it on"),
    "ask": _l("Ask the author"),
    "pause": _l("Pause the clock"),
}

STATES = {
    "queued": _l("Waiting"),
    "sent": _l("Sent"),
    "skipped": _l("Not sent"),
    "failed": _l("Tried, waiting"),
    "dead": _l("Given up"),
    "bounced": _l("Came back"),
}

FATES = {
    "accepted": _l("Handed over"),
    "later": _l("Refused for now"),
    "never": _l("Refused for good"),
}

UNSENT = {
    "refused": _l("This person does not want such mails."),
    "stopped": _l("This person wants no mails about this idea."),
    "hidden": _l("What it says was taken out of sight before it went."),
    "settled": _l("It was decided before it went."),
    "undone": _l("It was taken back before it went."),
    "gathered": _l("It waited too long to be true; what it told is in a later mail."),
    "late": _l("Its code would have been past before it arrived."),
    "unseen": _l("This person may no longer see the idea."),
    "erased": _l("This person was erased."),
    "banned": _l("This person is banned."),
    "deactivated": _l("This person is no longer active here."),
    "moved": _l("This person has another address now."),
    "asked": _l("This person was asked the same about another answer in the last 90 days. The question stands on the idea’s page."),
    "together": _l("Another mail of the same moment says it as well."),
    "uncertain": _l("It may have arrived before the connection was lost, and such a mail is never sent twice."),
    "suspended": _l("Mails to this address came back, so nothing is sent there."),
}


def mail_when(kind: str) -> str:
    return str(WHEN[kind])


def mail_name(kind: str) -> str:
    return str(NAMES.get(kind, kind))


def act_words(act: str) -> str:
    return str(ACTS[act])


def mail_state(state: str) -> str:
    return str(STATES[state])


def mail_fate(fate: str) -> str:
    return str(FATES[fate])


def mail_reason(reason: str) -> str:
    """A code of rules.UNSENT in words; what a server replied stays as it was."""
    return str(UNSENT.get(reason, reason))


def lazily(say: Callable[P, str]) -> Callable[P, LazyString]:
    """Put it into words when it is read, not now."""

    @wraps(say)
    def later(*args: P.args, **kwargs: P.kwargs) -> LazyString:
        return LazyString(say, *args, **kwargs)

    return later


@lazily
def kept(waited: timedelta, late: bool) -> str:
    """Whether the promise of a first answer was kept; a part of a day counts as a day."""
    days = max(1, math.ceil(waited / timedelta(days=1)))
    if late:
        return ngettext(
            "Answered after %(num)s day, later than we promised. We are sorry for the wait.",
            "Answered after %(num)s days, later than we promised. We are sorry for the wait.", days,
        )
    return ngettext("Answered in %(num)s day, as promised.", "Answered in %(num)s days, as promised.", days)


@lazily
def together(why: str, votes: int) -> str:
    """What a person brought along to the bigger idea, and with how many others it is now."""
    others = votes - 1
    if why == "author":
        return _("Your words are on it, and you will hear the answer first.")
    if why == "voter" and others > 0:
        return ngettext("Your vote and your words are with %(num)s other.", "Your vote and your words are with %(num)s others.", others)
    return _("You will hear the answer to it.")


@lazily
def asked(author: str, organisation: str, topic: str, votes: int, comments: int) -> str:
    joined = ", ".join(
        (ngettext("%(num)s vote", "%(num)s votes", votes), ngettext("%(num)s comment", "%(num)s comments", comments))
    )
    if organisation:
        return _(
            "Asked by %(name)s at %(organisation)s in %(topic)s. %(joined)s.",
            name=author, organisation=organisation, topic=topic, joined=joined,
        )
    return _("Asked by %(name)s in %(topic)s. %(joined)s.", name=author, topic=topic, joined=joined)


@lazily
def owed(minutes: int, owner: str, *, decision: bool) -> str:
    """How long it has waited in working time, and for whom."""
    waited = _("It has waited %(time)s.", time=_working_time(minutes))
    if decision:
        return waited + " " + _("Its author sees the date by which we promised to decide.")
    return waited + " " + (_("The answer is owed by %(name)s.", name=owner) if owner else _("Nobody owns it."))


def _working_time(minutes: int) -> str:
    """Hours up to two days; a working day is eight of them."""
    hours = round(minutes / 60)
    if hours < 1:
        return _("less than a working hour")
    if hours < 16:
        return ngettext("%(num)s working hour", "%(num)s working hours", hours)
    return ngettext("%(num)s working day", "%(num)s working days", round(hours / 8))


@lazily
def standing(due_at: datetime | None, now: datetime) -> str:
    """How long it is overdue, or how long is left: in days, or in hours below two days."""
    if due_at is None:
        return ""
    left = due_at - now
    days, hours = round(abs(left) / timedelta(days=1)), round(abs(left) / timedelta(hours=1))
    if left > timedelta():
        return _due_in(days, hours)
    if hours < 1:
        return _("Overdue for less than an hour.")
    if hours < 48:
        return ngettext("Overdue by %(num)s hour.", "Overdue by %(num)s hours.", hours)
    return ngettext("Overdue by %(num)s day.", "Overdue by %(num)s days.", days)


def _due_in(days: int, hours: int) -> str:
    if hours < 1:
        return _("Due in less than an hour.")
    if hours < 48:
        return ngettext("Due in %(num)s hour.", "Due in %(num)s hours.", hours)
    return ngettext("Due in %(num)s day.", "Due in %(num)s days.", days)


@lazily
def promised(amount: int, unit: str, kind: str) -> str:
    """What customers were told, for each kind of clock."""
    if unit == "hours":
        within = ngettext("%(num)s working hour", "%(num)s working hours", amount)
    else:
        within = ngettext("%(num)s working day", "%(num)s working days", amount)
    match kind:
        case "decision":
            return _("We promised to decide within %(time)s.", time=within)
        case "next":
            return _("A customer asked us something. We promised a reply within %(time)s.", time=within)
        case "review":
            return _("The date to look at it again has come. We promised a new answer within %(time)s.", time=within)
    return _("We promised an answer within %(time)s.", time=within)


@lazily
def why(code: str, others: int) -> str:
    """Why this person hears of an idea, by a code of rules_telling.tell(); `others` want it too."""
    if code == "author" and others > 0:
        return ngettext(
            "You get this because the idea is yours. %(num)s other person wants it too.",
            "You get this because the idea is yours. %(num)s other people want it too.", others,
        )
    return {
        "author": _("You get this because the idea is yours."),
        "voter": _("You get this because you voted for the idea."),
        "follower": _("You get this because you follow the idea."),
        "mentioned": _("You get this because the comment calls you by name."),
        "replied": _("You get this because you wrote the comment that it replies to."),
        "thread": _("You get this because you wrote in this conversation."),
        "proposer": _("You get this because you pointed it out."),
        "advocate": _("You get this because you voted for the idea, and your help here has helped others."),
        "critical": _("You get this because you voted for the idea and called it critical."),
    }[code]


@lazily
def why_alerted(rung: str, topic: str) -> str:
    """Why this person hears that an answer is owed."""
    return {
        "owner": _("You get this because answering it is yours, and the promise is public."),
        "deputy": _("You get this because you stand in for the owner of %(topic)s.", topic=topic),
        "manager": _("You get this because you are the manager for %(topic)s.", topic=topic),
        "director": _("You get this because you are the director for %(topic)s.", topic=topic),
        "administrator": _("You get this because you administer this community, and nobody else for %(topic)s could be told.", topic=topic),
        "moderator": _("You get this because you moderate this community."),
    }[rung]


@lazily
def said_elsewhere(channel: str, logger: str) -> str:
    """A mention as it is named in mails: by where it was said, not by whose words it has."""
    if channel:
        return _("Said on %(channel)s, logged by %(name)s", channel=channel, name=logger)
    return _("Said elsewhere, logged by %(name)s", name=logger)


def why_mentioned() -> LazyString:
    return _l("You get this because you logged it, or because you administer this community.")


def why_several() -> LazyString:
    return _l("You get this because you are on the ladder of these ideas, and the promises are public.")
