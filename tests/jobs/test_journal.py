"""What went out is noted beside the database: a restored one, or a fall at the worst moment, tells nobody twice."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.config import Settings
from community.db import db, writing
from community.jobs import clocks, mail
from community.jobs.journal import KEPT, Journal
from community.notifications.delivery import Letter
from community.notifications.models import Mail
from community.responses.alerting import PATIENCE
from community.responses.models import Clock, Escalation
from community.responses.models_alerts import Alert
from tests import factories
from tests.cast import DEV, DORA, MARTA, OWEN, ROOT
from tests.notifications.alarms import DUE, OVERDUE, WARNED, Watch, alerts, owed
from tests.notifications.mails import rows
from tests.smtp_sink import Sink

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LADDER = {"owner_id": MARTA, "deputy_id": DEV, "manager_id": OWEN, "director_id": DORA}
SOON = timedelta(seconds=70)


@pytest.fixture
def journal(app):
    settings: Settings = app.config["SETTINGS"]
    shutil.rmtree(settings.data_dir / "alerts-sent", ignore_errors=True)
    yield Journal.of(settings)
    shutil.rmtree(settings.data_dir / "alerts-sent", ignore_errors=True)


@pytest.fixture
def watch(journal, moved_clock):
    with writing():
        factories.person(ROOT)
        factories.topic("rotas", **{rung: factories.person(part).id for rung, part in LADDER.items()})
    return Watch(moved_clock)


@pytest.fixture
def sink(app, tmp_path, monkeypatch):
    with Sink(tmp_path) as server:
        old = app.config["SETTINGS"]
        monkeypatch.setitem(app.config, "SETTINGS", type(old)(**{**vars(old), "mail_url": server.url}))
        yield server


def letter(message_id="<1@x>", *keys):
    return Letter(1, "lease", "a@b.example", b"", message_id, keys, unsure=True)


def test_it_knows_what_was_noted_and_nothing_else(journal):
    assert journal.alerts() == frozenset()
    journal.note(letter("<1@x>", "a", "b"), NOON)
    journal.note(letter("<2@x>", "c"), NOON + timedelta(days=40))
    assert journal.alerts() == {"a", "b", "c"}
    assert journal.knows(letter("<2@x>"))
    assert not journal.knows(letter("<3@x>"))
    assert sorted(file.name for file in journal.folder.iterdir()) == ["2026-11.jsonl", "2027-01.jsonl"]


@pytest.mark.parametrize("torn", ["", "{", '{"mail": "<9@x>", "ale', "null", "[1]", '{"mail": "<9@x>"}', '{"mail": 1, "alerts": 5}', '{"mail": "<9@x>", "alerts": [[]]}', "[" * 100_000, "\x00\x00", "é"])
def test_a_line_cut_short_spoils_no_other(journal, torn):
    journal.note(letter("<1@x>", "a"), NOON)
    with (journal.folder / "2026-11.jsonl").open("a") as file:
        file.write(torn)
    journal.note(letter("<2@x>", "b"), NOON)
    assert journal.alerts() == {"a", "b"}


def test_old_months_are_forgotten(journal):
    for months in range(KEPT + 2):
        journal.note(letter(f"<{months}@x>", str(months)), NOON - timedelta(days=31 * months))
    journal.forget(NOON)
    assert journal.alerts() == {str(months) for months in range(KEPT + 1)}


def test_two_workers_write_at_once_and_no_line_is_lost(journal):
    """A summary's line is longer than a page of memory; a third reads meanwhile."""
    alerts = tuple(f"{number}.1.2.3@1780300800.000000" for number in range(400))

    def write(worker):
        for number in range(25):
            journal.note(letter(f"<{worker}-{number}@x>", f"{worker}-{number}", *alerts), NOON)
            assert f"{worker}-{number}" in journal.alerts()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(write, "ab"))
    assert journal.alerts() == {*alerts, *(f"{worker}-{number}" for worker in "ab" for number in range(25))}


def work(watch, moment):
    """What the worker does about a moment, and the minutes after it."""
    watch.look(moment)
    watch.gather(moment + SOON)
    while mail.deliver():
        pass


def snapshot():
    """What a backup would hold of the alarm, to be put back later."""
    db.session.expire_all()
    return [(row.id, row.next_tier, row.next_alert_at) for row in db.session.query(Clock)]


def restore(kept):
    """The database of last week: nothing of what was told since then is in it."""
    with writing() as session:
        for table in (Alert, Escalation, Mail):
            session.query(table).delete()
        for clock_id, tier, at in kept:
            row = session.get_one(Clock, clock_id)
            row.next_tier, row.next_alert_at = tier, at
    db.session.remove()


def test_a_database_restored_from_last_week_tells_nobody_twice(watch, sink):
    owed(3)
    work(watch, WARNED)
    kept = snapshot()
    work(watch, DUE)
    sent = sink.ledger()
    assert len(sent) == 9, "Marta thrice warned, Marta and Dev thrice told"
    restore(kept)
    work(watch, DUE + timedelta(days=2))
    assert len(sink.ledger()) == len(sent)
    assert {(alert.state, alert.reason) for alert in alerts()} == {("settled", "told")}
    work(watch, OVERDUE)
    assert [entry["to"] for entry in sink.ledger()[9:]] == [OWEN.email] * 3, "what comes next is told"


def test_without_the_journal_a_restored_database_costs_everybody_one_summary(watch, sink, journal):
    owed(3)
    kept = snapshot()
    work(watch, DUE)
    before = len(sink.ledger())
    restore(kept)
    shutil.rmtree(journal.folder)
    watch.look(DUE + timedelta(days=2))
    watch.gather(DUE + timedelta(days=2) + PATIENCE)
    while mail.deliver():
        pass
    assert sorted(entry["to"] for entry in sink.ledger()[before:]) == [DEV.email, MARTA.email]


@pytest.mark.parametrize("fault", ["a folder is in the way", "a file is in the way", "the folder is gone"])
def test_a_journal_that_cannot_be_used_holds_back_no_alert_and_repeats_none(watch, sink, journal, fault, caplog):
    owed(2)
    work(watch, WARNED)
    shutil.rmtree(journal.folder)
    if fault == "a folder is in the way":
        (journal.folder / f"{DUE:%Y-%m}.jsonl").mkdir(parents=True)
    elif fault == "a file is in the way":
        journal.folder.write_text("")
    try:
        work(watch, DUE)
        work(watch, DUE + timedelta(hours=1))
    finally:
        journal.folder.unlink() if journal.folder.is_file() else None
    assert sorted(entry["to"] for entry in sink.ledger()[2:]) == [DEV.email] * 2 + [MARTA.email] * 2
    assert {row.state for row in rows()} == {"sent"}
    assert ("could not be noted" in caplog.text) is (fault != "the folder is gone")


def test_an_idea_that_got_a_used_number_again_is_told_of(watch, sink):
    """After a restore ids start where they stood; the cycle began at another moment, and that tells them apart."""
    owed(1)
    work(watch, WARNED)
    with writing() as session:
        for table in (Alert, Escalation, Mail):
            session.query(table).delete()
        row = session.query(Clock).one()
        row.started_at += timedelta(seconds=1)
        row.next_tier, row.next_alert_at = 1, WARNED
    work(watch, WARNED + timedelta(minutes=1))
    assert len(sink.ledger()) == 2


def test_a_worker_killed_before_it_could_mark_sends_nothing_again(watch, sink):
    """The lease is taken and the message accepted; our own note of it is lost, the journal's is not."""
    owed(1)
    work(watch, WARNED)
    with writing():
        lost = rows("answer_due_soon")[0]
        lost.state, lost.sent_at, lost.lease, lost.leased_until = "queued", None, "gone", clock.now() - timedelta(seconds=1)
    while mail.deliver():
        pass
    assert len(sink.ledger()) == 1
    assert [(row.state, row.attempts) for row in rows()] == [("sent", 2)]


def test_mail_that_is_sent_again_by_hand_goes_again(watch, sink, as_person):
    owed(1)
    work(watch, WARNED)
    (only,) = rows()
    assert as_person(ROOT).post(f"/admin/mail/{only.id}/again").status_code == 303
    while mail.deliver():
        pass
    assert len(sink.ledger()) == 2
    assert sink.ledger()[0] == sink.ledger()[1]


def test_every_line_is_json(watch, sink, journal):
    owed(2)
    work(watch, DUE)
    (file,) = journal.folder.iterdir()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(lines) == len(sink.ledger()) == 4
    assert {len(line["alerts"]) for line in lines} == {1}
    assert not clocks.escalate()


def test_a_refused_mail_is_passed_on_and_not_noted(watch, sink, journal):
    """550: this address takes nothing, so that the next in line hears of it."""
    with writing():
        factories.person(MARTA).email = "550-marta@x.example"
    owed(1)
    work(watch, WARNED)
    watch.gather(WARNED + 2 * SOON)
    while mail.deliver():
        pass
    assert [(row.address, row.state) for row in rows()] == [("550-marta@x.example", "dead"), (DEV.email, "sent")]
    assert len(journal.alerts()) == 1
