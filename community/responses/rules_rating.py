"""Was this a good answer, and how easy was it to come by: who may say so, and what the numbers add up to. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, stdev

REASONS: dict[bool, tuple[str, ...]] = {
    True: ("clear", "reasons", "date", "solved", "other"),
    False: ("unclear", "beside", "no_reasons", "no_date", "late", "other"),
}
"""Why an answer was helpful, or was not; giving one is never required."""

LONGEST_WORDS = 1000

FEWEST_TO_SHOW = 5
"""So many must have rated an answer before the public sees the share: with fewer, the people of one idea could tell who
said what, and a single voice would swing it by more than a fifth."""


def may_rate(*, author: bool, voted: bool, staff: bool) -> bool:
    """Whoever asked for it, or voted for it; the company does not rate its own answers."""
    return (author or voted) and not staff


def clean_reason(helpful: bool, reason: str) -> str:
    """A reason that goes with what was said, else none."""
    return reason if reason in REASONS[helpful] else ""


@dataclass(frozen=True)
class Share:
    """How many found an answer helpful, of how many who said."""

    helpful: int
    unhelpful: int

    @property
    def said(self) -> int:
        return self.helpful + self.unhelpful

    @property
    def is_public(self) -> bool:
        return self.said >= FEWEST_TO_SHOW


WORDING = "ces-2.0"
"""The wording in use. A question that is worded anew gets another name, and its numbers a mean of their own."""

SCALE = range(1, 8)
ASKED_AFTER = timedelta(days=1)
OPEN_FOR = timedelta(days=30)
"""How long it can be answered, and the answer changed, from the day it was asked."""
MAILED_AGAIN_AFTER = timedelta(days=90)
"""Nobody is mailed the question more often. About other answers it stands on their pages meanwhile."""
ENOUGH = 30
"""Under so many answers a mean says little: it is shown as too few."""
EASY = 5
"""From here on people agree that it was easy."""


def asks_effort(*, first: bool, status: str, before: str) -> bool:
    """Of which answers it is asked how easy they were to come by: the first one, and each that changes the status."""
    return first or status != before


def is_open(asked_at: datetime, now: datetime) -> bool:
    return now < asked_at + OPEN_FOR


def why_not_asked(*, withdrawn: bool, newest: bool, in_sight: bool) -> str:
    """Why nobody is asked about an answer after all; empty when somebody is."""
    if withdrawn:
        return "withdrawn"
    if not newest:
        return "replaced"
    return "" if in_sight else "hidden"


@dataclass(frozen=True)
class EffortFigures:
    """What the answers to the effort question add up to.

    `spread` counts the answers from 1 to 7. `easy` is the share, 0 to 1, of those from 5 to 7. `low` and `high` bound
    the mean with 95 % confidence: 1.96 standard errors to both sides, the normal approximation, kept within the scale;
    empty under two answers.
    """

    count: int
    mean: float | None
    spread: tuple[int, ...]
    easy: float | None
    low: float | None
    high: float | None

    @property
    def is_enough(self) -> bool:
        return self.count >= ENOUGH


def figures_of(scores: Sequence[int]) -> EffortFigures:
    """Customer Effort Score 2.0: the mean of 1 (strongly disagree) to 7 (strongly agree).

    Source: M. Dixon, N. Toman and R. DeLisi, "The Effortless Experience" (2013): to what extent somebody agrees that "The
    company made it easy for me to handle my issue". The first score, of 2010, ran from 1 to 5 and the other way round;
    the two are not to be mixed.
    """
    if not scores:
        return EffortFigures(0, None, (0,) * len(SCALE), None, None, None)
    found, mean = Counter(scores), fmean(scores)
    error = 1.96 * stdev(scores) / sqrt(len(scores)) if len(scores) > 1 else None
    low, high = (None, None) if error is None else (max(1.0, mean - error), min(7.0, mean + error))
    easy = sum(score >= EASY for score in scores) / len(scores)
    return EffortFigures(len(scores), mean, tuple(found[score] for score in SCALE), easy, low, high)
