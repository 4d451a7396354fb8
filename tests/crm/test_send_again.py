"""The log of deliveries and sending again: the same message under the same name."""

import pytest

from community.audit import AuditEntry
from community.crm.models import Attempt, Delivery
from community.db import db, writing
from community.jobs import webhooks
from tests import factories
from tests.cast import ADA, ROOT
from tests.crm.endpoints import HOURS, attempts, deliveries, listen, work

DAY = 24 * HOURS


def give_up(hook, count=1):
    """Some deliveries that failed for good, made now."""
    where = listen(hook, "/scripted")
    with writing():
        for number in range(count):
            factories.idea(ADA, title=f"Idea number {number}")
    work()
    with writing() as session:
        session.query(Delivery).update({"state": "failed"})
    return where


def test_one_message_is_sent_again_under_its_name_with_its_bytes(as_person, hook):
    listen(hook)
    with writing():
        factories.idea(ADA)
    work()
    (sent,) = deliveries()
    as_person(ROOT).post(f"/admin/endpoints/deliveries/{sent.id}/again")
    work()
    first, second = hook.ledger
    assert (first.webhook_id, first.sha256) == (second.webhook_id, second.sha256)
    assert [entry.verified for entry in hook.ledger] == [True, True]
    assert len(attempts()) == 2
    assert db.session.query(AuditEntry).filter_by(act="delivery.sent_again").one().before == {"state": "done"}


def test_it_keeps_its_words_although_the_idea_has_changed(as_person, hook):
    listen(hook)
    with writing():
        idea = factories.idea(ADA)
    work()
    with writing() as session:
        session.merge(idea).title = "Something else entirely"
    as_person(ROOT).post(f"/admin/endpoints/deliveries/{deliveries()[0].id}/again")
    work()
    assert hook.requests[0].body == hook.requests[1].body


def test_all_that_were_given_up_since_go_again(as_person, hook):
    where = give_up(hook, count=3)
    before = [row.webhook_id for row in deliveries()]
    answer = as_person(ROOT).post(f"/admin/endpoints/{where}/replay", data={"since": "day"}, follow_redirects=True)
    assert "3 messages are on their way again." in answer.text
    hook.ledger.clear()
    work()
    assert sorted(entry.webhook_id for entry in hook.ledger) == sorted(before)
    assert {row.state for row in deliveries()} == {"done"}


@pytest.mark.parametrize(
    ("age", "since", "count"),
    [
        (0.5 * HOURS, "hour", 1), (2 * HOURS, "hour", 0), (2 * HOURS, "day", 1), (4 * DAY, "3-days", 0),
        (4 * DAY, "week", 1), (13 * DAY, "2-weeks", 1), (15 * DAY, "2-weeks", 0), (15 * DAY, "for ever", 0),
    ],
)
def test_how_far_back_is_chosen_and_two_weeks_at_most(as_person, hook, moved_clock, age, since, count):
    where = give_up(hook)
    moved_clock(age)
    as_person(ROOT).post(f"/admin/endpoints/{where}/replay", data={"since": since})
    assert [row.state for row in deliveries()] == (["queued"] if count else ["failed"])


def test_everything_since_then_goes_again_under_the_same_names_where_that_is_asked_for(as_person, hook):
    where = give_up(hook, count=2)
    with writing() as session:
        session.query(Delivery).filter_by(id=1).update({"state": "done"})
    names = sorted(row.webhook_id for row in deliveries())
    hook.ledger.clear()
    as_person(ROOT).post(f"/admin/endpoints/{where}/replay", data={"since": "day", "everything": "1"})
    work()
    assert sorted(entry.webhook_id for entry in hook.ledger) == names
    assert {row.state for row in deliveries()} == {"done"}


def test_what_arrived_is_not_replayed(as_person, hook):
    where = listen(hook)
    with writing():
        factories.idea(ADA)
    work()
    answer = as_person(ROOT).post(f"/admin/endpoints/{where}/replay", data={"since": "day"}, follow_redirects=True)
    assert "Nothing had been given up" in answer.text
    work()
    assert len(hook.ledger) == 1


def test_a_replay_has_a_whole_schedule_before_it(as_person, hook):
    where = give_up(hook)
    with writing() as session:
        session.query(Delivery).update({"attempts": 10})
    hook.script.append("/500")
    as_person(ROOT).post(f"/admin/endpoints/{where}/replay", data={"since": "day"})
    work()
    (row,) = deliveries()
    assert (row.state, row.attempts) == ("queued", 1)


def test_the_log_is_narrowed_by_state(as_person, hook):
    where = listen(hook, "/scripted")
    hook.script.extend(["/ok", "/500"])
    with writing():
        factories.idea(ADA, title="First")
        factories.idea(ADA, title="Second")
    work()
    root = as_person(ROOT)
    assert root.get(f"/admin/endpoints/{where}").text.count("/admin/endpoints/deliveries/") == 2
    assert root.get(f"/admin/endpoints/{where}?state=done").text.count("/admin/endpoints/deliveries/") == 1
    assert "Reply 500" in root.get(f"/admin/endpoints/{where}?state=queued").text
    assert root.get(f"/admin/endpoints/{where}?state=failed").text.count("/admin/endpoints/deliveries/") == 0
    assert root.get(f"/admin/endpoints/{where}?state=%00&before=x").status_code in (200, 400)


def test_a_long_log_is_read_page_by_page(as_person, hook):
    where = listen(hook)
    with writing():
        for number in range(30):
            factories.idea(ADA, title=f"Idea number {number}")
    work()
    root = as_person(ROOT)
    first = root.get(f"/admin/endpoints/{where}").text
    assert first.count("/admin/endpoints/deliveries/") == 25
    assert f"before={deliveries()[5].id}" in first
    older = root.get(f"/admin/endpoints/{where}?before={deliveries()[5].id}").text
    assert older.count("/admin/endpoints/deliveries/") == 5
    assert "Older messages" not in older


def test_one_delivery_shows_every_try_its_reply_and_the_bytes(as_person, hook, moved_clock):
    hook.script.extend(["/500", "/reset"])
    listen(hook, "/scripted")
    with writing():
        factories.idea(ADA, title="<b>Print</b> the week")
    for seconds in (0, 60, 600):
        moved_clock(seconds)
        work()
    page = as_person(ROOT).get(f"/admin/endpoints/deliveries/{deliveries()[0].id}").text
    assert "Reply 500" in page
    assert "The connection broke" in page
    assert "Reply 200" in page
    assert "thanks" in page
    assert "&lt;b&gt;Print&lt;/b&gt; the week" in page
    assert deliveries()[0].webhook_id in page


def test_the_log_is_kept_for_thirty_days(hook, moved_clock):
    listen(hook)
    with writing():
        factories.idea(ADA)
    work()
    moved_clock(29 * DAY)
    assert not webhooks.prune()
    assert len(deliveries()) == 1
    moved_clock(30 * DAY + 60)
    assert webhooks.prune()
    assert not webhooks.prune()
    assert deliveries() == []
    assert db.session.query(Attempt).count() == 0
