"""The desk: what waits for an answer, the most urgent first."""

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.responses import actions, actions_clocks
from community.responses.actions import AnswerDraft
from tests import factories
from tests.cast import ADA, DEV, MARTA, MO, OWEN, SAM

MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."


def asked(title, days=0, slug="rotas", legacy=False, owner=None):
    """An idea asked so many days after MONDAY, its clock started."""
    at = MONDAY + timedelta(days=days)
    idea = factories.idea(ADA, title, slug=slug, now=at)
    idea.legacy, idea.owner_id = legacy, factories.person(owner).id if owner else None
    actions_clocks.start_clock(idea, "first", now=at)
    return idea


def answered(idea, review):
    draft = AnswerDraft.of("planned", WORDS, review)
    actions.answer_idea(factories.viewer(MARTA), idea, draft, now=idea.started_at + timedelta(days=1))


@pytest.fixture
def desk(app, as_person, monkeypatch):
    """The desk's headings and titles in order, seen so many days after MONDAY by one of the cast."""
    with writing():
        factories.topic("rotas", MARTA, manager_id=factories.person(OWEN).id)
        factories.topic("swaps", DEV)

    def read(part=MARTA, days=20, whose=""):
        monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=days))
        found = as_person(part).get("/desk", query_string={"whose": whose} if whose else {})
        assert found.status_code == 200
        return re.findall(r'scope="rowgroup">([^<]+?) <|title="([^"]+)">', unescape(found.text)), found.text

    return read


def flat(found):
    return [heading or title for heading, title in found]


def test_ideas_stand_in_groups_the_most_urgent_first(desk):
    with writing():
        answered(asked("To look at again", 1), date(2026, 7, 3))
        asked("Asked last", 13)
        asked("Asked first", -1)
        asked("Asked third", 3)
        asked("Asked second", 0)
    found, _text = desk(days=14.5)
    assert flat(found) == [
        "Overdue", "Asked first", "Asked second", "Due this week", "Asked third", "Later", "Asked last",
        "Answers to renew", "To look at again",
    ]


def test_an_expired_answer_is_one_to_renew_until_its_new_clock_runs_out(desk):
    with writing():
        idea = asked("To look at again")
        answered(idea, date(2026, 7, 1))
    assert flat(desk(days=31)[0]) == ["Answers to renew", "To look at again"]
    with writing():
        assert actions_clocks.renew_next(MONDAY + timedelta(days=31))
    assert flat(desk(days=32)[0]) == ["Answers to renew", "To look at again"]
    assert flat(desk(days=50)[0]) == ["Overdue", "To look at again"]


def test_an_answer_that_holds_is_not_on_the_desk(desk):
    with writing():
        answered(asked("Fresh"), date(2026, 9, 1))
        answered(asked("Also fresh"), date(2026, 9, 1))
    found, text = desk()
    assert found == []
    assert "Nothing waits for you" in text


def test_mine_are_those_i_own_or_my_topics_that_nobody_took(desk):
    with writing():
        asked("In my topic")
        asked("Passed on to Dev", owner=DEV)
        asked("In Dev's topic", slug="swaps")
        asked("Passed on to me", slug="swaps", owner=MARTA)
    assert set(flat(desk()[0])) == {"Overdue", "In my topic", "Passed on to me"}
    assert set(flat(desk(DEV)[0])) == {"Overdue", "Passed on to Dev", "In Dev's topic"}
    assert len(desk(whose="everyone")[0]) == 5
    assert set(flat(desk(whose="nobody")[0])) == {"Overdue", "In my topic", "In Dev's topic"}


def test_the_queues_say_how_many_wait(desk):
    with writing():
        asked("In my topic")
        asked("Passed on to Dev", owner=DEV)
        asked("In Dev's topic", slug="swaps")
        asked("From long ago", legacy=True)
    text = re.sub(r"<[^>]+>", "", desk()[1])
    for counted in ("For me 1", "Everyone's 3", "Nobody's yet 2", "Brought along 1"):
        assert counted in " ".join(text.split())


def test_what_was_brought_along_waits_apart_and_by_votes(desk):
    with writing():
        asked("Few asked", legacy=True).imported_votes = 3
        asked("Many asked", legacy=True).imported_votes = 30
    assert desk(whose="everyone")[0] == []
    assert flat(desk(whose="imported")[0]) == ["Brought along from the earlier tool", "Many asked", "Few asked"]


def test_what_is_not_public_is_not_on_the_desk(desk):
    with writing():
        asked("Hidden").state = IdeaState.HIDDEN
        factories.idea(ADA, "Pending", hold=True, now=MONDAY)
        asked("Part of another").root_id = asked("The whole").id
    assert flat(desk()[0]) == ["Overdue", "The whole"]


def test_a_title_that_is_code_stays_text(desk):
    with writing():
        asked('"><script>alert(1)</script>')
    assert "<script>alert" not in desk()[1]


@pytest.mark.parametrize("part", [SAM, MO])
def test_other_staff_look_at_everyones_queue(desk, part):
    with writing():
        asked("In Marta's topic")
    assert flat(desk(part)[0]) == ["Overdue", "In Marta's topic"]


def test_a_customer_finds_no_desk(as_person, client):
    assert as_person(ADA).get("/desk").status_code == 404
    assert client.get("/desk").status_code == 302


def test_nonsense_in_the_address_shows_the_usual_queue(desk):
    with writing():
        asked("In my topic")
    assert flat(desk(whose="x" * 5000)[0]) == ["Overdue", "In my topic"]


def test_the_desk_stays_within_its_statement_budget(as_person, statements):
    with writing():
        factories.topic("rotas", MARTA)
        for n in range(12):
            asked(f"Idea {n}", n)
    marta = as_person(MARTA)
    with statements() as sent:
        assert marta.get("/desk?whose=everyone").status_code == 200
    assert len(sent) <= 11, sent


def test_an_idea_whose_clock_the_worker_has_not_set_yet_is_there(desk):
    with writing():
        factories.idea(ADA, "Just asked", now=MONDAY)
    assert flat(desk()[0]) == ["Later", "Just asked"]
    db.session.expire_all()
    assert db.session.query(Idea).one().due_at is None
