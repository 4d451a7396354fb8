"""Points at the last second, the last point of a day and the last line that is corrected; quarters; who is one interest."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.advocates.rules import (
    MOST_A_DAY,
    PAIR_WINDOW,
    POINTS,
    Cause,
    Outcome,
    corrections,
    counted,
    share_of_pair,
    worth,
)
from community.advocates.rules_leaders import Quarter
from community.advocates.rules_referrals import Party, own_dealing
from community.advocates.rules_sharing import (
    LASTS,
    Shared,
    keepsake,
    read_keepsake,
    read_reference,
    reference,
)

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
HELD, MORE = ("comment_helped", 1), ("comment_helped", 2)
KEYS = st.tuples(st.sampled_from(["idea_shipped", "comment_helped", "voice_shipped"]), st.integers(1, 4))
LEDGERS = st.dictionaries(KEYS, st.integers(-5, 60), max_size=6)


def outcomes(*times, cause=Cause.IDEA_SHIPPED, from_id=None):
    return [Outcome(cause, number, at, from_id) for number, at in enumerate(times, 1)]


def test_the_same_persons_word_weighs_less_for_a_year_to_the_second():
    cause = next(each for each in Cause if POINTS[each] >= 8)
    within = worth(outcomes(NOON, NOON + PAIR_WINDOW, cause=cause, from_id=7))
    after = worth(outcomes(NOON, NOON + PAIR_WINDOW + timedelta(seconds=1), cause=cause, from_id=7))
    assert within[cause.value, 2] == round(POINTS[cause] * share_of_pair(1)) < after[cause.value, 2] == POINTS[cause]
    others = [*outcomes(NOON, cause=cause, from_id=7), Outcome(cause, 2, NOON + timedelta(days=2), 8)]
    assert worth(others)[cause.value, 2] == POINTS[cause], "somebody else's word has its full weight"


def test_a_day_brings_so_many_points_and_not_one_more():
    times = [NOON + timedelta(minutes=number) for number in range(60)]
    found = list(worth(outcomes(*times)).values())
    assert sum(found) == MOST_A_DAY
    full = MOST_A_DAY // POINTS[Cause.IDEA_SHIPPED]
    assert found[:full] == [POINTS[Cause.IDEA_SHIPPED]] * full
    assert found[full + 1 :] == [0] * (59 - full)
    assert worth(outcomes(*times, NOON + timedelta(days=1)))["idea_shipped", 61] == POINTS[Cause.IDEA_SHIPPED]


@pytest.mark.parametrize(
    ("role", "state", "kept"),
    [
        ("customer", "active", {HELD: 9, MORE: 4}), ("staff", "active", {HELD: 5}), ("customer", "deactivated", {HELD: 5}),
        ("customer", "banned", {}), ("customer", "erased", {}), ("staff", "banned", {}),
    ],
)
def test_who_left_or_joined_the_staff_keeps_what_they_have_and_earns_no_more(role, state, kept):
    assert counted({HELD: 9, MORE: 4}, {HELD: 5, ("idea_shipped", 3): 50}, role=role, state=state) == kept


def test_a_single_point_is_kept_as_well():
    assert counted({HELD: 9}, {HELD: 1}, role="staff", state="active") == {HELD: 1}
    assert counted({HELD: 9}, {HELD: 0}, role="staff", state="active") == {}


@settings(max_examples=60)
@given(LEDGERS, LEDGERS)
def test_corrections_bring_the_ledger_to_what_is_due_and_take_back_first(due, held):
    found = corrections(due, held)
    after = {key: held.get(key, 0) + found.get(key, 0) for key in due.keys() | held.keys()}
    assert after == {key: due.get(key, 0) for key in after}
    assert 0 not in found.values()
    signs = [change > 0 for change in found.values()]
    assert signs == sorted(signs)
    assert corrections(due, {key: points for key, points in after.items() if points}) == {}


@pytest.mark.parametrize(
    ("month", "number"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3), (10, 4), (12, 4)],
)
def test_each_month_is_in_its_quarter(month, number):
    assert Quarter.of(datetime(2026, month, 1, tzinfo=UTC)) == Quarter(2026, number)


@given(st.integers(2001, 2098), st.integers(1, 4), st.integers(-8, 8))
def test_quarters_follow_each_other_without_a_gap(year, number, by):
    quarter = Quarter(year, number)
    assert quarter.moved(by).moved(-by) == quarter
    assert quarter.end == quarter.moved(1).start
    assert Quarter.of(quarter.start) == Quarter.of(quarter.end - timedelta(microseconds=1)) == quarter
    assert Quarter.parse(str(quarter)) == quarter
    assert 89 <= (quarter.end - quarter.start).days <= 92


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"accounts": {1, 2}}, {"accounts": {2, 3}}, "account"), ({"accounts": {1}}, {"accounts": {2}}, ""), ({"accounts": {1}}, {}, ""),
        ({"email": "a@x.example"}, {"email": "b@X.example"}, "domain"), ({"email": "a@gmail.com"}, {"email": "b@gmail.com"}, ""),
        ({"role": "manager"}, {}, "staff"), ({}, {"role": "manager"}, ""), ({"email": ""}, {"email": ""}, ""),
    ],
)
def test_who_is_one_interest_earns_nothing_by_the_other(one, other, why):
    made = [Party(number, **{"email": f"p{number}@p{number}.example", "role": "customer"} | facts | {"accounts": frozenset(facts.get("accounts", ()))}) for number, facts in enumerate((one, other), 1)]
    assert own_dealing(*made) == why


def test_a_link_counts_for_thirty_days_to_the_second_and_only_under_our_key():
    text = reference("one key", Shared(7, 9))
    kept = keepsake("one key", text, NOON)
    assert read_keepsake("one key", kept, NOON + LASTS - timedelta(seconds=1)).shared == Shared(7, 9)
    assert read_keepsake("one key", kept, NOON + LASTS) is None
    assert read_keepsake("another key", kept, NOON) is None
    assert read_reference("another key", text) is None
    assert read_keepsake("one key", keepsake("one key", "no reference of ours", NOON), NOON) is None


@pytest.mark.parametrize("change", ["{}=", "{}A", " {}", "{}\n", "é{}"])
def test_a_reference_is_itself_and_nothing_like_it(change):
    text = reference("one key", Shared(7, 9))
    assert read_reference("one key", text) == Shared(7, 9)
    assert read_reference("one key", change.format(text)) is None
    assert read_reference("one key", change.format(text[:-1])) is None
