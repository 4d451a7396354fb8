"""The figures over rows: waits, promises kept, what is counted apart."""

from community import clock
from community.accounts.viewer import VISITOR
from community.db import writing
from community.insights.figures import Figures, figures_of
from community.insights.queries import answers_in_force, first_promises, longest_waiting, tab_counts
from tests import factories
from tests.cast import ADA, BEN, MARTA


def figures(viewer=VISITOR, **narrowed) -> Figures:
    return figures_of(first_promises(viewer, **narrowed), clock.now())


def test_an_empty_community_says_that_nothing_is_known(app):
    found = figures()
    assert (found.median_days, found.p90_days, found.oldest_days) == (None, None, None)
    assert (found.open, found.late, found.waived, found.topics) == (0, 0, 0, [])
    assert found.this_month.share is None


def test_the_median_counts_those_who_still_wait(promise):
    promise("Quick", asked=40, ended=1)
    promise("Slower", asked=40, ended=5)
    assert round(figures().median_days) == 1
    for number in range(3):
        promise(f"Still waiting {number}", asked=30)
    assert figures().median_days is None


def test_an_unanswered_idea_past_its_date_counts_as_late(promise):
    promise("Kept", asked=20, due=14, ended=3)
    promise("Forgotten", asked=20, due=14)
    found = figures()
    kept = sum(month.kept for _, month in found.months)
    late = sum(month.late for _, month in found.months)
    assert (kept, late) == (1, 1)
    assert (found.open, found.late) == (1, 1)
    assert round(found.oldest_days) == 20


def test_an_answer_on_the_wrong_side_of_the_date_is_late(promise):
    promise("One day late", asked=30, due=14, ended=15)
    found = figures()
    assert [bar.late for bar in found.bars if bar.count] == [1]
    assert next(bar.day for bar in found.bars if bar.count) == 15


def test_declining_in_bulk_does_not_hide_among_the_others(promise):
    promise("A real answer", asked=60, ended=13)
    for number in range(5):
        promise(f"Declined {number}", asked=60, ended=0.1, status="declined")
    apart = {row.kind: row for row in figures().apart}
    assert apart["declined"].count == 5
    assert apart["other"].count == 1
    assert round(apart["other"].median_days) == 13
    assert apart["declined"].median_days < 1


def test_declining_in_bulk_changes_neither_the_median_nor_the_share_in_time(promise):
    promise("Slow answer", asked=60, due=14, ended=13)
    promise("Late answer", asked=60, due=14, ended=20)
    before = figures()
    for number in range(30):
        promise(f"Declined {number}", asked=60, ended=0.1, status="declined")
    after = figures()
    assert (after.median_days, after.bars) == (before.median_days, before.bars)
    assert [month.share for _, month in after.months] == [month.share for _, month in before.months]


def test_declining_too_late_is_late(promise):
    promise("Declined late", asked=60, due=14, ended=30, status="declined")
    assert sum(month.late for _, month in figures().months) == 1


def test_what_joined_another_idea_is_neither_a_wait_nor_a_promise_kept(promise):
    promise("Joined", asked=30, ended=2, outcome="merged")
    found = figures()
    assert found.median_days is None
    assert sum(month.kept + month.late for _, month in found.months) == 0
    assert {row.kind: row.count for row in found.apart} == {"other": 0, "declined": 0, "merged": 1}


def test_ideas_taken_out_of_sight_are_counted_as_waived(promise):
    promise("Spam", asked=30, ended=1, outcome="waived")
    found = figures()
    assert found.waived == 1
    assert found.open == 0


def test_old_ideas_brought_along_are_not_counted(promise):
    promise("From the old tool", asked=300, legacy=True)
    assert figures().open == 0


def test_a_visitor_hears_nothing_of_topics_that_are_not_for_them(promise):
    with writing():
        factories.topic("secret", visibility="staff")
        marta = factories.viewer(MARTA)
    promise("Hidden plan", asked=30, slug="secret", by=MARTA)
    assert figures().topics == []
    assert [topic.name for topic in figures(marta).topics] == ["Secret"]
    assert longest_waiting(VISITOR, clock.now()) == []
    assert tab_counts(VISITOR, clock.now())["top"] == 0


def test_the_longest_waiting_stand_first_with_the_name_of_who_owes_the_answer(promise):
    with writing():
        factories.topic("rotas", owner=MARTA)
    promise("Two days late", asked=16, due=14)
    promise("Forty days late", asked=54, due=14)
    promise("In time", asked=2, due=14)
    rows = longest_waiting(VISITOR, clock.now())
    assert [row.title for row in rows] == ["Forty days late", "Two days late"]
    assert {row.owner_name for row in rows} == {"Marta Lindqvist"}


def test_topics_stand_in_the_order_of_their_wait(promise):
    promise("Slow", asked=60, ended=20, slug="payroll")
    promise("Quick", asked=60, ended=2, slug="mobile", by=BEN)
    promise("Not yet", asked=3, slug="access")
    assert [topic.name for topic in figures().topics] == ["Mobile", "Payroll", "Access"]
    assert figures(topic="payroll").topics[0].in_time.late == 1


def test_an_answer_is_in_force_until_its_date_has_passed(promise):
    now = clock.now()
    promise("Over", asked=60, ended=2, review_at=now)
    promise("Holds", asked=60, ended=2, review_at=now.replace(year=now.year + 1))
    promise("For good", asked=60, ended=2, status="shipped")
    assert answers_in_force(VISITOR, clock.now()) == (2, 3)


def test_every_list_has_its_count(promise):
    promise("Fresh", asked=1)
    promise("Older", asked=30)
    promise("Answered", asked=40, ended=3)
    with writing():
        factories.idea(ADA, "Waits for a moderator", hold=True)
    assert tab_counts(VISITOR, clock.now()) == {"top": 3, "new": 1, "waiting": 2, "answered": 1}
