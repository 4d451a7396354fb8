"""`heed bench postfix`: our mails through a real mail server, and its reports back to us.

What arrives must be the stored bytes under the return path that was made for them, with a signature that holds; what
cannot arrive must come back as a report that is understood, by the pipe that OPERATING.md tells to set up.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import current_app
from sqlalchemy import insert, select, update

from community import clock, create_app, schema
from community.accounts.actions import add_person
from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.bench.database import fresh_database
from community.bench.mail_causes import cause
from community.bench.owed import add_ladders, add_owed
from community.bench.pages import Say
from community.bench.postfix_judge import changes
from community.bench.postfix_server import REPLIES, Postfix, postfix, why_not
from community.config import ROOT, load_settings
from community.db import db, writing
from community.inbound.models_bounces import Bounce
from community.jobs import inbound, mail, worker
from community.notifications.envelopes import return_path
from community.notifications.models import Mail
from community.notifications.signing import signer_of
from community.votes.models import Vote

FATES = {
    "unknown.test": ("bounced", "hard", "5.1.1"), "full.test": ("bounced", "hard", "5.2.2"),
    "refused.test": ("dead", "", ""), "later.test": ("failed", "", ""),
}
"""By domain: what becomes of a mail there, and what is noted of the address. A refusal by policy says nothing of it."""


@dataclass
class Verdict:
    arrived: int = 0
    reports: int = 0
    wrong: list[str] = field(default_factory=list)


def bench_postfix(mails: int, say: Say) -> list[str]:
    """So many mails to people who are there, and one to each who is not; what does not hold, or nothing."""
    if missing := why_not():
        return [missing]
    with fresh_database("sqlite") as environ:
        folder = Path(environ["HEED_DATA_DIR"])
        folder.chmod(0o755)
        (folder / "postfix").mkdir(mode=0o755)
        settings = environ | _more_settings()
        with postfix(folder / "postfix") as server, _installation(settings, server.port):
            with writing():
                _add_idea(mails)
            verdict = _pass_through(server, mails, settings)
    for each in verdict.wrong:
        say(f"wrong: {each}")
    say(f"postfix: {verdict.arrived} mails arrived as they were written, {verdict.reports} reports understood, {len(verdict.wrong)} wrong")
    return verdict.wrong


def _more_settings() -> dict[str, str]:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {
        "HEED_ENV": "test", "HEED_SENTENCES": "off", "HEED_BASE_URL": f"https://{REPLIES}", "HEED_MAIL_FROM": f"Heed <hello@{REPLIES}>",
        "HEED_REPLY_DOMAIN": REPLIES, "HEED_DKIM_KEY": pem, "HEED_DKIM_SELECTOR": "bench", "HEED_MAIL_PER_DOMAIN": "100000", "HEED_REPLIES": "on",
    }


@contextmanager
def _installation(settings: dict[str, str], port: int) -> Iterator[None]:
    app = create_app(load_settings(settings))
    with app.app_context():
        schema.upgrade()
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=f"smtp://127.0.0.1:{port}")
        yield
        db.session.remove()
        db.engine.dispose()


def _add_idea(mails: int) -> None:
    now = clock.now()
    add_owed(add_ladders(1, now), [now], now)
    db.session.execute(update(Person).where(Person.email == "asker@many.example").values(state=PersonState.DEACTIVATED))
    addresses = [f"p{number}@people.test" for number in range(mails)] + [f"gone@{domain}" for domain in FATES]
    people = [add_person(address, now=now, name=f"Zoë Person {number}") for number, address in enumerate(addresses)]
    db.session.execute(insert(Vote), [{"idea_id": 1, "person_id": person.id, "importance": 2, "created_at": now} for person in people])


def _pass_through(server: Postfix, mails: int, settings: dict[str, str]) -> Verdict:
    with writing():
        cause([1], clock.now())
    _do(worker.turn, worker.run_next_dispatch, mail.deliver)
    verdict = Verdict()
    if not server.settle():
        verdict.wrong.append("the server did not hand over what it had taken")
    for recipient, content in server.handed_over():
        _receive(content, recipient, settings)
    _do(inbound.process)
    written = list(db.session.scalars(select(Mail).where(Mail.kind == "idea_shipped")))
    _judge_arrived([row for row in written if row.address.endswith("@people.test")], server, verdict)
    _judge_failed([row for row in written if row.address.startswith("gone@")], verdict)
    if len(written) != mails + len(FATES):
        verdict.wrong.append(f"{len(written)} mails were written, not {mails + len(FATES)}")
    return verdict


def _receive(content: bytes, recipient: str, settings: dict[str, str]) -> None:
    """By the very command that the pipe of an installation runs."""
    command = [sys.executable, "-W", "ignore", "-m", "community.cli", "mail", "receive", "--sender", "", "--recipient", recipient]
    subprocess.run(command, input=content, cwd=ROOT, env=os.environ | settings, timeout=60, check=True)


def _do(*steps: Callable[[], object]) -> None:
    """All there is to do, step after step."""
    while any(step() for step in steps):
        db.session.remove()


def _judge_arrived(written: list[Mail], server: Postfix, verdict: Verdict) -> None:
    signer = signer_of(current_app.config["SETTINGS"])
    assert signer is not None
    delivered = server.delivered()
    for row in written:
        found = [each for each in delivered if f"\nDelivered-To: {row.address}\n".encode() in each]
        problems = [f"{len(found)} came, not one"] if len(found) != 1 else changes(
            row.content or b"", found[0], return_path(row.id), lambda name: signer.record.encode(),
        )
        verdict.arrived += not problems
        verdict.wrong += [f"{row.address}: {problem}" for problem in problems]


def _judge_failed(written: list[Mail], verdict: Verdict) -> None:
    noted = {row.address_folded: row for row in db.session.scalars(select(Bounce))}
    for row in written:
        state, why, code = FATES[row.address.partition("@")[2]]
        bounce = noted.get(row.address)
        found = (row.state, bounce.cause if bounce else "", bounce.status if bounce else "")
        if found != (state, why, code):
            verdict.wrong.append(f"{row.address}: {found}, not {(state, why, code)}")
        verdict.reports += found == (state, why, code) and state == "bounced"
    if {row.address.partition("@")[2] for row in written} != set(FATES):
        verdict.wrong.append("not everybody was written to")
