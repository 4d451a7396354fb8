"""Words brought to one spelling and to their stem, in the language of their text. Pure."""

import re
import unicodedata
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import Stemmer

LONGEST_TERM = 40

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "fa": "persian", "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}
"""The stemmer of each language that has one; words of other languages, and of none that is known, are read as English."""

_MARKS = re.compile(r"[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u093c\u200b-\u200f\u2060\ufeff]+")
"""Accents, vowel points, the lengthening stroke, and what is not seen at all."""

_guard = Lock()
"""A stemmer works in its own memory: one word at a time."""

_STEMMED = re.compile(r"[^\W\d_]{3,}")
_ENGLISH = re.compile(r"[a-z]{3,}")


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """One spelling for a word: compatible forms, case and accents folded."""
    plain = unicodedata.normalize("NFKD", word).casefold()
    return unicodedata.normalize("NFC", _MARKS.sub("", plain))[:LONGEST_TERM]


@lru_cache(maxsize=50_000)
def spelt(word: str) -> str:
    """A word as it is written, in one case and with compatible forms folded, but with its accents."""
    return unicodedata.normalize("NFKC", word.replace("\u00ad", "")).casefold()[:LONGEST_TERM]


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """The folded stem of a word as it stands in a text. Accents are read before they are folded: their language needs them."""
    if language in ("", "en") or language not in STEMMERS:
        plain = fold(word)
        return _cut(plain, "en") if _ENGLISH.fullmatch(plain) else plain
    written = spelt(word)
    return fold(_cut(written, language)) if _STEMMED.fullmatch(_MARKS.sub("", written)) else fold(word)


@lru_cache(maxsize=50_000)
def stems(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Every term that this word may have been kept as in a text of one of these languages; the English one first.

    Accents may have been left out in typing, so a word without any is also stemmed as it is.
    """
    others = [language for language in languages if language in STEMMERS and language != "en"]
    found = [stem(word, ""), *(stem(each, language) for language in others for each in dict.fromkeys((word, fold(word))))]
    return tuple(term for term in dict.fromkeys(found) if term)


def _cut(word: str, language: str) -> str:
    with _guard:
        found: str = _stemmer(language).stemWord(word)
    return found


@cache
def _stemmer(language: str) -> Any:
    return Stemmer.Stemmer(STEMMERS[language], 0)
