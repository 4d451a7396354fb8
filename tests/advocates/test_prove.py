"""Every ledger can be proved, against the rows, the history and the stored points; and said again.

HEED_CASES raises the number of random histories on each database (2).
"""

import os
import random
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from community import clock
from community.accounts.models import Person
from community.accounts.rules import Level
from community.advocates import proving
from community.advocates.actions_decay import fade_next
from community.advocates.models import Badge, LedgerLine
from community.advocates.queries_standing import standing_of
from community.db import db, writing
from community.ideas.actions_correcting import correct, uncorrect
from community.ideas.models import Comment, Idea
from community.moderation.actions import ban, hide, lift_ban, restore
from community.moderation.queries import subject
from community.triage.actions import MergeRefused, merge, unmerge
from tests import factories
from tests.advocates.helping import answer, comment_of, idea_of, lines, mark, settle, unmark, voice_of
from tests.cast import ADA, BEN, CLEO, MARTA, MO, SAM

CASES = int(os.environ.get("HEED_CASES", "2"))
CUSTOMERS = (ADA, BEN, CLEO)


def wrong():
    db.session.rollback()
    return proving.next_people(0)[1]


class History:
    """A community in which things happen at random and can all be undone."""

    def __init__(self, seed):
        self.random, self.step = random.Random(seed), 0
        self.ideas = [idea_of(part, title=f"Idea {number} of {part.key}") for part in CUSTOMERS for number in range(2)]
        self.voices = [voice_of(part, idea) for idea in self.ideas for part in CUSTOMERS]
        self.comments = [(comment_of(part, idea), part) for idea in self.ideas for part in CUSTOMERS]
        self.marked, self.hidden, self.joined, self.banned, self.corrected = set(), set(), {}, set(), set()

    def go(self):
        self.step += 1
        act = self.random.choice((self.answer, self.mark, self.mark, self.hide, self.join, self.ban, self.correct, settle, self.fade))
        act()

    def answer(self, status=None, idea=None):
        free = [each for each in self.ideas if each not in self.joined]
        status = status or self.random.choice(("shipped", "planned", "declined"))
        self.step += 1
        answer(idea or self.random.choice(free), status, f"This is what we can say to all of you after step {self.step} of it.")

    def mark(self):
        comment, author = self.random.choice(self.comments)
        part = self.random.choice([each for each in (*CUSTOMERS, SAM, MARTA) if each is not author])
        unmark(part, comment) if (part, comment) in self.marked else mark(part, comment)
        self.marked ^= {(part, comment)}

    def hide(self, what=None):
        kind, number = what or self.random.choice([("comment", comment) for comment, _ in self.comments] + [("voice", voice) for voice in self.voices])
        with writing():
            found, actor = subject(factories.viewer(MO), kind, number), factories.viewer(MO)
            if (kind, number) in self.hidden:
                restore(actor, found, now=clock.now())
            else:
                hide(actor, found, "Not for here.", now=clock.now())
        self.hidden ^= {(kind, number)}

    def join(self):
        part, root = self.random.sample(self.ideas, 2)
        with writing():
            both, actor = [db.session.get_one(Idea, each) for each in (part, root)], factories.viewer(MARTA)
            try:
                if part in self.joined:
                    unmerge(actor, both[0], now=clock.now())
                    del self.joined[part]
                elif root not in self.joined and part not in self.joined.values():
                    merge(actor, *both, now=clock.now())
                    self.joined[part] = root
            except MergeRefused:
                db.session.rollback()

    def ban(self, part=None):
        part = part or self.random.choice(CUSTOMERS)
        with writing():
            (lift_ban if part in self.banned else lambda *a, **k: ban(a[0], a[1], "Spam", **k))(factories.viewer(MO), factories.person(part), now=clock.now())
        self.banned ^= {part}

    def correct(self, comment=None):
        comment = comment or self.random.choice(self.comments)[0]
        with writing():
            row, actor = db.session.get_one(Comment, comment), factories.viewer(SAM)
            (uncorrect if comment in self.corrected else correct)(actor, row, now=clock.now())
        self.corrected ^= {comment}

    def fade(self):
        with writing():
            fade_next(clock.now() + timedelta(days=31 * self.random.randint(1, 20)))

    def undo(self):
        for part, comment in sorted(self.marked, key=str):
            unmark(part, comment)
        for part in sorted(self.banned, key=str):
            self.ban(part)
        for comment in sorted(self.corrected):
            self.correct(comment)
        for part in list(self.joined):
            with writing():
                unmerge(factories.viewer(MARTA), db.session.get_one(Idea, part), now=clock.now())
            del self.joined[part]
        for idea in self.ideas:
            self.answer("declined", idea)


@pytest.mark.parametrize("seed", range(CASES))
def test_after_any_history_the_ledger_is_right_and_undoing_all_of_it_leaves_nothing(app, seed):
    history = History(seed)
    for _ in range(22):
        history.go()
    settle()
    assert wrong() == []
    for part in CUSTOMERS:
        lines(part)
    history.undo()
    settle()
    assert wrong() == []
    assert {sum(points for _, points in lines(part)) for part in CUSTOMERS} == {0}
    assert db.session.scalar(select(func.count()).select_from(Badge)) == 0


@pytest.fixture
def helped(app):
    """Ada's idea shipped, Ben helped her, and a year has gone by."""
    idea = idea_of(ADA)
    mark(ADA, comment_of(BEN, idea))
    answer(idea)
    settle()
    with writing():
        fade_next(clock.now() + timedelta(days=366))
    return idea


def test_the_history_alone_says_the_same_ledger_again(helped):
    columns = ("person_id", "cause", "points", "subject_id", "idea_id", "comment_id", "from_id", "event_id", "earned_at", "at")
    before = [[getattr(line, name) for name in columns] for line in db.session.query(LedgerLine).order_by(LedgerLine.person_id, LedgerLine.id)]
    with writing() as session:
        session.execute(delete(LedgerLine))
        session.execute(update(Person).values(points=0))
    assert wrong() != []
    with writing():
        assert proving.rebuild_next(0, clock.now() + timedelta(days=366))[1] == 2
    after = [[getattr(line, name) for name in columns] for line in db.session.query(LedgerLine).order_by(LedgerLine.person_id, LedgerLine.id)]
    assert after == before
    assert wrong() == []


def test_each_fault_is_found_and_named(helped):
    ada, score = factories.person(ADA).id, standing_of(factories.person(ADA).id).score
    with writing() as session:
        session.execute(update(Person).where(Person.id == ada).values(points=99))
    assert [(each.person_id, each.what, each.stored) for each in wrong()] == [(ada, "points", 99)]
    with writing() as session:
        session.execute(update(LedgerLine).where(LedgerLine.cause == "idea_shipped").values(points=49))
        session.execute(update(Person).where(Person.id == ada).values(points=score - 1))
    assert {each.what for each in wrong()} == {f"lines of 49 for idea_shipped {helped}", f"lines of 50 for idea_shipped {helped}", f"idea_shipped {helped}"}
    with writing():
        proving.rebuild_next(0, clock.now() + timedelta(days=366))
    assert wrong() == []
    assert standing_of(ada).score == score


def test_what_was_never_settled_is_found_and_settled(app):
    idea = idea_of(ADA)
    answer(idea)
    assert [(each.what, each.stored, each.true) for each in wrong()] == [(f"idea_shipped {idea}", 0, 50)]
    with writing():
        assert proving.rebuild_next(0, clock.now()) == (None, 1)
    assert lines(ADA) == [("idea_shipped", 50)]
    assert standing_of(factories.person(ADA).id).level == Level.CONTRIBUTOR
