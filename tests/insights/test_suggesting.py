"""Posts avoided, the time to a vote, the share that joined: counted from events, over what a visitor may see."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update

from community import clock
from community.db import db, writing
from community.events import record
from community.ideas.models import Idea
from community.insights import rules
from community.insights.actions import refresh_summary
from community.site import site_facts
from tests import factories
from tests.cast import ADA, BEN, CLEO, SAM, Part

DAY = 86_400


def figures():
    with writing():
        refresh_summary(clock.now())
    return site_facts().summary["suggesting"]


@pytest.fixture
def idea_id(app):
    with writing():
        return factories.idea(ADA).id


def joined(part: Part, idea_id: int, seconds: int | None = 30, days_ago: float = 0) -> None:
    at = clock.now() - timedelta(days=days_ago)
    with writing():
        record("suggestion.joined", at=at, actor_id=factories.person(part).id, idea_id=idea_id, shown=4, seconds=seconds)


def posted(part: Part, shown: int) -> None:
    with writing():
        idea = factories.idea(part, "Something else")
        db.session.execute(text("DELETE FROM events WHERE kind = 'idea.submitted' AND idea_id = :id"), {"id": idea.id})
        record("idea.submitted", at=clock.now(), actor_id=idea.author_id, idea_id=idea.id, shown=shown, aside=0)


def test_nothing_is_known_before_anything_happened(app):
    assert figures() == {"avoided": 0, "avoided_this_month": 0, "seconds": None, "accepted_percent": None, "twins_apart": 0}


def test_a_join_is_a_post_avoided_once_for_each_person_and_idea(idea_id):
    for part in (BEN, BEN, CLEO):
        joined(part, idea_id)
    joined(SAM, idea_id, days_ago=40)
    joined(SAM, idea_id, days_ago=400)
    found = figures()
    assert (found["avoided"], found["avoided_this_month"]) == (3, 2)


def test_the_time_is_the_middle_one_and_votes_without_a_script_have_none(idea_id):
    for part, seconds in ((BEN, 12), (CLEO, 70), (SAM, None), (ADA, 3000)):
        joined(part, idea_id, seconds)
    assert figures()["seconds"] == 70


def test_the_share_takes_those_who_joined_or_posted_after_they_were_shown_something(idea_id):
    joined(BEN, idea_id)
    joined(CLEO, idea_id)
    posted(CLEO, shown=2)
    posted(SAM, shown=1)
    posted(ADA, shown=0)
    assert figures()["accepted_percent"] == 66


@pytest.mark.parametrize("hidden", [{"state": "hidden"}, {"topic": "staff"}])
def test_what_a_visitor_may_not_see_is_in_no_figure(idea_id, hidden):
    joined(BEN, idea_id)
    with writing():
        if "topic" in hidden:
            factories.topic(visibility="staff")
        else:
            db.session.execute(update(Idea).where(Idea.id == idea_id).values(hidden))
    assert figures()["avoided"] == 0


def test_the_figures_are_those_of_the_events_whatever_was_stored_before(idea_id):
    joined(BEN, idea_id)
    before = figures()
    with writing():
        db.session.execute(text("UPDATE site SET summary = '{}'"))
    assert figures() == before


def test_counting_asks_for_one_kind_of_event_by_its_index(idea_id, statements):
    with statements() as sent:
        figures()
    asked = [sql for sql in sent if "events.kind" in sql]
    assert len(asked) == 3
    if db.engine.dialect.name == "sqlite":
        plan = str(db.session.execute(text("EXPLAIN QUERY PLAN SELECT 1 FROM events WHERE kind = 'suggestion.joined' AND at >= 'x'")).all())
        assert "ix_events_kind" in plan


def test_the_public_page_says_it_in_words(client, idea_id):
    joined(BEN, idea_id, seconds=45)
    figures()
    page = " ".join(client.get("/answering").text.split())
    assert "1 <small>post avoided</small>" in page
    assert "45 <small>seconds</small>" in page
    assert "100 <small>%</small>" in page
    assert "A post is avoided when" in page


def test_the_public_page_counts_nothing_itself(client, idea_id, statements):
    joined(BEN, idea_id)
    figures()
    with statements() as sent:
        client.get("/answering")
    assert [sql for sql in sent if "FROM events" in sql and "FROM site" not in sql] == []


@given(st.lists(st.integers(0, 3600)))
def test_the_middle_is_one_of_the_values_with_half_on_either_side(values):
    middle = rules.middle(values)
    if middle is None:
        assert values == []
    else:
        assert 2 * sum(value < middle for value in values) <= len(values)
        assert 2 * sum(value > middle for value in values) <= len(values)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_only_all_of_them_are_a_hundred_percent(part, rest):
    found = rules.percent(part, part + rest)
    assert found is None if part + rest == 0 else 0 <= found <= 100
    assert (found == 100) == (rest == 0 and part > 0)
