"""What an administrator types about the site: each wrong input has its sentence, and the last right one has none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.web.forms_admin import SiteForm

GOOD = {"name": "Hourfold ideas", "company": "Hourfold", "promise": "We answer.", "accent": "#8a1c4a", "half_life_months": "18"}
MONTHS = "Please give a number of months from 1 to 120."
COLOUR = "Please write the colour as six figures after a #, such as #0a5c6e."


def problems(reading, **typed):
    form = SiteForm.parse(GOOD | typed)
    with reading():
        assert form.check() == (not form.problems)
    return form.problems


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "The site needs a name, such as “Ideas”."), ("name", " \u200b\u202e ", "The site needs a name, such as “Ideas”."),
        ("name", "N" * 81, "Please shorten this to 80 characters."), ("company", "C" * 81, "Please shorten this to 80 characters."),
        ("promise", "p" * 301, "Please shorten this to 300 characters."),
        *(("half_life_months", typed, MONTHS) for typed in ("0", "121", "-1", "1.5", "", "x", "1e1", "٣", "1000", "9" * 5_000, "+6")),
        *(("accent", typed, COLOUR) for typed in ("crimson", "#12345", "#1234567", "##0a5c6e", "#0a5c6g", "rgb(1,2,3)", "#٠٠٠٠٠٠", "0a 5c 6e")),
        (
            "accent", "#ffcc00",
            "This colour is too pale to read: its contrast is 1.4 to 1 and must be 4.5. The nearest one that can be read is #8a6e00.",
        ),
    ],
)
def test_each_wrong_input_has_its_sentence_beside_its_field(reading, field, typed, said):
    assert problems(reading, **{field: typed}) == {field: said}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "N" * 80), ("company", ""), ("company", "C" * 80), ("promise", ""), ("promise", "p" * 300), ("half_life_months", "1"),
        ("half_life_months", "120"), ("half_life_months", " 7 "), ("accent", ""), ("accent", "8A1C4A"), ("accent", "#111"),
    ],
)
def test_the_last_right_one_is_taken(reading, field, typed):
    assert problems(reading, **{field: typed}) == {}


def test_all_that_is_wrong_is_said_at_once(reading):
    found = problems(reading, name="", company="C" * 81, promise="p" * 301, half_life_months="x", accent="red")
    assert set(found) == {"name", "company", "promise", "half_life_months", "accent"}


def test_what_is_saved_is_what_it_means(reading):
    form = SiteForm.parse(GOOD | {"accent": "8A1C4A", "hold_first_ideas": "1", "name": "  Hourfold   ideas "})
    with reading():
        assert form.check()
    assert form.values() == {
        "name": "Hourfold ideas", "company": "Hourfold", "promise": "We answer.", "accent": "#8a1c4a", "hold_first_ideas": True, "half_life_months": 18,
    }
    assert form.accent == "8A1C4A", "what was typed stays in its field"


@pytest.mark.parametrize("typed", ["", "0", "on", "true", "2"])
def test_a_box_is_ticked_by_its_own_value_alone(typed):
    assert SiteForm.parse(GOOD | {"hold_first_ideas": typed}).hold_first_ideas is False


def test_a_form_that_says_nothing_of_the_half_life_keeps_the_usual(reading):
    form = SiteForm.parse({"name": "Ideas"})
    with reading():
        assert form.check()
    assert form.values()["half_life_months"] == 12


@settings(max_examples=40)
@given(st.text(max_size=40), st.text(max_size=12))
def test_whatever_is_typed_is_saved_clean_or_refused_in_words(words_app, text, number):
    form = SiteForm.parse({"name": text, "company": text, "accent": text, "half_life_months": number})
    with words_app.test_request_context():
        if form.check():
            assert 1 <= form.values()["half_life_months"] <= 120
            assert form.colour == "" or (len(form.colour) == 7 and form.colour[0] == "#")
            assert form.name.strip() == form.name != ""
        else:
            assert all(form.problems.values())
