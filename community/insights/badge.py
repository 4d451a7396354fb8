"""The badge for other people's pages: two fields side by side, as wide as their words. Pure."""

import unicodedata
from dataclasses import dataclass

from community.search.graphemes import boundary_before

PADDING, HEIGHT = 8, 24
LONGEST = 32
NARROW, WIDE = frozenset("fijlrtI.,:;'|!()[] "), frozenset("mwMW%@—…")


@dataclass(frozen=True)
class Field:
    """Words, the room they are given, and where the room begins; in pixels of a font of 12."""

    words: str
    x: int
    width: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def room(self) -> int:
        return self.width - 2 * PADDING


@dataclass(frozen=True)
class Badge:
    label: Field
    said: Field
    width: int
    height: int = HEIGHT


def badge_of(label: str, said: str, *, mirrored: bool = False) -> Badge:
    """The label first, in the direction one reads. A label too long for a badge ends in an ellipsis."""
    words = (shortened(label), said)
    widths = [width_of(each) + 2 * PADDING for each in words]
    if mirrored:
        return Badge(Field(words[0], widths[1], widths[0]), Field(words[1], 0, widths[1]), sum(widths))
    return Badge(Field(words[0], 0, widths[0]), Field(words[1], widths[0], widths[1]), sum(widths))


def shortened(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[: boundary_before(words, LONGEST - 1)].rstrip() + "…"


def width_of(words: str) -> int:
    """About how wide a sans serif of 12 pixels sets these words; the drawing stretches them to exactly that."""
    return max(round(sum(_width(character) for character in words)), 1)


def _width(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 12
    if character in NARROW:
        return 4.2
    if character in WIDE:
        return 11
    return 8.2 if character.isupper() else 6.8
