"""The demo's own home: a secret it keeps, data made once, and one command that starts and stops cleanly."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from community import create_app
from community.config import ROOT, SettingsProblem, load_settings
from community.crm.models import Endpoint
from community.db import db
from community.demo import home
from community.ideas.models import Idea


@pytest.fixture
def folder(workplace):
    path = workplace / f"demo-{time.monotonic_ns()}"
    yield path
    home.forget({"HEED_DATA_DIR": str(path)})


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(folder):
    first, second = (home.demo_environ({"HEED_DATA_DIR": str(folder)}) for _ in range(2))
    assert first["HEED_SECRET_KEY"] == second["HEED_SECRET_KEY"]
    assert len(first["HEED_SECRET_KEY"]) >= 32
    assert (folder / "secret").stat().st_mode & 0o077 == 0


def test_settings_of_a_real_installation_do_not_leak_into_the_demo(folder):
    environ = home.demo_environ(
        {"HEED_DATA_DIR": str(folder), "HEED_DATABASE_URL": "postgresql://real", "HEED_HOST": "0.0.0.0", "HEED_PORT": "8123", "LANG": "C"}
    )
    settings = load_settings(environ)
    assert (settings.env, settings.host, settings.port) == ("demo", "127.0.0.1", 8123)
    assert settings.database_url.startswith("sqlite:///")
    assert settings.mail_url.startswith("maildir:")
    assert settings.mail_from == "Hourfold ideas <ideas@hourfold.example>"
    assert environ["LANG"] == "C"


def test_it_is_loaded_once_and_kept(folder):
    app = create_app(load_settings(home.demo_environ({"HEED_DATA_DIR": str(folder)})))
    assert home.prepare(app)
    assert not home.prepare(app)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Idea)) == 304
        db.session.remove()
        db.engine.dispose()


def test_another_port_takes_the_webhook_along(folder):
    first, second = (create_app(load_settings(home.demo_environ({"HEED_DATA_DIR": str(folder), "HEED_PORT": port}))) for port in ("8123", "8124"))
    for app, url in ((first, "http://127.0.0.1:8123/demo/crm"), (second, "http://127.0.0.1:8124/demo/crm")):
        home.prepare(app)
        with app.app_context():
            assert db.session.scalars(select(Endpoint.url)).all() == [url]
            db.session.remove()
            db.engine.dispose()


def test_the_welcome_names_the_address_and_the_five_people(folder):
    app = create_app(load_settings(home.demo_environ({"HEED_DATA_DIR": str(folder), "HEED_PORT": "8123"})))
    home.prepare(app)
    welcome = home.welcome(app)
    assert "http://127.0.0.1:8123" in welcome
    assert "ines@brannocs.example      Ines Carvalho, rota planner" in welcome
    assert welcome.count("@") == 5


def test_starting_over_touches_only_what_a_demo_made(folder, tmp_path):
    (tmp_path / "precious").write_text("mine")
    with pytest.raises(SettingsProblem, match="left as it is"):
        home.forget({"HEED_DATA_DIR": str(tmp_path)})
    assert (tmp_path / "precious").read_text() == "mine"
    home.demo_environ({"HEED_DATA_DIR": str(folder)})
    home.forget({"HEED_DATA_DIR": str(folder)})
    assert not folder.exists()


def test_a_taken_port_is_said_before_anything_starts(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        environ = home.demo_environ({"HEED_DATA_DIR": str(folder), "HEED_PORT": str(other.getsockname()[1])})
        with pytest.raises(SettingsProblem, match="HEED_PORT"):
            home.refuse_taken_port(load_settings(environ))


def test_one_command_serves_and_stops_on_ctrl_c(folder):
    environ = {**os.environ, "HEED_DATA_DIR": str(folder), "HEED_PORT": str(free_port()), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "community.cli", "demo"], env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        url = f"http://127.0.0.1:{environ['HEED_PORT']}/"
        page = fetch_when_up(url, process)
        assert "Hourfold" in page
        assert "10 working days" in page
        assert "ideas" in fetch_when_up(url + "answering", process)
        tried = tries_when_done(folder / "heed.db", process)
        assert set(tried) == {200}, "each webhook was taken by the demo's own pages"
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"Heed's demo community is on {url.rstrip('/')}" in said
    assert Path(folder / "heed.db").exists()


def tries_when_done(database, process):
    """The status of each try, once nothing waits any more and the CRM has been counted."""
    give_up = time.monotonic() + 40
    while time.monotonic() < give_up and process.poll() is None:
        with closing(sqlite3.connect(database)) as found:
            waits = found.execute("select count(*) from deliveries where state != 'done'").fetchone()[0]
            counted = found.execute("select count(*) from crm_runs where finished_at is not null and kind = 'dry'").fetchone()[0]
            if counted and not waits:
                return [status for status, in found.execute("select status from attempts where status is not null")]
        time.sleep(0.2)
    raise AssertionError("the webhooks never arrived")


def fetch_when_up(url, process):
    give_up = time.monotonic() + 40
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} never answered; the process ended with {process.poll()}")
