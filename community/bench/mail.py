"""`heed bench mail`: nothing is lost and nothing doubled, however often who sends is killed and who receives goes wrong.

Answers to ideas cause mails to their voters through the whole of Heed: event, handler, stored bytes, lease, SMTP. Two workers are
killed with SIGKILL, at random moments and at named points; the server refuses, hangs up and falls at random. It alone is
the judge: each message is in its ledger on disk before it answers.
"""

import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from community import clock, create_app, schema
from community.bench.database import fresh_database
from community.bench.mail_causes import VOTERS, add_ideas
from community.bench.mail_judge import Verdict, judge
from community.bench.mail_killed import Ordeal, ordeal
from community.bench.pages import Say
from community.config import load_settings
from community.db import db, writing


@dataclass(frozen=True)
class Plan:
    """On each database: so many mails, in waves among which the kills are shared out."""

    sends: int = 10_000
    kills: int = 200
    waves: int = 20
    seed: int = 1


@dataclass
class Figures:
    sends: int = 0
    lost: int = 0
    doubled: int = 0
    repeats: int = 0
    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def bench_mail(plan: Plan, databases: list[str], say: Say, server: str = "") -> list[str]:
    """Each database in turn; ends with one line that judges. What is wrong, or nothing."""
    figures = Figures()
    for database in databases:
        verdict, line = _on(database, plan, server if database == "postgres" else "")
        say(f"{database}: {line}")
        figures.sends, figures.repeats = figures.sends + verdict.sends, figures.repeats + verdict.repeats
        figures.lost, figures.doubled = figures.lost + len(verdict.lost), figures.doubled + len(verdict.doubled)
        figures.wrong += [f"{database}: {each}" for each in verdict.wrong]
    for each in figures.wrong:
        say(f"wrong: {each}")
    say(f"mail: {figures.sends} sends, lost {figures.lost}, doubled {figures.doubled}, repeats {figures.repeats}")
    return figures.wrong


def _on(database: str, plan: Plan, server: str) -> tuple[Verdict, str]:
    with fresh_database(database, server) as environ:
        folder = Path(environ["HEED_DATA_DIR"])
        app = create_app(load_settings(environ | {"HEED_ENV": "test", "HEED_CLOCK_FILE": str(folder / "clock"), "HEED_SENTENCES": "off"}))
        with ordeal(app, folder, plan.seed) as place:
            app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=f"smtp://127.0.0.1:{place.port}")
            with app.app_context():
                schema.upgrade()
                with writing():
                    expected = add_ideas(plan.sends, clock.now())
            began = time.monotonic()
            place.live_through(_waves(plan), plan.kills)
            verdict = judge(expected, place.entries())
            verdict.damage = place.damage
            line = _line(place, verdict, time.monotonic() - began)
        with app.app_context():
            db.engine.dispose()
        return verdict, line


def _waves(plan: Plan) -> list[list[int]]:
    """The ids of the ideas that are answered at one time."""
    ideas = -(-plan.sends // VOTERS)
    size = -(-ideas // plan.waves)
    return [list(range(first, min(first + size, ideas + 1))) for first in range(1, ideas + 1, size)]


def _line(place: Ordeal, verdict: Verdict, seconds: float) -> str:
    faults = sum("fault" in entry for entry in place.entries())
    return (
        f"{verdict.sends} mails to voters, {place.killed} kills ({place.at_points} at a named point), {faults} faults of the server and {place.fell} "
        f"falls: lost {len(verdict.lost)}, doubled {len(verdict.doubled)}, accepted again unheard {verdict.repeats}, under another Message-ID "
        f"{len(verdict.renamed)}, with other bytes {len(verdict.rewritten)}; {seconds:.0f} s, {place.after:.0f} s of it after the last kill"
    )
