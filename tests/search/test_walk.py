"""Walking through all pages of a search while the community goes on: every hit once, whatever comes in meanwhile."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.accounts.viewer import VISITOR
from community.db import db, writing
from community.ideas.models import Idea
from community.ideas.rules import excerpt_of
from community.jobs import indexing
from community.search.finding import search_ideas
from community.search.interface import Measures
from community.search.narrowing import SearchQuery
from community.search.places import Place, millionths, parse_place, read, written
from tests import factories
from tests.cast import ADA, BEN

MANY = 3_000
WORDS = ["rota", "shift", "week", "print", "payroll", "nurse", "night", "team", "phone", "wall", "export", "hours", "holiday", "swap", "site", "travel", "rest", "quiet", "dark", "copy"]


@pytest.fixture
def many(app):
    """Thousands of ideas of a few words each; every third is about printing. Some are alike to the letter."""
    chance, now = random.Random(7), clock.now()
    with writing() as session:
        author, topic = factories.person(ADA).id, factories.topic().id
        rows = []
        for number in range(1, MANY + 1):
            body = " ".join(chance.choices(WORDS, k=chance.randint(3, 30)))
            title = f"{'Print' if number % 3 == 0 else 'Show'} {chance.choice(WORDS)}"
            rows.append({
                "id": number, "title": title, "body": body if number % 5 else "", "excerpt": excerpt_of(body), "body_html": "", "author_id": author,
                "topic_id": topic, "state": "published", "created_at": now, "published_at": now, "tags": [], "vote_count": number % 4,
            })
        session.execute(Idea.__table__.insert(), rows)
        if session.get_bind().dialect.name == "postgresql":
            session.execute(db.text("SELECT setval('ideas_id_seq', (SELECT max(id) FROM ideas))"))
    indexing.rebuild_index()
    db.session.remove()


def walk(between, **asked):
    """The ids of all pages, calling `between` after each."""
    seen, after, pages = [], None, 0
    while pages == 0 or after is not None:
        page = search_ideas(VISITOR, SearchQuery(after=after, **asked))
        db.session.rollback()
        seen += [result.card.id for result in page.results]
        after, pages = page.after, pages + 1
        between(pages)
    return seen


def come_in(pages):
    """After each page somebody posts, and now and then the worker takes it in."""
    if pages % 4 == 0:
        with writing():
            factories.idea(BEN, f"Print shift {pages}", "print " * (pages % 9))
    if pages % 8 == 0:
        indexing.update_index()
        indexing.update_index()
        db.session.rollback()


def all_with(*words):
    texts = db.session.execute(db.select(Idea.id, Idea.title, Idea.body).where(Idea.id <= MANY))
    return {row.id for row in texts if all(word in f"{row.title} {row.body}".lower().split() for word in words)}


@pytest.mark.parametrize("asked", [{"order": "best"}, {"order": "newest"}, {"order": "votes"}])
def test_every_hit_comes_exactly_once_while_new_ideas_come_in(many, work, asked):
    expected = all_with("print", "shift")
    assert len(expected) > 200
    seen = walk(come_in, text="print shift", **asked)
    assert len(seen) == len(set(seen))
    assert {idea_id for idea_id in seen if idea_id <= MANY} == expected


def test_a_list_without_words_walks_all_three_thousand(many):
    seen = walk(lambda pages: None, order="votes", topic="rotas")
    assert sorted(seen) == list(range(1, MANY + 1))
    key = dict(db.session.execute(db.select(Idea.id, Idea.vote_count)).all())
    assert seen == sorted(seen, key=lambda i: (-key[i], -i))


def test_the_same_page_twice_is_the_same(many):
    first = search_ideas(VISITOR, SearchQuery("print"))
    again = [search_ideas(VISITOR, SearchQuery("print", after=first.after)) for _ in range(3)]
    assert len({tuple(result.card.id for result in page.results) for page in again}) == 1


whole = st.integers(0, 10**18 - 1)
places = st.builds(Place, whole, st.integers(0, 2**31 - 1), st.booleans(), st.lists(st.integers(0, 10**9 - 1), max_size=40).map(tuple))


@given(places)
def test_a_place_comes_back_from_its_address(place):
    assert parse_place(str(place)) == place


@given(st.text(max_size=80))
def test_no_address_is_an_error(text):
    place = parse_place(text)
    assert place is None or parse_place(str(place)) == place


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.floats(0.0001, 20), min_size=1, max_size=12), st.floats(1, 90_000))
def test_measures_come_back_exactly(rarity, average):
    measures = Measures({term: round(value, 4) for term, value in rarity.items()}, round(average, 2))
    assert read(written(measures, rarity), rarity) == measures


def test_measures_of_another_query_are_not_taken():
    assert read((4200, 1, 2), ["one"]) is None
    assert read((), ["one"]) is None
    assert read((0, 1), ["one"]) is None


def test_scores_that_differ_in_their_last_bits_are_one():
    assert millionths(0.1 + 0.2) == millionths(0.3)
