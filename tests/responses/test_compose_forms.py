"""What is typed to answer is read as it was typed, whatever it is, and forgets nothing on its way round. Pure."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.rules import clean_text
from community.responses.actions_together import Kept, TypedTogether, _is_begun, _is_news, _of
from community.responses.forms import MendForm
from community.responses.forms_composing import ComposeForm, words_of
from community.responses.forms_together import TogetherForm, read_ids
from community.responses.models_drafting import AnswerTemplate, Draft, SharedDraft, WaitingAnswer
from community.responses.rules import Problem
from community.responses.templating import fill

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
NUMBERS = st.one_of(st.integers(0, 10**12).map(str), st.text(max_size=12))
FIELDS = st.fixed_dictionaries({}, optional={
    name: st.text(max_size=60) for name in ("status", "review_on", "body", "publish_day", "publish_time", "said", "why")
} | dict.fromkeys(("over", "revision", "template"), NUMBERS))


@given(FIELDS)
def test_whatever_is_sent_is_read_and_no_word_of_it_changed(data):
    form = ComposeForm.parse(data)
    assert form.body == clean_text(data.get("body", ""))
    assert 0 <= form.revision < 10**9
    assert 0 <= form.template_id < 10**9
    assert form.over is None or 0 <= form.over < 10**9
    assert len(form.status) <= 10
    assert (form.typed().body, form.typed().over) == (form.body, form.over or 0)


@given(FIELDS)
def test_an_edit_is_read_like_an_answer_and_keeps_why(data):
    form = MendForm.parse(data)
    assert (form.body, form.why) == (clean_text(data.get("body", "")), clean_text(data.get("why", "")))
    assert not form.emptied


@pytest.mark.parametrize(("said", "expected"), [("1", True), ("0", False), ("yes", False), ("", False)])
def test_what_was_said_once_is_not_said_again(said, expected):
    assert ComposeForm.parse({"said": said}).said is expected


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.times(), st.sampled_from(ZONES))
def test_a_time_that_was_planned_stands_in_the_form_as_it_was_typed(day, at, zone):
    """Round the way of an answer that waits and is changed; hours that are skipped stand where they really are."""
    typed = ComposeForm(publish_day=f"{day:%Y-%m-%d}", publish_time=f"{at:%H:%M}")
    instant = typed.publish_at(zone)
    waiting = WaitingAnswer(status="shipped", body="Yes.", over=3, publish_at=instant)
    again = ComposeForm.of_waiting(waiting, zone)
    assert again.publish_at(zone) in (instant, instant - timedelta(hours=1), instant - timedelta(minutes=30))
    local = instant.astimezone(ZoneInfo(zone))
    exists = (local.date(), local.hour, local.minute) == (day, at.hour, at.minute)
    assert not exists or (again.publish_day, again.publish_time) == (typed.publish_day, typed.publish_time)


def test_what_waits_without_a_time_stands_in_the_form_without_one():
    waiting = WaitingAnswer(status="planned", body="Yes.", over=3, publish_at=None, review_on=date(2027, 3, 31))
    form = ComposeForm.of_waiting(waiting, "UTC")
    assert (form.publish_day, form.publish_time, form.review_text, form.over) == ("", "", "2027-03-31", 3)


def test_a_draft_stands_in_the_form_with_its_revision():
    form = ComposeForm.of_draft(Draft(status="planned", review_text="not a day", body="Half a sen", revision=7))
    assert (form.status, form.review_text, form.body, form.revision, form.review_on) == ("planned", "not a day", "Half a sen", 7, None)


@given(st.text(max_size=80))
def test_numbers_in_an_address_are_read_or_left_out(text):
    found = read_ids(text)
    assert len(found) == len(set(found))
    assert all(f"{each}" in text and 0 <= each < 10**9 for each in found)


@given(st.lists(st.integers(1, 99), max_size=30, unique=True), st.text(max_size=40), st.text(max_size=40))
def test_the_page_of_several_is_read_field_by_field(ids, shared, own):
    data = {"ids": ",".join(map(str, ids)), "body": shared, "spread": own, **{f"body-{each}": f"{own}{each}" for each in ids}}
    form = TogetherForm.parse({**data, "body-1000": "not on the page", **{f"over-{each}": str(each) for each in ids}})
    assert list(form.own) == ids[:20]
    assert all(form.own[each] == clean_text(f"{own}{each}") for each in ids[:20])
    assert form.over == {each: each for each in ids[:20]}
    assert form.seen == {}


WORDS = st.text("ab {author}", max_size=20)


@given(WORDS, WORDS, st.dictionaries(st.integers(1, 4), WORDS, max_size=4))
def test_putting_words_into_each_touches_what_is_empty_or_still_as_it_was_filled(before, after, own):
    known = {each: {"author": f"Person {each}"} for each in own}
    form = TogetherForm(spread=before, own=dict(own))
    form.shared.body = after
    form.put_into_each(known)
    for each, words in own.items():
        untouched = not words or words == fill(before, known[each])
        assert form.own[each] == (fill(after, known[each]) if untouched else words)
    assert form.spread == after


@pytest.mark.parametrize(("own", "shared", "expected"), [
    ("", "Hello {author}.", "Hello Ada."), ("Mine.", "Hello {author}.", "Mine."), ("{author}", "", "{author}"),
])
def test_an_answer_has_its_own_words_or_the_shared_ones_filled(own, shared, expected):
    form = TogetherForm(own={1: own}, over={1: 4})
    form.shared.body, form.shared.status = shared, "shipped"
    draft = form.draft(1, {"author": "Ada"})
    assert (draft.body, draft.status, draft.over, draft.review_on) == (expected, "shipped", 4, None)


@pytest.mark.parametrize(("words", "count"), [
    ({1: "Same.", 2: "same!", 3: "Other."}, 2), ({1: "", 2: ""}, 0), ({1: "One.", 2: "Two."}, 0), ({1: "A b", 2: "ab", 3: "AB."}, 3),
])
def test_the_same_words_are_counted_as_readers_see_them(words, count):
    assert TogetherForm(own=words).alike() == count


@pytest.mark.parametrize(("body", "how", "expected", "asked"), [
    ("", "", "Template.", 0), ("Mine.", "", "Mine.", 9), ("Mine.", "replace", "Template.", 0), ("Mine.", "below", "Mine.\n\nTemplate.", 0),
    ("Mine.", "drop table", "Mine.", 9), ("", "below", "Template.", 0),
])
def test_a_template_takes_no_words_away_unless_told_to(body, how, expected, asked):
    form = TogetherForm()
    form.shared.body, form.shared.status = body, "declined"
    form.begin_from(AnswerTemplate(id=9, status="planned", body="Template."), how)
    assert (form.shared.body, form.shared.asked) == (expected, asked)
    assert form.shared.status == ("declined" if asked else "planned")


def test_what_had_been_begun_stands_on_the_page_again():
    shared = SharedDraft(
        status="planned", review_text="2027-01-01", body="For all.", spread="Before.", publish_day="2027-02-01", publish_time="09:30", revision=4,
    )
    form = TogetherForm()
    form.resume(Kept(shared, {7: Draft(body="For seven.", revision=2)}))
    assert form.typed() == TypedTogether(
        {"status": "planned", "review_text": "2027-01-01", "body": "For all.", "publish_day": "2027-02-01", "publish_time": "09:30", "spread": "Before."},
        {7: "For seven."}, {}, {7: 2}, 4,
    )


@pytest.mark.parametrize(("stored", "words", "seen", "news"), [
    (None, "", 0, False), (None, "New.", 0, True), ("Old.", "Old.", 0, False), ("Old.", "New.", 0, True), ("Old.", "New.", 3, True),
    ("Old.", "", 0, False), ("Old.", "", 3, True),
])
def test_an_empty_field_says_something_only_where_its_draft_was_seen(stored, words, seen, news):
    assert _is_news(Draft(body=stored) if stored else None, words, seen) is news


@pytest.mark.parametrize(("shared", "known", "expected"), [
    ("planned", None, ("planned", "2027-01-01")), ("planned", "declined", ("planned", "2027-01-01")),
    ("", "declined", ("declined", "kept")), ("", None, ("", "2027-01-01")),
])
def test_the_status_of_all_goes_before_that_of_ones_own_draft(shared, known, expected):
    typed = TypedTogether({"status": shared, "review_text": "2027-01-01", "body": ""}, {1: "Words."}, {1: 5}, {})
    found = _of(1, "Words.", typed, Draft(status=known, review_text="kept") if known else None)
    assert ((found.status, found.review_text), found.body, found.over) == (expected, "Words.", 5)


@pytest.mark.parametrize(("shared", "own", "begun"), [("", {}, False), ("", {1: ""}, False), ("x", {}, True), ("", {1: "", 2: "x"}, True)])
def test_a_page_on_which_nothing_was_written_was_not_begun(shared, own, begun):
    assert _is_begun(TypedTogether({"body": shared}, own, {}, {})) is begun


CODES = [
    ("body", "too_short"), ("body", "placeholder"), ("body", "repeated"), ("body", "answered_meanwhile"), ("body", "other_waits"), ("body", "not_yours"),
    ("body", "needs_approval"), ("status", "missing"), ("status", "not_public"), ("status", "not_allowed"), ("status", "needs_approval"),
    ("review_on", "required"), ("review_on", "forbidden"), ("review_on", "not_in_future"), ("review_on", "too_far"),
    ("publish_on", "not_in_future"), ("publish_on", "too_far"),
]


def test_every_refusal_has_words_of_its_own(app):
    with app.test_request_context():
        said = [words_of(Problem(field, code), 3) for field, code in CODES]  # type: ignore[arg-type]
    assert len(set(said)) == len(said)
    assert all(words.endswith(".") and "!" not in words for words in said)


def test_a_fault_of_one_idea_stands_with_it_and_one_of_all_where_it_is_mended(app):
    form = TogetherForm(own={1: "a", 2: "b"})
    with app.test_request_context():
        for idea_id in (1, 2):
            form.refuse(idea_id, [Problem("body", "too_short"), Problem("review_on", "too_far"), Problem("status", "not_public")], 3)
    assert sorted(form.problems) == ["body-1", "body-2", "review_on"]
    assert len(form.refused[1]) == 2


@given(st.integers(0, 3), st.integers(0, 3))
def test_revisions_are_those_of_what_is_stored_but_for_what_another_window_saved(mine, other):
    form = TogetherForm(own={1: "a", 2: "b"}, seen={1: 0, 2: mine})
    form.know(Kept(SharedDraft(revision=5), {1: Draft(revision=other)}, {2: Draft(revision=9)}))
    assert (form.shared.revision, form.seen) == (5, {1: other, 2: mine})


@pytest.mark.parametrize(("day", "at"), [("2027-02-30", "09:30"), ("", ""), ("2027-02-01", "25:00"), ("0001-01-01", "00:00"), ("9999-12-31", "23:59")])
def test_a_time_that_cannot_be_is_none_and_named_beside_its_field(app, day, at):
    form = ComposeForm(publish_day=day, publish_time=at)
    with app.test_request_context():
        found = [form.publish_at(zone) for zone in ("Asia/Tokyo", "Pacific/Niue")]
    assert None in found
    assert "publish_on" in form.problems
