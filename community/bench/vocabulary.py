"""Made-up texts whose words recur as they do in life, for measuring an index: no sense, no language, any number.

Word frequencies follow Zipf and Mandelbrot (Mandelbrot 1953): the word of rank r is said with a frequency of 1 / (r + 2.7)^1.07.
The first ranks are the function words of English, the rest are invented and pronounceable.
"""

from bisect import bisect
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from random import Random

SHIFT, SLOPE = 2.7, 1.07
FUNCTION_WORDS = ["the", "to", "a", "and", "i", "of", "in", "it", "is", "for", "that", "when", "we", "my", "on", "not", "with", "be", "have", "you", "can", "are", "at", "or", "this", "as", "but", "so", "if", "one", "from", "do", "all", "would", "by", "there", "an", "me", "no", "our", "was", "they", "which", "what", "only", "more", "has", "could", "up", "out", "who", "also", "them", "then", "will", "how", "your", "than"]
ONSETS = ["", "b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "sh", "st", "t", "tr", "v", "w"]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "oo"]
CODAS = ["", "", "", "l", "m", "n", "r", "s", "t", "nd", "rk"]


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
        """By rank. Frequent words are short: a syllable more for every factor of twenty."""
        known = dict.fromkeys(FUNCTION_WORDS)
        while len(known) < self.size:
            syllables = 1 + (len(known) > 300) + (len(known) > 6_000) + (self.coining.random() < 0.3)
            known["".join(self._syllable() for _ in range(syllables))] = None
        return list(known)

    def _syllable(self) -> str:
        return self.coining.choice(ONSETS) + self.coining.choice(VOWELS) + self.coining.choice(CODAS)

    @cached_property
    def _shares(self) -> list[float]:
        return list(accumulate(1 / (rank + SHIFT) ** SLOPE for rank in range(1, self.size + 1)))
