"""The version of somebody's standing always rises, so that whoever keeps the highest knows the truth (WH-11)."""

import json
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community import clock
from community.accounts.models import Person
from community.crm.models import Delivery, Endpoint
from community.crm.snapshots import NOT_COMPARED, snapshot_of
from community.db import db, writing
from community.events import record
from community.ideas.models import Idea
from community.jobs.worker import drain
from community.votes.actions import cast_vote, withdraw_vote
from tests import factories
from tests.advocates.helping import comment_of, idea_of, mark, unmark
from tests.cast import ADA, BEN, CLEO, DEV
from tests.crm.endpoints import listen

SITE = "https://ideas.example.com"
KINDS = ("advocate.changed", "advocate.level_changed", "person.updated")
ACTS = st.lists(st.sampled_from(("helps", "is thanked", "is not thanked", "votes", "takes it back", "is renamed")), min_size=1, max_size=6)


def standings() -> list[dict]:
    """Ada's, in the order in which they were queued."""
    drain()
    ada = db.session.query(Person.id).filter_by(email=ADA.email).scalar()
    rows = db.session.query(Delivery).filter_by(person_id=ada).order_by(Delivery.id)
    return [told["standing"] for told in (json.loads(row.body)["data"] for row in rows) if "standing" in told]


class World:
    """Ada beside an idea of Ben's, and what can happen to her."""

    def __init__(self) -> None:
        self.idea = idea_of(BEN)
        self.comments = [comment_of(ADA, self.idea, "Export it and fold the sheet twice.")]

    def act(self, what: str) -> None:
        if what == "helps":
            self.comments.append(comment_of(ADA, self.idea, f"There is another way, number {len(self.comments)}."))
        elif what in ("is thanked", "is not thanked"):
            (mark if what == "is thanked" else unmark)(BEN, self.comments[-1])
        else:
            self._by_herself(what)

    def _by_herself(self, what: str) -> None:
        with writing() as session:
            ada, idea = factories.person(ADA), session.get_one(Idea, self.idea)
            if what == "votes":
                cast_vote(factories.viewer(ADA), idea, 2, now=clock.now())
            elif what == "takes it back":
                withdraw_vote(factories.viewer(ADA), idea, now=clock.now())
            else:
                record("person.updated", at=clock.now(), actor_id=ada.id, person_id=ada.id)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, at_once=st.booleans())
def test_whatever_happens_the_version_rises(hook, acts, at_once):
    """Whether the worker looks after each act or finds all of them together; the cases share one history."""
    if not db.session.query(Endpoint).count():
        listen(hook, kinds=KINDS)
    world = World()
    for what in acts:
        world.act(what)
        if not at_once:
            drain()
    versions = [each["version"] for each in standings()]
    assert versions == sorted(set(versions))
    db.session.rollback()


def test_whoever_applies_only_higher_versions_ends_with_the_truth_whatever_the_order(hook):
    listen(hook, kinds=KINDS)
    world = World()
    for what in ("is thanked", "votes", "helps", "is thanked", "is not thanked", "takes it back", "helps", "is thanked", "votes", "is renamed"):
        world.act(what)
        drain()
    for other in (CLEO, DEV):
        mark(other, world.comments[0])
    sent = standings()
    truth = snapshot_of(sent[0]["member_id"], SITE)
    assert truth is not None
    assert len(sent) >= 5
    assert len({each["reputation"] for each in sent}) > 1
    dice = random.Random(11)
    for _ in range(50):
        known = applied(dice.sample(sent, len(sent)))
        assert {name: known[name] for name in known if name not in NOT_COMPARED | {"profile_url"}} == {
            name: truth[name] for name in truth if name not in NOT_COMPARED | {"profile_url"}
        }


def applied(messages: list[dict]) -> dict:
    """What a receiver knows that lets go of what is older than what it has."""
    known = messages[0]
    for each in messages[1:]:
        if each["version"] > known["version"]:
            known = each
    return known
