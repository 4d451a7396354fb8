"""Levels and badges: what somebody's outcomes amount to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from community.accounts.rules import Level
from community.advocates.rules import HELPFUL, Cause

FROM_SCORE = {Level.CONTRIBUTOR: 40, Level.ADVOCATE: 100, Level.CHAMPION: 250}
"""Contributor: an idea that shipped, or four people helped; one promise is not enough. Advocate: as much as two ideas that
shipped. Champion: as much as five.

Points fade, so a level is a pace: with a half-life of a year who earns p points a year stays near p / ln 2, so that 28, 70 and
175 points a year keep these levels, each two and a half times the one before. Few give most of what a community gives: of a
hundred people ninety only read, nine give now and then, and one gives most (J. Nielsen, "The 90-9-1 rule", 2006). Three years of
the demo's history make one in eight of its 400 customers a contributor or more, one in a hundred an advocate, and whoever
helped most a champion. From 20 points every third was a contributor, most of them for one idea that is still a plan; and 400
asked for five and a half ideas that ship each year, which nobody has."""

FROM_KINDS = {Level.CONTRIBUTOR: 1, Level.ADVOCATE: 2, Level.CHAMPION: 3}
"""How many kinds of outcomes: one lucky idea makes nobody an advocate."""

RECENT = {Level.ADVOCATE: timedelta(days=365), Level.CHAMPION: timedelta(days=180)}
"""The newest outcome must not be older: what they know of the product is still true."""

KEPT_AT = 0.8
"""A level is kept while the score is at least this share of what it took to reach it, so that nobody goes up and down."""

GRACE = timedelta(days=14)
"""So long after it stopped being enough a level is still kept."""

FLAGGED_FOR = timedelta(days=180)
"""Whose words were taken out of sight by a moderator within this time rises no further than contributor."""

ORDER = (Level.MEMBER, Level.CONTRIBUTOR, Level.ADVOCATE, Level.CHAMPION)


class Mark(StrEnum):
    """Firsts that matter."""

    PLANNED = "planned"
    SHIPPED = "shipped"
    VOICE = "voice"
    HELPED = "helped"
    DUPLICATE = "duplicate"
    REPLY = "reply"
    CORRECTED = "corrected"
    REFERRAL = "referral"


EARNS: dict[Mark, frozenset[Cause]] = {
    Mark.PLANNED: frozenset({Cause.IDEA_PLANNED, Cause.IDEA_SHIPPED}),
    Mark.SHIPPED: frozenset({Cause.IDEA_SHIPPED}),
    Mark.VOICE: frozenset({Cause.VOICE_SHIPPED, Cause.PART_SHIPPED}),
    Mark.HELPED: HELPFUL,
    Mark.DUPLICATE: frozenset({Cause.DUPLICATE_FOUND}),
    Mark.REPLY: frozenset({Cause.REPLY_CREDITED}),
    Mark.CORRECTED: frozenset({Cause.ANSWER_CORRECTED}),
    Mark.REFERRAL: frozenset({Cause.REFERRAL_ACTIVE}),
}


@dataclass(frozen=True)
class Evidence:
    """`firsts`: when the first outcome of each cause that counts came about; `newest`: when the last one did; `flagged`: words
    of theirs were taken out of sight lately, and stay so."""

    score: int
    newest: datetime | None = None
    firsts: Mapping[Cause, datetime] = field(default_factory=dict)
    flagged: bool = False

    @property
    def kinds(self) -> int:
        """Kinds of outcomes, whose word it was aside: a comment that helped is one kind, an idea that came true another."""
        return sum(any(cause in self.firsts for cause in causes) for causes in KINDS)


KINDS = (
    frozenset({Cause.IDEA_SHIPPED, Cause.IDEA_PLANNED}), frozenset({Cause.VOICE_SHIPPED, Cause.PART_SHIPPED}), HELPFUL,
    frozenset({Cause.DUPLICATE_FOUND}), frozenset({Cause.REPLY_CREDITED}), frozenset({Cause.ANSWER_CORRECTED}),
    frozenset({Cause.REFERRAL_ACTIVE}),
)


@dataclass(frozen=True)
class Place:
    """A level, and since when what somebody has stopped being enough for it."""

    level: Level = Level.MEMBER
    slips_since: datetime | None = None


def enough(level: Level, evidence: Evidence, now: datetime, share: float = 1.0) -> bool:
    """Whether this is enough for a level; `share` of its score where it is to be kept."""
    if level is Level.MEMBER:
        return True
    if evidence.score < FROM_SCORE[level] * share or evidence.kinds < FROM_KINDS[level]:
        return False
    if level not in RECENT:
        return True
    return not evidence.flagged and evidence.newest is not None and now - evidence.newest <= RECENT[level]


def highest(evidence: Evidence, now: datetime, share: float = 1.0) -> Level:
    return max((level for level in ORDER if enough(level, evidence, now, share)), key=ORDER.index)


def placed(before: Place, evidence: Evidence, now: datetime) -> Place:
    """The level after this: up at once, down only after the grace has passed, and then to what is still enough."""
    reached = highest(evidence, now)
    if ORDER.index(reached) >= ORDER.index(before.level):
        return Place(reached)
    if enough(before.level, evidence, now, KEPT_AT):
        return Place(before.level)
    since = before.slips_since or now
    if now - since < GRACE:
        return Place(before.level, since)
    kept = highest(evidence, now, KEPT_AT)
    return Place(min(kept, before.level, key=ORDER.index))


def next_level(level: str) -> Level | None:
    place = ORDER.index(Level(level)) + 1
    return ORDER[place] if place < len(ORDER) else None


def points_to_next(level: str, score: int) -> int:
    """How many points are missing to the next level; 0 at the highest, or where points are not what is missing."""
    following = next_level(level)
    return max(0, FROM_SCORE[following] - score) if following else 0


def badges(firsts: Mapping[Cause, datetime]) -> dict[Mark, datetime]:
    """The badges somebody has, each since its first outcome."""
    found: dict[Mark, datetime] = {}
    for mark, causes in EARNS.items():
        times = [at for cause, at in firsts.items() if cause in causes]
        if times:
            found[mark] = min(times)
    return found
