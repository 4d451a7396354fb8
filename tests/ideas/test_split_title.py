"""Free words as a line and the rest."""

from hypothesis import given
from hypothesis import strategies as st

from community.ideas import rules


def test_a_short_wish_is_its_own_line():
    assert rules.split_title("Print the week\non one page") == ("Print the week on one page", "")


def test_a_long_one_gives_its_first_sentence():
    line, rest = rules.split_title("Print the week on one page. " + "Half the kitchen has no phone on shift. " * 5)
    assert line == "Print the week on one page."
    assert rest.startswith("Half the kitchen")


@given(st.text(max_size=2_000))
def test_a_line_always_fits_its_field(text):
    line, _ = rules.split_title(text)
    assert len(line) <= rules.LONGEST_TITLE
