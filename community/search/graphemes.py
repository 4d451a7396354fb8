"""Where a text may be cut: never inside what people see as one character. Pure.

The rules of Unicode Standard Annex 29 that the standard library's tables can tell: marks, joined pictures, flags,
conjuncts and Hangul syllables.
"""

import unicodedata

_JOINER = "\u200d"
_FOLLOWING = frozenset("\u200c\u200d\u0e33\u0eb3")
"""Joiners, and the vowels of Thai and Lao that are no marks by category."""

_FLAG_LETTERS = ("\U0001f1e6", "\U0001f1ff")
_SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
_TAGS = ("\U000e0020", "\U000e007f")
_JAMO_VOWELS_AND_TAILS = ("\u1160", "\u11ff")
_JAMO_LEADS = ("\u1100", "\u115f")
_VIRAMA = 9
"""The combining class of the signs that join two consonants."""


def boundary_before(text: str, at: int) -> int:
    """The last place at or before `at` where the text may be cut."""
    while 0 < at < len(text) and sticks(text, at):
        at -= 1
    return at


def boundary_after(text: str, at: int) -> int:
    """The first place at or after `at` where the text may be cut."""
    while 0 < at < len(text) and sticks(text, at):
        at += 1
    return at


def sticks(text: str, at: int) -> bool:
    """Do the characters before and after this place belong together?"""
    before, after = text[at - 1], text[at]
    if after < "\u0300":
        return False
    if unicodedata.category(after)[0] == "M" or after in _FOLLOWING or before == _JOINER:
        return True
    if _within(after, _SKIN_TONES) or _within(after, _TAGS) or _within(after, _JAMO_VOWELS_AND_TAILS):
        return True
    if _within(after, _FLAG_LETTERS):
        return _flag_letters_before(text, at) % 2 == 1
    return _within(before, _JAMO_LEADS) or (unicodedata.combining(before) == _VIRAMA and after.isalpha())


def _within(character: str, between: tuple[str, str]) -> bool:
    return between[0] <= character <= between[1]


def _flag_letters_before(text: str, at: int) -> int:
    """A flag is two letters; only their number tells where the next one begins."""
    count = 0
    while count < at and _within(text[at - 1 - count], _FLAG_LETTERS):
        count += 1
    return count
