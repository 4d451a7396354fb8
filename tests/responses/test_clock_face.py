"""What a clock says: its state, headline and small print at any instant, and when they change next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.responses.faces import AnswerClock, ClockFace, face_of, next_change

BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


START, WARN, DUE = utc("2026-11-02 10:00"), utc("2026-11-13 10:00"), utc("2026-11-16 16:00")
WAITING = AnswerClock("awaiting", START, warn_at=WARN, due_at=DUE)
ANSWERED = AnswerClock(
    "answered",
    START,
    due_at=DUE,
    first_due_at=DUE,
    answered_at=utc("2026-11-05 09:00"),
    answerer="Marta Lindqvist",
)
LOOKS_AGAIN = replace(ANSWERED, review_at=utc("2027-02-05 16:00"))
RENEWAL = replace(
    LOOKS_AGAIN,
    answer_state="awaiting",
    started_at=utc("2027-02-05 16:00"),
    warn_at=utc("2027-02-16 10:00"),
    due_at=utc("2027-02-19 16:00"),
)


def face(clock: AnswerClock, now: str, zone: ZoneInfo = BERLIN) -> ClockFace:
    return face_of(clock, utc(now), zone)


# An answer is owed


@pytest.mark.parametrize(
    ("now", "state", "headline"),
    [
        ("2026-11-02 10:00", "running", ("due_in", 14, "days")),
        ("2026-11-12 22:59", "running", ("due_in", 4, "days")),
        ("2026-11-12 23:00", "running", ("due_in", 3, "days")),  # midnight in Berlin
        ("2026-11-13 09:59", "running", ("due_in", 3, "days")),
        ("2026-11-13 10:00", "soon", ("due_in", 3, "days")),
        ("2026-11-14 15:59", "soon", ("due_in", 2, "days")),
        ("2026-11-14 16:00", "soon", ("due_in", 48, "hours")),
        ("2026-11-15 16:00", "soon", ("due_in", 24, "hours")),
        ("2026-11-16 14:30", "soon", ("due_in", 2, "hours")),
        ("2026-11-16 15:59", "soon", ("due_in", 1, "hours")),
        ("2026-11-16 16:00", "late", ("overdue_by", 1, "hours")),
        ("2026-11-16 17:59", "late", ("overdue_by", 1, "hours")),
        ("2026-11-16 18:00", "late", ("overdue_by", 2, "hours")),
        ("2026-11-17 15:59", "late", ("overdue_by", 23, "hours")),
        ("2026-11-17 16:00", "late", ("overdue_by", 1, "days")),
        ("2026-12-28 12:00", "late", ("overdue_by", 42, "days")),
    ],
)
def test_the_headline_counts_down_to_the_due_time_and_up_from_it(
    now: str, state: str, headline: tuple[str | int, ...]
) -> None:
    found = face(WAITING, now)
    assert (found.state, found.headline) == (state, headline)
    assert found.small == (("was_due", DUE) if state == "late" else ("by", DUE))


def test_before_its_warning_a_clock_near_its_end_speaks_of_days() -> None:
    short = AnswerClock(
        "awaiting", utc("2026-11-16 08:00"), warn_at=utc("2026-11-17 14:00"), due_at=utc("2026-11-17 16:00")
    )
    assert face(short, "2026-11-16 09:00").headline == ("due_tomorrow",)
    assert face(short, "2026-11-17 09:00").headline == ("due_today",)
    assert face(short, "2026-11-17 14:00").headline == ("due_in", 2, "hours")


def test_days_are_counted_on_the_readers_wall() -> None:
    now = "2026-11-11 22:30"
    assert face(WAITING, now, ZoneInfo("America/New_York")).headline == ("due_in", 5, "days")
    assert face(WAITING, now, ZoneInfo("Asia/Tokyo")).headline == ("due_in", 5, "days")
    assert face(WAITING, now, ZoneInfo("Europe/London")).headline == ("due_in", 5, "days")
    assert face(WAITING, "2026-11-11 23:30", BERLIN).headline == ("due_in", 4, "days")
    assert face(WAITING, "2026-11-11 23:30", ZoneInfo("Europe/London")).headline == ("due_in", 5, "days")


def test_the_ring_shows_the_share_of_time_left() -> None:
    assert face(WAITING, "2026-11-02 10:00").percent == 100
    assert face(WAITING, "2026-11-09 13:00").percent == 50
    assert face(WAITING, "2026-11-16 15:59").percent == 0
    assert face(WAITING, "2026-11-16 16:00").percent == 100
    assert face(WAITING, "2026-11-01 00:00").percent == 100


def test_a_decision_is_owed_in_the_same_words_with_its_own_small_print() -> None:
    pending = replace(WAITING, answer_state="decision")
    assert face(pending, "2026-11-10 10:00") == replace(
        face(WAITING, "2026-11-10 10:00"), small=("decision_by", DUE)
    )
    assert face(pending, "2026-11-20 10:00").small == ("decision_was_due", DUE)


def test_without_a_due_time_the_clock_tells_its_age() -> None:
    unknown = AnswerClock("awaiting", START)
    assert face(unknown, "2026-11-02 13:10") == ClockFace(
        "running", 100, ("waiting", 3, "hours"), ("no_due_date",)
    )
    assert face(unknown, "2026-11-20 10:00").headline == ("waiting", 18, "days")


def test_an_imported_idea_shows_its_age_and_is_never_late() -> None:
    old = replace(WAITING, legacy=True)
    assert face(old, "2028-11-01 10:00") == ClockFace("legacy", 0, ("waiting", 730, "days"), ("imported",))


def test_nothing_owed_is_a_closed_clock() -> None:
    closed = replace(WAITING, answer_state="none")
    assert face(closed, "2027-11-01 10:00") == ClockFace("closed", 0, ("closed",), ())


# Paused


def test_a_paused_clock_says_until_when_and_waits_for_the_author_only_if_it_does() -> None:
    paused = replace(WAITING, answer_state="paused", paused_at=utc("2026-11-09 13:00"), paused_until=utc("2026-11-12 13:00"))
    assert face(paused, "2026-11-11 13:00").small == ("until", utc("2026-11-12 13:00"))
    assert face(paused, "2026-11-12 13:00").small == ("paused_for", 3, "days")
    assert face(replace(paused, pause_reason="other"), "2026-11-11 13:00").headline == ("standing_still",)


def test_a_paused_clock_waits_for_the_author_with_its_ring_held() -> None:
    paused = replace(WAITING, answer_state="paused", paused_at=utc("2026-11-09 13:00"))
    expected = ClockFace("paused", 50, ("waiting_for_author",), ("paused_for", 2, "days"))
    assert face(paused, "2026-11-11 13:00") == expected
    assert face(paused, "2026-11-20 13:00").state == "paused"


def test_a_pause_without_a_stored_start_still_reads() -> None:
    paused = replace(WAITING, answer_state="paused")
    assert face(paused, "2026-11-09 13:00") == ClockFace("paused", 50, ("waiting_for_author",), ())


def test_pausing_after_the_due_time_does_not_undo_it() -> None:
    paused = replace(WAITING, answer_state="paused", paused_at=DUE)
    assert face(paused, "2026-11-20 13:00").headline == ("overdue_by", 4, "days")


# Answered


def test_an_answer_says_how_long_it_took_and_who_gave_it() -> None:
    expected = ClockFace("answered", 100, ("answered_in", 3, "days"), ("answered_by", "Marta Lindqvist"))
    assert face(ANSWERED, "2026-11-20 10:00") == expected
    assert face(LOOKS_AGAIN, "2026-11-20 10:00") == expected


def test_an_answer_on_the_same_day_is_counted_in_hours() -> None:
    quick = replace(ANSWERED, answered_at=START + timedelta(minutes=20))
    assert face(quick, "2026-11-20 10:00").headline == ("answered_in", 1, "hours")
    quick = replace(ANSWERED, answered_at=START + timedelta(hours=5, minutes=50))
    assert face(quick, "2026-11-20 10:00").headline == ("answered_in", 5, "hours")


def test_a_late_answer_stays_late() -> None:
    late = replace(ANSWERED, answered_at=utc("2026-12-28 10:00"))
    small = ("answered_late_by", "Marta Lindqvist", DUE)
    assert face(late, "2026-12-29 10:00") == ClockFace("answered", 100, ("answered_in", 56, "days"), small)
    assert face(replace(late, due_at=None), "2026-12-29 10:00").small == small
    assert face(replace(late, legacy=True), "2026-12-29 10:00").small == ("answered_by", "Marta Lindqvist")


def test_the_first_due_time_does_not_judge_a_later_cycle() -> None:
    renewed = replace(
        ANSWERED, due_at=None, started_at=utc("2027-02-05 16:00"), answered_at=utc("2027-02-08 09:00")
    )
    assert face(renewed, "2027-02-09 10:00").small == ("answered_by", "Marta Lindqvist")


@pytest.mark.parametrize(
    ("now", "state", "percent", "headline"),
    [
        ("2027-01-08 15:59", "answered", 100, ("answered_in", 3, "days")),
        ("2027-01-08 16:00", "expiring", 100, ("answer_expires", LOOKS_AGAIN.review_at)),
        ("2027-01-22 16:00", "expiring", 50, ("answer_expires", LOOKS_AGAIN.review_at)),
        ("2027-02-05 15:59", "expiring", 0, ("answer_expires", LOOKS_AGAIN.review_at)),
        ("2027-02-05 16:00", "expired", 100, ("answer_expired", 1, "hours")),
        ("2027-02-11 10:00", "expired", 100, ("answer_expired", 6, "days")),
    ],
)
def test_an_answer_holds_until_its_date(
    now: str, state: str, percent: int, headline: tuple[str | int | datetime, ...]
) -> None:
    found = face(LOOKS_AGAIN, now)
    assert (found.state, found.percent, found.headline) == (state, percent, headline)


def test_the_small_print_names_who_looks_again() -> None:
    assert face(LOOKS_AGAIN, "2027-01-22 16:00").small == ("looks_again", "Marta Lindqvist")
    assert face(LOOKS_AGAIN, "2027-02-11 10:00").small == ("asked_to_renew", "Marta Lindqvist")
    assert face(replace(LOOKS_AGAIN, answerer=None), "2027-02-11 10:00").small == ("asked_to_renew", "")


def test_after_an_answer_expired_the_clock_runs_to_its_next_due_time() -> None:
    assert face(RENEWAL, "2027-02-11 10:00").headline == ("answer_expired", 6, "days")
    assert face(RENEWAL, "2027-02-19 15:59").state == "expired"
    assert face(RENEWAL, "2027-02-22 10:00").headline == ("overdue_by", 3, "days")


# When it changes


@pytest.mark.parametrize(
    ("clock", "now", "change"),
    [
        (WAITING, "2026-11-10 10:00", "2026-11-10 23:00"),
        (WAITING, "2026-11-13 08:00", "2026-11-13 10:00"),
        (WAITING, "2026-11-14 10:00", "2026-11-14 16:00"),
        (WAITING, "2026-11-16 14:30", "2026-11-16 15:00"),
        (WAITING, "2026-11-16 15:30", "2026-11-16 16:00"),
        (WAITING, "2026-11-16 16:30", "2026-11-16 18:00"),
        (WAITING, "2026-11-17 15:30", "2026-11-17 16:00"),
        (WAITING, "2026-11-20 10:00", "2026-11-20 23:00"),
        (LOOKS_AGAIN, "2026-11-20 10:00", "2027-01-08 16:00"),
        (LOOKS_AGAIN, "2027-01-20 10:00", "2027-02-05 16:00"),
        (RENEWAL, "2027-02-19 15:00", "2027-02-19 16:00"),
        (ANSWERED, "2026-11-20 10:00", None),
        (replace(WAITING, answer_state="none"), "2026-11-20 10:00", None),
        (replace(WAITING, answer_state="paused"), "2026-11-10 10:00", None),
    ],
)
def test_the_next_change_is_known(clock: AnswerClock, now: str, change: str | None) -> None:
    assert next_change(clock, utc(now), BERLIN) == (utc(change) if change else None)


def some_instant(around: datetime, hours: int) -> st.SearchStrategy[datetime]:
    return st.integers(-hours * 60, hours * 60).map(lambda minutes: around + timedelta(minutes=minutes))


NOW = utc("2026-03-28 12:00")  # the night before Berlin's clocks change
near, maybe = some_instant(NOW, 24 * 40), st.none() | some_instant(NOW, 24 * 40)
clocks = st.builds(
    AnswerClock,
    st.sampled_from(["awaiting", "answered", "none", "decision", "paused"]),
    near, maybe, maybe, maybe, maybe, maybe, maybe, maybe, st.sampled_from(["author", "decision"]), st.just("Marta Lindqvist"), st.booleans(),
)  # fmt: skip
zones = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Asia/Beirut", "Pacific/Chatham"]
).map(ZoneInfo)


@settings(deadline=None)
@given(clocks, some_instant(NOW, 72), zones, st.lists(st.floats(0, 0.999), max_size=20))
def test_a_face_reads_the_same_until_its_next_change_and_differently_then(
    clock: AnswerClock, now: datetime, zone: ZoneInfo, shares: list[float]
) -> None:
    change, reads = next_change(clock, now, zone), face_of(clock, now, zone).reads
    horizon = change or now + timedelta(days=200)
    for share in [*shares, 0.999999]:
        assert face_of(clock, now + (horizon - now) * share, zone).reads == reads
    if change:
        assert change > now
        assert face_of(clock, change, zone).reads != reads


@given(clocks, some_instant(NOW, 24 * 60), zones)
def test_every_face_can_be_drawn(clock: AnswerClock, now: datetime, zone: ZoneInfo) -> None:
    found = face_of(clock, now, zone)
    assert 0 <= found.percent <= 100
    numbers = [value for value in found.headline if isinstance(value, int)]
    assert all(number >= 1 for number in numbers)
