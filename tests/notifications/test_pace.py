"""How soon a mail follows: chosen, counted, folded, or at once whatever happens."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.notifications.rules_quiet import Quiet
from community.notifications.rules_telling import (
    BURST,
    CEILING,
    KINDS,
    Pace,
    Standing,
    leaves_at,
    pace_for,
    pace_of,
    paces_of,
)

NIGHT = Quiet(22 * 60, 7 * 60)
THREE = datetime(2026, 5, 2, 3, tzinfo=UTC)
SEVEN = datetime(2026, 5, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "preference", "today", "lately", "pace"),
    [
        ("idea_commented", None, 0, 0, Pace.AT_ONCE),
        ("idea_commented", "at_once", 0, 0, Pace.AT_ONCE),
        ("idea_commented", "daily", 0, 0, Pace.DAILY),
        ("idea_commented", "weekly", 19, 9, Pace.WEEKLY),
        ("idea_commented", "never", 0, 0, Pace.NEVER),
        ("idea_commented", "hourly", 0, 0, Pace.AT_ONCE),
        ("idea_commented", None, 0, BURST - 2, Pace.AT_ONCE),
        ("idea_commented", None, 0, BURST - 1, Pace.FOLDED),
        ("idea_commented", "daily", 0, BURST - 1, Pace.DAILY),
        ("idea_commented", None, CEILING - 1, 0, Pace.AT_ONCE),
        ("idea_commented", None, CEILING, 0, Pace.DAILY),
        ("idea_commented", None, CEILING, BURST - 1, Pace.DAILY),
        ("question_asked", "daily", 0, 0, Pace.AT_ONCE),
        ("question_asked", None, CEILING, 0, Pace.DAILY),
        ("sign_in", "never", 999, 999, Pace.AT_ONCE),
        ("answer_overdue", "never", 999, 999, Pace.AT_ONCE),
    ],
)
def test_how_soon_a_mail_follows(kind, preference, today, lately, pace):
    assert pace_of(kind, preference, today, lately) is pace
    assert pace_for(kind, Standing({kind: preference} if preference else {}, None, today, lately)) is pace


counts = st.integers(0, 60)
kinds = st.sampled_from(sorted(KINDS))
chosen = st.one_of(st.none(), st.sampled_from([*map(str, Pace), "", "x"]))


@given(kinds, chosen, counts, counts)
def test_nothing_is_lost_but_what_its_reader_refused(kind, preference, today, lately):
    pace = pace_of(kind, preference, today, lately)
    chosen_pace = preference if preference in KINDS[kind].paces else KINDS[kind].pace
    assert (pace is Pace.NEVER) == (chosen_pace == "never")


@given(kinds, chosen, counts, counts)
def test_what_is_urgent_goes_at_once(kind, preference, today, lately):
    if KINDS[kind].urgent:
        assert pace_of(kind, preference, today, lately) is Pace.AT_ONCE
        assert leaves_at(kind, NIGHT, "UTC", THREE) == THREE


@given(kinds, chosen, counts, counts)
def test_more_mails_never_make_one_come_sooner(kind, preference, today, lately):
    order = [Pace.AT_ONCE, Pace.FOLDED, Pace.DAILY, Pace.WEEKLY, Pace.NEVER]
    before, after = pace_of(kind, preference, today, lately), pace_of(kind, preference, today + 1, lately + 1)
    assert order.index(before) <= order.index(after)


def test_a_mail_at_once_waits_for_the_end_of_quiet_hours():
    assert leaves_at("idea_answered", NIGHT, "UTC", THREE) == SEVEN
    assert leaves_at("idea_answered", NIGHT, "UTC", SEVEN) == SEVEN
    assert leaves_at("idea_answered", None, "UTC", THREE) == THREE
    assert leaves_at("idea_answered", NIGHT, "America/New_York", THREE) == datetime(2026, 5, 2, 11, tzinfo=UTC)


def test_every_kind_has_what_the_table_needs():
    for name, kind in KINDS.items():
        assert kind.pace is Pace.AT_ONCE or kind.pace in kind.paces, name
        assert kind.refusable == bool(kind.stops), name
        assert not (kind.urgent and kind.paces), name
        assert kind.stops in ("", "kind", "idea"), name
        assert kind.about_idea or kind.stops != "idea", name


def test_a_customer_chooses_among_what_customers_get():
    mine = paces_of({"idea_commented": "daily", "idea_answered": "hourly"}, staff=False)
    assert (mine["idea_commented"], mine["idea_answered"]) == ("daily", "at_once")
    assert set(mine) == {name for name, kind in KINDS.items() if kind.chosen and not kind.staff}
