"""A worker killed once at each named point, judged by the mail server's ledger.

`python -m tests.jobs.points FOLDER [DATABASE_URL]`, in a process of its own, so that workers can be forked. Prints JSON: for each
point how many mails were caused, lost, accepted again, and accepted again though the first time had been heard of.
"""

import json
import os
import signal
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

from community import clock, create_app, schema
from community.bench.mail_causes import VOTERS, add_ideas, cause
from community.bench.mail_judge import judge
from community.bench.mail_killed import LEAD_PAST, LEASE_PAST, POINTS, Ordeal, ordeal
from community.config import load_settings
from community.db import db, writing
from community.events import Event
from community.notifications.models import Mail
from community.responses.models import Answer

WITHIN = 60.0


def kill_at_each(folder: Path, database_url: str) -> dict[str, dict[str, object]]:
    environ = {
        "HEED_ENV": "test", "HEED_SECRET_KEY": "a key for points only, 0123456789 abc", "HEED_DATA_DIR": str(folder), "HEED_SENTENCES": "off",
        "HEED_CLOCK_FILE": str(folder / "clock"), **({"HEED_DATABASE_URL": database_url} if database_url else {}),
    }
    app = create_app(load_settings(environ))
    (folder / "calm").touch()
    with ordeal(app, folder, seed=1) as place:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=f"smtp://127.0.0.1:{place.port}")
        with app.app_context():
            schema.upgrade()
            with writing():
                expected = add_ideas(len(POINTS) * VOTERS, clock.now())
        page = a_page_that_dies(place)
        return {"page": page} | {point: one(place, point, number, expected) for number, point in enumerate(POINTS, 1)}


def a_page_that_dies(place: Ordeal) -> dict[str, object]:
    """Everything of an answer but its commit; how many rows more there are."""
    before = counts(place)
    child = os.fork()
    if child == 0:
        with place.data():
            cause([1], clock.now())
            os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return {"died": os.waitstatus_to_exitcode(status), **{name: count - before[name] for name, count in counts(place).items()}}


def counts(place: Ordeal) -> dict[str, int]:
    with place.app.app_context():
        found = {name: db.session.query(table).count() for name, table in (("answers", Answer), ("events", Event), ("mails", Mail))}
        db.session.remove()
        db.engine.dispose()
    return found


def one(place: Ordeal, point: str, idea_id: int, expected: set[tuple[str, str]]) -> dict[str, object]:
    """An answer, a kill while its mails are under way, and a second worker that does the rest."""
    with place.data():
        cause([idea_id], clock.now())
    _, status = os.waitpid(place.fork(f"{point}:2"), 0)
    place.move(LEASE_PAST)
    second = place.fork()
    until = time.monotonic() + WITHIN
    while not finished(place) and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(second, signal.SIGKILL)
    os.waitpid(second, 0)
    place.move(LEAD_PAST)
    mine = f"REF-{idea_id}"
    verdict = judge({key for key in expected if key[0] == mine}, (e for e in place.entries() if e.get("refers", mine) == mine))
    return {"died": os.waitstatus_to_exitcode(status), "wrong": verdict.wrong, **asdict(verdict)}


def finished(place: Ordeal) -> bool:
    with place.app.app_context():
        done = not any(place.due()) and place.latest() is None
        db.session.remove()
        return done


if __name__ == "__main__":
    sys.stdout.write(json.dumps(kill_at_each(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")))
