"""What help is worth, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from community.accounts.rules import PersonState, Role
from community.advocates.rules import (
    DUPLICATE_FOUND,
    HELPFUL_TO_ASKER,
    HELPFUL_TO_STAFF,
    IDEA_SHIPPED,
    POINTS,
    Cause,
    Mark,
    Pointing,
    correction,
    due_for_comment,
    due_for_idea,
    due_for_pointing,
    may_earn,
)

AUTHOR, ASKER, STAFF, OTHER = 1, 2, 3, 4
MARKS = st.lists(
    st.builds(Mark, person_id=st.integers(1, 9), by_staff=st.booleans()), max_size=12, unique_by=lambda m: m.person_id
)


def due(*marks, asker=ASKER, hidden=False):
    return due_for_comment(author_id=AUTHOR, asker_id=asker, marks=marks, hidden=hidden)


def test_a_shipped_idea_counts_and_no_other_status_does():
    assert due_for_idea(status="shipped") == {Cause.IDEA_SHIPPED: IDEA_SHIPPED}
    for status in ("new", "review", "planned", "progress", "later", "declined", "merged"):
        assert due_for_idea(status=status) == {Cause.IDEA_SHIPPED: 0}


def test_the_askers_mark_and_staffs_mark_count_side_by_side():
    both = due(Mark(ASKER, False), Mark(STAFF, True))
    assert both == {Cause.HELPFUL_TO_ASKER: HELPFUL_TO_ASKER, Cause.HELPFUL_TO_STAFF: HELPFUL_TO_STAFF}


def test_many_staff_count_once():
    assert due(*(Mark(number, True) for number in range(10, 30)))[Cause.HELPFUL_TO_STAFF] == HELPFUL_TO_STAFF


def test_other_customers_earn_each_other_nothing():
    assert set(due(Mark(OTHER, False)).values()) == {0}


def test_ones_own_mark_never_counts_even_under_ones_own_idea():
    assert set(due(Mark(AUTHOR, True), asker=AUTHOR).values()) == {0}


def test_an_asker_who_is_staff_counts_as_the_asker_only():
    assert due(Mark(ASKER, True)) == {Cause.HELPFUL_TO_ASKER: HELPFUL_TO_ASKER, Cause.HELPFUL_TO_STAFF: 0}


def test_a_hidden_comment_is_worth_nothing():
    assert set(due(Mark(ASKER, False), Mark(STAFF, True), hidden=True).values()) == {0}


@given(MARKS)
def test_no_heap_of_marks_is_worth_more_than_both_causes(marks):
    worth = due(*marks)
    assert sum(worth.values()) <= HELPFUL_TO_ASKER + HELPFUL_TO_STAFF
    assert set(worth) == {Cause.HELPFUL_TO_ASKER, Cause.HELPFUL_TO_STAFF}


@given(MARKS)
def test_the_order_of_marks_does_not_matter(marks):
    assert due(*marks) == due(*reversed(marks))


@given(MARKS)
def test_taking_a_mark_back_never_adds_points(marks):
    for number in range(len(marks)):
        fewer = due(*marks[:number], *marks[number + 1 :])
        assert sum(fewer.values()) <= sum(due(*marks).values())


@given(st.integers(0, 100), st.integers(-100, 100), st.booleans())
def test_after_the_correction_nothing_is_left_to_correct(owed, held, allowed):
    change = correction(due=owed, held=held, may_earn=allowed)
    assert correction(due=owed, held=held + change, may_earn=allowed) == 0
    assert change <= 0 or allowed
    if allowed:
        assert held + change == owed


def test_points_are_taken_back_from_everyone_and_given_to_active_customers_only():
    assert may_earn(role=Role.CUSTOMER, state=PersonState.ACTIVE)
    assert not any(may_earn(role=role, state=PersonState.ACTIVE) for role in Role if role is not Role.CUSTOMER)
    assert not any(may_earn(role=Role.CUSTOMER, state=s) for s in PersonState if s is not PersonState.ACTIVE)
    assert correction(due=0, held=50, may_earn=False) == -50
    assert correction(due=50, held=0, may_earn=False) == 0


def test_every_cause_has_its_points():
    assert set(POINTS) == set(Cause)
    assert min(POINTS.values()) > 0


POINTINGS = st.lists(st.builds(Pointing, accepted=st.booleans(), first=st.booleans(), own=st.booleans()), max_size=6)


@given(POINTINGS)
def test_pointing_out_counts_once_for_who_was_first_and_right_about_others_ideas(said):
    [(cause, points)] = due_for_pointing(said).items()
    assert cause is Cause.DUPLICATE_FOUND
    right = [each for each in said if each.accepted and each.first and not each.own]
    assert points == (DUPLICATE_FOUND if right else 0)


@given(POINTINGS)
def test_saying_more_never_takes_away(said):
    assert sum(due_for_pointing(said).values()) >= sum(due_for_pointing(said[:-1]).values())
