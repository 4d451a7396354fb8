"""Silence gets louder: who hears at each tier, whoever is away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.responses.rules import LADDER, TIERS, Tier, alarm_of, who_is_told

OWNER, DEPUTY, MANAGER, DIRECTOR, ADMIN, SECOND_ADMIN = 1, 2, 3, 4, 8, 9
FULL = {"owner": OWNER, "deputy": DEPUTY, "manager": MANAGER, "director": DIRECTOR}
ADMINS = [ADMIN, SECOND_ADMIN]


def roles(tier: int) -> tuple[str, ...]:
    return TIERS[tier - 1].roles


def told(tier: int, away: set[int] | None = None, **ladder: int | None) -> list[int]:
    return who_is_told(roles(tier), {**FULL, **ladder}, away or set(), ADMINS)


def test_the_tiers_are_those_that_were_promised() -> None:
    assert [(tier.number, tier.share, tier.roles) for tier in TIERS] == [
        (1, 0.75, ("owner",)),
        (2, 1.0, ("owner", "deputy")),
        (3, 1.5, ("manager",)),
        (4, 2.0, ("director",)),
    ]
    assert len({tier.name for tier in TIERS}) == 4


def test_each_tier_tells_its_own() -> None:
    assert [told(tier) for tier in (1, 2, 3, 4)] == [[OWNER], [OWNER, DEPUTY], [MANAGER], [DIRECTOR]]


@pytest.mark.parametrize(
    ("tier", "away", "expected"),
    [
        (1, {OWNER}, [DEPUTY]),
        (1, {OWNER, DEPUTY}, [MANAGER]),
        (1, {OWNER, DEPUTY, MANAGER}, [DIRECTOR]),
        (1, {OWNER, DEPUTY, MANAGER, DIRECTOR}, ADMINS),
        (2, {OWNER}, [DEPUTY]),
        (2, {DEPUTY}, [OWNER, MANAGER]),
        (2, {OWNER, DEPUTY}, [MANAGER]),
        (3, {MANAGER}, [DIRECTOR]),
        (3, {OWNER, DEPUTY}, [MANAGER]),
        (4, {DIRECTOR}, ADMINS),
        (4, {DIRECTOR, ADMIN}, [SECOND_ADMIN]),
        (4, {DIRECTOR, ADMIN, SECOND_ADMIN}, ADMINS),
    ],
)
def test_the_absent_pass_on_to_the_next_rung(tier: int, away: set[int], expected: list[int]) -> None:
    assert told(tier, away) == expected


@pytest.mark.parametrize("tier", [1, 2, 3, 4])
def test_an_empty_ladder_means_the_administrators(tier: int) -> None:
    assert who_is_told(roles(tier), {}, set(), ADMINS) == ADMINS


def test_a_missing_rung_passes_on_like_an_absent_one() -> None:
    assert told(2, deputy=None) == [OWNER, MANAGER]
    assert told(3, manager=None) == [DIRECTOR]
    assert told(4, director=None) == ADMINS


def test_a_person_on_several_rungs_is_told_once() -> None:
    assert told(2, deputy=OWNER) == [OWNER]
    assert told(2, {OWNER}, deputy=OWNER) == [MANAGER]
    assert told(4, director=ADMIN) == [ADMIN]


def test_an_administrator_on_the_ladder_is_told_once() -> None:
    ladder = {"owner": None, "deputy": ADMIN, "manager": None, "director": None}
    assert who_is_told(roles(2), ladder, set(), ADMINS) == [ADMIN]
    assert who_is_told(roles(2), {"owner": ADMIN}, set(), ADMINS) == [ADMIN, SECOND_ADMIN]


@pytest.mark.parametrize(
    ("share", "event"),
    [(0.1, "clock.warned"), (0.99, "clock.warned"), (1.0, "clock.due"), (1.01, "clock.escalated"), (5.0, "clock.escalated")],
)
def test_a_tier_warns_before_the_promise_is_broken_and_escalates_after(share: float, event: str) -> None:
    assert alarm_of(Tier(7, "any", share, ("owner",))) == event


person = st.none() | st.integers(1, 6)


@given(
    st.lists(st.sampled_from(LADDER), min_size=1, max_size=4),
    st.fixed_dictionaries(dict.fromkeys(LADDER, person)),
    st.sets(st.integers(1, 6)),
)
def test_somebody_who_can_be_reached_is_always_told_and_only_once(
    told_roles: list[str], ladder: dict[str, int | None], away: set[int]
) -> None:
    people = who_is_told(told_roles, ladder, away, ADMINS)
    assert people
    assert len(people) == len(set(people))
    assert not set(people) & away
