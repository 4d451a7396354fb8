"""Merges from four processes at once, with votes pouring in (the full count: `heed bench merges`)."""

import re
from collections import Counter

import pytest
from sqlalchemy import update

from community import recount
from community.bench import merges
from community.db import db, writing
from community.ideas.models import Idea
from community.triage.models import Merge
from tests import factories
from tests.cast import ADA, BEN, MARTA, Part
from tests.triage.helping import asked, join, leave, read, refusal, vote
from tests.votes.test_many_at_once import in_parallel


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_merges_from_four_processes_end_with_every_vote_counted_once(database):
    said = []
    assert merges.bench_merges(24, 4, database, said.append) == []
    done = {what.strip(): int(times) for what, times in re.findall(r"([a-z: _]+) (\d+)", said[1])}
    tries = ("merged", "unmerged", "refused: merged_already", "refused: nothing_to_undo", "refused: itself")
    assert sum(done.get(what, 0) for what in tries) == 24, said
    assert done["merged"] > 0
    assert done["cast"] > 0


@pytest.mark.parametrize(("damage", "named"), [({"vote_count": 900}, "votes of idea"), ({"root_id": 2}, "root of idea"), ({"hot": 0.5}, "place of idea")])
def test_what_is_wrong_at_the_end_is_said(app, damage, named):
    one, two, three = (asked(ADA, f"Idea {n}") for n in range(3))
    assert one + 1 == two
    with writing():
        db.session.execute(update(Idea).where(Idea.id == three).values(**damage))
    assert any(line.startswith(f"{named} {three}:") for line in merges.what_is_wrong(Counter(cast=3)))


def test_two_that_would_join_each_other_at_once_do_not_go_in_a_circle(app):
    one, two = asked(ADA, "One"), asked(BEN, "Two")
    with writing():
        factories.viewer(MARTA)
    codes = []
    in_parallel(app, [lambda: codes.append(refusal(join, one, two)), lambda: codes.append(refusal(join, two, one))] * 4)
    assert sorted(codes) == [""] + ["merged_already"] * 7
    assert {read(one).root_id, read(two).root_id} in ({one, None}, {two, None})
    assert list(recount.differences()) == []


def test_the_same_merge_pressed_by_two_is_one_merge(app):
    one, two = asked(ADA, "One"), asked(BEN, "Two")
    with writing():
        factories.viewer(MARTA)
    codes = []
    in_parallel(app, [lambda: codes.append(refusal(join, one, two))] * 6)
    assert sorted(codes) == [""] + ["merged_already"] * 5
    assert db.session.query(Merge).count() == 1


def test_taking_apart_twice_at_once_is_done_once(app):
    one, two = asked(ADA, "One"), asked(BEN, "Two")
    join(one, two)
    codes = []
    in_parallel(app, [lambda: codes.append(refusal(leave, one))] * 6)
    assert sorted(codes) == [""] + ["nothing_to_undo"] * 5


def test_merging_onwards_while_it_is_taken_apart_is_the_one_or_the_other(app):
    for turn in range(6):
        part, middle, root = (asked(ADA, f"Idea {turn} {n}") for n in range(3))
        join(part, middle)
        in_parallel(app, [lambda p=part: leave(p), lambda m=middle, r=root: join(m, r)], width=2)
        assert (read(part).root_id, read(middle).root_id, read(root).part_count) == (None, root, 1)
    assert list(recount.differences()) == []


def test_votes_pouring_in_while_ideas_merge_are_all_counted(app):
    crowd = [Part(f"p{n}", f"Person {n}", f"p{n}@crowd.example") for n in range(12)]
    with writing():
        for part in (*crowd, MARTA):
            factories.person(part)
    ids = [asked(ADA, f"Idea {n}") for n in range(4)]
    votes = [lambda part=part, on=ids[(n + k) % 4]: vote(part, on) for n, part in enumerate(crowd) for k in range(3)]
    moves = [(join, ids[0], ids[1]), (join, ids[2], ids[1]), (leave, ids[0]), (join, ids[1], ids[3])]
    jobs = []
    for n, move in enumerate(moves):
        jobs += [lambda move=move: refusal(*move), *votes[n * 9 : n * 9 + 9]]
    in_parallel(app, jobs, width=6)
    assert list(recount.differences()) == []
    apart = [idea_id for idea_id in ids if read(idea_id).root_id is None]
    assert sum(read(idea_id).vote_count for idea_id in apart) >= len(crowd) + 1
