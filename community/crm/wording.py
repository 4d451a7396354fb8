"""Words for the states of endpoints and deliveries."""

from datetime import datetime, timedelta

from flask_babel import format_timedelta, ngettext
from flask_babel import gettext as _
from sqlalchemy import Row

from community.crm.dial import WORDS
from community.crm.models import Attempt, Endpoint
from community.crm.models_vendors import CrmRun
from community.crm.rules import Failure


def event_word(kind: str) -> str:
    return {
        "idea.published": _("An idea is published"),
        "idea.edited": _("An idea is edited"),
        "idea.moved": _("An idea moves to another topic"),
        "idea.hidden": _("An idea is hidden"),
        "idea.restored": _("A hidden idea is shown again"),
        "idea.merged": _("An idea becomes part of another"),
        "idea.unmerged": _("An idea stands on its own again"),
        **_words_of_wishes(),
        **_words_of_answers(),
        **_words_of_people(),
        "account.interest": _("An account begins or stops to want an idea, or gets it"),
        "endpoint.disabled": _("Another endpoint is switched off"),
        "ping": _("A test"),
    }[kind]


def _words_of_wishes() -> dict[str, str]:
    return {
        "vote.cast": _("Somebody votes"),
        "vote.changed": _("Somebody says anew how much an idea matters"),
        "vote.withdrawn": _("Somebody takes a vote back"),
        "vote.voided": _("A vote stops counting"),
        "vote.restored": _("A vote counts again"),
        "voice.added": _("Somebody says why they want it"),
        "comment.added": _("Somebody comments"),
        "comment.marked_helpful": _("A comment is found helpful"),
        "mention.logged": _("Somebody speaks of it elsewhere"),
    }


def _words_of_answers() -> dict[str, str]:
    return {
        "answer.published": _("An idea is answered"),
        "answer.withdrawn": _("An answer is withdrawn"),
        "idea.shipped": _("An idea ships"),
        "answer.rated": _("Somebody says whether an answer helped"),
        "effort.answered": _("Somebody says how easy it was"),
        "question.answered": _("Somebody replies to a question of ours"),
        "clock.due": _("An answer is due and has not come"),
        "clock.escalated": _("An overdue answer reaches the manager or the director"),
    }


def _words_of_people() -> dict[str, str]:
    return {
        "person.joined": _("Somebody joins"),
        "person.updated": _("Facts about somebody change"),
        "advocate.changed": _("Somebody's points change"),
        "advocate.level_changed": _("Somebody reaches or leaves a level"),
        "referral.active": _("Whom somebody brought along becomes active"),
        "referral.undone": _("Whom somebody brought along is active no more"),
        "thanks.given": _("Somebody is thanked"),
        "beta.invited": _("Somebody is invited to a beta"),
        "beta.answered": _("Somebody answers an invitation to a beta"),
        "cocreate.invited": _("Somebody is asked what they think of a draft"),
        "cocreate.answered": _("Somebody says what they think of a draft"),
        "person.export_refused": _("Somebody wants nothing about them sent any more"),
        "person.erased": _("Somebody was erased"),
    }


def group_word(group: str) -> str:
    return {
        "ideas": _("Ideas"), "wishes": _("Votes and words"), "answers": _("Answers"), "people": _("People"), "accounts": _("Accounts"),
        "connection": _("The connection"),
    }[group]


def state_word(state: str) -> str:
    return {"queued": _("Waiting"), "done": _("Arrived"), "failed": _("Given up"), "recalled": _("Called back")}[state]


def tried_word(row: Attempt | Row) -> str:
    """What one try brought: the status of the reply, or why there was none."""
    if row.status is not None:
        return _("Reply %(status)s", status=row.status)
    return str(WORDS[Failure(row.problem)])


def disabled_word(reason: str) -> str:
    return {
        "by_hand": _("An administrator switched it off."),
        "gone": _("It answered 410, which means that it wants nothing more."),
        "failing": _("Nothing got through for five days."),
        "secret": _("Its secret cannot be read with this installation's secret key. Please make a new one, then switch it on."),
    }[reason]


def health(endpoint: Endpoint, now: datetime) -> tuple[str, str]:
    """A tone (good, warn, bad or "") and one sentence on how an endpoint is doing."""
    if endpoint.disabled_at is not None:
        return "bad", _("Switched off. %(reason)s", reason=disabled_word(endpoint.disabled_reason))
    if endpoint.failing_since is not None:
        return "warn", _("Nothing has got through for %(time)s.", time=stretch(now - endpoint.failing_since))
    if endpoint.last_success_at is not None:
        return "good", _("Works. The last message arrived %(time)s ago.", time=stretch(now - endpoint.last_success_at))
    return "", _("Nothing has been sent yet.")


def handshake_word(endpoint: Endpoint) -> str:
    """What came of asking a receiver whether it wants CloudEvents; they are sent whatever it said."""
    if endpoint.handshake_at is None:
        return _("The headers go along. The receiver is being asked whether it wants them.")
    if not endpoint.handshake:
        return _("The headers go along. The receiver did not say whether it wants them.")
    return _("The headers go along. The receiver said: %(reply)s", reply=endpoint.handshake)


def everyone_word(endpoint: Endpoint, run: CrmRun | None) -> str:
    """What came of asking for everyone as of now."""
    if run is not None:
        return _("Everyone is being put in line, a message each. Look again in a moment.")
    if endpoint.disabled_at is not None:
        return _("It is switched off, so nothing is sent to it.")
    return _("It does not listen for “%(event)s”, which carries the whole standing. Please tick that first.", event=event_word("advocate.changed"))


def found_words(run: CrmRun, became: dict[str, int]) -> list[tuple[str, int]]:
    """What a run has brought so far: words and how many people; what is seldom only where there is some."""
    found = [(_("Messages put in line"), run.counts.get("told", 0))]
    if sum(became.values()):
        found += [(state_word(state), became[state]) for state in ("queued", "done")]
    seldom = [(state_word(state), became[state]) for state in ("failed", "recalled")]
    seldom.append((_("Left out, for they refused or were erased"), run.counts.get("left_out", 0)))
    return found + [each for each in seldom if each[1]]


def stretch(length: timedelta) -> str:
    return format_timedelta(max(length, timedelta(seconds=1)), threshold=1.5)


def replayed_word(count: int) -> str:
    if not count:
        return _("Nothing had been given up in that time.")
    return ngettext("%(num)s message is on its way again.", "%(num)s messages are on their way again.", count)
