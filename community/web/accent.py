"""A company's colour as the four accent tokens, in light and in dark, every one of them readable. Pure.

Contrast is WCAG 2.2's ratio of relative luminances; text needs 4.5 (success criterion 1.4.3).
The surfaces and text inks here are those of static/css/2-tokens.css.
"""

import re
from dataclasses import dataclass

ENOUGH = 4.5
EASY = 7.0
"""What the dark scheme aims at: light ink on dark reads harder than the ratio says."""


@dataclass(frozen=True)
class Scheme:
    """Where the accent appears: the page, a raised surface, and the text inks that stand on its wash."""

    paper: str
    sheet: str
    inks: tuple[str, ...]


LIGHT = Scheme("#f7f7f4", "#ffffff", ("#1a2226", "#465157", "#5d686d"))
DARK = Scheme("#15181a", "#1d2123", ("#eceae5", "#b9bdbb", "#9aa19f"))
WASHES = (0.14, 0.12, 0.10, 0.08, 0.06, 0.04)
BLACK, WHITE = "#000000", "#ffffff"


@dataclass(frozen=True)
class Tokens:
    """One scheme's accent, as the style sheet names it."""

    accent: str
    hover: str
    wash: str
    on_accent: str


class AccentRefused(ValueError):
    """Too pale to read. `contrast` is the worst one found, `nearest` the same hue, dark enough."""

    def __init__(self, contrast: float, nearest: str) -> None:
        super().__init__(f"{contrast:.2f}")
        self.contrast, self.nearest = contrast, nearest


def parse_colour(text: str) -> str | None:
    """#0a5c6e from "#0A5C6E", "0a5c6e" or "#0ac"; None when it is no colour."""
    match = re.fullmatch(r"#?([0-9a-f]{6}|[0-9a-f]{3})", text.strip().lower(), re.ASCII)
    if match is None:
        return None
    digits = match[1]
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(base: str, other: str, share: float) -> str:
    """`base` with this share of `other` in it, in sRGB as color-mix(in srgb) does."""
    pairs = zip(_channels(base), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def tokens_of(colour: str) -> tuple[Tokens, Tokens]:
    """The tokens for light and dark. The colour is used as it is in light, so there it must be dark enough."""
    light = _light(colour)
    if light is None:
        raise AccentRefused(_worst(colour), _nearest(colour))
    return light, _dark(colour)


def stylesheet(colour: str) -> str:
    """The tokens as a style sheet; browsers without light-dark() get the light scheme. Empty when refused."""
    try:
        light, dark = tokens_of(colour)
    except AccentRefused:
        return ""
    names = ("accent", "hover", "wash", "on_accent")
    css = {"accent": "--accent", "hover": "--accent-hover", "wash": "--accent-wash", "on_accent": "--on-accent"}
    plain = " ".join(f"{css[name]}: {getattr(light, name)};" for name in names)
    both = " ".join(f"{css[name]}: light-dark({getattr(light, name)}, {getattr(dark, name)});" for name in names)
    return f"@layer tokens {{ :root {{ {plain} }}\n@supports (color: light-dark(red, red)) {{ :root {{ {both} }} }} }}\n"


def _light(colour: str) -> Tokens | None:
    hover = mix(colour, BLACK, 0.25) if luminance(colour) > 0.02 else mix(colour, WHITE, 0.25)
    wash = _wash(LIGHT, colour, hover)
    return Tokens(colour, hover, wash, WHITE) if wash else None


def _dark(colour: str) -> Tokens:
    """The same hue with as much white as reading in the dark takes; white itself always would do."""
    for step in range(101):
        accent = mix(colour, WHITE, step / 100)
        hover = mix(accent, WHITE, 0.35) if luminance(accent) < 0.9 else mix(accent, BLACK, 0.15)
        wash = _wash(DARK, accent, hover)
        if wash and contrast(accent, DARK.sheet) >= EASY:
            break
    return Tokens(accent, hover, wash or DARK.sheet, mix(colour, BLACK, 0.8))


def _wash(scheme: Scheme, accent: str, hover: str) -> str | None:
    """The strongest tint on which the accent and every text ink stay readable."""
    for share in WASHES:
        wash = mix(scheme.sheet, accent, share)
        surfaces = (scheme.paper, scheme.sheet, wash)
        accents_read = all(contrast(ink, surface) >= ENOUGH for ink in (accent, hover) for surface in surfaces)
        if accents_read and all(contrast(ink, wash) >= ENOUGH for ink in scheme.inks):
            return wash
    return None


def _worst(colour: str) -> float:
    """The lowest of the contrasts in light; the faintest wash counts as its own surface."""
    return min(contrast(colour, surface) for surface in (LIGHT.paper, LIGHT.sheet, mix(LIGHT.sheet, colour, WASHES[-1])))


def _nearest(colour: str) -> str:
    darker = (mix(colour, BLACK, step / 50) for step in range(1, 51))
    return next(candidate for candidate in darker if _light(candidate))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
