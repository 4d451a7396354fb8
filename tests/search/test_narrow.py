"""Filters of the search page: each alone, together, with words and without, and never a hit lost behind others."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.accounts.viewer import VISITOR
from community.db import db, writing
from community.ideas.models import Idea
from community.search import finding
from community.search.finding import search_ideas
from community.search.narrowing import SearchQuery
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA

MARCH = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def ideas(post, work):
    with writing():
        factories.person(CLEO).name = "José O'Brien “Joe”"
        factories.topic("rotas")
        factories.topic("payroll")
        factories.topic("secret", visibility="staff")
    made = {
        "week": post(ADA, "Print the whole week", tags="paper, wall", now=MARCH),
        "team": post(BEN, "Print a page for each team", tags="paper", now=MARCH + timedelta(days=5)),
        "hours": post(CLEO, "Print hours for payroll", slug="payroll", now=MARCH + timedelta(days=9)),
        "old": post(ADA, "Print the rota of last year", now=MARCH - timedelta(days=300)),
        "secret": post(MARTA, "Print the secret plan", slug="secret", tags="paper", now=MARCH),
    }
    work()
    table = Idea.__table__
    with writing() as session:
        for name, values in {
            "week": {"vote_count": 7, "answered_at": MARCH + timedelta(days=3), "answer_state": "answered", "status": "planned"},
            "team": {"vote_count": 9, "answer_state": "awaiting", "due_at": clock.now() - timedelta(days=1)},
            "hours": {"vote_count": 1, "answer_state": "awaiting", "due_at": clock.now() + timedelta(days=1)},
            "old": {"vote_count": 3, "answer_state": "awaiting", "due_at": clock.now() - timedelta(days=1), "legacy": True},
        }.items():
            session.execute(table.update().where(table.c.id == made[name]).values(**values))
    return made


def found(ideas, viewer=VISITOR, **asked):
    names = {idea_id: name for name, idea_id in ideas.items()}
    db.session.rollback()
    return [names[result.card.id] for result in search_ideas(viewer, SearchQuery(**asked)).results]


DAY = timedelta(days=1)
CASES = [
    ({"topic": "payroll"}, {"hours"}), ({"topic": "secret"}, set()), ({"status": "planned"}, {"week"}), ({"tag": "paper"}, {"week", "team"}),
    ({"tag": "pap"}, set()), ({"author": "ada"}, {"week", "old"}), ({"author": "JOSE"}, {"hours"}), ({"author": "o'brien"}, {"hours"}),
    ({"author": "brien “joe"}, {"hours"}), ({"author": "%"}, set()), ({"author": "_"}, set()), ({"author": "Marta"}, set()),
    ({"answered": "yes"}, {"week"}), ({"answered": "no"}, {"team", "hours", "old"}), ({"answered": "late"}, {"team"}),
    ({"since": MARCH}, {"week", "team", "hours"}), ({"until": MARCH}, {"old"}), ({"since": MARCH - DAY, "until": MARCH + 6 * DAY}, {"week", "team"}),
    ({"since": MARCH + DAY, "tag": "paper"}, {"team"}), ({"author": "ada", "status": "planned", "answered": "yes"}, {"week"}),
    ({"author": "ada", "topic": "payroll"}, set()),
]


@pytest.mark.parametrize(("asked", "expected"), CASES)
def test_a_filter_means_the_same_with_words_and_without(ideas, asked, expected):
    for order in ("best", "newest", "votes"):
        assert set(found(ideas, text="print", order=order, **asked)) == expected
    assert set(found(ideas, order="newest", **asked)) == expected
    assert set(found(ideas, order="votes", **asked)) == expected


def test_orders_are_by_date_and_by_votes(ideas):
    assert found(ideas, text="print", order="newest") == ["hours", "team", "week", "old"]
    assert found(ideas, text="print", order="votes") == ["team", "week", "old", "hours"]
    assert found(ideas, order="votes", answered="no") == ["team", "old", "hours"]


def test_staff_find_and_count_what_is_theirs(ideas):
    assert set(found(ideas, factories.viewer(MARTA), text="print", tag="paper")) == {"week", "team", "secret"}
    assert found(ideas, factories.viewer(MARTA), author="marta") == ["secret"]
    assert search_ideas(VISITOR, SearchQuery("print")).total == 4
    assert search_ideas(factories.viewer(MARTA), SearchQuery("print")).total == 5


@pytest.mark.parametrize("order", ["best", "newest", "votes"])
def test_no_filter_loses_what_stands_behind_many_others(post, work, monkeypatch, order):
    """The wanted idea is the worst match of many: it lies beyond the first step of candidates, and the second."""
    monkeypatch.setattr(finding, "STEPS", (10, 20, None))
    with writing():
        for number in range(40):
            factories.idea(BEN, f"Print print print {number}", "")
        last = factories.idea(ADA, "A wish", "It is long and says many other things before it comes to print at its very end.").id
    work()
    found = search_ideas(VISITOR, SearchQuery("print", author="ada", order=order))
    assert ([result.card.id for result in found.results], found.total, found.more) == ([last], 1, False)


def test_counting_ends_where_it_says_more(post, work, monkeypatch):
    monkeypatch.setattr(finding, "COUNTED", 20)
    monkeypatch.setattr(finding, "STEPS", (22, None))
    with writing():
        factories.topic("secret", visibility="staff")
        for number in range(20):
            factories.idea(BEN, f"Print {number}", "")
            factories.idea(MARTA, f"Print in secret {number}", "", slug="secret")
    work()
    shown = [(page.total, page.more) for page in (search_ideas(VISITOR, SearchQuery("print", order=order)) for order in ("best", "newest"))]
    assert shown == [(20, False)] * 2, "what is private does not turn 20 into more than 20"
    with writing():
        factories.idea(BEN, "Print 21", "")
    work()
    assert search_ideas(VISITOR, SearchQuery("print")).more
    assert search_ideas(VISITOR, SearchQuery(topic="rotas", order="newest")).more


def test_days_are_those_of_the_reader(as_person, ideas):
    """An idea of 23:30 in London is one of the next day in Tokyo."""
    with writing():
        factories.person(BEN).zone = "Asia/Tokyo"
        factories.idea(ADA, "Late in the evening", now=datetime(2026, 5, 4, 23, 30, tzinfo=UTC))
    ben = as_person(BEN)
    assert "Late in the evening" in ben.get("/search?from=2026-05-05&to=2026-05-05").text
    assert "Late in the evening" not in ben.get("/search?from=2026-05-04&to=2026-05-04").text


def test_an_idea_the_index_does_not_know_yet_obeys_words_and_filters(post, work):
    post(ADA, "Print the week")
    work()
    post(BEN, "Print the month", "on the fridge")
    fresh = SearchQuery("print month")
    assert [result.card.title for result in search_ideas(VISITOR, fresh).results] == ["Print the month"]
    assert search_ideas(VISITOR, SearchQuery("print -fridge")).total == 1
    assert search_ideas(VISITOR, SearchQuery("print", author="ben")).total == 1
    assert search_ideas(VISITOR, SearchQuery("print", order="newest")).total == 2


def test_quotes_are_looked_for_in_what_others_said_too(post, work):
    idea, other = post(ADA, "Print the week"), post(BEN, "Print the month", "We say on paper and on the fridge")
    with writing() as session:
        factories.comment(BEN, session.get(Idea, idea), "Hang it on the fridge door")
    work()
    assert [row.card.id for row in search_ideas(VISITOR, SearchQuery('"fridge door"')).results] == [idea]
    assert {row.card.id for row in search_ideas(VISITOR, SearchQuery('"on the fridge"')).results} == {idea, other}
    assert [row.card.id for row in search_ideas(VISITOR, SearchQuery('print -"fridge door"')).results] == [other]
