"""Made-up texts whose words recur as they do in life, for measuring an index: no sense, no language, any number.

Word frequencies follow Zipf and Mandelbrot (Mandelbrot 1953): the word of rank r is said with a frequency of 1 / (r + 2.7)^1.07.
The first ranks are the function words of English, the next few thousand what the people of the demo wrote about their work, the
commonest first; the rest are put together from two of those. A model reads a title of these in 1.95 pieces a
word, and one of the demo's people in 1.64; wholly invented words took 2.75.
"""

import re
from bisect import bisect
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from random import Random

from community.demo.content import stories

SHIFT, SLOPE = 2.7, 1.07
COMMON = 800
"""So many of the written words make up the rare ones: 640,000 pairs."""
FUNCTION_WORDS = ["the", "to", "a", "and", "i", "of", "in", "it", "is", "for", "that", "when", "we", "my", "on", "not", "with", "be", "have", "you", "can", "are", "at", "or", "this", "as", "but", "so", "if", "one", "from", "do", "all", "would", "by", "there", "an", "me", "no", "our", "was", "they", "which", "what", "only", "more", "has", "could", "up", "out", "who", "also", "them", "then", "will", "how", "your", "than"]


@cache
def _written() -> tuple[str, ...]:
    """The words of the demo's ideas, the commonest first."""
    said = Counter(word for story in stories() for word in re.findall(r"[a-z]+", f"{story.title} {story.body}".lower()))
    return tuple(sorted(said, key=lambda word: (-said[word], word)))


@dataclass(frozen=True)
class Said:
    title: str
    body: str


class Vocabulary:
    """Speaks titles of 4 to 12 words and bodies of 20 to 120; the same ones for the same seed."""

    def __init__(self, words: int = 50_000, seed: int = 1) -> None:
        self.random, self.coining, self.size = Random(seed), Random(seed), words

    def go_on(self, seed: int) -> "Vocabulary":
        """The same words; from here on, other sentences for another seed."""
        self.random.seed(seed)
        return self

    def say(self) -> Said:
        return Said(self._words(self.random.randint(4, 12)).capitalize(), self._words(self.random.randint(20, 120)) + ".")

    def _words(self, count: int) -> str:
        return " ".join(self._word() for _ in range(count))

    def _word(self) -> str:
        return self.lexicon[bisect(self._shares, self.random.random() * self._shares[-1])]

    @cached_property
    def lexicon(self) -> list[str]:
        """By rank."""
        known = dict.fromkeys([*FUNCTION_WORDS, *_written()][: self.size])
        while len(known) < self.size:
            known["".join(self.coining.choices(_written()[:COMMON], k=2))] = None
        return list(known)

    @cached_property
    def _shares(self) -> list[float]:
        return list(accumulate(1 / (rank + SHIFT) ** SLOPE for rank in range(1, self.size + 1)))
