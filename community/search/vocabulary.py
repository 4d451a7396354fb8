"""The words that stand in ideas, as written, and which of them are near a word: by few slips, by beginning, by parts."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np

from community.search.stemming import fold

LONG = 8
"""From so many letters on two slips are forgiven, in shorter words one."""

SURE_AFTER_SLIPS = (1.0, 0.7, 0.5)
SURE_OF_BEGINNING = 0.6
SURE_OF_PART = 0.5

MOST_COMPARED = 150
MOST_BEGUN = 24
SHORTEST_PART = 4
LONGEST_ENDING = 2
LINKS = ("", "s", "n", "en", "es", "e")
"""What joins the parts of a compound."""


class Vocabulary:
    """Grows by blocks, so that a few new words do not set everything up anew; forgets nothing."""

    def __init__(self) -> None:
        self._written: dict[str, str] = {}
        self._blocks: list[Block] = []

    def __len__(self) -> int:
        return len(self._written)

    def learn(self, words: Iterable[str]) -> None:
        new = {fold(word): word for word in words}
        fresh = [plain for plain in new if plain not in self._written]
        self._written.update((plain, new[plain]) for plain in fresh)
        while fresh and self._blocks and len(self._blocks[-1].words) < 4 * len(fresh):
            fresh = [*self._blocks.pop().words, *fresh]
        if fresh:
            self._blocks.append(Block(fresh))

    def near(self, word: str) -> dict[str, float]:
        """Words one slip away, two for long ones (a letter more, less, other, or two exchanged), and how sure each is."""
        plain = fold(word)
        most = 2 if len(plain) >= LONG else 1
        found = {}
        for block in self._blocks:
            for other in block.alike(plain, most):
                apart = slips(plain, other, most)
                if 0 < apart <= most:
                    found[self._written[other]] = SURE_AFTER_SLIPS[apart]
        return found

    def begun(self, word: str) -> dict[str, float]:
        """Words that begin like this, the shortest first."""
        plain = fold(word)
        begun = sorted({other for block in self._blocks for other in block.beginning(plain)}, key=lambda other: (len(other), other))
        return {self._written[other]: SURE_OF_BEGINNING for other in begun[:MOST_BEGUN] if other != plain}

    def parts(self, word: str) -> dict[str, float]:
        """The two words that a compound is made of, where both are known, if only in a longer form."""
        plain = fold(word)
        for at in range(len(plain) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            head = next(filter(None, map(self._form, _unlinked(plain[:at]))), "")
            tail = self._form(plain[at:]) if head else ""
            if tail:
                return {self._written[head]: SURE_OF_PART, self._written[tail]: SURE_OF_PART}
        return {}

    def _form(self, plain: str) -> str:
        """The word itself, or the shortest that is little longer; "" when there is none."""
        if plain in self._written or len(plain) < SHORTEST_PART:
            return plain if plain in self._written else ""
        longer = [other for block in self._blocks for other in block.beginning(plain)[:1]]
        return min((other for other in longer if len(other) <= len(plain) + LONGEST_ENDING), key=len, default="")


class Block:
    """Folded words in order, with two 64-bit marks each: its letters and its pairs of letters."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(words)
        self._lengths = np.array([len(word) for word in self.words], dtype=np.int16)
        self._letters = np.array([_letters(word) for word in self.words], dtype=np.uint64)
        self._pairs = np.array([_pairs(word) for word in self.words], dtype=np.uint64)

    def alike(self, word: str, most: int) -> list[str]:
        """Those that may be so few slips away: one slip changes two letters and six pairs at most."""
        close = np.flatnonzero(np.abs(self._lengths - len(word)) <= most)
        close = close[np.bitwise_count(self._letters[close] ^ np.uint64(_letters(word))) <= 2 * most]
        apart = np.bitwise_count(self._pairs[close] ^ np.uint64(_pairs(word)))
        likely = np.argsort(apart, kind="stable")[:MOST_COMPARED]
        return [self.words[close[at]] for at in likely if apart[at] <= 6 * most]

    def beginning(self, word: str) -> list[str]:
        """The shortest words that begin like this."""
        first = bisect_left(self.words, word)
        last = bisect_left(self.words, word + "\U0010ffff", first)
        shortest = np.argsort(self._lengths[first:last], kind="stable")[:MOST_BEGUN]
        return [self.words[first + at] for at in shortest]


def slips(one: str, other: str, most: int) -> int:
    """How many slips lead from one word to the other (Damerau-Levenshtein, no letter moved twice); more than `most` is most + 1."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, theirs in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _unlinked(head: str) -> Iterator[str]:
    for link in LINKS:
        if head.endswith(link):
            yield head[: len(head) - len(link)]


def _letters(word: str) -> int:
    mark = 0
    for letter in word:
        mark |= 1 << (ord(letter) % 61)
    return mark


def _pairs(word: str) -> int:
    mark = 0
    for i in range(len(word) - 1):
        mark |= 1 << ((ord(word[i]) * 31 + ord(word[i + 1])) % 64)
    return mark
