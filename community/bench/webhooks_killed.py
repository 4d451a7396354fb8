"""Two workers that deliver, killed at random moments and at named points, to a receiver that goes wrong at random."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from community import clock, events
from community.accounts.actions import add_person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.bench.mail_killed import Ordeal
from community.bench.webhooks_sink import run
from community.config import Settings
from community.crm.actions import EndpointDraft, register_endpoint
from community.crm.models import Delivery
from community.db import db
from community.events import Dispatch, Event
from community.ideas.models import Idea, Topic
from community.jobs.schedule import LANES

POINTS = ("before_commit", "after_commit", "after_claim", "before_send", "after_accept", "before_mark")
LANES_USED = tuple(lane for lane in LANES if lane.name in ("events", "handlers", "webhooks"))
RATED, DUE = "answer.rated", "clock.due"
KINDS = {"/rated": RATED, "/due": DUE}
"""Two endpoints, each with a kind of its own, so that each event is one message."""


def prepare(settings: Settings, port: int, kinds: dict[str, str], now: datetime) -> dict[str, str]:
    """An idea, and an endpoint at each of these paths for its kind; their secrets by path."""
    root = add_person("root@heed.example", now=now, name="Root", role=Role.ADMINISTRATOR)
    topic = Topic(name="Rotas", slug="rotas")
    db.session.add(topic)
    db.session.flush()
    db.session.add(Idea(title="Print the week on one page", author_id=root.id, topic_id=topic.id, created_at=now, published_at=now))
    actor, secrets = Viewer.of(root), {}
    for path, kind in kinds.items():
        draft = EndpointDraft(path.strip("/"), f"http://127.0.0.1:{port}{path}", [kind])
        _, secrets[path] = register_endpoint(actor, draft, secret_key=settings.secret_key, now=now)
    return secrets


def record(kind: str, now: datetime) -> Event:
    """An event as its verb records it."""
    if kind == RATED:
        return events.record(RATED, at=now, actor_id=1, idea_id=1, answer_id=1, helpful=True)
    clock_facts: dict[str, Any] = {"clock_id": 1, "clock": "first", "tier": 2, "due_at": now.isoformat()}
    return events.record(DUE, at=now, idea_id=1, **clock_facts)


class Sending(Ordeal):
    """Its waves are numbers of events to come."""

    points = POINTS
    lanes = LANES_USED

    def cause(self, wave: list[int]) -> None:
        made = [record(kind, clock.now()) for number in wave for kind in [tuple(KINDS.values())[number % len(KINDS)]]]
        db.session.flush()
        with (self.folder / "expected").open("a") as file:
            file.writelines(f"{event.id}\n" for event in made)

    def serve(self, seed: int) -> None:
        run(self.folder, self.port, seed)

    def held(self) -> list[tuple[int, str | None]]:
        with self.app.app_context():
            rows = db.session.execute(select(Delivery.id, Delivery.lease).where(Delivery.leased_until > clock.now()).order_by(Delivery.id))
            return [(row.id, row.lease) for row in rows]

    def due(self) -> list[int]:
        """Messages, handlers' runs and events; what killed workers hold is not due before their leases have passed."""
        now = clock.now()
        free = or_(Delivery.leased_until.is_(None), Delivery.leased_until <= now)
        due = [
            select(func.count()).select_from(Delivery).where(Delivery.state == "queued", Delivery.run_at <= now, free),
            select(func.count()).select_from(Dispatch).where(Dispatch.state == "ready"),
            select(func.count()).select_from(Event).where(Event.expanded.is_(False)),
        ]
        return [db.session.scalar(each) or 0 for each in due]

    def latest(self) -> Any:
        return db.session.scalar(select(func.max(Delivery.run_at)).where(Delivery.state == "queued"))

    def expected(self) -> list[int]:
        return [int(line) for line in (self.folder / "expected").read_text().split()]


@dataclass
class Verdict:
    """What the receiver's ledger says of the events that happened; each list holds what should not be."""

    events: int = 0
    ids: int = 0
    repeats: int = 0
    refused: int = 0
    lost: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        found: dict[str, Sequence[object]] = {
            "lost": self.lost, "under two names": self.doubled, "one name with two bodies": self.rewritten,
            "not verified": self.forged, "damaged": self.damage,
        }
        return [f"{what}: {json.dumps(list(which)[:5])}" for what, which in found.items() if which]


def judge(expected: Iterable[int], entries: Iterable[dict[str, Any]]) -> Verdict:
    """A repeat is what was taken again under the same name; doubled is one event under two names."""
    wanted, verdict = set(expected), Verdict()
    names: dict[int, set[str]] = defaultdict(set)
    bodies: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        bodies[entry["id"]].add(entry["sha256"])
        names[entry["event"]].add(entry["id"]) if entry["took"] else None
        verdict.forged += [] if entry["verified"] else [entry["id"]]
        verdict.refused += not entry["took"]
        verdict.repeats += entry["took"]
    verdict.events, verdict.ids = len(wanted), len(set().union(*names.values())) if names else 0
    verdict.repeats -= verdict.ids
    verdict.lost = sorted(wanted - set(names))
    verdict.doubled = sorted(event for event, ids in names.items() if len(ids) > 1 or event not in wanted)
    verdict.rewritten = sorted(name for name, hashes in bodies.items() if len(hashes) > 1)
    return verdict
