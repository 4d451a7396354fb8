"""The record over rows: waits, promises kept, what is counted apart."""

from datetime import timedelta

from sqlalchemy import update

from community import clock
from community.accounts.viewer import VISITOR
from community.db import db, writing
from community.ideas.models import Idea
from community.insights.counting import count, shown
from community.insights.figures import Record
from community.insights.queries import longest_waiting, tab_counts
from community.insights.queries_record import ALL
from tests import factories
from tests.cast import ADA, MARTA


def record(period: str = "all", now=None) -> Record:
    return count(now or clock.now()).records[ALL, period]


def test_an_empty_community_says_that_nothing_is_known(app):
    found = record()
    assert (found["totals"]["median_days"], found["totals"]["p90_days"], found["now"]["oldest_days"]) == (None, None, None)
    assert (found["now"]["open"], found["now"]["overdue"], found["now"]["waived"]) == (0, 0, 0)
    assert found["totals"]["promises"]["percent"] is None
    assert len(record("year")["months"]) == 12


def test_the_median_counts_those_who_still_wait(promise):
    promise("Quick", asked=40, ended=1)
    promise("Slower", asked=40, ended=5)
    assert record()["totals"]["median_days"] == 1
    for number in range(3):
        promise(f"Still waiting {number}", asked=30)
    assert record()["totals"]["median_days"] is None


def test_an_unanswered_idea_past_its_date_counts_as_late(promise):
    promise("Kept", asked=20, due=14, ended=3)
    promise("Forgotten", asked=20, due=14)
    found = record()
    assert (found["totals"]["promises"]["in_time"], found["totals"]["promises"]["late"]) == (1, 1)
    assert (found["now"]["open"], found["now"]["overdue"]) == (1, 1)
    assert round(found["now"]["oldest_days"]) == 20


def test_what_is_not_yet_due_is_neither(promise):
    promise("Answered early", asked=3, due=14, ended=1)
    promise("Waits in time", asked=3, due=14)
    assert record()["totals"]["promises"]["due"] == 0


def test_an_answer_on_the_wrong_side_of_the_date_is_late(promise):
    promise("One day late", asked=30, due=14, ended=15)
    found = record()["bars"]
    assert [(bar["day"], bar["late"]) for bar in found if bar["late"] or bar["in_time"]] == [(15, 1)]


def test_declining_in_bulk_does_not_hide_among_the_others(promise):
    promise("A real answer", asked=60, ended=13)
    for number in range(5):
        promise(f"Declined {number}", asked=60, ended=0.1, status="declined")
    totals = record()["totals"]
    assert totals["declined"] == {"count": 5, "median_days": 0.1}
    assert totals["answered"] == {"count": 1, "median_days": 13}


def test_declining_in_bulk_changes_neither_the_median_nor_the_share_in_time(promise):
    promise("Slow answer", asked=60, due=14, ended=13)
    promise("Late answer", asked=60, due=14, ended=20)
    before = record()
    for number in range(30):
        promise(f"Declined {number}", asked=60, ended=0.1, status="declined")
    after = record()
    assert after["bars"] == before["bars"]
    assert after["totals"]["median_days"] == before["totals"]["median_days"]
    assert [month["promises"]["percent"] for month in after["months"]] == [month["promises"]["percent"] for month in before["months"]]
    assert after["totals"]["promises"]["apart"] == 30


def test_what_the_first_answer_said_counts_whatever_later_ones_say(promise):
    promise("Planned, and declined a year later", asked=60, due=14, ended=13, columns={"status": "declined"})
    assert record()["totals"]["promises"]["in_time"] == 1


def test_declining_or_joining_too_late_is_late(promise):
    promise("Declined late", asked=60, due=14, ended=30, status="declined")
    promise("Joined late", asked=60, due=14, ended=30, outcome="merged")
    assert record()["totals"]["promises"]["late"] == 2


def test_what_joined_another_idea_in_time_is_neither_a_wait_nor_a_promise_kept(promise):
    promise("Joined", asked=30, ended=2, outcome="merged")
    totals = record()["totals"]
    assert totals["median_days"] is None
    assert (totals["promises"]["in_time"], totals["promises"]["late"], totals["promises"]["apart"]) == (0, 0, 1)
    assert (totals["answered"]["count"], totals["declined"]["count"], totals["merged"]["count"]) == (0, 0, 1)


def test_ideas_taken_out_of_sight_are_counted_as_waived(promise):
    promise("Spam", asked=30, ended=20, outcome="waived")
    found = record()
    assert (found["now"]["waived"], found["totals"]["waived"]["count"], found["totals"]["promises"]["waived"]) == (1, 1, 1)
    assert (found["now"]["open"], found["totals"]["promises"]["late"]) == (0, 0)


def test_hiding_an_idea_later_takes_no_bad_month_away(promise):
    idea_id = promise("Answered late", asked=60, due=14, ended=40)
    before = record()["months"]
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(state="hidden"))
    assert record()["months"] == before


def test_old_ideas_brought_along_owe_nothing_and_are_counted_as_such(promise):
    promise("From the old tool", asked=300, columns={"legacy": True})
    found = record()["now"]
    assert (found["open"], found["legacy"]) == (0, 1)


def test_renewals_have_figures_of_their_own(promise):
    promise("Looked at again in time", asked=60, due=14, ended=10, kind="review")
    promise("Declined when looked at again", asked=60, due=14, ended=10, kind="review", status="declined")
    promise("Not yet", asked=60, due=14, kind="review")
    totals = record()["totals"]
    assert (totals["renewals"]["in_time"], totals["renewals"]["late"], totals["renewals"]["percent"]) == (2, 1, 66)
    assert totals["promises"]["due"] == totals["asked"] == totals["answered"]["count"] == 0


def test_replies_to_questions_have_figures_of_their_own(promise):
    promise("Replied", asked=30, due=5, ended=2, kind="next")
    assert record()["totals"]["replies"]["in_time"] == 1


def test_a_period_holds_its_months_and_what_stands_open_is_always_all(promise):
    promise("Long ago", asked=800, due=14)
    assert record("quarter")["now"]["overdue"] == 1
    assert record("quarter")["totals"]["promises"]["late"] == 0
    assert record("all")["totals"]["promises"]["late"] == 1
    assert [len(record(period)["months"]) for period in ("quarter", "year")] == [3, 12]
    assert len(record("all")["months"]) >= 26


def test_months_add_up_to_their_period(promise):
    for number in range(12):
        promise(f"Idea {number}", asked=20 + 25 * number, due=14, ended=number if number % 3 else None)
    found = record("all")
    for name in ("due", "in_time", "late", "apart", "waived"):
        assert sum(month["promises"][name] for month in found["months"]) == found["totals"]["promises"][name]
    assert sum(month["asked"] for month in found["months"]) == found["totals"]["asked"] == 12


def test_weeks_hold_what_the_months_hold(promise):
    for number in range(12):
        promise(f"Idea {number}", asked=16 + 9 * number, due=14, ended=number if number % 3 else None)
    found = record("year")
    assert sum(week["late"] for week in found["weeks"]) == found["totals"]["promises"]["late"] > 0
    assert sum(week["in_time"] for week in found["weeks"]) == found["totals"]["promises"]["in_time"] > 0


def test_a_visitor_hears_nothing_of_topics_that_are_not_for_them(promise):
    with writing():
        factories.topic("secret", visibility="staff")
        marta = factories.viewer(MARTA)
    promise("Hidden plan", asked=30, slug="secret", by=MARTA)
    promise("For all", asked=30, slug="rotas")
    now = clock.now()
    assert [row.slug for row in shown(VISITOR, "", "all", now).topics] == ["rotas"]
    assert [row.slug for row in shown(marta, "", "all", now).topics] == ["secret", "rotas"]
    assert shown(VISITOR, "secret", "all", now) is None
    assert shown(marta, "secret", "all", now).record["now"]["open"] == 1
    assert shown(marta, "", "all", now).record == shown(VISITOR, "", "all", now).record
    assert longest_waiting(VISITOR, now, topic="secret") == []
    assert tab_counts(VISITOR, now)["top"] == 1


def test_the_longest_waiting_stand_first_with_the_name_of_who_owes_the_answer(promise):
    with writing():
        factories.topic("rotas", owner=MARTA)
    promise("Two days late", asked=16, due=14)
    promise("Forty days late", asked=54, due=14)
    promise("In time", asked=2, due=14)
    rows = longest_waiting(VISITOR, clock.now())
    assert [row.title for row in rows] == ["Forty days late", "Two days late"]
    assert {row.owner_name for row in rows} == {"Marta Lindqvist"}


def test_an_answer_is_in_force_until_its_date_has_passed(promise):
    now = clock.now()
    promise("Over", asked=60, ended=2, columns={"review_at": now})
    promise("Holds", asked=60, ended=2, columns={"review_at": now + timedelta(days=90)})
    promise("For good", asked=60, ended=2, status="shipped")
    found = record()["now"]
    assert (found["in_force"], found["answers"]) == (2, 3)


def test_every_list_has_its_count(promise):
    promise("Fresh", asked=1)
    promise("Older", asked=30)
    promise("Answered", asked=40, ended=3)
    with writing():
        factories.idea(ADA, "Waits for a moderator", hold=True)
    assert tab_counts(VISITOR, clock.now()) == {"top": 3, "new": 1, "waiting": 2, "answered": 1}
