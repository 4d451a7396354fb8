"""`heed bench merges`: merges and their undoing from several processes at once, with votes pouring in.

It measures nothing but trust: at the end the counts are the rows, nobody's vote is lost, and no idea goes in a circle.
"""

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from random import Random

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from community import clock, create_app, recount, schema
from community.accounts.actions import add_person
from community.accounts.models import Person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.bench.database import fresh_database
from community.bench.pages import Say
from community.config import load_settings
from community.db import db, stood_in_the_way, writing
from community.events import Event
from community.ideas.actions import Draft, Refused, add_comment, submit_idea
from community.ideas.models import Comment, Idea, Topic
from community.ideas.queries_groups import root_to_change
from community.markdown import render
from community.triage.actions import MergeRefused, merge, unmerge
from community.votes.actions import VoteRefused, cast_vote, withdraw_vote
from community.votes.models import Vote

IDEAS, PEOPLE = 24, 40
BETWEEN = 3
"""Votes, withdrawals or comments before each merge."""
UNDONE = 0.45
"""So many of the tries take an idea out again."""

Act = Callable[[], str]


def bench_merges(count: int, processes: int, database: str, say: Say) -> list[str]:
    """So many tries in all; what does not hold at the end, nothing when all does."""
    with fresh_database(database) as environ:
        app = create_app(load_settings(environ))
        with app.app_context():
            schema.upgrade()
            _settle_in()
            db.engine.dispose()
        started, done = time.monotonic(), Counter[str]()
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            for told in pool.map(_pour, [environ] * processes, range(processes), _shares(count, processes)):
                done += told
        say(f"{count} tries by {processes} processes on {database} in {time.monotonic() - started:.0f} s")
        say(", ".join(f"{what} {times}" for what, times in sorted(done.items())))
        with app.app_context():
            wrong = [*what_is_wrong(done), *_wrong_when_apart()]
            db.engine.dispose()
    for line in wrong:
        say(f"wrong: {line}")
    return wrong


def _shares(count: int, processes: int) -> list[int]:
    return [count // processes + (number < count % processes) for number in range(processes)]


def _settle_in() -> None:
    """Ideas by different people in one topic, and somebody who may merge."""
    with writing() as session:
        now = clock.now()
        topic = Topic(name="Everything", slug="everything", opened_at=now)
        session.add(topic)
        people = [Viewer.of(add_person(f"person{n}@many.example", now=now, name=f"Person {n}")) for n in range(PEOPLE)]
        add_person("merger@many.example", now=now, name="Merger", role=Role.PRODUCT_MANAGER)
        for number in range(IDEAS):
            submit_idea(people[number % PEOPLE], topic, Draft.of(f"Idea {number}", ""), hold=False, now=now)


def _pour(environ: dict[str, str], seed: int, count: int) -> Counter[str]:
    """One process: tries to merge or to undo, and votes between them; answers how often each thing happened."""
    app = create_app(load_settings(environ))
    done: Counter[str] = Counter()
    with app.app_context():
        for act in _acts(Random(seed), count):
            done[_carried_out(act, done)] += 1
        db.engine.dispose()
    return done


def _carried_out(act: Act, done: Counter[str]) -> str:
    """As a request would: once more where the database let it go because two waited for each other."""
    while True:
        try:
            with writing():
                return act()
        except MergeRefused as refused:
            return f"refused: {refused.code}"
        except (VoteRefused, Refused):
            return "refused: closed"
        except OperationalError as problem:
            if not stood_in_the_way(problem):
                raise
            done["made once more"] += 1


def _acts(random: Random, count: int) -> Iterator[Act]:
    people = [Viewer.of(person) for person in db.session.scalars(select(Person).order_by(Person.id))]
    merger = people.pop()
    for _ in range(count):
        for _ in range(BETWEEN):
            yield _customers(random, random.choice(people))
        yield _merger(random, merger)


def _customers(random: Random, person: Viewer) -> Act:
    idea_id, choice = random.randint(1, IDEAS), random.random()

    def act() -> str:
        idea = root_to_change(person, idea_id)
        if idea is None:
            return "missed"
        if choice < 0.6:
            return "cast" if cast_vote(person, idea, 2, now=clock.now()) else "voted before"
        if choice < 0.85:
            return "withdrew" if withdraw_vote(person, idea, now=clock.now()) else "had no vote"
        add_comment(person, idea, "Us too.", render("Us too."), parent=None, now=clock.now())
        return "commented"

    return act


def _merger(random: Random, person: Viewer) -> Act:
    one, other, undo = random.randint(1, IDEAS), random.randint(1, IDEAS), random.random() < UNDONE

    def act() -> str:
        if undo:
            unmerge(person, db.session.get_one(Idea, one), now=clock.now())
            return "unmerged"
        merge(person, db.session.get_one(Idea, one), db.session.get_one(Idea, other), now=clock.now())
        return "merged"

    return act


def what_is_wrong(done: Counter[str]) -> Iterator[str]:
    """What is not as it must be, from the rows, the events and what the processes say they did."""
    for each in recount.differences():
        yield f"{each.what} {each.id}: stored {each.stored}, counted {each.counted}"
    chained = select(Idea.id).where(Idea.root_id.in_(select(Idea.id).where(Idea.root_id.is_not(None))))
    yield from (f"idea {idea_id} is part of a part" for idea_id in db.session.scalars(chained))
    told = Counter({row[0]: row[1] for row in db.session.execute(select(Event.kind, func.count()).group_by(Event.kind))})
    votes, comments = (db.session.scalar(select(func.count()).select_from(table)) for table in (Vote, Comment))
    if votes != told["vote.cast"] - told["vote.withdrawn"] or told["vote.cast"] != done["cast"]:
        yield f"{votes} votes, of {done['cast']} cast"
    if comments != done["commented"]:
        yield f"{comments} comments, of {done['commented']} made"
    for what, kind in (("merged", "idea.merged"), ("unmerged", "idea.unmerged")):
        if done[what] != told[kind]:
            yield f"{done[what]} times {what}, and {told[kind]} events"
    db.session.rollback()


def _wrong_when_apart() -> Iterator[str]:
    """Everything is taken apart again: every idea counts its own rows, and waits since its own day."""
    merger = Viewer.of(db.session.scalars(select(Person).order_by(Person.id.desc()).limit(1)).one())
    for idea_id in db.session.scalars(select(Idea.id).where(Idea.root_id.is_not(None))).all():
        with writing():
            unmerge(merger, db.session.get_one(Idea, idea_id), now=clock.now())
    own = select(func.count()).where(Vote.idea_id == Idea.id).correlate(Idea).scalar_subquery()
    apart = (Idea.vote_count == own, Idea.root_id.is_(None), Idea.started_at == Idea.published_at, Idea.status == "new")
    for condition in apart:
        yield from (f"idea {idea_id} apart: not {condition}" for idea_id in db.session.scalars(select(Idea.id).where(~condition)))
    yield from (f"{each.what} {each.id} apart" for each in recount.differences())
    db.session.rollback()
