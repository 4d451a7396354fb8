"""Variables of a template: known ones are filled in, and nothing else creeps in with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.responses.rules import check_answer
from community.responses.templating import VARIABLES, as_text, fill, unknown_variables
from community.responses.wording import has_placeholder

VALUES = {"author": "Ada Okoro", "title": "Print the week", "votes": "41", "topic": "Rotas", "review_date": "1 June 2027", "answerer": "Marta"}


def test_each_variable_becomes_its_value():
    body = "Dear {author}, “{title}” in {topic}, {votes} votes. {answerer}, {review_date}."
    assert fill(body, VALUES) == "Dear Ada Okoro, “Print the week” in Rotas, 41 votes. Marta, 1 June 2027."
    assert fill("{ author }", VALUES) == "Ada Okoro"


def test_what_is_no_variable_is_named():
    assert unknown_variables("{author} {auther} {Title} {} {auther}") == ["{auther}", "{Title}", "{}"]
    assert unknown_variables(" ".join(f"{{{name}}}" for name in VARIABLES)) == []
    assert unknown_variables("Leave [why] for the writer.") == []


def test_a_variable_without_a_value_stays_and_is_refused():
    body = fill("We look at “{title}” again by {review_date}, as we said we would.", {**VALUES, "review_date": ""})
    assert "{review_date}" in body
    assert "placeholder" in {problem.code for problem in check_answer(body, "shipped", None, None)}


@pytest.mark.parametrize("title", ["{author}", "Add [beta] badges", "A <...> b", "{x", "*bold* _and_ `code`", "Two\nlines", "Q&A & more"])
def test_a_value_brings_no_gap_and_no_markup(title):
    filled = fill("“{title}”", {"title": title})
    assert not has_placeholder(filled)
    assert "\n" not in filled


@given(st.text(), st.text())
def test_values_are_never_read_as_variables(one, other):
    filled = fill("{author}|{title}", {"author": one or "-", "title": other or "-"})
    assert filled == f"{as_text(one or '-')}|{as_text(other or '-')}"


@given(st.text())
def test_text_without_braces_is_left_alone(text):
    plain = text.replace("{", "").replace("}", "")
    assert fill(plain, VALUES) == plain
    assert unknown_variables(plain) == []
