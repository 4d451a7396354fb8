"""On whatever day the demo is loaded, what is meant as late is late and what is meant as due tomorrow is."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.bulk import Row
from community.demo import load
from community.demo.content import stories
from community.demo.joined import joined_stories
from community.ideas.models import Comment, Idea
from community.responses.models import Answer, Clock
from community.responses.rules import check_answer

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
DAYS = [
    datetime(2026, 11, 21, 23, 30, tzinfo=UTC),  # a Saturday night
    datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC),  # just before London opens
    datetime(2027, 3, 26, 16, 59, 30, tzinfo=UTC),  # Good Friday
    datetime(2026, 6, 5, 15, 59, 30, tzinfo=UTC),  # half a minute before both offices close
    datetime(2026, 12, 28, 12, 0, tzinfo=UTC),  # between the years
    datetime(2028, 2, 29, 10, 0, tzinfo=UTC),
]


@pytest.fixture(scope="module", params=DAYS, ids=lambda day: day.strftime("%a-%d-%b"))
def built(request):
    return request.param, load.build(request.param)


def waiting(batch):
    return [idea for idea in batch.of(Idea) if idea["status"] == "new"]


def story_ages():
    return {story.title: story.age_days for story in (*stories(), *joined_stories())}


def test_the_same_moment_gives_the_same_community():
    batch, again = load.build(DAYS[0]), load.build(DAYS[0])
    for model in (Idea, Comment, Answer, Clock):
        assert plain(batch.of(model)) == plain(again.of(model))


def plain(rows):
    return [{key: value["id"] if isinstance(value, Row) else value for key, value in row.items() if key != "parent_id"} for row in rows]


def test_another_seed_gives_another_crowd():
    batch, other = load.build(DAYS[0]), load.build(DAYS[0], seed=1)
    assert [idea["author_id"]["id"] for idea in other.of(Idea)] != [idea["author_id"]["id"] for idea in batch.of(Idea)]


def test_the_late_are_late_and_the_fresh_are_not(built):
    now, batch = built
    ages = story_ages()
    late = {idea["title"] for idea in waiting(batch) if idea["due_at"] < now}
    assert late == {idea["title"] for idea in waiting(batch) if ages[idea["title"]] >= 14}
    assert len(late) == 12


def test_nine_are_due_at_one_of_the_next_two_closes_of_their_office(built):
    now, batch = built
    ages = story_ages()
    soon = [idea for idea in waiting(batch) if 11 <= ages[idea["title"]] < 14]
    assert len(soon) == 9
    for idea in soon:
        assert idea["warn_at"] < now < idea["due_at"]
        assert open_days(idea["topic_id"]["calendar_id"], now, idea["due_at"]) <= 2


def open_days(calendar, now, due):
    """Open days whose close lies between now and a due time, that one included."""
    zone = ZoneInfo(calendar["zone"])
    day, found = now.astimezone(zone).date(), 0
    while day <= due.astimezone(zone).date():
        close = datetime(day.year, day.month, day.day, 17, tzinfo=zone)
        if day.weekday() < 5 and day.isoformat() not in calendar["holidays"] and close > now + timedelta(hours=3):
            found += 1
        day += DAY
    return found


def test_eighteen_answers_have_just_expired(built):
    now, batch = built
    running = [clock for clock in batch.of(Clock) if clock["kind"] == "review" and clock["stopped_at"] is None]
    assert len(running) == 18
    assert all(clock["started_at"] < now for clock in running)
    answered = [idea for idea in batch.of(Idea) if idea["answer_state"] == "answered"]
    assert all(idea["review_at"] is None or idea["review_at"] > now + MINUTE for idea in answered)


def test_no_alert_is_due_in_the_first_minutes(built):
    now, batch = built
    alerts = [clock["next_alert_at"] for clock in batch.of(Clock) if clock["next_alert_at"]]
    assert alerts
    assert min(alerts) > now + 10 * MINUTE


def test_every_answer_is_one_the_product_would_take(built):
    _, batch = built
    previous = {}
    for answer in batch.of(Answer):
        zone = ZoneInfo(answer["idea_id"]["topic_id"]["calendar_id"]["zone"])
        review = answer["review_at"].astimezone(zone).date() if answer["review_at"] else None
        said_before = previous.get(answer["idea_id"]["id"])
        today = answer["created_at"].astimezone(zone).date()
        assert check_answer(answer["body"], answer["status"], review, today, said_before) == []
        previous[answer["idea_id"]["id"]] = answer["body"]


def test_answers_are_given_at_work(built):
    _, batch = built
    moments = [(answer["created_at"], answer["idea_id"]["topic_id"]["calendar_id"]["zone"]) for answer in batch.of(Answer)]
    at_work = Counter(moment.astimezone(ZoneInfo(zone)).weekday() < 5 for moment, zone in moments)
    assert at_work[True] > 0.99 * len(moments)


def test_replies_follow_what_they_answer(built):
    _, batch = built
    replies = [comment for comment in batch.of(Comment) if comment["parent_id"]]
    assert len(replies) > 100
    assert all(reply["created_at"] > reply["parent_id"]["created_at"] for reply in replies)
    assert all(reply["parent_id"]["id"] < reply["id"] for reply in replies)
