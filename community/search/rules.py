"""What a query means, and how well a text answers it. Pure."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from community.search.analysis import Term, index_terms, terms
from community.search.interface import LANGUAGE, Ways
from community.search.stemming import fold, stems

K1 = 1.2
B = 0.75
TITLE_WEIGHT = 4
"""How many times a title's words count in an entry, against the words of its body."""

MOST_TITLE_TERMS = 12
MOST_TERMS = 30
LONGEST_QUERY = 2_000
LONGEST_BODY = 6_000
LONGEST_ENTRY = 20_000
LONGEST_WORD = 60
TYPED_WORDS = 3
"""Suggestions come from this word on."""

MOST_PHRASES = 5
_QUOTED = re.compile(r'(?P<minus>(?<!\S)-)?"(?P<text>[^"]*)"')
_MINUS = re.compile(r"(?<!\S)-(?P<word>[^\s\"-]\S*)")


def rarity(entries: int, having: int) -> float:
    """The idf of Robertson and Spärck Jones as Lucene smooths it: never negative. Rounded: see interface.Measures."""
    return round(math.log(1 + (entries - having + 0.5) / (having + 0.5)), 4)


def average_length(terms: float, entries: int) -> float:
    """How many terms a text has on average, never less than one. Rounded: see interface.Measures."""
    return max(round(terms / max(entries, 1), 2), 1.0)


def bm25(count: float, length: float, average: float) -> float:
    """How much `count` occurrences say in a text of `length` terms (Okapi BM25, without the idf)."""
    return count * (K1 + 1) / (count + K1 * (1 - B + B * length / max(average, 1.0)))


def query_weights(title: str, body: str = "") -> dict[str, float]:
    """How much each written word of a draft counts: a title's fully, a body's by how often it says them.

    Words of one stem are one word, written as it was first.
    """
    spelling: dict[str, str] = {}
    weights = dict.fromkeys(_spelt(title[:LONGEST_QUERY], spelling), 1.0 if not body else 2.0)
    for word, count in Counter(_spelt(body[:LONGEST_BODY], spelling)).items():
        weights[word] = weights.get(word, 0.0) + 2 * math.log1p(count)
    return weights


def _spelt(text: str, spelling: dict[str, str]) -> list[str]:
    return [spelling.setdefault(term.text, term.spelling) for term in terms(text) if not term.is_stop]


def unfinished_word(text: str) -> str:
    """The last word of what is being typed, when nothing ends it; "" otherwise."""
    *_, last = [None, *terms(text[-LONGEST_WORD:])]
    return last.spelling if last and last.word and text[-1:].isalpha() else ""


def most_worth(weights: Mapping[str, float], ways: Ways, entries: int) -> dict[str, dict[str, float]]:
    """What decides: the words that weigh most and are rarest, and what each term that meets them is worth."""
    rarity_of = ways.rarity
    first = sorted(ways.worth, key=lambda word: (-weights[word] * rarity_of[word], word))[: most_terms(weights, entries)]
    return {word: {term: weights[word] * worth for term, worth in ways.worth[word].items()} for word in first}


def ways_into(word: str, ways: Ways) -> frozenset[str]:
    """The terms that meet a word, also those that the index does not know yet."""
    return frozenset() if word in ways.idle else frozenset((*ways.worth.get(word, ()), *stems(word, ways.languages)))


def met_groups(groups: Iterable[frozenset[str]], ways: Ways) -> tuple[frozenset[str], ...]:
    """For each group of words the terms that meet one of them; words that say nothing here are left out."""
    terms = (frozenset(term for word in group for term in ways_into(word, ways)) for group in groups)
    return tuple(filter(None, terms))


def terms_of_groups(groups: Iterable[frozenset[str]], ways: Ways) -> tuple[frozenset[str], ...] | None:
    """For each group of words the terms of which one must be there; None when the index knows none for one of them."""
    asked = [group - ways.idle for group in groups]
    terms = tuple(frozenset(term for word in group for term in ways.worth.get(word, ())) for group in asked if group)
    return terms if all(terms) else None


def parted(
    kept: dict[str, dict[str, float]], rarity_of: Mapping[str, float], entries: int, most: int | None
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """The rare words that stand in no more than about `most` entries in all, at least one; and the others."""
    rare: dict[str, dict[str, float]] = {}
    left = float(entries) * len(kept) if most is None else float(most)
    for word in sorted(kept, key=lambda word: (-rarity_of[word], word)):
        left -= (entries + 1) / math.exp(rarity_of[word])
        if rare and left < 0:
            break
        rare[word] = kept[word]
    return rare, {word: terms for word, terms in kept.items() if word not in rare}


def most_terms(wanted: Iterable[str], entries: int) -> int:
    """A long text may ask for more terms; a large index answers fewer of them in time."""
    return MOST_TITLE_TERMS if len(list(wanted)) <= MOST_TITLE_TERMS or entries > 20_000 else MOST_TERMS


USUAL_LENGTH = 40.0
"""Terms of an entry, its title's counted as often as they weigh, while an empty index knows of no average."""


@dataclass(frozen=True)
class Text:
    title: str
    text: str
    language: str = ""


def score_text(said: Text, weights: Mapping[str, float], ways: Ways, average: float) -> float:
    """The score the index would give an entry that it does not have yet. A word unknown to it counts as rarest."""
    counts = Counter(index_terms(said.text, said.language))
    for term in index_terms(said.title, said.language):
        counts[term] += TITLE_WEIGHT
    rarest_of_all = max(ways.rarity.values(), default=1.0)
    unknown = weights.keys() - ways.worth.keys() - ways.idle
    worth = {word: dict.fromkeys(stems(word, (said.language,)), rarest_of_all) for word in unknown} | dict(ways.worth)
    return score_counts(counts, counts.total(), weights, worth, average)


def score_counts(
    counts: Mapping[str, int], length: float, weights: Mapping[str, float], worth: Mapping[str, Mapping[str, float]], average: float
) -> float:
    """The score of an entry of so many terms: of the ways to meet a word (Ways.worth) the best one counts."""
    return sum(
        weights[word] * max((value * bm25(counts[term], length, average) for term, value in terms.items() if term in counts), default=0.0)
        for word, terms in worth.items()
    )


def best_score(weights: Mapping[str, float], rarity_of: Mapping[str, float]) -> float:
    """What repeating the query's weightiest words without end would score: the measure of how much a text meets."""
    rarest_of_all = max(rarity_of.values(), default=1.0)
    worth = sorted((weight * rarity_of.get(term, rarest_of_all) for term, weight in weights.items()), reverse=True)
    return (K1 + 1) * sum(worth[:MOST_TITLE_TERMS])


@dataclass(frozen=True)
class ParsedQuery:
    """`words` are groups of terms that each must be met; `phrases` are folded words that must stand together."""

    words: tuple[frozenset[str], ...] = ()
    phrases: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    without_phrases: tuple[str, ...] = ()

    @property
    def weights(self) -> dict[str, float]:
        return {term: 1.0 for group in self.words for term in group}

    @property
    def has_phrases(self) -> bool:
        return bool(self.phrases or self.without_phrases)


def parse_query(text: str) -> ParsedQuery:
    """Words, "words together" and -words; nothing else has a meaning, and nothing is an error."""
    text = text[:LONGEST_QUERY].replace("“", '"').replace("”", '"').replace("„", '"')
    quoted = [(found["minus"], found["text"]) for found in _QUOTED.finditer(text)][:MOST_PHRASES]
    rest = _QUOTED.sub(" ", text)
    minus = " ".join(found["word"] for found in _MINUS.finditer(rest))
    plain = _MINUS.sub(" ", rest)
    kept = [words for sign, words in quoted if not sign]
    return ParsedQuery(
        words=_groups(" ".join([plain, *kept])),
        phrases=tuple(filter(None, map(folded, kept))),
        without=frozenset(term.spelling for term in terms(minus) if not term.is_stop),
        without_phrases=tuple(filter(None, (folded(words) for sign, words in quoted if sign))),
    )


def _groups(text: str) -> tuple[frozenset[str], ...]:
    groups: dict[int, set[str]] = {}
    for term in terms(text):
        if not term.is_stop:
            groups.setdefault(term.group, set()).add(term.spelling)
    unique = dict.fromkeys(frozenset(group) for group in groups.values())
    return tuple(unique)[:MOST_TERMS]


def folded(text: str) -> str:
    """The words of a text in one spelling with single spaces around each: for words that must stand together."""
    words = re.findall(r"\w+", text)
    return f" {' '.join(fold(word) for word in words)} " if words else ""


def says(texts: Iterable[str], query: ParsedQuery) -> bool:
    """Do the quoted words stand together in one of these texts, and the unwanted ones in none?"""
    said = [folded(text) for text in texts]
    wanted = all(any(phrase in text for text in said) for phrase in query.phrases)
    return wanted and not any(phrase in text for phrase in query.without_phrases for text in said)


def matches(text: str, wanted: Iterable[str]) -> list[Term]:
    """The words of a text that meet one of these terms, without overlaps, in order."""
    known, found, end = set(wanted), [], 0
    languages = tuple(sorted(term.removeprefix(LANGUAGE) for term in known if term.startswith(LANGUAGE)))
    for term in sorted(terms(text), key=lambda t: (t.start, -t.end)):
        if term.end > end and (term.text in known or not known.isdisjoint(stems(term.word, languages))):
            found.append(term)
            end = term.end
    return found
