"""The made-up community of the benches: of the size asked for, consistent, and the same each time."""

import pytest
from sqlalchemy import func, select

from community import clock
from community.accounts.models import Person
from community.bench.generate import Generator, Size
from community.db import db, writing
from community.ideas.models import Comment, Idea
from community.recount import differences
from community.responses.models import Answer, Clock
from community.votes.models import Vote

SMALL = Size(ideas=200, votes=3_000, people=120, comments=150)


@pytest.fixture
def community(app):
    with writing() as session:
        Generator(SMALL, clock.now()).write(session)
    db.session.remove()


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_it_has_the_size_asked_for(community):
    assert (count(Idea), count(Person), count(Comment), count(Clock)) == (200, 120, 150, 200)
    assert 1_500 <= count(Vote) <= 3_300


def test_every_count_equals_its_rows(community):
    assert list(differences()) == []


def test_what_is_answered_has_an_answer_and_the_rest_waits(community):
    answered = db.session.scalar(select(func.count()).where(Idea.answer_state == "answered"))
    assert count(Answer) == answered
    assert 0 < answered < 200
    assert db.session.scalar(select(func.count()).where(Clock.stopped_at.is_(None))) == 200 - answered


def test_votes_have_a_long_tail(community):
    counts = sorted(db.session.scalars(select(Idea.vote_count)), reverse=True)
    assert counts[0] > 5 * counts[len(counts) // 2]
    assert counts[-1] >= 1


def test_its_pages_are_real_pages(community, client):
    assert client.get("/").status_code == 200
    assert client.get("/ideas/200").status_code == 200


def test_ids_go_on_after_it(community):
    with writing() as session:
        session.add(Person(email="x@y.example", email_folded="x@y.example", name="X", joined_at=clock.now()))
    assert db.session.scalar(select(func.max(Person.id))) == 121


def test_the_same_seed_writes_the_same_ideas():
    now = clock.now()
    first, second = (list(Generator(SMALL, now, seed=7)._ideas()) for _ in range(2))
    assert first == second
    assert list(Generator(SMALL, now, seed=8)._ideas()) != first
