"""Who helped most: by topic and quarter, of what the reader may see, without those who stay off, and nothing of money."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.accounts.models import Organisation
from community.advocates.models import LedgerLine
from community.advocates.rules_leaders import Quarter
from community.db import writing
from community.ideas.models import Topic
from tests.advocates.helping import answer, comment_of, idea_of, mark, settle
from tests.cast import ADA, BEN, CLEO, SAM


@given(st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_a_moment_is_in_its_quarter_and_in_no_other(at):
    at = at.replace(tzinfo=UTC)
    quarter = Quarter.of(at)
    assert quarter.start <= at < quarter.end
    assert quarter.moved(-1).end == quarter.start
    assert Quarter.parse(str(quarter)) == quarter


@pytest.mark.parametrize("text", ["", "2026", "2026-0", "2026-5", "26-1", "2026-1 ", "\u0662026-1", "9999-1"])
def test_what_is_no_quarter_is_none(text):
    assert Quarter.parse(text) is None


@pytest.fixture
def topic(app) -> str:
    """Ada's idea shipped and Ben helped her; in a topic for staff, Cleo's shipped."""
    idea = idea_of(ADA)
    mark(ADA, comment_of(BEN, idea))
    answer(idea)
    answer(idea_of(CLEO, slug="secret"))
    settle()
    with writing() as session:
        session.query(Topic).filter_by(slug="secret").one().visibility = "staff"
        return f"/topics/{session.query(Topic).filter_by(slug='rotas').one().id}/helpers"


def names(page):
    body = page.split("<tbody>")[1] if "<tbody>" in page else ""
    return [part.key for part in (ADA, BEN, CLEO) if part.name in body]


def test_most_helpful_first_with_points_and_level(client, topic):
    page = client.get(topic).text
    assert names(page) == ["ada", "ben"]
    assert page.index("Ada Okoro") < page.index("Ben Talbot")
    assert "Contributor" in page


def test_another_quarter_is_another_list(client, topic):
    before = Quarter.of(clock.now()).moved(-1)
    assert names(client.get(f"{topic}?quarter={before}").text) == []
    with writing() as session:
        session.query(LedgerLine).filter_by(cause="idea_shipped").update({"earned_at": before.start})
    assert names(client.get(f"{topic}?quarter={before}").text) == ["ada"]
    assert names(client.get(f"{topic}?quarter=nonsense").text) == ["ben"]


def test_who_stays_off_is_not_there_and_can_come_back(as_person, client, topic):
    browser = as_person(ADA)
    assert "Keep me off these lists" in browser.get("/me").text
    browser.post("/me/leaderboards", data={})
    assert names(client.get(topic).text) == ["ben"]
    browser.post("/me/leaderboards", data={"shown": "1"})
    assert names(client.get(topic).text) == ["ada", "ben"]


def test_a_topic_for_staff_is_not_there_for_others(as_person, client, topic):
    with writing() as session:
        secret = session.query(Topic).filter_by(slug="secret").one().id
    assert client.get(f"/topics/{secret}/helpers").status_code == 404
    assert as_person(CLEO).get(f"/topics/{secret}/helpers").status_code == 404
    assert names(as_person(SAM).get(f"/topics/{secret}/helpers").text) == ["cleo"]
    assert client.get("/topics/99999999999999999/helpers").status_code == 404


def test_nothing_of_money_or_accounts_stands_there(client, topic):
    with writing() as session:
        row = session.query(Organisation).filter_by(name="St Brannoc's Hospital").one()
        row.value_cents, row.currency, row.segment = 8_640_000, "GBP", "Enterprise"
    page = client.get(topic).text
    assert [word for word in ("Brannoc", "86,400", "Enterprise", "GBP") if word in page] == []


def test_the_page_costs_few_statements(client, topic, statements):
    client.get(topic)
    with statements() as sent:
        client.get(topic)
    assert len(sent) <= 4, sent


def test_how_points_work_leads_there(client, topic):
    page = client.get("/how-points-work").text
    assert f'href="{topic}"' in page
    assert "half after 5 times in a year" in page
    assert "200 points at most" in page
    assert "after 12 months half" in page
