"""`heed crm status` and `heed crm backfill`, as they are run by hand."""

import pytest

from community import clock
from community.cli import heed
from community.crm import actions_everyone, queries_everyone
from community.crm import actions_vendors as actions
from community.crm.models import Delivery, Endpoint
from community.crm.models_vendors import Connection, CrmRun
from community.db import db, writing
from community.jobs import crm_sync
from community.jobs.worker import turn
from tests import factories
from tests.cast import ADA, BEN, CLEO, ROOT
from tests.commands import empty_site
from tests.crm.connections import connect, pending, work
from tests.crm.endpoints import deliveries, listen, ping
from tests.crm.endpoints import work as send
from tests.crm.hubspot_server import error


@pytest.fixture
def run(loopback, monkeypatch):
    """The exit code, what it said, and what it complained of."""
    with writing():
        for part in (ADA, BEN, CLEO):
            factories.person(part)
    while turn():
        pass
    monkeypatch.setattr("community.commands.crm.create_app", lambda: loopback)

    def run(*arguments: object) -> tuple[int, str, str]:
        found = loopback.test_cli_runner().invoke(heed, ["crm", *map(str, arguments)])
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        return found.exit_code, found.stdout, found.stderr

    return run


def change(kind: type, row_id: int, **values: object) -> None:
    with writing():
        for name, value in values.items():
            setattr(db.session.get_one(kind, row_id), name, value)


def test_status_without_a_crm(run):
    assert run("status") == (0, "No CRM is connected.\n", "")


def test_status_says_what_is_confirmed_waits_and_was_refused(run, hubspot):
    with writing():
        factories.person(CLEO).email = "cleo@bad.example"
    connect(hubspot)
    code, said, _ = run("status")
    assert (code, said) == (0, "Our hubspot: hubspot, on; 0 confirmed, 0 waiting, 0 refused\n" + said.splitlines()[1] + "\n")
    assert said.splitlines()[1].endswith(": 0 of 5; nothing yet")
    work()
    code, said, _ = run("status")
    lines = said.splitlines()
    assert (code, lines[0]) == (0, "Our hubspot: hubspot, on; 4 confirmed, 0 waiting, 1 refused")
    assert lines[1].endswith(": 5 of 5; 5 new")
    assert lines[2].startswith("  refused: person ")
    assert "cleo@bad.example is invalid" in lines[2]


def test_status_after_the_night_holds_counts_and_no_leftovers(run, hubspot):
    connect(hubspot)
    work()
    crm_sync.check()
    work()
    assert run("status")[1].splitlines()[1].endswith(": 5 of 5; 5 the same")


def test_status_fails_when_something_has_waited_for_an_hour(run, hubspot, moved_clock):
    connect(hubspot)
    hubspot.script.append(error(503, "X", "Service temporarily unavailable"))
    work()
    moved_clock(3_500)
    assert run("status")[0] == 0
    moved_clock(3_700)
    code, said, _ = run("status")
    assert code == 1
    assert " waiting since 20" in said
    assert "  it said: " in said


@pytest.mark.parametrize(
    ("reason", "code", "words"),
    [
        ("", 0, "off: not switched on yet;"), ("by_hand", 0, "off: switched off by an administrator;"),
        ("failing", 1, "off: nothing got through for five days;"), ("secret", 1, "off: its credentials cannot be read"),
    ],
)
def test_status_says_why_one_is_off_and_fails_when_it_was_given_up(run, hubspot, reason, code, words):
    change(Connection, connect(hubspot, enable=False), disabled_reason=reason)
    found, said, _ = run("status")
    assert (found, words in said) == (code, True), said


def test_status_tells_of_webhooks_in_the_same_manner(run, hook, moved_clock):
    good, bad = listen(hook), listen(hook, "/status/500", name="The chat")
    assert run("status")[:2] == (0, "Our CRM: webhook, on; 0 delivered, 0 waiting, 0 given up\nThe chat: webhook, on; 0 delivered, 0 waiting, 0 given up\n")
    for where in (good, bad):
        ping(where)
    send()
    code, said, _ = run("status")
    lines = said.splitlines()
    assert (code, lines[0]) == (0, "Our CRM: webhook, on; 1 delivered, 0 waiting, 0 given up")
    assert lines[1].startswith("  last got through: 20")
    assert lines[2].startswith("The chat: webhook, on; 0 delivered, 1 waiting since 20")
    assert lines[3:] == ["  last got through: never", f"  nothing has got through since {said.splitlines()[2].split('since ')[1].partition(',')[0]}"]
    moved_clock(3_700)
    assert run("status")[0] == 1


@pytest.mark.parametrize(
    ("reason", "code", "words"),
    [
        ("by_hand", 0, "off: switched off by an administrator;"), ("failing", 1, "off: nothing got through for five days;"),
        ("secret", 1, "off: its secret cannot be read"), ("gone", 1, "off: it answered 410"),
    ],
)
def test_status_says_why_a_webhook_is_off(run, hook, reason, code, words):
    change(Endpoint, listen(hook), disabled_at=clock.now(), disabled_reason=reason)
    found, said, _ = run("status")
    assert (found, words in said) == (code, True), said


def test_status_says_what_was_given_up(run, hook):
    where = listen(hook)
    ping(where)
    while turn():
        pass
    with writing():
        db.session.query(Delivery).update({"state": "failed"})
    assert "0 waiting, 1 given up\n  last got through: never" in run("status")[1]


def test_backfill_puts_whoever_differs_in_line(run, hubspot):
    connect(hubspot)
    work()
    with writing():
        factories.person(BEN).points = 60
    code, said, _ = run("backfill", "--connection", "Our hubspot")
    assert (code, said) == (0, "5 of 5: 0 new, 1 changed, 4 the same; 1 in line for the worker.\n")
    assert len(pending()) == 1


def test_backfill_goes_on_where_a_run_stood(run, hubspot, monkeypatch):
    monkeypatch.setattr("community.crm.running.BATCH", 1)
    connect(hubspot)
    crm_sync.walk()
    code, said, told = run("backfill", "--connection", "Our hubspot")
    assert (code, said) == (0, "5 of 5: 5 new, 0 changed, 0 the same; 5 in line for the worker.\n")
    assert told.splitlines()[0] == "2 of 5"
    assert db.session.query(CrmRun).count() == 1


def test_backfill_puts_a_message_for_everyone_in_line(run, hook, monkeypatch):
    monkeypatch.setattr(actions_everyone, "BATCH", 1)
    with writing():
        factories.person(CLEO).export_refused_at = clock.now()
    where = listen(hook, kinds=("advocate.changed",))
    code, said, told = run("backfill", "--endpoint", where)
    assert (code, said) == (0, "3 of 3: 2 messages in line for the worker, 1 left out.\n")
    assert told == "1 of 3\n2 of 3\n3 of 3\n"
    assert [row.kind for row in deliveries()] == ["advocate.changed"] * 2
    assert db.session.query(CrmRun).one().by_id is None


def test_backfill_leaves_the_rest_to_the_worker_where_enough_is_in_line(run, hook, monkeypatch):
    monkeypatch.setattr(actions_everyone, "BATCH", 1)
    monkeypatch.setattr(queries_everyone, "MOST_DUE", 2)
    code, said, _ = run("backfill", "--endpoint", listen(hook, kinds=("advocate.changed",)))
    assert code == 0
    assert said == "2 of 3: 2 messages in line for the worker, 0 left out.\nThere is enough in line for now. The worker goes on with the rest as these arrive.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say which: --connection NAME or --endpoint ID"),
        (["--connection", "Our hubspot", "--endpoint", "1"], "say which: --connection NAME or --endpoint ID"),
        (["--connection", "Nobody's"], 'there is no connection called "Nobody\'s"'),
        (["--endpoint", "77"], "there is no webhook 77"), (["--endpoint", "0"], "there is no webhook 0"),
        (["--endpoint", "-1"], "there is no webhook -1"), (["--endpoint", "9" * 30], f"there is no webhook {'9' * 30}"),
        (["--endpoint", "one"], "'one' is not a valid integer"),
    ],
)
def test_backfill_says_in_plain_words_what_it_cannot_do(run, arguments, said):
    code, out, problem = run("backfill", *arguments)
    assert (code, out) == (2, "")
    assert said in problem
    assert db.session.query(CrmRun).count() == 0


def test_backfill_refuses_what_is_off_and_says_where_that_is_changed(run, hubspot, hook):
    crm, off = connect(hubspot), listen(hook, kinds=("advocate.changed",), name="The warehouse")
    deaf = listen(hook, kinds=("vote.cast",), name="The chat")
    with writing():
        actions.disable_connection(factories.viewer(ROOT), db.session.get_one(Connection, crm), now=clock.now())
    change(Endpoint, off, disabled_at=clock.now(), disabled_reason="by_hand")
    before = db.session.query(CrmRun).count()
    assert run("backfill", "--connection", "Our hubspot") == (1, "", f"Error: Our hubspot is switched off; an administrator switches it on at /admin/crm/{crm}\n")
    assert run("backfill", "--endpoint", off) == (1, "", f"Error: The warehouse is switched off; an administrator changes that at /admin/endpoints/{off}\n")
    assert run("backfill", "--endpoint", deaf) == (1, "", f"Error: The chat does not listen for advocate.changed; an administrator changes that at /admin/endpoints/{deaf}\n")
    assert db.session.query(CrmRun).count() == before


def test_without_a_database_it_says_so(tmp_path):
    nowhere = empty_site(tmp_path).heed("crm", "status")
    assert (nowhere.returncode, "The database cannot be used" in nowhere.stderr, "Traceback" in nowhere.stderr) == (2, True, False), nowhere.stderr
