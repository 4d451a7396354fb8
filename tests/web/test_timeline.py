"""The history of an idea in words: each event once, in its order, and no title that the reader may not see."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from community.web.timeline import others_in, timeline
from tests.readers import NOON

DAY = timedelta(days=1)


def idea(**details):
    return SimpleNamespace(**{"published_at": NOON, "created_at": NOON - DAY, "author": SimpleNamespace(name="Ada Okoro")} | details)


def event(kind, days=1.0, name="", **data):
    return SimpleNamespace(kind=kind, at=NOON + days * DAY, name=name, data=data)


def answer(status, days, name="Marta Lindqvist"):
    return SimpleNamespace(status=status, created_at=NOON + days * DAY, author=SimpleNamespace(name=name))


@pytest.fixture
def told(reading):
    def tell(*events, answers=(), titles=None, of=None):
        with reading():
            return timeline(of or idea(), list(events), list(answers), titles)

    return tell


def only(moments):
    """The one line above “Asked”."""
    first, asked = moments
    assert asked.what == "Asked"
    return first


def test_it_ends_with_the_day_it_was_asked(told):
    [asked] = told()
    assert (asked.at, asked.what, asked.who, asked.key) == (NOON, "Asked", "Ada Okoro", False)
    assert told(of=idea(published_at=None))[0].at == NOON - DAY


def test_the_newest_stands_first_whatever_it_is(told):
    found = told(event("idea.edited", 1), event("idea.moved", 4), answers=[answer("planned", 5), answer("review", 2)])
    assert [moment.at for moment in found] == [NOON + days * DAY for days in (5, 4, 2, 1, 0)]


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("idea.edited", {}, "Words changed"), ("idea.moved", {}, "Moved to another topic"), ("idea.restored", {}, "Shown again"),
        ("mention.tied", {}, "A mention elsewhere was added"), ("beta.opened", {}, "A beta was opened, to be tried"), ("beta.closed", {}, "The beta was closed"),
        ("clock.due", {"clock": "first"}, "An answer was due and had not come"), ("clock.due", {}, "An answer was due and had not come"),
        ("clock.due", {"clock": "next"}, "A reply to a question was due and had not come"), ("clock.paused", {}, "The clock was paused"),
        ("answer.withdrawn", {}, "An answer was withdrawn"), ("idea.reopened", {}, "Opened again: a new answer is owed"),
        ("idea.unmerged", {}, "Stands on its own again"), ("question.asked", {}, "A question to the author"),
        ("question.asked", {"audience": "author"}, "A question to the author"), ("question.asked", {"audience": "voters"}, "A question to voters"),
        ("question.asked", {"audience": "critical"}, "A question to voters"),
    ],
)
def test_each_event_has_its_sentence(told, kind, data, words):
    assert only(told(event(kind, **data))).what == words


@pytest.mark.parametrize(
    ("kind", "names", "with_title", "without"),
    [
        ("idea.merged", "root_id", "Became part of “One page”", "Became part of another idea"),
        ("idea.gained", "part_id", "“One page” became part of this idea", "Another idea became part of this one"),
        ("idea.parted", "part_id", "“One page” stands on its own again", "A part stands on its own again"),
    ],
)
def test_another_idea_is_named_only_where_its_title_may_be_read(told, kind, names, with_title, without):
    row = event(kind, **{names: 9})
    assert others_in([row, event("idea.edited")]) == {9}
    assert only(told(row, titles={9: "One page"})).what == with_title
    assert only(told(row, titles={8: "Another"})).what == without
    assert only(told(row)).what == without


@pytest.mark.parametrize(
    ("stayed", "more"),
    [({}, ""), ({"stayed_votes": 0, "stayed_comments": 0, "stayed_voices": 0}, "")]
    + [({f"stayed_{what}": 1}, "; what was given here meanwhile stays here") for what in ("votes", "comments", "voices")],
)
def test_what_stays_when_two_part_is_said_only_where_something_does(told, stayed, more):
    assert only(told(event("idea.parted", part_id=9, **stayed), titles={9: "One page"})).what == "“One page” stands on its own again" + more


def test_an_act_has_a_name_and_a_clock_has_none(told):
    assert only(told(event("idea.edited", name="Mo Farah-Lind"))).who == "Mo Farah-Lind"
    assert only(told(event("idea.edited", name=None))).who == ""
    for kind in ("clock.due", "clock.paused"):
        assert only(told(event(kind, name="Marta Lindqvist"))).who == ""


def test_answers_say_what_changed_and_are_marked(told):
    third, second, first, _asked = told(answers=[answer("shipped", 9, "Dev Rao"), answer("planned", 5), answer("planned", 2)])
    assert first.what == "First answer: Planned"
    assert second.what == "Answer brought up to date: Planned"
    assert third.what == "Answer brought up to date: Planned became Shipped"
    assert (third.who, third.key, first.key) == ("Dev Rao", True, True)
