"""Text as terms: the same for both indexes, for queries and for what is marked in a result. Pure.

A term is a folded, stemmed word. Scripts written without spaces become pairs of characters; what hyphens and dots
join ("e-mail", "v2.1") counts as its parts and as one word.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer

LONGEST_TERM = 40

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_JOINING = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200c\u200d"
_LETTER = rf"(?:(?!_)[\w{_JOINING}])"
_CHUNK = re.compile(rf"{_LETTER}+(?:[-.'’·_/]{_LETTER}+)*")
_PIECE = re.compile(rf"[{_UNSPACED}]+|(?:(?![_{_UNSPACED}])[\w{_JOINING}])+")
_MARKS = re.compile(r"[\u0300-\u036f\u200c\u200d]+")
_STEMMED = re.compile(r"[a-z]{3,}")
_TAILS = ("'s", "’s")

_english = EnglishStemmer()

_STOP_LIST = """
    a about after all also am an and any are as at be because been before being but by can cannot could did do
    does doing don done each for from get gets give go had has have having he her here him his how i if in into is it
    its just let like make me more most my no nor not now of off on once one only or other our out over own please
    same shall she should so some such than that the their them then there these they this those through to too
    under until up us use very want was we were what when where which while who whom why will wish with would you
    your s t ve ll re m d
"""
STOP_WORDS = frozenset(_STOP_LIST.split())


@dataclass(frozen=True)
class Term:
    """`group` numbers the words of the text: the terms of one group are ways to meet one and the same word."""

    text: str
    group: int
    start: int
    end: int

    @property
    def is_stop(self) -> bool:
        return self.text in _STOP_TERMS


def terms(text: str) -> Iterator[Term]:
    """Every term with the place of its word in the text, stop words too."""
    group = 0
    for chunk in _CHUNK.finditer(text):
        for term, ends_word in _terms_of_chunk(chunk.group(), chunk.start(), group):
            if term.text:
                yield term
            group += ends_word
        group += 1


def index_terms(text: str) -> list[str]:
    """What an index keeps of a text: its terms in order, without stop words."""
    return [term.text for term in terms(text) if not term.is_stop]


def count_words(text: str, most: int = 3) -> int:
    """How many words were typed, up to `most`; two characters of an unspaced script count as one."""
    seen = set()
    for term in terms(text):
        seen.add(term.group)
        if len(seen) == most:
            break
    return len(seen)


def _terms_of_chunk(chunk: str, at: int, group: int) -> Iterator[tuple[Term, bool]]:
    pieces = list(_PIECE.finditer(_without_tail(chunk)))
    joined = len(pieces) > 1
    for piece in pieces:
        start, word = at + piece.start(), piece.group()
        if re.match(f"[{_UNSPACED}]", word):
            joined = False
            for offset in range(max(len(word) - 1, 1)):
                yield Term(fold(word[offset : offset + 2]), group, start + offset, start + offset + len(word[offset : offset + 2])), True
                group += 1
        else:
            yield Term(_stem(fold(word)), group, start, start + len(word)), False
    if joined:
        whole = fold("".join(piece.group() for piece in pieces))
        yield Term(_stem(whole), group, at, at + len(chunk)), False


def _without_tail(chunk: str) -> str:
    """"the nurse's phone": the possessive is no word of its own."""
    return chunk[:-2] if chunk.casefold().endswith(_TAILS) else chunk


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """One spelling for a word: compatible forms, case and Latin accents folded."""
    plain = unicodedata.normalize("NFKD", word).casefold()
    return unicodedata.normalize("NFC", _MARKS.sub("", plain))[:LONGEST_TERM]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return _english.stem(word) if _STEMMED.fullmatch(word) else word


_STOP_TERMS = frozenset(_stem(word) for word in STOP_WORDS)
