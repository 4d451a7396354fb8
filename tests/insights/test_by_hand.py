"""A record small enough to be counted by hand, and counted so; as the page counts it and as the proof does."""

from datetime import UTC, datetime

import pytest

from community.insights.figures import Facts, Promise, records_of
from community.insights.history import History
from community.insights.proof import Scope, prove

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def on(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"2026-{day}T{hour:02}:00+00:00")


TOLD = (
    # kind, asked, due, ended, outcome, said, moved by a change of the promise
    ("first", on("09-01"), on("09-15"), on("09-05"), "answered", "planned", False),   # 4 days, in time
    ("first", on("09-02"), on("09-16"), on("09-22"), "answered", "review", True),     # 20 days, late, by the change
    ("first", on("09-10"), on("09-24"), on("09-12"), "answered", "declined", False),  # declined in time
    ("first", on("10-01"), on("10-15"), on("10-03"), "merged", "", False),            # joined in time
    ("first", on("10-05"), on("10-19"), on("10-20"), "waived", "", False),            # taken away, past its date
    ("first", on("10-10"), on("10-24"), None, "", "", False),                         # silent, late
    ("first", on("10-20"), on("11-03"), on("11-01"), "answered", "shipped", False),   # 12 days, in time
    ("first", on("11-15"), on("11-29"), None, "", "", False),                         # waits inside its promise
    ("review", on("11-02"), on("11-10"), on("11-12"), "answered", "planned", False),  # renewed late
    ("review", on("11-03"), on("11-11"), on("11-09"), "answered", "declined", False), # renewed in time
    ("next", on("11-04"), on("11-06"), on("11-05"), "answered", "", False),           # replied in time
)
PAUSED = [(on("10-30"), on("11-02"))]


def as_the_page_counts():
    promises = [Promise(1, kind, asked, due, ended, outcome, said, moved) for kind, asked, due, ended, outcome, said, moved in TOLD]
    return records_of(Facts(promises, PAUSED, answers=3, in_force=2), NOW)["quarter"]


def as_the_proof_counts():
    happened = []
    for number, (kind, asked, due, ended, outcome, said, moved) in enumerate(TOLD, 1):
        about = {"clock_id": number, "clock": kind, "started_at": asked.isoformat(), "due_at": due.isoformat()}
        happened += [("idea.published", asked, number, {}), ("clock.started", asked, number, about)]
        if moved:
            happened.append(("clock.retimed", asked, number, {**about, "by_change": True}))
        if number == 7:
            happened.append(("clock.paused", PAUSED[0][0], number, {**about, "pause_id": 1, "until": on("11-09").isoformat()}))
            happened.append(("clock.resumed", PAUSED[0][1], number, {**about, "pause_id": 1}))
            happened.append(("clock.stopped", ended, number, {**about, "outcome": ""}))
            happened.append(("clock.resumed", ended, number, about))
        if said:
            happened.append(("answer.published", ended, number, {"answer_id": number, "status": said, "review_at": None}))
        if ended:
            happened.append(("clock.stopped", ended, number, {**about, "outcome": outcome}))
    return prove(History().read(happened), Scope(frozenset(range(1, 12)), frozenset(), frozenset(), [], 30), NOW, 3)


@pytest.mark.parametrize("count", [as_the_page_counts, as_the_proof_counts])
def test_every_figure_is_the_one_counted_by_hand(count):
    record = count()
    totals, present = record["totals"], record["now"]
    # due by now: seven of eight; two in time, two late, two apart, one waived; 2 of 4 is 50 %
    assert totals["promises"] == {"due": 7, "in_time": 2, "late": 2, "apart": 2, "waived": 1, "percent": 50}
    assert totals["by_policy"] == 1
    # waits, without the waived one: 2- 2- 4 5.125- 12 20 41.125-, those with a dash not ended by an answer: S(4) = 4/5,
    # S(12) = 4/5 * 2/3 = 8/15, S(20) = 8/15 * 1/2 = 4/15, and never as low as a tenth
    assert (totals["asked"], totals["median_days"], totals["p90_days"]) == (7, 20, None)
    assert totals["answered"] == {"count": 3, "median_days": 12}
    assert (totals["declined"], totals["merged"], totals["waived"]) == (
        {"count": 1, "median_days": 2}, {"count": 1, "median_days": 2}, {"count": 1, "median_days": 15})
    assert totals["renewals"] == {"due": 2, "in_time": 1, "late": 1, "apart": 0, "waived": 0, "percent": 50}
    assert totals["replies"] == {"due": 1, "in_time": 1, "late": 0, "apart": 0, "waived": 0, "percent": 100}
    assert (present["open"], present["overdue"], present["oldest_days"]) == (2, 1, 41.13)
    assert [(bucket["in_time"], bucket["late"]) for bucket in present["ages"]] == [(1, 0), (0, 0), (0, 0), (0, 1), (0, 0)]
    assert [month["promises"]["percent"] for month in record["months"]] == [50, 0, 100]
    assert [month["asked"] for month in record["months"]] == [3, 3, 1]
    assert {week["week"]: (week["in_time"], week["late"]) for week in record["weeks"] if week["in_time"] + week["late"]} == {
        "2026-09-14": (1, 1), "2026-10-19": (0, 1), "2026-11-02": (1, 0)}
    assert {bar["day"]: (bar["in_time"], bar["late"]) for bar in record["bars"] if bar["in_time"] + bar["late"]} == {
        4: (1, 0), 12: (1, 0), 20: (0, 1)}
