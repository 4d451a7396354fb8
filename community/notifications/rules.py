"""How mails go out: which first, how long one is tried, and why one stays behind after all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from community.notifications.rules_telling import KINDS, SIGN_IN

ABOUT_WAITING = ("answer_to_approve", "answer_sent_back", "answer_not_published")
"""Mails to staff about answers that are written and not public; they tell of an idea in whatever state it is."""
CLOCK_ALERTS = ("answer_due_soon", "answer_overdue", "decision_due", "answers_owed")
"""Mails of the alarm: each tells one alert, the last one several."""


def priority(kind: str) -> int:
    """Which mails go first: somebody waits for a code, alerts have two minutes, the rest can queue, digests last."""
    if KINDS[kind].urgent:
        return 0 if kind == SIGN_IN else 1
    return 3 if KINDS[kind].gathered else 2


def thread(idea_id: int, root_id: int | None) -> list[int]:
    """The ideas a mail refers to: after a merge the one it went into comes first."""
    return [root_id, idea_id] if root_id else [idea_id]


DELAYS = (
    timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), *[timedelta(hours=4)] * 11, timedelta(hours=2, minutes=40),
)
"""Waits between tries of a mail that was refused for now: 48 hours in all."""
MOST_TRIES = len(DELAYS) + 1
KEPT = timedelta(days=90)
"""How long the mail log remembers."""
LEASE = timedelta(minutes=5)
"""Longer than any one try can take; a row whose worker died comes back after it."""


def wait_after(attempts: int) -> timedelta | None:
    """How long a mail waits after so many tries; None when it has been tried long enough."""
    return DELAYS[attempts - 1] if attempts < MOST_TRIES else None


class Fate(StrEnum):
    """What became of one try."""

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True)
class Outcome:
    """`reply` is what the other side said. `broken`: the connection is of no further use. `untried`: it did not come to
    the mail at all. `ours`: what we are set to is refused, not this mail. `unsure`: it may have been taken after all."""

    fate: Fate
    reply: str = ""
    broken: bool = False
    untried: bool = False
    ours: bool = False
    unsure: bool = False


CODE_LASTS = timedelta(minutes=10)
"""After this a code to sign in is good for nothing, and its mail would only confuse."""
UNSENT = (
    "refused", "stopped", "hidden", "settled", "undone", "late", "gathered", "unseen", "erased", "banned", "deactivated", "moved", "suspended",
    "together", "asked", "uncertain",
)
"""Why a mail was not sent: the kind refused; the idea's mails stopped; its words out of sight; already decided; taken back;
its code past; said in another mail; not for this reader;
the person gone, kept out, no longer here, or under another address; the address suspended because mail came back;
told in another mail of the same moment; asked the same not long ago; a digest of which nobody knows whether it arrived."""


def why_unreachable(*, state: str, same_address: bool, suspended: bool, kind: str) -> str:
    """Why nothing goes to this person now; empty when it does. A code to sign in goes to a suspended address too:
    it was asked for there."""
    if state != "active":
        return state
    if not same_address:
        return "moved"
    return "suspended" if suspended and kind != SIGN_IN else ""


def is_too_late(kind: str, created_at: datetime, now: datetime) -> bool:
    return kind == SIGN_IN and now - created_at > CODE_LASTS


def why_out_of_place(kind: str, state: str, merged: bool = False) -> str:
    """Why a mail about an idea in this state makes no sense any more; empty when it does."""
    if (kind, merged) in (("idea_merged", False), ("idea_unmerged", True)):
        return "undone"
    if kind in ABOUT_WAITING and state != "deleted":
        return ""
    if kind == "decision_due":
        return "" if state == "pending" else "settled"
    return "" if state == "published" else "hidden"


def alert_kind(clock: str, *, overdue: bool) -> str:
    """The mail of one alert of one clock."""
    if clock == "decision":
        return "decision_due"
    return "answer_overdue" if overdue else "answer_due_soon"


NOT_REACHED = frozenset({"suspended", "erased", "banned", "deactivated", "moved", "unseen"})
"""Why an alert did not reach its reader: somebody else is told instead."""


def rung_of(person_id: int, ladder: Mapping[str, int | None], administrator: bool) -> str:
    """Which rung of the ladder makes somebody be told, the lowest if several; else administrator or moderator."""
    held = (rung for rung, holder in ladder.items() if holder == person_id)
    return next(held, "administrator" if administrator else "moderator")
