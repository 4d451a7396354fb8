"""Votes from many connections at the same moment: the count is the rows, and no one counts twice (cases 40, 41)."""

import random
from concurrent.futures import ThreadPoolExecutor

from community import clock
from community.accounts.viewer import Viewer
from community.db import db, writing
from community.ideas.queries import visible_idea
from community.votes.actions import cast_vote, withdraw_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, EVERYONE, SAM


def in_parallel(app, jobs, width=8):
    """Run each job in a thread with a session of its own; raise what any of them raised."""
    def run(job):
        with app.app_context():
            try:
                job()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(width) as pool:
        list(pool.map(run, jobs))


def casting(person: Viewer, idea_id: int):
    def cast():
        with writing():
            cast_vote(person, visible_idea(person, idea_id), 2, now=clock.now())
    return cast


def withdrawing(person: Viewer, idea_id: int):
    def withdraw():
        with writing():
            withdraw_vote(person, visible_idea(person, idea_id), now=clock.now())
    return withdraw


def viewers(*parts):
    with writing():
        return [factories.viewer(part) for part in parts]


def test_fifty_at_once_of_one_person_are_one_vote(app, idea_id, stand):
    [ben] = viewers(BEN)
    in_parallel(app, [casting(ben, idea_id)] * 50)
    count, rows, told = stand(idea_id)
    assert (count, len(rows), told) == (1, 1, ["vote.cast"])


def test_everyone_at_once_is_everyone_counted(app, idea_id, stand):
    people = viewers(*EVERYONE)
    in_parallel(app, [casting(person, idea_id) for person in people] * 3)
    count, rows, told = stand(idea_id)
    assert count == len(rows) == len(told) == len(EVERYONE)


def test_a_storm_of_votes_and_withdrawals_leaves_the_count_at_the_rows(app, idea_id, stand):
    people = viewers(ADA, BEN, CLEO, DEV, SAM)
    dice = random.Random(20261122)
    jobs = [dice.choice((casting, withdrawing))(dice.choice(people), idea_id) for _ in range(400)]
    in_parallel(app, jobs)
    count, rows, told = stand(idea_id)
    assert count == len(rows)
    assert told.count("vote.cast") - told.count("vote.withdrawn") == count


def test_fifty_at_once_over_http(app, as_person, idea_id, stand):
    as_person(BEN)
    browsers = [as_person(BEN) for _ in range(5)]

    def press(browser):
        return lambda: browser.post(f"/ideas/{idea_id}/vote", headers={"Sec-Fetch-Site": "same-origin"})

    in_parallel(app, [press(browsers[n % 5]) for n in range(50)], width=5)
    count, rows, told = stand(idea_id)
    assert (count, len(rows), told) == (1, 1, ["vote.cast"])
