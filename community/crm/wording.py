"""Words for the states of endpoints and deliveries."""

from datetime import datetime, timedelta

from flask_babel import format_timedelta, ngettext
from flask_babel import gettext as _
from sqlalchemy import Row

from community.crm.dial import WORDS
from community.crm.models import Attempt, Endpoint
from community.crm.rules import Failure


def event_word(kind: str) -> str:
    return {
        "idea.published": _("An idea is published"),
        "idea.merged": _("An idea becomes part of another"),
        "idea.unmerged": _("An idea stands on its own again"),
        "answer.published": _("An idea is answered"),
        "vote.cast": _("Somebody votes"),
        "clock.escalated": _("An overdue answer reaches the manager or the director"),
        "advocate.changed": _("Somebody's points change"),
        "account.interest": _("An account begins or stops to want an idea, or gets it"),
        "ping": _("A test"),
    }[kind]


def state_word(state: str) -> str:
    return {"queued": _("Waiting"), "done": _("Arrived"), "failed": _("Given up")}[state]


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
        return "warn", _("Nothing has got through for %(time)s.", time=_stretch(now - endpoint.failing_since))
    if endpoint.last_success_at is not None:
        return "good", _("Works. The last message arrived %(time)s ago.", time=_stretch(now - endpoint.last_success_at))
    return "", _("Nothing has been sent yet.")


def _stretch(length: timedelta) -> str:
    return format_timedelta(max(length, timedelta(seconds=1)), threshold=1.5)


def replayed_word(count: int) -> str:
    if not count:
        return _("Nothing had been given up in that time.")
    return ngettext("%(num)s message is on its way again.", "%(num)s messages are on their way again.", count)
