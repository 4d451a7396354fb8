"""An idea that moves to another topic: whoever answers there hears of it, whatever others were told before."""

from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.jobs import worker
from community.responses.actions_escalating import escalate_next
from community.triage.actions_moving import move_idea
from tests import factories
from tests.cast import ADA, DEV, MARTA, MO, OWEN, ROOT
from tests.notifications.mails import rows, text_of
from tests.responses.cycles import answer, publish


@pytest.fixture
def idea_id(app):
    with writing():
        factories.person(ROOT)
        factories.topic("rotas", MARTA)
        factories.topic("fast", DEV, promise_amount=2, deputy_id=factories.person(OWEN).id)
        factories.topic("twin", MARTA)
    return publish(at=clock.now() - timedelta(days=9))


def move(idea_id, slug="fast", by=MO):
    with writing():
        move_idea(factories.viewer(by), db.session.get_one(Idea, idea_id), factories.topic(slug), now=clock.now())
    worker.drain()
    return [(mail.address, mail.idea_id) for mail in rows("handed_over")]


def test_its_new_owner_is_told_though_every_tier_so_far_was_told_to_others(idea_id):
    with writing():
        escalate_next(clock.now())
    assert [address for address, _ in move(idea_id)] == [DEV.email]
    assert f"By {ADA.key}" in text_of(rows("handed_over")[0])


def test_who_is_away_there_passes_it_on(idea_id):
    with writing():
        factories.person(DEV).away_from = clock.now() - timedelta(hours=1)
    assert [address for address, _ in move(idea_id)] == [OWEN.email]


@pytest.mark.parametrize("why", ["its own owner keeps it", "the same people answer there", "nothing is owed", "they moved it themselves"])
def test_nobody_is_told_where_nothing_changes_hands(idea_id, why):
    if why == "its own owner keeps it":
        with writing():
            for slug in ("rotas", "fast"):
                factories.topic(slug, deputy_id=factories.person(OWEN).id)
            db.session.get_one(Idea, idea_id).owner_id = factories.person(MARTA).id
    if why == "nothing is owed":
        answer(idea_id, clock.now())
    slug, by = ("twin" if why == "the same people answer there" else "fast"), (DEV if why == "they moved it themselves" else MO)
    if by is DEV:
        with writing():
            factories.person(DEV).role = "moderator"
    assert move(idea_id, slug, by) == []
