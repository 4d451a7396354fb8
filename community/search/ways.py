"""By which terms a written word is met: its stems in the languages held here, and near words where it is hardly known. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from community.search.analysis import says_nothing
from community.search.interface import Ways
from community.search.rules import rarity
from community.search.stemming import stems
from community.search.vocabulary import Vocabulary

Count = Callable[[Collection[str]], Mapping[str, int]]
"""Answers in how many entries each of these terms stands."""

@dataclass(frozen=True)
class Held:
    """What an index holds: how many entries, in which languages, and, when a word is hardly known, the words to compare it with."""

    entries: int
    languages: Mapping[str, int]
    count: Count
    words: Callable[[], Vocabulary]


SPOKEN_SHARE = 0.02
"""From this share of the ideas on, a language's stop words and compounds are heeded in queries."""

MOST_GUESSED = 6
MOST_NEAR = 4
MUCH_MORE = 20
"""A near word that stands in so many times more entries than the one that was typed may be meant instead."""

COMPOUNDING = frozenset({"da", "de", "fi", "hu", "nl", "no", "sv"})


def find_ways(words: Collection[str], here: Held, unfinished: str = "", *, guess: bool = True) -> Ways:
    """`unfinished` is the word that may still be being typed. Without `guess` only stems count, however little is known of them."""
    held, entries, count = tuple(sorted(here.languages)), here.entries, here.count
    spoken = frozenset(code for code, number in here.languages.items() if number >= SPOKEN_SHARE * entries) | {"en"}
    idle = frozenset(word for word in words if says_nothing(word, spoken))
    own = {word: stems(word, held) for word in words if word not in idle}
    having = dict(count({term for terms in own.values() for term in terms}))
    guessed = _guesses(own, having, unfinished, spoken, here) if guess else {}
    near = {guess: stems(guess, held) for guesses in guessed.values() for guess in guesses}
    if near:
        having.update(count({term for terms in near.values() for term in terms} - having.keys()))
    unknown = frozenset(word for word, terms in own.items() if not _total(terms, having))
    worth = {word: _worth(terms, having, entries) for word, terms in own.items()}
    for word, guesses in guessed.items():
        _add_guesses(worth[word], _best(guesses, near, having, _total(own[word], having)), having, entries)
    return Ways({word: terms for word, terms in worth.items() if terms}, held, idle, unknown)


def _total(terms: Collection[str], having: Mapping[str, int]) -> int:
    return sum(having.get(term, 0) for term in terms)


def _worth(terms: Collection[str], having: Mapping[str, int], entries: int) -> dict[str, float]:
    """The stems of one word are one word: as rare as all of them together, so that no odd stem outweighs the rest."""
    worth = rarity(entries, min(_total(terms, having), entries))
    return {term: worth for term in terms if having.get(term)}


def _guesses(
    own: Mapping[str, Collection[str]], having: Mapping[str, int], unfinished: str, spoken: Collection[str], here: Held,
) -> dict[str, dict[str, float]]:
    """For the words that are hardly known: what may be meant, and how sure that is, 0 to 1."""
    strange = [word for word, terms in own.items() if len(word) > 3 and word.isalpha() and _total(terms, having) <= (here.entries > MUCH_MORE)]
    if unfinished in own and unfinished not in strange and not _total(own[unfinished], having):
        strange.append(unfinished)
    if not strange:
        return {}
    known = here.words()
    guessed: dict[str, dict[str, float]] = {}
    for word in sorted(strange, key=lambda word: _total(own[word], having))[:MOST_GUESSED]:
        guesses = known.near(word)
        if not _total(own[word], having):
            guesses |= known.begun(word) if word == unfinished else {}
            guesses |= known.parts(word) if COMPOUNDING & set(spoken) else {}
        guessed[word] = guesses
    return guessed


def _best(
    guesses: Mapping[str, float], near: Mapping[str, Collection[str]], having: Mapping[str, int], total: int
) -> dict[tuple[str, ...], float]:
    """The likeliest of the guesses: the surest, and of those the commonest."""
    common = {guess: _total(near[guess], having) for guess in guesses}
    kept = [guess for guess in guesses if common[guess] > MUCH_MORE * total]
    chosen = sorted(kept, key=lambda guess: (-guesses[guess], -common[guess], guess))[:MOST_NEAR]
    return {tuple(near[guess]): guesses[guess] for guess in chosen}


def _add_guesses(worth: dict[str, float], best: Mapping[tuple[str, ...], float], having: Mapping[str, int], entries: int) -> None:
    for terms, sure in best.items():
        for term, value in _worth(terms, having, entries).items():
            worth[term] = max(worth.get(term, 0.0), round(sure * value, 4))
