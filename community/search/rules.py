"""What a query means, and how well a text answers it. Pure."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from community.search.analysis import Term, index_terms, terms
from community.search.stemming import fold

K1 = 1.2
B = 0.75
TITLE_WEIGHT = 4
"""How many times a title's words count in an entry, against the words of its body."""

MOST_TITLE_TERMS = 12
MOST_TERMS = 30
LONGEST_QUERY = 2_000
LONGEST_BODY = 6_000
LONGEST_ENTRY = 20_000
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
    """How much each term of a draft counts: a title's words fully, a body's by how often it says them."""
    weights = dict.fromkeys(index_terms(title[:LONGEST_QUERY]), 1.0 if not body else 2.0)
    for term, count in Counter(index_terms(body[:LONGEST_BODY])).items():
        weights[term] = weights.get(term, 0.0) + 2 * math.log1p(count)
    return weights


def rarest(weights: Mapping[str, float], rarity_of: Mapping[str, float], most: int) -> dict[str, float]:
    """The terms that decide: those known to the index, the rarest and weightiest first."""
    known = sorted(rarity_of, key=lambda term: (-weights[term] * rarity_of[term], term))
    return {term: weights[term] for term in known[:most]}


def most_terms(wanted: Iterable[str], entries: int) -> int:
    """A long text may ask for more terms; a large index answers fewer of them in time."""
    return MOST_TITLE_TERMS if len(list(wanted)) <= MOST_TITLE_TERMS or entries > 20_000 else MOST_TERMS


USUAL_LENGTH = 40.0
"""Terms of an entry, its title's counted as often as they weigh, while an empty index knows of no average."""


def score_text(title: str, text: str, weights: Mapping[str, float], rarity_of: Mapping[str, float], average: float) -> float:
    """The score the index would give an entry that it does not have yet. A term unknown to it counts as rarest."""
    counts = Counter(index_terms(text))
    for term in index_terms(title):
        counts[term] += TITLE_WEIGHT
    rarest_of_all = max(rarity_of.values(), default=1.0)
    return score_counts(counts, counts.total(), weights, {term: rarity_of.get(term, rarest_of_all) for term in weights}, average)


def score_counts(
    counts: Mapping[str, int], length: float, weights: Mapping[str, float], rarity_of: Mapping[str, float], average: float
) -> float:
    """The score of an entry of so many terms in all."""
    return sum(
        weight * rarity_of[term] * bm25(counts[term], length, average)
        for term, weight in weights.items() if term in counts and term in rarity_of
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
        without=frozenset(index_terms(minus)),
        without_phrases=tuple(filter(None, (folded(words) for sign, words in quoted if sign))),
    )


def _groups(text: str) -> tuple[frozenset[str], ...]:
    groups: dict[int, set[str]] = {}
    for term in terms(text):
        if not term.is_stop:
            groups.setdefault(term.group, set()).add(term.text)
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
    for term in sorted(terms(text), key=lambda t: (t.start, -t.end)):
        if term.text in known and term.end > end:
            found.append(term)
            end = term.end
    return found
