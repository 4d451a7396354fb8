"""People's Markdown: what it may become, and that nothing typed takes long to render (case 14)."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.markdown import TAGS, render

PILES = {
    "brackets": "[" * 50_000, "stars": "*" * 50_000, "star and underscore": "*a_ " * 12_000, "strong": "a**b" * 12_000,
    "quotes": ">" * 10_000 + "x", "quoted lists": "> - " * 12_000, "a line of a megabyte": "a" * 1_000_000,
    "references": "".join(f"[a{n}]: http://x.example/{n}\n" for n in range(5000)) + "[a1]" * 5000,
    "open links": "[a](" * 12_000, "open pictures": "![" * 25_000, "pairs": "[a][" * 12_000, "strikes": "~~a" * 16_000,
    "code": "`a" * 25_000, "fences": "```\n" * 12_000, "nested lists": "\n".join("  " * n + "- a" for n in range(300)),
    "numbers": "1. " * 16_000, "headings": "#\n" * 20_000, "entities": "&#" * 25_000, "backslashes": "\\" * 50_000,
    "angle": "<a " * 16_000, "autolinks": "<http://" * 6000, "an open title": '[a]: /x "' + "\n" * 20_000,
    "lines": "a\n" * 25_000,
}


@pytest.mark.parametrize("name", PILES)
def test_no_pile_of_marks_takes_long(name):
    start = time.process_time()
    render(PILES[name])
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *slanted* and ~~gone~~", "<p><strong>bold</strong> and <em>slanted</em> and <s>gone</s></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("# Loud", "<p><strong>Loud</strong></p>"),
        ("Loud\n====", "<p><strong>Loud</strong></p>"),
        ("```\n# a remark\n```", "<pre><code># a remark\n</code></pre>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("", ""),
    ],
)
def test_what_people_write_reads_as_they_meant_it(text, html):
    assert render(text) == html


def test_only_plain_tags_come_out_of_anything():
    hostile = "<h1 id=x>a</h1><img src=x><style>b</style><input><video src=x>\n\n| a |\n|---|\n\n![p](http://x.example/p.png)"
    assert set(re.findall(r"<([a-z0-9]+)", render(hostile))) <= TAGS


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>[]()*_`~#!\\\"'=/: \nabhrefonclick&;-{}%"), max_size=200))
def test_no_mixture_of_marks_makes_a_tag_or_attribute_we_do_not_know(text):
    html = render(text)
    for tag in re.findall(r"<[^>]*>", html):
        assert re.fullmatch(r'</?(?:' + "|".join(TAGS) + r')(?: href="[^"]*")?(?: rel="nofollow ugc noopener")?>', tag), (text, tag)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_rendering_never_fails(text):
    assert isinstance(render(text.encode("utf-8", "replace").decode()), str)
