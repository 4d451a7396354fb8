"""What help is worth, without a database."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from community.accounts.rules import PersonState, Role
from community.advocates.rules import (
    IDEA_SHIPPED,
    MOST_A_DAY,
    POINTS,
    Cause,
    Outcome,
    cause_of_status,
    corrections,
    counted,
    decayed,
    first_of,
    may_earn,
    month_of,
    share_of_pair,
    worth,
)

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
EARNING = [cause for cause in Cause if cause is not Cause.DECAY]
KEYS = st.tuples(st.sampled_from([cause.value for cause in EARNING]), st.integers(1, 6))
OUTCOMES = st.lists(
    st.builds(
        Outcome, st.sampled_from(EARNING), st.integers(1, 40), st.integers(0, 900).map(lambda hours: NOON + timedelta(hours=hours)),
        st.none() | st.integers(1, 3),
    ),
    max_size=30, unique_by=lambda each: each.key,
)


def helped(number, at=NOON, by=2):
    return Outcome(Cause.HELPFUL_TO_ASKER, number, at, by)


def test_every_cause_but_decay_has_its_points():
    assert set(POINTS) == set(EARNING)
    assert min(POINTS.values()) > 0


def test_shipping_takes_the_place_of_planning_and_other_answers_count_nothing():
    assert cause_of_status("shipped") is Cause.IDEA_SHIPPED
    assert {cause_of_status(status) for status in ("planned", "progress")} == {Cause.IDEA_PLANNED}
    assert {cause_of_status(status) for status in ("", "new", "review", "later", "declined", "merged")} == {None}


def test_the_same_two_people_count_less_each_time_and_others_do_not():
    same = worth(helped(number, NOON + number * DAY) for number in range(6))
    assert list(same.values()) == [10, 9, 8, 7, 6, 5]
    others = worth(helped(number, NOON + number * DAY, by=number + 2) for number in range(6))
    assert set(others.values()) == {10}


def test_what_the_company_decides_in_public_does_not_wear_off():
    ideas = [Outcome(Cause.IDEA_SHIPPED, number, NOON + number * DAY) for number in range(9)]
    assert set(worth(ideas).values()) == {IDEA_SHIPPED}


def test_after_a_year_two_people_are_new_to_each_other():
    assert worth([helped(1), helped(2, NOON + 366 * DAY)])[("helpful_to_asker", 2)] == 10
    assert worth([helped(1), helped(2, NOON + 364 * DAY)])[("helpful_to_asker", 2)] == 9


def test_a_day_in_utc_is_worth_no_more_than_its_cap():
    evening = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    ideas = [Outcome(Cause.IDEA_SHIPPED, number, evening) for number in range(6)]
    assert sum(worth(ideas).values()) == MOST_A_DAY
    later = [Outcome(Cause.IDEA_SHIPPED, 9, evening + timedelta(hours=1))]
    assert sum(worth([*ideas, *later]).values()) == MOST_A_DAY + IDEA_SHIPPED


@given(OUTCOMES)
def test_no_day_gains_more_than_its_cap_and_nothing_is_worth_more_than_its_weight(outcomes):
    points = worth(outcomes)
    by_day = {}
    for each in outcomes:
        assert 0 <= points[each.key] <= POINTS[each.cause]
        by_day[each.at.date()] = by_day.get(each.at.date(), 0) + points[each.key]
    assert max(by_day.values(), default=0) <= MOST_A_DAY


@given(OUTCOMES, st.randoms())
def test_the_order_in_which_things_are_read_does_not_matter(outcomes, random):
    shuffled = list(outcomes)
    random.shuffle(shuffled)
    assert worth(shuffled) == worth(outcomes)


@given(OUTCOMES)
def test_an_outcome_never_makes_an_earlier_one_worth_less(outcomes):
    in_time = sorted(outcomes, key=lambda each: (each.at, each.key))
    whole = worth(in_time)
    for number in range(len(in_time)):
        assert worth(in_time[:number]) == {each.key: whole[each.key] for each in in_time[:number]}


def test_the_share_of_a_pair_halves_after_five():
    assert (share_of_pair(0), share_of_pair(5), share_of_pair(10)) == (1, 0.5, 0.25)


def test_half_is_left_after_a_half_life():
    month = month_of(NOON)
    assert decayed([(100, month)], through=month, half_life=12) == 0
    assert decayed([(100, month)], through=month + 12, half_life=12) == 50
    assert decayed([(100, month)], through=month + 24, half_life=12) == 75
    assert decayed([(100, month)], through=month + 12, half_life=24) == 29
    assert decayed([(100, month + 3)], through=month, half_life=12) == 0


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), max_size=20), st.integers(0, 80), st.integers(1, 36))
def test_never_more_fades_than_was_there_and_more_every_month(points, through, half_life):
    gone, next_month = (decayed(points, through=month, half_life=half_life) for month in (through, through + 1))
    assert 0 <= gone <= next_month <= sum(each for each, _ in points)


@given(st.integers(-400_000, 1_500_000))
def test_a_month_begins_on_its_first(hours):
    at = NOON + timedelta(hours=hours)
    assert first_of(month_of(at)) <= at < first_of(month_of(at) + 1)


def test_active_customers_earn_the_banned_and_erased_lose_and_colleagues_keep():
    due, held = {("idea_shipped", 1): 50, ("idea_shipped", 2): 50}, {("idea_shipped", 1): 20}
    assert counted(due, held, role=Role.CUSTOMER, state=PersonState.ACTIVE) == due
    assert counted(due, held, role=Role.STAFF, state=PersonState.ACTIVE) == held
    assert counted(due, held, role=Role.CUSTOMER, state=PersonState.DEACTIVATED) == held
    for state in (PersonState.BANNED, PersonState.ERASED):
        assert counted(due, held, role=Role.CUSTOMER, state=state) == {}
    assert not any(may_earn(role=role, state=PersonState.ACTIVE) for role in Role if role is not Role.CUSTOMER)


@given(st.dictionaries(KEYS, st.integers(0, 50)), st.dictionaries(KEYS, st.integers(-20, 50)))
def test_after_the_corrections_nothing_is_left_to_correct(due, held):
    changes = corrections(due, held)
    after = {key: held.get(key, 0) + changes.get(key, 0) for key in held.keys() | changes.keys()}
    assert corrections(due, after) == {}
    assert 0 not in changes.values()
    signs = [change > 0 for change in changes.values()]
    assert signs == sorted(signs), "what is taken back comes first"
