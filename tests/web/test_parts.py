"""Pieces of pages are kept under everything they show: never out of date, never another reader's, never too many."""

import re
from datetime import timedelta

import pytest
from jinja2 import UndefinedError
from sqlalchemy import update

from community import clock
from community.accounts.models import Person
from community.config import ROOT
from community.db import db, writing
from community.ideas.models import Idea, Topic
from community.moderation.actions import hide
from community.moderation.queries import subject
from community.responses.actions import AnswerDraft, answer_idea
from community.site import Site
from community.web import addresses, clock_words, languages, parts
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, MO, SAM

WORDS = "Yes. We build this now, and here is what will come with it and when."


def forget():
    for kept in (parts._drawn, addresses._built, languages._sentence, languages._words):
        kept.cache_clear()
    clock_words._kept.clear()


@pytest.fixture(autouse=True)
def _afresh():
    forget()
    yield
    forget()


@pytest.fixture
def idea_id(app):
    with writing():
        factories.idea(BEN, "Another idea", tags="other")
        return factories.idea(ADA, "Print the week", tags="printing").id


def drawn(browser, path="/"):
    """The page, with what is alike in every reply but not in meaning taken out."""
    return browser.get(path).text


def acts(as_person, idea_id):
    """Everything that changes what a list shows of an idea, each as (name, act)."""
    def by(part, path, **data):
        return lambda: as_person(part).post(path, data=data)

    def inside(change):
        def act():
            with writing():
                change(db.session.get_one(Idea, idea_id), clock.now())
        return act

    def rename(idea, now):
        db.session.get_one(Topic, idea.topic_id).name = "Other plans"

    return {
        "a vote": by(BEN, f"/ideas/{idea_id}/vote"),
        "one's own vote": by(CLEO, f"/ideas/{idea_id}/vote", importance="3"),
        "a comment": by(BEN, f"/ideas/{idea_id}/comments", body="Me too."),
        "another title": by(ADA, f"/ideas/{idea_id}/edit", title="Print a fortnight", body="", stamp="first"),
        "another text": by(ADA, f"/ideas/{idea_id}/edit", title="Print the week", body="On one sheet.", stamp="first"),
        "an answer": inside(lambda idea, now: answer_idea(factories.viewer(MARTA), idea, AnswerDraft.of("shipped", WORDS), now=now)),
        "a topic's name": inside(rename),
        "hiding": inside(lambda idea, now: hide(factories.viewer(MO), subject(factories.viewer(MO), "idea", idea.id), "spam", now=now)),
        "a deletion": by(ADA, f"/ideas/{idea_id}/delete"),
        "other tags": inside(lambda idea, now: setattr(idea, "tags", ["paper", "ink"])),
    }


NAMES = (
    "a vote", "one's own vote", "a comment", "another title", "another text", "an answer", "a topic's name", "hiding",
    "a deletion", "other tags",
)


@pytest.mark.parametrize("name", NAMES)
def test_no_list_shows_an_old_card_after(as_person, idea_id, name):
    cleo = as_person(CLEO)
    before = drawn(cleo)
    assert drawn(cleo) == before
    acts(as_person, idea_id)[name]()
    after = drawn(cleo)
    assert after != before
    forget()
    assert drawn(cleo) == after


def test_a_vote_taken_back_shows_the_card_of_before(as_person, idea_id):
    cleo = as_person(CLEO)
    before = drawn(cleo)
    cleo.post(f"/ideas/{idea_id}/vote")
    cleo.post(f"/ideas/{idea_id}/vote/withdraw")
    assert re.sub(r'<div class="toast.*?</div>|<div class="flash.*?</div>', "", drawn(cleo), flags=re.S).split("idea-rows")[1] == before.split("idea-rows")[1]


def test_one_persons_vote_is_not_on_anothers_card(as_person, idea_id):
    cleo, ben = as_person(CLEO), as_person(BEN)
    cleo.post(f"/ideas/{idea_id}/vote")
    pressed = f'id="vote-button-{idea_id}" class="vote" aria-pressed="true"'
    assert pressed in drawn(cleo)
    assert pressed not in drawn(ben)
    assert pressed in drawn(cleo)


def test_the_navigation_is_each_persons_own(as_person, client, idea_id):
    pages = {part.key: drawn(as_person(part)) for part in (SAM, CLEO, MO, SAM)}
    assert ["Workspace" in pages[key] for key in ("sam", "cleo", "mo")] == [True, False, True]
    assert ["Moderation" in pages[key] for key in ("sam", "cleo", "mo")] == [False, False, True]
    assert "Workspace" not in drawn(client)


def test_a_clock_is_read_in_each_readers_zone(as_person, idea_id):
    due = clock.now().replace(hour=23, minute=30, second=0, microsecond=0) + timedelta(days=9)
    with writing():
        db.session.execute(Idea.__table__.update().values(due_at=due, started_at=clock.now()))
        here, there = factories.person(CLEO), factories.person(BEN)
        db.session.execute(update(Person).where(Person.id == there.id).values(zone="Asia/Tokyo"))
        db.session.execute(update(Person).where(Person.id == here.id).values(zone="UTC"))
    said = {part.key: re.findall(r"<small>by (.*?)</small>", drawn(as_person(part))) for part in (CLEO, BEN, CLEO)}
    assert said["cleo"]
    assert said["cleo"] != said["ben"]


def test_a_kept_clock_turns_to_the_second_and_back(as_person, idea_id, moved_clock):
    start = clock.now()
    with writing():
        db.session.execute(Idea.__table__.update().values(due_at=start + timedelta(seconds=40), started_at=start))
    cleo = as_person(CLEO)
    assert "Overdue" not in drawn(cleo)
    moved_clock(39)
    assert "Overdue" not in drawn(cleo)
    moved_clock(41)
    assert "Overdue" in drawn(cleo)
    moved_clock(0)
    assert "Overdue" not in drawn(cleo)


def test_another_number_beside_a_tab_is_seen(as_person, idea_id):
    cleo = as_person(CLEO)
    with writing():
        db.session.execute(update(Site).values(summary={"tabs": {"top": 7}}))
    assert '<span class="n">7</span>' in drawn(cleo)
    with writing():
        db.session.execute(update(Site).values(summary={"tabs": {"top": 8}}))
    assert '<span class="n">8</span>' in drawn(cleo)


def test_a_site_under_a_path_links_to_that_path(app, client, idea_id):
    assert f'href="/ideas/{idea_id}"' in client.get("/").text
    moved = client.get("/", environ_overrides={"SCRIPT_NAME": "/voices"}).text
    assert f'href="/voices/ideas/{idea_id}"' in moved
    assert f'href="/ideas/{idea_id}"' not in moved
    assert 'href="/voices/assets/' in moved


def test_a_piece_cannot_look_at_what_it_was_not_given(app):
    with app.test_request_context("/"), pytest.raises(UndefinedError):
        parts.part("ideas/_card.html", idea=parts.Card(1, "A", "", "new", "Rotas", "rotas", 0, ()))


def test_words_typed_by_people_stay_words(app):
    hostile = parts.Card(1, "<b>&", "<i>", "new", "<u>", "rotas", 2, ("<s>",))
    with app.test_request_context("/"):
        html = parts.part("ideas/_card.html", idea=hostile, focus=False)
    assert not re.search("<[bisu]>", html)
    assert "&lt;b&gt;&amp;" in html


def test_memory_is_bounded(app):
    with app.test_request_context("/"):
        for number in range(parts.MOST + 50):
            parts.part("web/_navigation.html", items=(), section=f"section {number}")
    assert parts._drawn.cache_info().currsize == parts.MOST


def test_clocks_in_memory_are_bounded(app, monkeypatch):
    monkeypatch.setattr(clock_words, "MOST", 10)
    with app.test_request_context("/"):
        for number in range(30):
            since = clock.now() - timedelta(days=number)
            row = Idea(
                state="published", answer_state="awaiting", published_at=since, started_at=since, due_at=since + timedelta(days=9),
                answerer_name="", legacy=False,
            )
            clock_words.clock_words(row)
    assert len(clock_words._kept) == 10


PIECES = sorted({
    name for file in (ROOT / "templates").rglob("*.html") for name in re.findall(r'[^_a-z]part\("([^"]+)"', file.read_text())
})
OF_THE_MOMENT = re.compile(r"\b(request|session|g|viewer|site|theme|clock_words|get_flashed_messages)\b[.(\[]|\|\s*(day|stamp|moment|short_day|month)\b")


def test_pieces_are_found():
    assert {"ideas/_card.html", "votes/_button.html", "web/_clock.html"} <= set(PIECES)


@pytest.mark.parametrize("name", PIECES)
def test_no_piece_depends_on_who_looks_or_when(name):
    source = (ROOT / "templates" / name).read_text()
    assert not OF_THE_MOMENT.search(re.sub(r"{#.*?#}", "", source)), name
