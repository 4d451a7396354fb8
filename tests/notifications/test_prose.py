"""People's words in mails: the same as on the page, with whole addresses, and the same again as text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.markdown import render
from community.notifications.prose import as_text, for_mail
from tests.notifications.mails import urls_in

BASE = "https://ideas.example.com"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("See [this](/ideas/3).", "See this <https://ideas.example.com/ideas/3>."),
        ("<https://a.example/x>", "https://a.example/x"),
        ("- one\n- two", "- one\n- two"),
        ("> wise\n> words\n\nyes", "> wise\n> words\n\nyes"),
        ("**bold** and `code`", "bold and code"),
        ("a & b < c", "a & b < c"),
        ("```\nx = 1\n  y\n```", "x = 1\n  y"),
    ],
)
def test_markdown_becomes_plain_text(markdown, text):
    made = as_text(for_mail(render(markdown), BASE))
    assert [line.rstrip() for line in made.splitlines() if line.strip()] == [line for line in text.splitlines() if line.strip()]


def test_an_address_of_our_own_becomes_whole_and_a_script_goes():
    html = for_mail(render("[a](ideas/3) [b](//evil.example) [c](javascript:x)"), BASE)
    assert 'href="https://ideas.example.com/ideas/3"' in html
    assert "href=\"javascript" not in html


@given(st.lists(st.sampled_from(["[a](/x) ", "[b](https://b.example/y?z=1&w=2)", "> ", "\n", "- ", "**c** ", "<https://d.example> ", "`", "&lt; "])).map("".join) | st.text(max_size=200))
def test_no_text_breaks_it_and_links_are_the_same_in_both(markdown):
    html = for_mail(render(markdown), BASE)
    text = as_text(html)
    assert "<script" not in html.lower()
    linked = {url for href in re.findall(r'href="(http[^"]*)"', html) for url in urls_in(href)}
    assert linked <= urls_in(text)
