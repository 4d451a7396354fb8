"""Who is told what, and how soon: the table of kinds, and pure decisions over it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from community.notifications.rules_quiet import Quiet, quiet_until

SIGN_IN = "sign_in"


class Pace(StrEnum):
    """How soon a mail follows. `folded`: with others about the same idea, in one mail a little later."""

    AT_ONCE = "at_once"
    FOLDED = "folded"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


ANY = (Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY, Pace.NEVER)
NOW_OR_NEVER = (Pace.AT_ONCE, Pace.NEVER)


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    `about_idea`: tells of one idea, so that "nothing" chosen for that idea stops it. `paces`: what a reader may choose;
    none for what nobody can refuse. `pace`: what holds until they choose. `stops`: what one click on the link in its
    mail stops, this "kind" or all about this "idea". `alert`: to staff, about what is owed. `security`: about the
    reader's own account. Neither of the two is ever counted, delayed or folded. `staff`: nobody else gets such.
    `gathered`: a mail made of what waits; it is not chosen like the others.
    """

    about_idea: bool = True
    paces: tuple[Pace, ...] = ()
    pace: Pace = Pace.AT_ONCE
    stops: str = ""
    gathered: bool = False
    in_inbox: bool = True
    alert: bool = False
    security: bool = False
    staff: bool = False

    @property
    def refusable(self) -> bool:
        return Pace.NEVER in self.paces

    @property
    def chosen(self) -> bool:
        """Whether its pace is chosen by itself."""
        return bool(self.paces) and not self.gathered

    @property
    def may_wait(self) -> bool:
        return Pace.DAILY in self.paces

    @property
    def urgent(self) -> bool:
        return self.alert or self.security


_ALERT = Kind(alert=True)
_ALERT_OF_MANY = Kind(about_idea=False, alert=True)
_TO_A_WRITER = Kind(about_idea=False, in_inbox=False)
"""In return for a mail that came in."""

KINDS = {
    SIGN_IN: Kind(about_idea=False, in_inbox=False, security=True),
    "welcome": Kind(about_idea=False, in_inbox=False),
    "erasure_asked": Kind(about_idea=False, in_inbox=False, security=True),
    "idea_published": Kind(paces=ANY, stops="kind"),
    "idea_answered": Kind(paces=ANY, stops="idea"),
    "idea_commented": Kind(paces=ANY, stops="idea"),
    "comment_replied": Kind(paces=ANY, stops="idea"),
    "mentioned": Kind(paces=ANY, stops="kind"),
    "idea_reached": Kind(paces=ANY, stops="kind"),
    "answer_changed": Kind(paces=ANY, stops="idea"),
    "answer_expired": Kind(paces=ANY, stops="idea"),
    "idea_shipped": Kind(paces=ANY, stops="idea"),
    "idea_merged": Kind(paces=ANY, stops="idea"),
    "idea_unmerged": Kind(paces=ANY, stops="idea"),
    "proposal_decided": Kind(paces=ANY, stops="kind"),
    "effort_asked": Kind(paces=NOW_OR_NEVER, stops="kind"),
    "question_asked": Kind(paces=NOW_OR_NEVER, stops="kind"),
    "level_reached": Kind(about_idea=False, paces=NOW_OR_NEVER, stops="kind"),
    "thanked": Kind(about_idea=False, paces=NOW_OR_NEVER, stops="kind"),
    "beta_invited": Kind(paces=NOW_OR_NEVER, stops="kind"),
    "cocreate_invited": Kind(paces=NOW_OR_NEVER, stops="kind"),
    "idea_activity": Kind(paces=NOW_OR_NEVER, stops="idea", gathered=True, in_inbox=False),
    "daily_digest": Kind(about_idea=False, paces=(Pace.DAILY, Pace.NEVER), pace=Pace.DAILY, stops="kind", gathered=True, in_inbox=False),
    "weekly_digest": Kind(about_idea=False, paces=(Pace.WEEKLY, Pace.NEVER), pace=Pace.WEEKLY, stops="kind", gathered=True, in_inbox=False),
    "digest_paused": Kind(about_idea=False, paces=NOW_OR_NEVER, stops="kind", gathered=True, in_inbox=False),
    "staff_recap": Kind(about_idea=False, paces=(Pace.DAILY, Pace.WEEKLY, Pace.NEVER), pace=Pace.NEVER, stops="kind", in_inbox=False, staff=True),
    "owner_shipped": Kind(paces=NOW_OR_NEVER, stops="kind", staff=True),
    "answer_due_soon": _ALERT,
    "answer_overdue": _ALERT,
    "decision_due": _ALERT,
    "answers_owed": _ALERT_OF_MANY,
    "answer_repeated": _ALERT,
    "endpoint_failing": _ALERT_OF_MANY,
    "endpoint_disabled": _ALERT_OF_MANY,
    "connection_failing": _ALERT_OF_MANY,
    "connection_disabled": _ALERT_OF_MANY,
    "address_suspended": _ALERT_OF_MANY,
    "handed_over": _ALERT_OF_MANY,
    "answer_to_approve": _ALERT,
    "answer_sent_back": _ALERT,
    "answer_not_published": _ALERT,
    "reply_returned": _TO_A_WRITER,
    "reply_without_files": _TO_A_WRITER,
    "draft_ready": _TO_A_WRITER,
}
"""Every kind of notice and mail there is. Who adds one adds it here, in wording.NAMES, and its folder of templates."""

REFUSABLE = {name: kind.stops for name, kind in KINDS.items() if kind.refusable}
"""Mails a person may refuse, and what one click on the unsubscribe link stops: this kind, or all about this idea."""
OUTSIDE = ("owner_shipped",)
"""Mails that may also go to an address of nobody here, who can stop them in one click all the same."""
ALERTS = tuple(name for name, kind in KINDS.items() if kind.alert)
"""Mails to staff about what is owed; nobody can refuse them."""


def paces_of(chosen: Mapping[str, str], *, staff: bool) -> dict[str, str]:
    """The pace of each kind that this reader may choose one for, in the order of the table."""
    mine = {name: kind for name, kind in KINDS.items() if kind.chosen and (staff or not kind.staff)}
    return {name: chosen[name] if chosen.get(name) in kind.paces else kind.pace for name, kind in mine.items()}


@dataclass(frozen=True)
class Relation:
    """What ties a person to an idea, and what they have said about mails. `follow` is all, answers, nothing or "".
    `proposer`: said that it is the same as another one. `asked`: the audience that a question of staff is put to.
    `thread`, of a comment that is a reply: "own" for who wrote what it replies to, "joined" for who replied to that before.
    `mentioned`: called by name in a comment."""

    author: bool = False
    voted: bool = False
    proposer: bool = False
    asked: str = ""
    thread: str = ""
    mentioned: bool = False
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
    why = _why(event, relation)
    kind = TOLD_AS.get(why, TOLD_BY[event])
    own_act = relation.actor and event != "idea.published"
    if not why or own_act or not relation.active or not relation.sees:
        return None
    unsent = why_refused(kind, relation.refused, relation.follow) or ("suspended" if relation.suspended else "")
    return Telling(kind, why, unsent)


def why_refused(kind: str, refused: Collection[str], follow: str | None) -> str:
    """What the person has said against such mails; `follow` is what they want to hear of the idea."""
    if not KINDS[kind].refusable:
        return ""
    if follow == "nothing":
        return "stopped"
    return "refused" if kind in refused else ""


TOLD_BY = {
    "idea.published": "idea_published", "answer.published": "idea_answered", "comment.added": "idea_commented",
    "idea.reached": "idea_reached", "answer.edited": "answer_changed", "clock.started": "answer_expired", "idea.shipped": "idea_shipped",
    "idea.merged": "idea_merged", "idea.unmerged": "idea_unmerged",
    "proposal.accepted": "proposal_decided", "proposal.refused": "proposal_decided", "effort.asked": "effort_asked",
    "question.asked": "question_asked",
}


TOLD_AS = {"mentioned": "mentioned", "replied": "comment_replied", "thread": "comment_replied"}
"""Kinds of notice that follow from why somebody is told, more than from what happened."""

WHY_ASKED = {"author": "author", "voters": "voter", "advocates": "advocate", "critical": "critical"}


def _why(event: str, relation: Relation) -> str:
    """author, voter, follower, proposer, mentioned, replied, thread, advocate or critical; empty when the event is not theirs to hear of."""
    if event == "question.asked":
        return WHY_ASKED.get(relation.asked, "")
    if event.startswith("proposal."):
        return "proposer" if relation.proposer else ""
    if event in ("idea.published", "effort.asked", "idea.reached"):
        return "author" if relation.author else ""
    if event == "comment.added":
        return _why_of_comment(relation)
    if relation.author:
        return "author"
    if event == "clock.started":
        return "follower" if relation.follow else ""
    return "voter" if relation.voted else "follower" if relation.follow else ""


def _why_of_comment(relation: Relation) -> str:
    """Whoever is called by name hears it as that. A reply comes to whose words it replies to, whatever they follow; the rest of its thread to who did not choose answers only."""
    if relation.mentioned:
        return "mentioned"
    if relation.thread == "own":
        return "replied"
    if relation.thread == "joined" and relation.follow != "answers":
        return "thread"
    everything = relation.follow == "all" or (relation.author and relation.follow in ("", "nothing"))
    return ("author" if relation.author else "follower") if everything else ""


CEILING = 20
"""So many mails a person gets in a day; what comes on top waits for the daily one. Urgent ones are not counted."""
CEILING_SPAN = timedelta(hours=24)
BURST = 5
"""From so many notices of one idea within BURST_SPAN on, the rest is folded into one mail."""
BURST_SPAN = timedelta(minutes=10)


def pace_of(kind: str, preference: str | None, so_many_today: int = 0, so_many_of_this_idea: int = 0) -> Pace:
    """How soon a mail of this kind follows.

    preference: the pace its reader chose, if any. so_many_today: mails they got within CEILING_SPAN, urgent ones not
    counted. so_many_of_this_idea: what they were told of this idea within BURST_SPAN, before this.
    """
    known = KINDS[kind]
    if known.urgent:
        return Pace.AT_ONCE
    wanted = Pace(preference) if preference in known.paces else known.pace
    if wanted is not Pace.AT_ONCE:
        return wanted
    if so_many_today >= CEILING:
        return Pace.DAILY
    return Pace.FOLDED if so_many_of_this_idea >= BURST - 1 else Pace.AT_ONCE


@dataclass(frozen=True)
class Standing:
    """What one person chose about mails and what they were told of late.

    `paces`: by kind, where they chose. `today`: mails within CEILING_SPAN, urgent ones not counted. `lately`: notices of
    the idea in question within BURST_SPAN.
    """

    paces: Mapping[str, str] = field(default_factory=dict)
    quiet: Quiet | None = None
    today: int = 0
    lately: int = 0


def pace_for(kind: str, standing: Standing) -> Pace:
    return pace_of(kind, standing.paces.get(kind), standing.today, standing.lately)


def leaves_at(kind: str, quiet: Quiet | None, zone: str, now: datetime) -> datetime:
    """When a mail at once leaves: now, or when its reader's quiet hours end. What is urgent knows no quiet hours."""
    return now if KINDS[kind].urgent else quiet_until(quiet, zone, now) or now
