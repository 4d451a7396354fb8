"""The company's colour: taken as it is when it reads well, refused with a way out when it does not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.config import ROOT
from community.web import accent
from community.web.accent import DARK, LIGHT, AccentRefused, contrast, parse_colour, tokens_of

ENOUGH = 4.5  # WCAG 2.2, 1.4.3, and not whatever the code says
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_agrees_with_figures_known_from_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#0000ff", "#ffffff") == pytest.approx(8.59, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_surfaces_and_inks_are_those_of_the_style_sheet():
    css = (ROOT / "static/css/2-tokens.css").read_text()
    found = {m[1]: (m[2], m[3]) for m in re.finditer(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)}
    for place, scheme in enumerate((LIGHT, DARK)):
        assert (scheme.paper, scheme.sheet) == (found["paper"][place], found["sheet"][place])
        assert scheme.inks == tuple(found[name][place] for name in ("ink", "ink-2", "ink-3"))


def faults(tokens, scheme):
    """Every pair of the tokens that a reader could not read."""
    pairs = [(ink, on) for ink in (tokens.accent, tokens.hover) for on in (scheme.paper, scheme.sheet, tokens.wash)]
    pairs += [(tokens.on_accent, tokens.accent), (tokens.on_accent, tokens.hover)]
    pairs += [(ink, tokens.wash) for ink in scheme.inks]
    return [pair for pair in pairs if contrast(*pair) < ENOUGH]


@settings(max_examples=500, deadline=None)
@given(COLOURS)
def test_whatever_is_taken_can_be_read_everywhere_in_both_schemes(colour):
    try:
        light, dark = tokens_of(colour)
    except AccentRefused as refused:
        light, dark = tokens_of(refused.nearest)
    assert faults(light, LIGHT) == []
    assert faults(dark, DARK) == []


@settings(max_examples=300, deadline=None)
@given(COLOURS)
def test_a_colour_too_pale_on_any_light_surface_is_refused(colour):
    pale = min(contrast(colour, LIGHT.paper), contrast(colour, LIGHT.sheet)) < ENOUGH
    if pale:
        with pytest.raises(AccentRefused) as refused:
            tokens_of(colour)
        assert refused.value.contrast < ENOUGH


@settings(max_examples=300, deadline=None)
@given(COLOURS)
def test_one_can_see_that_the_pointer_is_over_a_button(colour):
    try:
        schemes = tokens_of(colour)
    except AccentRefused:
        return
    assert all(tokens.hover != tokens.accent for tokens in schemes)


@pytest.mark.parametrize("colour", ["#ffcc00", "#ffffff", "#7fd09a", "#00bcd4"])
def test_bright_colours_are_refused_and_a_darker_one_of_their_kind_is_offered(colour):
    with pytest.raises(AccentRefused) as refused:
        tokens_of(colour)
    assert tokens_of(refused.value.nearest)[0].accent == refused.value.nearest
    assert accent.luminance(refused.value.nearest) < accent.luminance(colour)


def test_the_accent_is_the_chosen_colour_itself_in_light():
    light, dark = tokens_of("#8a1c4a")
    assert (light.accent, light.on_accent) == ("#8a1c4a", "#ffffff")
    assert accent.luminance(dark.accent) > accent.luminance(light.accent)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("#0A5C6E", "#0a5c6e"), (" 0a5c6e ", "#0a5c6e"), ("#0ac", "#00aacc"), ("teal", None), ("#12345", None),
     ("#0a5c6e;}", None), ("", None), ("#٠a5c6e", None)],
)
def test_a_colour_is_read_in_its_usual_spellings(typed, read):
    assert parse_colour(typed) == read


def test_the_style_sheet_has_a_plain_light_form_before_the_one_for_both():
    css = accent.stylesheet("#8a1c4a")
    assert css.index("--accent: #8a1c4a;") < css.index("@supports") < css.index("--accent: light-dark(#8a1c4a, ")
    assert all(name in css for name in ("--accent-hover:", "--accent-wash:", "--on-accent:"))


def test_an_unreadable_colour_left_from_elsewhere_changes_nothing():
    assert accent.stylesheet("#ffff00") == ""
