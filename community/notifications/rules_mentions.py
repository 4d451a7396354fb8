"""Whom an @ in a comment means."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

MOST_MENTIONS = 10
"""So many people one comment can call; the rest stays text."""
MOST_WORDS = 5
"""Of a name."""
_AT = re.compile(r"(?<![\w@./+-])@(?=\w)")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Called:
    """What stands behind one @: where it starts, and each name it may be, as (end, folded name), the longest first."""

    start: int
    names: tuple[tuple[int, str], ...]


def called_in(text: str, fold: Callable[[str], str]) -> list[Called]:
    """Each @ that may call somebody: at the beginning of a word, so not in an address."""
    return [Called(at.start(), tuple(reversed([*_names(text, at.end(), fold)]))) for at in _AT.finditer(text)][:MOST_MENTIONS]


def _names(text: str, start: int, fold: Callable[[str], str]) -> Iterator[tuple[int, str]]:
    for count, word in enumerate(_WORD.finditer(text, start)):
        if count == MOST_WORDS or (count and "@" in word[0]):
            return
        end = word.end()
        while end > start and not text[end - 1].isalnum():
            end -= 1
        yield end, fold(text[start:end])


@dataclass(frozen=True)
class Meant:
    start: int
    end: int
    person_id: int


def meant_by(called: list[Called], people: Mapping[int, str]) -> list[Meant]:
    """Whom each calls among these people, by id and folded name: by the whole name, or by the first where only one has it.

    Of two of the same name neither is meant, for nothing says which.
    """
    whole, first = _by_name(people, lambda name: name), _by_name(people, lambda name: name.split(" ")[0])
    found = (_meant(each, whole, first) for each in called)
    return [each for each in found if each is not None]


def _meant(called: Called, whole: Mapping[str, set[int]], first: Mapping[str, set[int]]) -> Meant | None:
    fits = next(((end, whole[name]) for end, name in called.names if name in whole), None)
    if fits is None and called.names:
        end, name = called.names[-1]
        fits = (end, first.get(name, set()))
    if fits is None or len(fits[1]) != 1:
        return None
    return Meant(called.start, fits[0], next(iter(fits[1])))


def _by_name(people: Mapping[int, str], key: Callable[[str], str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for person_id, name in people.items():
        found.setdefault(key(name), set()).add(person_id)
    return found
