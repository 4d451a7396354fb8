"""Where the demo lives: its own settings, a folder of its own with a secret it keeps, and its data made on first use."""

import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Flask

from community import clock, schema
from community.accounts.queries import people_with
from community.accounts.rules import DEMO_ADDRESSES
from community.config import ROOT, Settings, SettingsProblem
from community.db import db, reading, writing
from community.demo import connected, load
from community.demo.cast import STAFF_DOMAIN
from community.jobs.indexing import rebuild_index

FOLDER = ROOT / "instance" / "demo"
SECRET = "secret"
KEPT_SETTINGS = ("HEED_PORT", "HEED_DATA_DIR")
"""What of the caller's settings also holds for the demo; it listens on this machine only."""

SENDER = f"{load.NAME} <ideas@{STAFF_DOMAIN}>"
LONGEST_START = 60.0


def demo_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the demo's processes. The secret key is made once and kept with the data."""
    folder = Path(environ.get("HEED_DATA_DIR") or FOLDER).resolve()
    outside = {name: value for name, value in environ.items() if not name.startswith("HEED_") or name in KEPT_SETTINGS}
    own = {"HEED_ENV": "demo", "HEED_DATA_DIR": str(folder), "HEED_SECRET_KEY": _secret(folder), "HEED_MAIL_FROM": SENDER}
    return outside | own | {"HEED_WEBHOOK_NETWORKS": connected.NETWORKS}


def forget(environ: Mapping[str, str]) -> None:
    """Throw the demo's data away; only a folder that a demo made is touched."""
    folder = Path(environ.get("HEED_DATA_DIR") or FOLDER).resolve()
    if folder.exists() and not (folder / SECRET).is_file():
        raise SettingsProblem(f"{folder} was not made by a demo, so it is left as it is.")
    shutil.rmtree(folder, ignore_errors=True)


def prepare(app: Flask) -> bool:
    """Make the schema, load the community and index it where they are missing; True when it was loaded now."""
    with app.app_context():
        schema.upgrade()
        if load.is_loaded():
            with writing():
                connected.stay_at_home()
            return False
        load.load(clock.now().replace(microsecond=0))
        rebuild_index()
        db.engine.dispose()
        return True


def refuse_taken_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as problem:
            raise SettingsProblem(f"Port {settings.port} is taken by another program. HEED_PORT chooses another one.") from problem


def welcome(app: Flask) -> str:
    """The address, and who one can be there."""
    settings: Settings = app.config["SETTINGS"]
    with app.app_context(), reading():
        people = people_with(DEMO_ADDRESSES)
        lines = [f"  {person.email:<26} {person.name}, {person.title[:1].lower()}{person.title[1:]}" for person in people]
        db.engine.dispose()
    return "\n".join(
        [f"Heed's demo community is on {settings.base_url}", f"Sign in with one click on {settings.base_url}/demo/people as", *lines, "Stop it with Ctrl-C."]
    )


def say_when_up(settings: Settings, say: Callable[[], None]) -> None:
    """Call `say` once the pages answer, from a thread that ends with the process."""
    threading.Thread(target=_wait_and_say, args=(settings, say), daemon=True).start()


def _wait_and_say(settings: Settings, say: Callable[[], None]) -> None:
    give_up = time.monotonic() + LONGEST_START
    while time.monotonic() < give_up:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((settings.host, settings.port)) == 0:
                return say()
        time.sleep(0.1)
    return None


def _secret(folder: Path) -> str:
    path = folder / SECRET
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
