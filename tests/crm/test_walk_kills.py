"""kill -9 of a walk over everybody, to a webhook and to a CRM: afterwards everyone is there, and nobody under two names."""

import json
import os
import signal
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import func

from community import clock, failpoints
from community.accounts.models import Person
from community.crm import actions, actions_everyone, running
from community.crm import actions_vendors as connecting
from community.crm.models import Delivery
from community.crm.models_vendors import Acknowledged, CrmRun, Pending
from community.crm.vendors_all import VENDORS
from community.db import db
from community.events import Event
from community.jobs import crm_sync, webhooks
from community.jobs.worker import drain
from tests import factories
from tests.cast import ADA, BEN, ROOT
from tests.crm.connections import upserts
from tests.crm.crm_server import TOKEN
from tests.crm.hubspot_server import HubSpot
from tests.jobs.processes import SECRET, Installation, eventually, stop
from tests.receiver import Receiver

LONGER_THAN_A_LEASE = 400
TELL, WALK, SYNC, SEND = webhooks.tell_everyone, crm_sync.walk, crm_sync.deliver, webhooks.deliver
PLAN: list[tuple[str, Callable[[], object]]] = [
    ("before_mark:1", TELL), ("after_mark:1", TELL), ("before_mark:2", TELL), ("before_mark:1", WALK), ("after_mark:1", WALK), ("before_mark:2", WALK),
    ("after_claim:1", SYNC), ("after_accept:1", SYNC), ("before_mark:1", SYNC),
    ("after_claim:1", SEND), ("after_accept:2", SEND), ("before_mark:2", SEND), ("after_mark:1", TELL), ("after_mark:1", WALK),
]
"""The third falls when one more batch stands and the next does not, and so do others; each goes on where the ones before it fell."""
HEARD_TWICE = 2
"""`after_accept` and `before_mark` of SEND: the receiver had it, and nobody here can have known."""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, workplace) -> Iterator[Callable[..., Installation]]:
    """Makes an installation on this database; nothing of it stays open."""
    made: list[Installation] = []

    def make(name: str) -> Installation:
        more = {"HEED_DATABASE_URL": fresh(request.getfixturevalue("postgres_url"), name)} if request.param == "postgres" else {}
        made.append(Installation.make(workplace / f"{name}-{request.param}", HEED_WEBHOOK_NETWORKS="127.0.0.0/8", **more))
        return made[0]

    yield make
    let_go(made[0])


def fresh(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def let_go(site: Installation) -> None:
    with site.app.app_context():
        db.session.remove()
        db.engine.dispose()


def begin(site: Installation, judge: Receiver, hubspot: HubSpot, crowd: int) -> None:
    """A crowd, and everyone as of now to a webhook and to a CRM."""
    with site.data():
        actor, now = factories.viewer(ROOT), clock.now()
        for part in (ADA, BEN):
            factories.person(part)
        mails = [f"p{number}@crowd.example" for number in range(crowd - 2)]
        db.session.add_all(Person(email=mail, email_folded=mail, name=f"Person {mail[:-14]}", joined_at=now) for mail in mails)
        draft = actions.EndpointDraft("Our CRM", judge.url("/ok"), ["advocate.changed"])
        row, judge.secret = actions.register_endpoint(actor, draft, secret_key=SECRET, now=now)
        mapping = VENDORS["hubspot"].mapping().stored()
        connection = connecting.connect(actor, "HubSpot", "hubspot", hubspot.url, {"token": TOKEN}, mapping, secret_key=SECRET, now=now)
        connecting.enable_connection(actor, connection, now=now)
        assert actions_everyone.tell_everyone(actor, row, now=now) is not None


def run(site: Installation, point: str, *steps: Callable[[], object]) -> int:
    """A worker's steps in a process that dies at this point; its exit code, or minus the signal that ended it."""
    site.move_clock(LONGER_THAN_A_LEASE)
    let_go(site)
    child = os.fork()
    if child == 0:
        os._exit(_work(site, point, steps))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _work(site: Installation, point: str, steps: tuple[Callable[[], object], ...]) -> int:
    try:
        with site.app.app_context():
            clock.follow(site.folder / "clock")
            failpoints.arm(point)
            drain(*steps)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def everyone_arrived_under_one_name(judge: Receiver, crowd: int) -> int:
    """Each customer is there, and one name has one body; returns how many messages came once more."""
    assert all(entry.verified for entry in judge.ledger)
    names: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for request, entry in zip(list(judge.requests), list(judge.ledger), strict=True):
        names[json.loads(request.body)["data"]["standing"]["member_id"]].add((entry.webhook_id, entry.sha256))
    assert len(names) == crowd
    assert {len(each) for each in names.values()} == {1}
    return len(judge.ledger) - crowd


def every_contact_is_there_once(hubspot: HubSpot, crowd: int) -> None:
    """What was sent again was the same, and made nobody anew."""
    assert (len(hubspot.contacts), len(hubspot.companies)) == (crowd, 2)
    said: dict[str, list[dict]] = defaultdict(list)
    for each in upserts(hubspot.asked):
        said[each["id"]].append(each["properties"])
    assert len(said) == crowd
    assert all(each == sent[0] for sent in said.values() for each in sent)


def both_runs_are_whole(site: Installation, crowd: int) -> None:
    with site.data():
        crm, webhook = db.session.query(CrmRun).order_by(CrmRun.connection_id.is_(None))
        assert None not in (crm.finished_at, webhook.finished_at)
        assert (crm.seen, crm.counts["new"]) == (crowd + 2, crowd + 2), "and two accounts"
        assert (webhook.seen, webhook.counts) == (crowd, {"told": crowd, "left_out": 0})
        assert db.session.query(Event).filter_by(kind="standing.told").count() == crowd
        assert {row.state for row in db.session.query(Delivery)} == {"done"}
        assert db.session.query(Delivery).count() == crowd
        assert db.session.scalar(db.select(func.count()).select_from(Acknowledged)) == crowd + 2
        assert db.session.query(Pending).count() == 0


def test_a_process_that_dies_at_each_point_repeats_only_what_nobody_had_heard_of(place, monkeypatch):
    monkeypatch.setattr(actions_everyone, "BATCH", 4)
    monkeypatch.setattr(running, "BATCH", 4)
    site, crowd = place("walk_points"), 23
    with Receiver(frozen=True) as judge, HubSpot() as hubspot:
        begin(site, judge, hubspot, crowd)
        killed = [run(site, *each) for each in PLAN]
        assert killed == [-signal.SIGKILL] * len(PLAN)
        assert len(judge.ledger) < crowd, "it was not done before the last of them"
        assert run(site, "", TELL, WALK, SYNC, SEND) == 0
        assert everyone_arrived_under_one_name(judge, crowd) == HEARD_TWICE
        every_contact_is_there_once(hubspot, crowd)
        both_runs_are_whole(site, crowd)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_worker_that_is_killed_while_it_walks_and_sends_loses_nobody(place):
    """`heed worker` itself, killed as soon as the first message has come; where it fell differs each time."""
    site, crowd = place("walk_workers"), 150
    with Receiver(frozen=True) as judge, HubSpot() as hubspot:
        begin(site, judge, hubspot, crowd)
        let_go(site)
        worker = site.start("worker")
        assert eventually(lambda: judge.ledger, 120), site.log()
        worker.kill()
        assert worker.wait() == -signal.SIGKILL
        site.move_clock(LONGER_THAN_A_LEASE)
        worker = site.start("worker")
        done = eventually(lambda: len({entry.webhook_id for entry in judge.ledger}) == crowd and at_rest(site), 120)
        assert stop(worker) == 0
        assert done, site.log()
        assert everyone_arrived_under_one_name(judge, crowd) <= 1
        every_contact_is_there_once(hubspot, crowd)
        both_runs_are_whole(site, crowd)


def at_rest(site: Installation) -> bool:
    with site.data():
        waiting = db.session.query(Delivery).filter_by(state="queued").count() + db.session.query(Pending).count()
        return waiting + db.session.query(CrmRun).filter_by(finished_at=None).count() == 0
