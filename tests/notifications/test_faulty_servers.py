"""Servers that refuse, hang, drip, hang up or fall at each step: what becomes of the mail, of those behind it, and when."""

import socket
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.jobs import mail as job
from community.notifications import queries_sending as queries
from community.notifications import smtp
from community.notifications.models import Mail
from community.notifications.rules_sending import WINDOW, Step
from tests.cast import ADA, BEN
from tests.notifications.mails import rows
from tests.notifications.test_deliver import queue
from tests.smtp_sink import Sink

WAITED = ("queued", "queued")
REFUSED = ("failed", "sent")
BOTH = ("failed", "failed")


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """A third of a second for each step."""
    monkeypatch.setattr(smtp, "WAITS", dict.fromkeys(Step, 0.3))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with Sink(tmp_path_factory.mktemp("sink")) as started:
        yield started


@pytest.fixture
def sink(shared, point):
    """The server that mails go to. Its ledger begins anew with each test."""
    shared.file.unlink(missing_ok=True)
    point(shared.url)
    yield shared
    shared.go_wrong()


@pytest.fixture
def point(app):
    """Send to this URL until the test ends."""
    before = app.config["SETTINGS"]

    def at(url, **changes):
        app.config["SETTINGS"] = replace(before, mail_url=url, **changes)

    yield at
    app.config["SETTINGS"] = before


def deliver():
    while job.deliver():
        pass


def states():
    return tuple(mail.state for mail in rows())


def readdress(address, more=b""):
    """Let the first mail go where nobody could have had it sent."""
    with writing():
        mail = db.session.query(Mail).order_by(Mail.id).first()
        mail.address, mail.content = address, mail.content + more


def server():
    db.session.expire_all()
    return queries.server()


FAULTS = [
    ("greeting", "554", WAITED, "554 5.0.0 not you"), ("greeting", "421", WAITED, "421 4.0.0 not now"), ("greeting", "hang", WAITED, "timed out"),
    ("greeting", "drip", WAITED, "timed out"), ("greeting", "cut", WAITED, ""),
    ("EHLO", "421", WAITED, "421"), ("EHLO", "hang", WAITED, "timed out"), ("EHLO", "cut", WAITED, ""),
    ("MAIL", "451", BOTH, "451"), ("MAIL", "550", BOTH, "550 5.0.0 not you"), ("MAIL", "421", BOTH, "421"), ("MAIL", "hang", BOTH, "timed out"),
    ("RCPT", "450", BOTH, "450"), ("RCPT", "550", ("dead", "dead"), "550"), ("RCPT", "cut", BOTH, ""), ("RCPT", "drip", BOTH, "timed out"),
    ("DATA", "451", BOTH, "451"), ("DATA", "554", ("dead", "dead"), "554"), ("DATA", "hang", BOTH, "timed out"),
    ("body", "cut", BOTH, ""),
]


@pytest.mark.parametrize(("step", "how", "ends", "said"), FAULTS)
def test_what_goes_wrong_at_each_step_ends_for_each_mail_as_it_should(app, sink, step, how, ends, said):
    queue(ADA.email, BEN.email)
    sink.go_wrong(**{step: how})
    began = time.monotonic()
    deliver()
    assert sink.ledger() == []
    assert states() == ends
    assert said in rows()[0].reason
    assert rows()[0].reason
    assert rows()[0].lease is None
    assert rows()[0].attempts == (0 if ends is WAITED else 1), "a mail that had no turn has lost none"
    assert time.monotonic() - began < 4
    assert bool(server() and server().rests_until) == (ends is WAITED)


@pytest.mark.parametrize("how", ["cut", "421"])
def test_a_server_that_takes_one_mail_a_connection_gets_them_all_at_once(app, sink, how):
    queue(ADA.email, BEN.email, "c@x.example")
    sink.go_wrong(next=how)
    deliver()
    assert states() == ("sent",) * 3
    assert {mail.attempts for mail in rows()} == {1}
    assert len(sink.ledger()) == len({entry["message_id"] for entry in sink.ledger()}) == 3


def test_a_server_that_falls_after_taking_a_mail_gets_the_same_bytes_again(app, tmp_path, point, moved_clock):
    queue("crash-a@x.example")
    with Sink(tmp_path) as sink:
        port = sink.port
        point(sink.url)
        deliver()
    assert states() == ("failed",)
    with writing():
        db.session.query(Mail).one().address = "a@x.example"
    moved_clock(301)
    with Sink(tmp_path, port=port) as sink:
        deliver()
    first, second = sink.ledger()
    assert (first["message_id"], first["sha256"]) == (second["message_id"], second["sha256"])
    assert states() == ("sent",)


def test_a_server_that_never_says_whether_it_took_a_mail_is_not_waited_for_without_end(app, sink):
    queue("mute-a@x.example", BEN.email)
    deliver()
    assert [entry["to"] for entry in sink.ledger()] == ["mute-a@x.example", BEN.email]
    assert states() == REFUSED


@pytest.mark.parametrize("kind", ["weekly_digest"])
def test_a_digest_goes_rather_not_at_all_than_twice(app, sink, moved_clock, kind):
    queue("drop-a@x.example", "450-a@x.example", "a@x.example")
    with writing():
        db.session.query(Mail).update({"kind": kind, "priority": 2})
        db.session.query(Mail).filter_by(address="a@x.example").update({"lease": "of a worker that fell", "leased_until": clock.now()})
    deliver()
    moved_clock(400)
    deliver()
    assert [entry["to"] for entry in sink.ledger()] == ["drop-a@x.example"]
    assert states() == ("skipped", "failed", "skipped"), "what was surely refused may be tried again"
    assert {mail.reason for mail in rows() if mail.state == "skipped"} == {"uncertain"}


def test_mails_keep_their_order_while_there_is_no_server_and_the_urgent_ones_go_first_when_it_is_back(app, tmp_path, point, moved_clock):
    with Sink(tmp_path) as sink:
        port = sink.port
    point(f"smtp://127.0.0.1:{port}")
    queue("first@x.example")
    with writing():
        db.session.query(Mail).update({"priority": 2})
    assert job.deliver() is False
    queue("alert@x.example")
    queue("code@x.example", kind="sign_in")
    assert job.deliver() is False
    assert {mail.attempts for mail in rows()} == {0}
    assert (server().failures, server().since is not None) == (1, True), "it is left alone meanwhile"
    assert "Connection refused" in server().problem
    moved_clock(6)
    with Sink(tmp_path, port=port) as sink:
        deliver()
        assert [entry["to"] for entry in sink.ledger()] == ["code@x.example", "alert@x.example", "first@x.example"]
    assert (server().failures, server().since, server().rests_until, server().problem) == (0, None, None, "")


def test_a_server_that_is_down_is_not_knocked_at_every_second(app, point, moved_clock):
    queue(ADA.email)
    knocks = 0
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.1)
        point(f"smtp://127.0.0.1:{door.getsockname()[1]}")
        smtp.WAITS[Step.GREETING] = 0.01
        for second in range(0, 601, 2):
            moved_clock(second)
            job.deliver()
    knocks = server().failures
    assert knocks == 7, "at once, then after 5, 15, 30, 60, 120 and 300 seconds"


def test_after_two_days_without_a_server_a_mail_is_given_up_by_itself_and_can_be_sent_again(app, point, moved_clock):
    queue(ADA.email, BEN.email, kind="sign_in")
    with writing():
        db.session.query(Mail).update({"kind": "idea_published"})
    point("smtp://127.0.0.1:9")
    moved_clock(WINDOW.total_seconds() - 60)
    job.deliver()
    assert states() == ("queued", "queued")
    moved_clock(WINDOW.total_seconds() + 60)
    job.deliver()
    assert states() == ("dead", "queued"), "each for itself, when it is tried"
    assert rows()[0].reason.startswith("No connection: ConnectionRefusedError")


def test_without_a_server_the_asker_of_a_code_notices_nothing(app, client, point):
    point("smtp://127.0.0.1:9")
    assert client.post("/sign-in", data={"email": ADA.email}).status_code in (200, 303)
    assert job.deliver() is False
    assert states() == ("queued",)


def test_a_refused_sender_rests_the_queue_after_the_third_time_and_kills_no_mail(app, sink):
    queue(*(f"p{n}@x.example" for n in range(5)))
    sink.go_wrong(MAIL="553")
    deliver()
    assert states() == ("failed",) * 3 + ("queued",) * 2
    assert queries.server_rests(clock.now())


def test_a_message_no_server_can_take_dies_alone(app, sink):
    queue("a@x.example", ADA.email)
    readdress("åda@x.example")
    deliver()
    assert states() == ("dead", "sent")
    assert "SMTPUTF8" in rows()[0].reason


def test_a_server_that_takes_letters_beyond_ascii_is_told_of_them(app, tmp_path, point):
    queue("a@x.example")
    readdress("åda@straße-é.example", more="Grüße\r\n".encode())
    with Sink(tmp_path, utf8=True) as sink:
        point(sink.url)
        deliver()
        (entry,) = sink.ledger()
    assert entry["to"] == "åda@xn--strasse--i1a.example"
    assert {"SMTPUTF8", "BODY=8BITMIME"} <= set(entry["options"])


@pytest.mark.parametrize(("problem", "ends"), [(ValueError("a name no header can carry"), "dead"), (KeyError("answer_id"), "failed")])
def test_a_row_that_cannot_even_be_looked_at_stands_in_nobodys_way(app, sink, monkeypatch, problem, ends):
    queue("poison@x.example", ADA.email)
    usual = job.actions.queries.why_unwanted

    def look(mail, now):
        if mail.address.startswith("poison"):
            raise problem
        return usual(mail, now)

    monkeypatch.setattr(job.actions.queries, "why_unwanted", look)
    deliver()
    assert states() == (ends, "sent")
    assert type(problem).__name__ in rows()[0].reason


@pytest.mark.parametrize("line", ["a\r\nRCPT TO:<b@x.example>@x.example", "a\nb@x.example"])
def test_an_address_that_would_be_a_second_command_is_no_command(app, sink, line):
    queue(ADA.email)
    readdress(line)
    deliver()
    assert sink.ledger() == []
    assert states() == ("dead",)


def test_a_full_domain_holds_up_no_other_and_no_alert(app, sink, point, moved_clock):
    queue(*(f"p{n}@big.example" for n in range(7)), "a@small.example")
    with writing():
        db.session.query(Mail).update({"priority": 2})
    queue("alert@big.example")
    point(sink.url, mail_per_domain=3)
    deliver()
    went = [entry["to"] for entry in sink.ledger()]
    assert went == ["alert@big.example", "p0@big.example", "p1@big.example", "a@small.example"]
    assert job.deliver() is False, "it does not look again at once"
    queue("late@big.example")
    deliver()
    went.append(sink.ledger()[-1]["to"])
    assert went[-1] == "late@big.example", "an alert waits for no turn"
    assert {mail.attempts for mail in rows() if mail.state == "queued"} == {0}
    for second in (58, 61, 122):
        moved_clock(second)
        deliver()
        went.append(len(sink.ledger()))
    assert went[-3:] == [5, 8, 10]
    assert set(states()) == {"sent"}
    moved_clock(300)
    job.prune()
    assert db.session.query(queries.FullDomain).count() == 0


def test_a_mailbox_on_this_disk_takes_any_number(app, tmp_path, point):
    queue(*(f"p{n}@big.example" for n in range(5)))
    with writing():
        db.session.query(Mail).update({"priority": 2})
    point(f"maildir:{tmp_path / 'mail'}", mail_per_domain=1)
    deliver()
    assert states() == ("sent",) * 5


def test_the_lease_goes_by_the_time_of_the_database_and_not_of_the_machine(app, moved_clock):
    now = clock.now()
    wrong = now - timedelta(minutes=5)
    if db.engine.dialect.name == "sqlite":
        assert queries.lease_time(wrong) == wrong, "its file is used from one machine"
        return
    assert abs(queries.lease_time(wrong) - now) < timedelta(seconds=5)
    queue(ADA.email)
    with writing():
        letter = job.actions.claim_next(now - timedelta(minutes=5))
    assert letter is None, "by this machine it is not due"
    with writing():
        job.actions.claim_next(now + timedelta(minutes=5))
    with writing():
        assert job.actions.claim_next(now + timedelta(minutes=9)) is None, "the lease began by the database's time"
    moved_clock(301)
    with writing():
        assert job.actions.claim_next(clock.now()) is not None
