"""Two opinions on what is the same idea, made one: what the words say and what the sentences mean. Pure.

Words alone miss paraphrases, vectors alone miss identifiers and error messages; together they beat either.
"""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import NamedTuple, TypeVar

from community.search.meaning import SHARES, Cosines

T = TypeVar("T")

WEIGHT = 1.25
"""How much a cosine of 1 counts against saying all the words that were asked for. Between 1 and 2 it makes no difference."""

CROWDING = 0.5
"""How much of the nearness of its own neighbours an idea is not credited with. What lies in a crowd is near to every
question about its subject, without being what any of them asks; local scaling takes that out (CSLS: Conneau et al.,
"Word Translation Without Parallel Data", 2018, which takes all of it; half was best here, and any share helped)."""

USUAL_CROWD = 0.35
"""Of an idea whose neighbours have not been looked at yet."""

LEAST_SHARE = 0.12
"""Without vectors: below this share of what a perfect match would score, two ideas have only a common word in common."""

LEAST_CERTAINTY = 0.1
"""With vectors: below it two ideas do not even share a subject. What says the same in other words, or in another language,
often comes no nearer than .15, so a higher floor hides what was to be found."""

SURE = 0.25
"""From here on we say that an idea sounds like what was typed; below, only that it may be meant."""


class Ranked(NamedTuple):
    """`score` orders the answers to one query, `certainty` (0 to 1, no probability) compares those of all queries.
    `alike` is False for what has nothing but a word in common, and is better not shown."""

    idea_id: int
    score: float
    certainty: float
    alike: bool
    sure: bool = False


_SCORE_AND_ID = itemgetter(1, 0)


def rank(words: Mapping[int, float], meant: Mapping[int, Cosines], perfect: float) -> list[Ranked]:
    """Best first. `words` are scores, `perfect` the score of a text that says all the query's words.

    An idea that has no vector yet counts as near as its words would have it.
    """
    best = max(words.values(), default=0.0) or 1.0
    near = {idea_id: nearness(cosines) for idea_id, cosines in meant.items()}
    nearest, floor = max(near.values(), default=0.0), LEAST_CERTAINTY if near else LEAST_SHARE
    found = []
    for idea_id in words.keys() | near.keys():
        said = words.get(idea_id, 0.0)
        share = said / perfect if perfect else 0.0
        close = near.get(idea_id, nearest * said / best)
        sure = certainty(min(share, 1.0), close) if near else min(share, 1.0)
        found.append(Ranked(idea_id, share + WEIGHT * close, sure, sure >= floor, sure >= floor and (not near or sure >= SURE)))
    return sorted(found, key=_SCORE_AND_ID, reverse=True)


def nearness(cosines: Cosines) -> float:
    """One number of all the cosines, less what the idea's crowd would have anyway: about as large as a cosine."""
    return _cosine(cosines) - CROWDING * ((USUAL_CROWD if cosines.crowd is None else cosines.crowd) - USUAL_CROWD)


def _cosine(cosines: Cosines) -> float:
    if cosines.whole is None or cosines.back is None:
        return (cosines.title + cosines.cross) / 2
    values = (cosines.title, cosines.cross, cosines.whole, cosines.back)
    return sum(share * value for share, value in zip(SHARES, values, strict=True)) / sum(SHARES)


def best_of_group(found: Mapping[int, T], root_of: Mapping[int, int], worth: Callable[[T], float]) -> dict[int, T]:
    """An idea is worth as much as the best of itself and of those that joined it."""
    if not root_of:
        return dict(found)
    best: dict[int, T] = {}
    for idea_id, value in found.items():
        root = root_of.get(idea_id, idea_id)
        if root not in best or worth(value) > worth(best[root]):
            best[root] = value
    return best


def certainty(share: float, close: float) -> float:
    """Of the words said, the share that is met, and how near the meaning is; either alone is worth less than both."""
    return min(max(0.75 * close + 0.5 * share, 0.0), 1.0)
