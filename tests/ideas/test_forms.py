"""What people write about ideas: the exact sentence beside each field, and keys of lists that were tampered with."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.ideas.forms import (
    CommentForm,
    EditForm,
    IdeaForm,
    key_text,
    parse_filter,
    parse_key,
    stamp_of,
    whole,
)

GOOD = {"title": "Print the week", "body": "On one page.", "topic": "3", "importance": "2"}
LINE = "Give it a line we can call it by, such as “Print the week on one page”."
TOPIC = "Please choose the part it belongs to; any guess will do."
MATTERS = "Please choose how much it matters."
AT = datetime(2026, 11, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, {}), ({"title": ""}, {"title": LINE}), ({"title": "?!"}, {"title": LINE}), ({"title": "\u200b\u202e"}, {"title": LINE}), ({"title": "x" * 200}, {}),
        ({"title": "x" * 201}, {"title": "Please shorten this line to 200 characters; the rest can go below."}), ({"body": ""}, {}), ({"body": "x" * 20_000}, {}),
        ({"body": "x" * 20_001}, {"body": "This is longer than we can keep; please shorten it to 20000 characters."}),
        *(({"topic": topic}, {"topic": TOPIC}) for topic in ("", "0", "4", "-3", "3.0", "３", "9" * 40, "x")),
        *(({"importance": typed}, {"importance": MATTERS}) for typed in ("0", "4", "", "x", "٢")), ({"importance": "1"}, {}), ({"importance": "3"}, {}),
        ({"title": "", "topic": "", "importance": "9"}, {"title": LINE, "topic": TOPIC, "importance": MATTERS}),
    ],
)
def test_an_idea_says_beside_each_field_what_it_lacks(reading, typed, said):
    form = IdeaForm.parse(GOOD | typed)
    with reading():
        assert form.check([3]) == (not said)
    assert form.problems == said
    if "topic" not in said and "importance" not in said:
        edited = EditForm.parse(GOOD | typed)
        with reading():
            assert edited.check_words() is (not said)


def test_an_idea_without_a_word_on_importance_is_important():
    assert IdeaForm.parse({}).importance == 2


def test_what_was_asked_becomes_the_line_and_what_it_leaves_out_the_text():
    short = IdeaForm.of_words("Print the week", 3)
    assert (short.title, short.body, short.said, short.topic_id) == ("Print the week", "", "Print the week", 3)
    asked = "Print the week. " + "Nobody has a phone on shift. " * 8
    long = IdeaForm.of_words(asked)
    assert (long.title, long.body) == ("Print the week.", asked)


@pytest.mark.parametrize("typed", [{"title": "Mine"}, {"body": "Mine"}])
def test_what_was_begun_is_not_begun_again(typed):
    form = IdeaForm.parse({"q": "Print the week", **typed})
    assert form.begun() is form
    assert IdeaForm.parse({"q": "Print the week"}).begun().title == "Print the week"


def test_what_is_kept_until_somebody_has_signed_in_is_the_words_and_the_choices():
    assert IdeaForm.parse(GOOD | {"tags": "a, b", "key": "k", "q": "asked"}).payload() == {
        "title": "Print the week", "body": "On one page.", "tags": "a, b", "topic_id": 3, "importance": 2,
    }


def test_a_change_in_another_window_is_said_once_and_then_saved_over_it(reading):
    idea = SimpleNamespace(title="Print", body="", tags=["a", "b"], edited_at=None)
    form = EditForm.of(idea)
    assert (form.tags, form.stamp, form.is_of(idea)) == ("a, b", "first", True)
    idea.edited_at = AT
    with reading():
        assert not form.is_of(idea)
        assert "This idea was changed in another window meanwhile." in form.problems["stamp"]
        assert form.stamp == stamp_of(idea) == "2026-11-10T12:00:00+00:00"
        assert EditForm.parse({"stamp": form.stamp}).is_of(idea)


@pytest.mark.parametrize(
    ("body", "said"),
    [("", "A comment needs a word or two."), (" \n\u200b ", "A comment needs a word or two."), ("👍", ""), ("!", ""), ("x" * 5_000, ""), ("x" * 5_001, "Please shorten this to 5000 characters.")],
)
def test_a_comment_has_something_to_see_and_an_end(reading, body, said):
    form = CommentForm.parse({"body": body})
    with reading():
        assert form.check() == (not said)
    assert form.problems == ({"body": said} if said else {})


@pytest.mark.parametrize(("data", "parent", "to_staff"), [({}, 0, False), ({"parent": "7", "to_staff": ""}, 7, True), ({"parent": "x"}, 0, False), ({"parent": "-7", "to_staff": "0"}, 0, True)])
def test_a_comment_says_what_it_replies_to_and_whether_staff_are_asked(data, parent, to_staff):
    form = CommentForm.parse(data)
    assert (form.parent_id, form.to_staff) == (parent, to_staff)


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("0", 0), ("007", 7), ("999999999", 999_999_999), ("1000000000", 0), ("-7", 0), ("7.0", 0), ("٧", 0), ("²", 0), ("", 0), (" 7", 0), ("1_0", 0)])
def test_a_number_out_of_a_form_is_small_and_whole_or_none(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(
    ("tab", "key"),
    [("top", (12, 7)), ("trending", (-3.25, 7)), ("mine", (7,)), ("new", (AT, 7))],
)
def test_a_list_goes_on_where_its_key_says(tab, key):
    found = parse_filter({"tab": tab, "after": key_text(key)})
    assert (found.tab, found.after) == (tab, key)


@pytest.mark.parametrize(
    ("tab", "text"),
    [
        ("top", "12"), ("top", "12~7~1"), ("top", "1234567890~7"), ("top", "٣~7"), ("top", "-12~7"), ("top", "1e3~7"), ("top", f"{'9' * 30}~7"), ("top", "~"), ("trending", "nan~7"), ("trending", "inf~7"), ("trending", "1e999~7"),
        ("mine", ""), ("mine", "x"), ("new", "2026-11-10T12:00:00~7"), ("new", "0001-01-01T00:00:00+10:00~7"), ("new", "9999-12-31T23:00:00-10:00~7"), ("new", "today~7"), ("new", "2026-11-10T12:00:00+00:00~-7"),
    ],
)
def test_a_key_that_was_tampered_with_begins_at_the_top(tab, text):
    assert parse_filter({"tab": tab, "after": text}).after == ()


@settings(max_examples=60)
@given(st.text(max_size=30), st.text(max_size=60))
def test_whatever_is_asked_of_a_list_is_a_list(tab, text):
    found = parse_filter({"tab": tab, "after": text, "topic": text, "status": text, "tag": text})
    assert found.tab in (tab, "top")
    assert len(found.topic) <= 80
    assert len(found.tag) <= 40


@pytest.mark.parametrize(("typed", "status"), [("planned", "planned"), ("declined", "declined"), ("merged", ""), ("Planned", ""), ("", "")])
def test_a_list_is_narrowed_to_a_status_that_there_is(typed, status):
    assert parse_filter({"status": typed}).status == status


@given(st.tuples(st.datetimes(datetime(1971, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC)), st.integers(0, 10**9 - 1)))  # noqa: DTZ001
def test_a_key_reads_as_it_was_written(key):
    found = parse_filter({"tab": "new", "after": key_text(key)})
    assert found.after == key
    assert parse_key((), "x~y") == ()
