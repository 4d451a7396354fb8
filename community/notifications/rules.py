"""Which mails there are, who may refuse them, and how long one is tried."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SIGN_IN = "sign_in"

REFUSABLE = {
    "idea_published": "kind", "idea_answered": "idea", "idea_commented": "idea", "idea_merged": "idea", "idea_unmerged": "idea",
    "proposal_decided": "kind", "effort_asked": "kind", "question_asked": "kind",
}
"""Mails a person may refuse, and what one click on the unsubscribe link stops: this kind, or all about this idea."""

ABOUT_WAITING = ("answer_to_approve", "answer_sent_back", "answer_not_published")
"""Mails to staff about answers that are written and not public; they tell of an idea in whatever state it is."""
CLOCK_ALERTS = ("answer_due_soon", "answer_overdue", "decision_due", "answers_owed")
"""Mails of the alarm: each tells one alert, the last one several."""
ALERTS = (*CLOCK_ALERTS, "answer_repeated", "endpoint_disabled", "address_suspended", "handed_over", *ABOUT_WAITING)
"""Mails to staff about what is owed; nobody can refuse them."""


def priority(kind: str) -> int:
    """Which mails go first: somebody waits for a code, alerts have two minutes, the rest can queue."""
    return 0 if kind == SIGN_IN else 1 if kind in ALERTS else 2


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
    """`reply` is what the other side said. `broken`: the connection is of no further use."""

    fate: Fate
    reply: str = ""
    broken: bool = False


def fate_of_reply(code: int) -> Fate:
    """By the class of an SMTP reply, RFC 5321 section 4.2.1: 5yz is for good, everything else may pass."""
    return Fate.NEVER if 500 <= code <= 599 else Fate.LATER


CODE_LASTS = timedelta(minutes=10)
"""After this a code to sign in is good for nothing, and its mail would only confuse."""
UNSENT = (
    "refused", "stopped", "hidden", "settled", "undone", "late", "gathered", "unseen", "erased", "banned", "deactivated", "moved", "suspended",
    "together", "asked",
)
"""Why a mail was not sent: the kind refused; the idea's mails stopped; its words out of sight; already decided; taken back;
its code past; said in another mail; not for this reader;
the person gone, kept out, no longer here, or under another address; the address suspended because mail came back;
told in another mail of the same moment; asked the same not long ago."""


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


def why_refused(kind: str, refused: Collection[str], follow: str | None) -> str:
    """What the person has said against such mails; `follow` is what they want to hear of the idea."""
    if kind not in REFUSABLE:
        return ""
    if follow == "nothing":
        return "stopped"
    return "refused" if kind in refused else ""


def why_out_of_place(kind: str, state: str, merged: bool = False) -> str:
    """Why a mail about an idea in this state makes no sense any more; empty when it does."""
    if (kind, merged) in (("idea_merged", False), ("idea_unmerged", True)):
        return "undone"
    if kind in ABOUT_WAITING and state != "deleted":
        return ""
    if kind == "decision_due":
        return "" if state == "pending" else "settled"
    return "" if state == "published" else "hidden"


@dataclass(frozen=True)
class Relation:
    """What ties a person to an idea, and what they have said about mails. `follow` is all, answers, nothing or "".
    `proposer`: said that it is the same as another one. `asked`: the audience that a question of staff is put to."""

    author: bool = False
    voted: bool = False
    proposer: bool = False
    asked: str = ""
    follow: str = ""
    actor: bool = False
    active: bool = True
    sees: bool = True
    suspended: bool = False
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Telling:
    """A mail to one person: its kind, why it comes, and, where it is not sent after all, why not."""

    kind: str
    why: str
    unsent: str = ""


def tell(event: str, relation: Relation) -> Telling | None:
    """Who is told what of an event on an idea; None for whom it does not concern, or who is not here any more.

    Nobody is told of their own acts, but the author of an idea hears that it is public and when an answer is due.
    """
    kind = TOLD_BY[event]
    why = _why(event, relation)
    own_act = relation.actor and event != "idea.published"
    if not why or own_act or not relation.active or not relation.sees:
        return None
    unsent = why_refused(kind, relation.refused, relation.follow) or ("suspended" if relation.suspended else "")
    return Telling(kind, why, unsent)


TOLD_BY = {
    "idea.published": "idea_published", "answer.published": "idea_answered", "comment.added": "idea_commented",
    "idea.merged": "idea_merged", "idea.unmerged": "idea_unmerged",
    "proposal.accepted": "proposal_decided", "proposal.refused": "proposal_decided", "effort.asked": "effort_asked",
    "question.asked": "question_asked",
}


WHY_ASKED = {"author": "author", "voters": "voter", "advocates": "advocate", "critical": "critical"}


def _why(event: str, relation: Relation) -> str:
    """author, voter, follower, proposer, advocate or critical; empty when the event is not theirs to hear of."""
    if event == "question.asked":
        return WHY_ASKED.get(relation.asked, "")
    if event.startswith("proposal."):
        return "proposer" if relation.proposer else ""
    if event in ("idea.published", "effort.asked"):
        return "author" if relation.author else ""
    if event == "comment.added":
        everything = relation.follow == "all" or (relation.author and relation.follow in ("", "nothing"))
        return ("author" if relation.author else "follower") if everything else ""
    if relation.author:
        return "author"
    return "voter" if relation.voted else "follower" if relation.follow else ""


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
