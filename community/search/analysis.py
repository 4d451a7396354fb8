"""Text as terms: the same for both indexes, for queries and for what is marked in a result. Pure.

A term is a folded word, stemmed in the language of its text. Scripts written without spaces become pairs of characters;
what hyphens and dots join ("e-mail", "v2.1") counts as its parts and as one word.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from community.search.stemming import fold, spelt, stem
from community.search.stopwords import STOP_WORDS

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_JOINING = "\u00ad\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200b-\u200d\u2060\ufeff"
_LETTER = rf"(?:(?!_)[\w{_JOINING}])"
_CHUNK = re.compile(rf"{_LETTER}+(?:[-.'’·_/]{_LETTER}+)*")
_PIECE = re.compile(rf"[{_UNSPACED}]+|(?:(?![_{_UNSPACED}])[\w{_JOINING}])+")
_PAIRED = re.compile(f"[{_UNSPACED}]")
_TAILS = ("'s", "’s")
_NOTHING: frozenset[str] = frozenset()
_ENGLISH_STOPS = frozenset(stem(word, "") for word in STOP_WORDS["en"])


class Term(NamedTuple):
    """`group` numbers the words of the text: the terms of one group are ways to meet one and the same word.

    `word` is how it stood there; a pair of characters has none, for no other spelling could be meant.
    """

    text: str
    group: int
    start: int
    end: int
    word: str = ""
    is_stop: bool = False

    @property
    def spelling(self) -> str:
        """The word as written, in one case: its language may need its accents."""
        return spelt(self.word) if self.word else self.text


def terms(text: str, language: str = "") -> Iterator[Term]:
    """Every term with the place of its word in the text, stop words too. Text of no known language is read as English."""
    group = 0
    for chunk in _CHUNK.finditer(text):
        for term, ends_word in _terms_of_chunk(chunk.group(), chunk.start(), group, language):
            if term.text:
                yield term
            group += ends_word
        group += 1


def index_terms(text: str, language: str = "") -> list[str]:
    """What an index keeps of a text: its terms in order, without stop words."""
    return [term.text for term in terms(text, language) if not term.is_stop]


def count_words(text: str, most: int = 3) -> int:
    """How many words were typed, up to `most`; two characters of an unspaced script count as one."""
    seen = set()
    for term in terms(text):
        seen.add(term.group)
        if len(seen) == most:
            break
    return len(seen)


def says_nothing(word: str, languages: Collection[str]) -> bool:
    """Is this a stop word in one of these languages?"""
    plain = fold(word)
    return any(plain in STOP_WORDS.get(language, _NOTHING) for language in languages)


def _terms_of_chunk(chunk: str, at: int, group: int, language: str) -> Iterator[tuple[Term, bool]]:
    if chunk.isascii() and chunk.isalnum():
        yield _term(chunk, group, at, at + len(chunk), language), False
        return
    pieces = list(_PIECE.finditer(_without_tail(chunk)))
    joined = len(pieces) > 1
    for piece in pieces:
        start, word = at + piece.start(), piece.group()
        if _PAIRED.match(word):
            joined = False
            for offset in range(max(len(word) - 1, 1)):
                yield Term(fold(word[offset : offset + 2]), group, start + offset, start + offset + len(word[offset : offset + 2])), True
                group += 1
        else:
            yield _term(word, group, start, start + len(word), language), False
    if joined:
        yield _term("".join(piece.group() for piece in pieces), group, at, at + len(chunk), language), False


def _term(word: str, group: int, start: int, end: int, language: str) -> Term:
    text = stem(word, language)
    is_stop = text in _ENGLISH_STOPS if language in ("", "en") else fold(word) in STOP_WORDS.get(language, _NOTHING)
    return Term(text, group, start, end, word, is_stop)


def _without_tail(chunk: str) -> str:
    """"the nurse's phone": the possessive is no word of its own."""
    return chunk[:-2] if chunk.casefold().endswith(_TAILS) else chunk
