"""What help is worth: the published formula, and shares that never lose a cent."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from community.advocates import rules_values as rules
from community.advocates.rules_values import Help, Part, Period, Share, Terms
from community.bench import shares

TERMS = Terms(id=1, currency="EUR", margin=6_000, acquisition=80_000, reward=10_000, retention=40_000, discount=1_200, ideas=1_000)
AMOUNTS = st.integers(min_value=0, max_value=10**12)
PEOPLE = st.none() | st.integers(min_value=1, max_value=6)


def test_the_published_example_of_referral_value():
    one = [Period(600_000, 10_000, 40_000, 80_000), Period(600_000, 0, 40_000, 0)]
    two = [Period(acquisition=80_000)]
    lines = rules.to_the_cent([rules.present_value(one, 1_200), rules.present_value(two, 1_200)])
    assert sum(lines) == 1_080_357
    assert lines == [1_008_929, 71_428]


def test_who_would_have_come_anyway_brings_what_was_saved_and_nothing_of_what_they_pay():
    assert rules.periods_of(TERMS, 1_000_000, type_one=False) == [Period(acquisition=80_000)]
    assert rules.periods_of(TERMS, 1_000_000, type_one=True) == [Period(600_000, 10_000, 40_000, 80_000)]
    assert rules.present_value(rules.periods_of(TERMS, 1_000_000, type_one=True), 1_200) == Fraction(630_000 * 100, 112)


def test_a_referral_that_cost_more_than_it_brought_is_worth_less_than_nothing():
    assert rules.present_value([Period(margin=100, reward=500)], 0) == -400


def test_an_idea_goes_to_those_who_helped_by_forty_and_three_times_twenty():
    got = rules.shares_of(1_000, Help(author=1, duplicates=(2,), helpful=(3, 3, 1), brought=(4,)))
    assert got == [
        Share(1, Part.AUTHOR, 400), Share(2, Part.DUPLICATE, 200), Share(1, Part.HELPFUL, 67), Share(3, Part.HELPFUL, 133),
        Share(4, Part.BROUGHT, 200),
    ]


def test_what_nobody_did_is_the_authors():
    assert rules.shares_of(1_001, Help(author=7)) == [Share(7, Part.AUTHOR, 1_001)]
    assert rules.shares_of(1_000, Help(author=7, brought=(8,)))[0].amount == 800


def test_what_an_erased_person_did_goes_to_former_members():
    got = rules.shares_of(1_000, Help(author=None, helpful=(None, 5)))
    assert sum(share.amount for share in got if share.person_id is None) == 800 + 100


def test_an_account_counts_once_for_each_idea_by_how_much_it_wants_it():
    assert rules.divide(1_000, {9: 3, 4: 1, 6: 2}) == {4: 167, 6: 333, 9: 500}
    assert rules.divide(1_000, {}) == {}


def test_the_pool_is_the_part_of_the_margin_that_ideas_are_given():
    assert rules.pool_of(TERMS, 1_000_000) == 60_000


def test_a_value_halves_in_a_year():
    assert [rules.aged(1_000, months) for months in (0, 6, 12, 24)] == [1_000, 707, 500, 250]
    assert rules.months_between(date(2025, 11, 30), date(2026, 11, 1)) == 12
    assert rules.months_between(date(2026, 12, 1), date(2026, 11, 1)) == 0


def test_two_halves_of_a_cent_are_one():
    assert rules.to_the_cent([Fraction(1, 2), Fraction(1, 2)]) == [1, 0]
    assert rules.to_the_cent([Fraction(-1, 2), Fraction(-1, 2)]) == [0, -1]
    assert rules.to_the_cent([]) == []


@given(AMOUNTS, st.lists(st.integers(0, 1_000), min_size=1, max_size=30).filter(any))
def test_a_split_sums_to_the_amount_and_no_part_is_off_by_a_cent(amount: int, weights: list[int]):
    parts = rules.split(amount, weights)
    assert sum(parts) == amount
    assert all(abs(Fraction(amount * weight, sum(weights)) - part) < 1 for weight, part in zip(weights, parts, strict=True))


@given(AMOUNTS, st.builds(Help, PEOPLE, *[st.lists(PEOPLE, max_size=8).map(tuple)] * 3))
def test_the_shares_of_an_idea_sum_to_its_value(value: int, help: Help):
    got = rules.shares_of(value, help)
    assert sum(share.amount for share in got) == value
    assert len({(share.person_id, share.part) for share in got}) == len(got)


def test_no_cent_is_lost_over_random_histories():
    said: list[str] = []
    assert shares.bench_shares(150, said.append) == 0
    assert said == ["shares: 150 histories, off by 0"]
