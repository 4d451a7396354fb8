"""The pure rules of ideas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.ideas.rules import (
    EXCERPT,
    OTHER_PAGES,
    excerpt_of,
    may_comment,
    may_edit,
    may_mark_helpful,
    shows_something,
    slug_of,
)


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**a** b*c*d _x_ `y`. **_n_**, ~~s~~", "a b*c*d x y. n, s"), ("# Head\n\ntext", "Head text"),
        ("> quoted\n> twice\n- one\n* two\n+ three", "quoted twice one two three"),
        ("[a link](https://x.example) and ![a picture](p.png)", "a link and a picture"),
        ("snake_case and 2*3*4 and a > b | c", "snake_case and 2*3*4 and a > b | c"),
        ("{{7*7}} `{0.__class__}`", "{{7*7}} {0.__class__}"),
    ],
)
def test_an_excerpt_leaves_out_marks_and_nothing_else(markdown, plain):
    assert excerpt_of(markdown) == plain


@given(st.text(max_size=1000))
def test_an_excerpt_is_one_short_line(text):
    excerpt = excerpt_of(text)
    assert len(excerpt) <= EXCERPT
    assert "\n" not in excerpt


@given(st.text(max_size=300))
def test_a_slug_fits_an_address_and_never_means_another_page(title):
    slug = slug_of(title)
    assert len(slug) <= 60
    assert "/" not in slug
    assert slug not in OTHER_PAGES
    assert slug == slug_of(slug) or len(slug) > 55 or not slug.isascii()


@pytest.mark.parametrize(("text", "shows"), [("a", True), ("7", True), ("👍", True), ("…", True), ("€", True), ("", False), (" \n\t", False), ("\u200d\u200c", False), ("\u0301", False), ("\ufe0f", False)])
def test_whether_a_reader_would_see_anything(text, shows):
    assert shows_something(text) == shows


@given(author=st.integers(1, 3), actor=st.one_of(st.none(), st.integers(1, 3)), state=st.sampled_from(["published", "pending", "hidden", "deleted"]), merged=st.booleans())
def test_only_the_author_changes_an_idea_and_only_while_it_stands(author, actor, state, merged):
    allowed = may_edit(author_id=author, actor_id=actor, state=state, merged=merged)
    assert allowed == (actor == author and state in ("published", "pending") and not merged)


@given(author=st.integers(1, 3), actor=st.one_of(st.none(), st.integers(1, 3)))
def test_anybody_but_the_writer_finds_a_comment_helpful(author, actor):
    assert may_mark_helpful(author_id=author, actor_id=actor) == (actor is not None and actor != author)


@pytest.mark.parametrize(("state", "merged", "may"), [("published", False, True), ("published", True, False), ("pending", False, False), ("hidden", False, False), ("deleted", False, False)])
def test_what_takes_comments(state, merged, may):
    assert may_comment(state=state, merged=merged) == may
