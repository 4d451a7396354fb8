"""What judgements teach: how often the matcher is right when it is so certain, and from where on that is often enough.

Pure. A certainty and a chance are shares from 0 to 1; a judged pair is (certainty, was it the same, how much it counts).
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, sqrt
from typing import Protocol

STEPS = 20
"""Steps of certainty: within one, all pairs are taken as equally likely."""
PRIOR = 2.0
"""So many judgements in each step are taken as made before the first, with the outcome of `believed`."""
WANTED = 0.8
"""Of the pairs that staff are shown, this share should be the same."""
EVEN = 0.5
"""And each of them should be rather the same than not, however good the others are."""
HIGHEST = 0.95
"""From here on a pair is always shown: where nothing is shown, nothing more can be learned."""
AUTHOR_COUNTS = 0.5
"""An author knows what their own idea means, but has only glanced at the other one."""
STAFF_SOURCES = ("staff", "merge")
TINY = 1e-9
"""What sums of shares may lose in the last place."""

Judged = tuple[float, bool, float]


class Saying(Protocol):
    """One person's word on a pair: a Judgement, or a row of its columns."""

    low_id: int
    high_id: int
    verdict: str
    source: str
    certainty: float | None
    created_at: datetime


@dataclass(frozen=True)
class Lesson:
    """`chances` at the middle of each step, never falling; `least` is the certainty from which pairs are shown."""

    chances: tuple[float, ...]
    least: float

    def chance(self, certainty: float) -> float:
        """How likely two ideas are the same when the matcher is so certain: between the steps, on a straight line."""
        at = min(max(certainty * STEPS - 0.5, 0.0), STEPS - 1.0)
        below = min(int(at), STEPS - 2)
        low, high = self.chances[below], self.chances[below + 1]
        return low + (high - low) * (at - below)


def last_words(said: Iterable[Saying]) -> list[Judged]:
    """One verdict a pair: staff's word outranks an author's, then the newest counts.

    The certainty is that word's own, else the newest known of its pair; a pair without any teaches nothing.
    """
    last: dict[tuple[int, int], Judged] = {}
    known: dict[tuple[int, int], float] = {}
    for word in sorted(said, key=lambda word: (word.source in STAFF_SOURCES, word.created_at)):
        pair = (word.low_id, word.high_id)
        if word.certainty is not None:
            known[pair] = word.certainty
        if pair in known:
            last[pair] = (known[pair], word.verdict == "same", 1.0 if word.source in STAFF_SOURCES else AUTHOR_COUNTS)
    return list(last.values())


def learn(judged: Iterable[Judged]) -> Lesson:
    """Isotonic regression over steps of certainty, beginning from what is believed without a judgement.

    Another "same" lowers no chance and does not raise `least`; another "different" the other way round.
    """
    counts = [PRIOR] * STEPS
    same = [PRIOR * believed((step + 0.5) / STEPS) for step in range(STEPS)]
    for certainty, was_same, weight in judged:
        step = step_of(certainty)
        counts[step] += weight
        same[step] += weight * was_same
    chances = never_falling(same, counts)
    return Lesson(tuple(chances), _least(chances, same, counts))


def believed(certainty: float) -> float:
    """How likely two ideas are the same before anybody has judged a pair: a certainty is no probability.

    A guess, made by reading the pairs of the demo community: even at a half, seldom below a third, never quite sure.
    A few judgements outweigh it.
    """
    return 0.95 / (1 + exp(-14 * (certainty - 0.5)))


def step_of(certainty: float) -> int:
    return min(max(int(certainty * STEPS), 0), STEPS - 1)


def never_falling(sums: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The means closest to `sums / weights` that never fall: pooling adjacent violators.

    Ayer, Brunk, Ewing, Reid and Silverman: An empirical distribution function for sampling with incomplete
    information. Annals of Mathematical Statistics 26 (1955).
    """
    blocks: list[tuple[float, float, int]] = []
    for total, weight in zip(sums, weights, strict=True):
        block = (total, weight, 1)
        while blocks and blocks[-1][0] * block[1] >= block[0] * blocks[-1][1]:
            before = blocks.pop()
            block = (before[0] + block[0], before[1] + block[1], before[2] + block[2])
        blocks.append(block)
    return [total / weight for total, weight, length in blocks for _ in range(length)]


def _least(chances: Sequence[float], same: Sequence[float], counts: Sequence[float]) -> float:
    """The lowest step from which on WANTED of those judged were the same, and that is itself rather so than not."""
    first = bisect_left(chances, EVEN)
    right = (step for step in range(first, STEPS) if sum(same[step:]) >= WANTED * sum(counts[step:]) - TINY)
    return min(next(right, STEPS) / STEPS, HIGHEST)


UNTAUGHT = learn([])


def wilson(same: int, judged: int, z: float = 1.96) -> tuple[float, float]:
    """The interval for a share seen `same` times in `judged`, 95 of 100 times around the true one; (0, 1) without any.

    E. B. Wilson: Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22 (1927).
    """
    if not judged:
        return 0.0, 1.0
    share, square = same / judged, z * z
    middle = (share + square / (2 * judged)) / (1 + square / judged)
    half = z * sqrt(share * (1 - share) / judged + square / (4 * judged * judged)) / (1 + square / judged)
    return max(middle - half, 0.0), min(middle + half, 1.0)
