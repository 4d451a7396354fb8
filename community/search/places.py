"""Where a walk through results stands, as one word for an address. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from community.search.interface import Measures

_TEXT = re.compile(r"[as](?:~\d{1,18}){2}(?:~\d{1,9}(?:\.\d{1,9})*)?", re.ASCII)


@dataclass(frozen=True)
class Place:
    """The last result shown: its `value` in the order asked for, and its id.

    `value` is a score in millionths, microseconds since 1970, or votes. `measures`, for a walk by score, are those of the
    first page: the average length in hundredths, then for each term of the query in alphabetical order its rarity in
    ten-thousandths, 0 where the index did not know it.
    """

    value: int
    id: int
    some_words: bool = False
    measures: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[int, int]:
        return self.value, self.id

    def __str__(self) -> str:
        kept = [".".join(map(str, self.measures))] if self.measures else []
        return "~".join(["s" if self.some_words else "a", str(self.value), str(self.id), *kept])


def parse_place(text: str) -> Place | None:
    """The place that str() wrote; none when it was tampered with: then the walk starts at its beginning."""
    if not _TEXT.fullmatch(text):
        return None
    mode, value, last, *kept = text.split("~")
    if int(last) >= 2**31:
        return None
    return Place(int(value), int(last), mode == "s", tuple(map(int, kept[0].split("."))) if kept else ())


def written(measures: Measures, terms: Collection[str]) -> tuple[int, ...]:
    """Measures as whole numbers; exact, since an index rounds what it measures."""
    rarity = (round(measures.rarity.get(term, 0) * 10_000) for term in sorted(terms))
    return (round(measures.average * 100), *rarity)


def read(numbers: tuple[int, ...], terms: Collection[str]) -> Measures | None:
    """What written() wrote for these terms; None where it cannot have been for them."""
    if len(numbers) != len(terms) + 1 or numbers[0] < 100:
        return None
    rarity = {term: number / 10_000 for term, number in zip(sorted(terms), numbers[1:], strict=True) if number}
    return Measures(rarity, numbers[0] / 100)


def millionths(score: float) -> int:
    """Coarse enough that the order in which a database adds does not matter."""
    return round(score * 1_000_000)
