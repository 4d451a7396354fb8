"""`heed bench webhooks`: every event arrives under one name, however often who sends is killed and who receives goes wrong;
and an endpoint that hangs keeps only itself waiting.

Events go through the whole of Heed: expansion, handler, stored bytes, lease, HTTP. The receiver alone is the judge.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from random import Random

from flask import Flask

from community import clock, create_app, schema
from community.bench.database import fresh_database
from community.bench.mail_killed import end, listening
from community.bench.pages import Say
from community.bench.webhooks_killed import KINDS, RATED, Sending, Verdict, judge, prepare, record
from community.config import load_settings
from community.db import db, writing

HOME = ip_network("127.0.0.0/8")
SLOWEST = 5.0
"""Seconds in which 95 % must be with a well endpoint while another hangs."""
LATEST = 30.0


@dataclass(frozen=True)
class Plan:
    """On each database: so many events, in waves among which the kills are shared out; then `rate` a second for
    `seconds` to a well endpoint beside a dead one."""

    events: int = 10_000
    kills: int = 50
    waves: int = 10
    rate: int = 50
    seconds: int = 20
    seed: int = 1


def bench_webhooks(plan: Plan, databases: list[str], say: Say, server: str = "") -> list[str]:
    """Each database in turn; ends with one line that judges. What is wrong, or nothing."""
    wrong, events, lost, doubled, repeats = [], 0, 0, 0, 0
    for database in databases:
        url = server if database == "postgres" else ""
        verdict, line = _killed(database, plan, url)
        say(f"{database}: {line}")
        waits = _beside_a_dead_one(database, plan, url)
        say(f"{database}: {_waits_line(waits, plan)}")
        wrong += [f"{database}: {each}" for each in (*verdict.wrong, *_too_slow(waits, plan))]
        events, repeats = events + verdict.events, repeats + verdict.repeats
        lost, doubled = lost + len(verdict.lost), doubled + len(verdict.doubled)
    for each in wrong:
        say(f"wrong: {each}")
    say(f"webhooks: {events} events, lost {lost}, doubled {doubled}, repeats {repeats}")
    return wrong


@contextmanager
def _place(database: str, server: str, kinds: dict[str, str], seed: int) -> Iterator[Sending]:
    """An installation whose receiver listens, with an endpoint at each path."""
    with fresh_database(database, server) as environ:
        folder = Path(environ["HEED_DATA_DIR"])
        app = create_app(load_settings(environ | {"HEED_ENV": "test", "HEED_CLOCK_FILE": str(folder / "clock"), "HEED_SENTENCES": "off"}))
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], webhook_networks=(HOME,))
        (folder / "expected").touch()
        with listening(Sending(app, folder, Random(seed))) as place:
            with app.app_context():
                schema.upgrade()
                with writing():
                    secrets = prepare(app.config["SETTINGS"], place.port, kinds, clock.now())
                (folder / "secrets").write_text(json.dumps(secrets))
            yield place
        with app.app_context():
            db.engine.dispose()


def _killed(database: str, plan: Plan, server: str) -> tuple[Verdict, str]:
    with _place(database, server, KINDS, plan.seed) as place:
        began = time.monotonic()
        place.live_through(_waves(plan), plan.kills)
        verdict = judge(place.expected(), place.entries())
        verdict.damage = place.damage
        return verdict, _line(place, verdict, time.monotonic() - began)


def _waves(plan: Plan) -> list[list[int]]:
    size = -(-plan.events // plan.waves)
    return [list(range(first, min(first + size, plan.events))) for first in range(0, plan.events, size)]


def _line(place: Sending, verdict: Verdict, seconds: float) -> str:
    faults = sum(bool(entry["fault"]) for entry in place.entries())
    return (
        f"{verdict.events} events, {verdict.ids} names, {place.killed} kills ({place.at_points} at a named point), {faults} kept faults of the "
        f"receiver and {place.fell} falls: lost {len(verdict.lost)}, doubled {len(verdict.doubled)}, taken again under the same name {verdict.repeats}, "
        f"with other bytes {len(verdict.rewritten)}, not verified {len(verdict.forged)}; {seconds:.0f} s"
    )


def _beside_a_dead_one(database: str, plan: Plan, server: str) -> list[float]:
    """Seconds from each event to its arrival at the well endpoint, shortest first."""
    with _place(database, server, {"/dead": RATED, "/rated": RATED}, plan.seed) as place:
        (place.folder / "calm").touch()
        worker = place.start()
        try:
            happened = _happen(place.app, plan)
            until = time.monotonic() + LATEST
            while len(place.entries()) < len(happened) and time.monotonic() < until:
                time.sleep(0.2)
        finally:
            end(worker)
        return sorted(entry["at"] - happened[entry["event"]] for entry in place.entries())


def _happen(app: Flask, plan: Plan) -> dict[int, float]:
    """So many events a second, each in a transaction of its own; when each was committed."""
    happened, begun = {}, time.monotonic()
    for number in range(plan.rate * plan.seconds):
        time.sleep(max(0.0, begun + number / plan.rate - time.monotonic()))
        with app.app_context():
            with writing():
                event = record(RATED, clock.now())
            happened[event.id] = time.time()
    return happened


def _percentile(waits: list[float], share: float) -> float:
    return waits[min(len(waits) - 1, int(len(waits) * share))] if waits else float("inf")


def _waits_line(waits: list[float], plan: Plan) -> str:
    return (
        f"{plan.rate} events a second for {plan.seconds} s beside an endpoint that hangs: {len(waits)} arrived, "
        f"median {_percentile(waits, 0.5):.2f} s, p95 {_percentile(waits, 0.95):.2f} s, slowest {_percentile(waits, 1):.2f} s"
    )


def _too_slow(waits: list[float], plan: Plan) -> list[str]:
    missing, slow = plan.rate * plan.seconds - len(waits), _percentile(waits, 0.95)
    return [*([f"{missing} did not arrive in {LATEST:.0f} s"] if missing else []), *([f"p95 {slow:.2f} s"] if slow > SLOWEST else [])]
