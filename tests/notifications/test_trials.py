"""A test mail: in the browser and on the command line, against real servers that go wrong."""

import ssl
import subprocess
import sys
from dataclasses import replace

import pytest

from community import clock
from community.audit import AuditEntry
from community.config import ROOT as HERE
from community.db import db, writing
from community.jobs import mail as job
from community.jobs import trials
from community.notifications import smtp
from community.notifications.models_sending import MailTrial
from community.notifications.rules_sending import Step
from community.notifications.trying import try_out
from tests.cast import MARTA, ROOT
from tests.crm.test_dial_tls import certificate
from tests.notifications.mails import rows
from tests.smtp_sink import Sink

NOW_LOOK = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def sink(tmp_path_factory):
    with Sink(tmp_path_factory.mktemp("sink")) as started:
        yield started


@pytest.fixture
def to(app):
    """Send to this URL until the test ends."""
    before = app.config["SETTINGS"]

    def point(url):
        app.config["SETTINGS"] = replace(before, mail_url=url)

    yield point
    app.config["SETTINGS"] = before


@pytest.fixture
def root(as_person):
    return as_person(ROOT)


def ask(browser, address="me@hourfold.example"):
    return browser.post("/admin/mail/test", data={"address": address})


def test_it_waits_for_the_worker_and_then_shows_all_that_was_said(root, sink, to):
    to(sink.url)
    before = len(sink.ledger())
    where = ask(root).headers["Location"]
    assert where == "/admin/mail/test/1"
    assert len(sink.ledger()) == before, "nothing leaves within a request"
    waits = root.get(where).text
    assert 'hx-trigger="click, every 1s"' in waits
    assert "The server has taken it" not in waits
    assert trials.try_next() is True
    read = root.get(where, headers=NOW_LOOK).text
    assert "<html" not in read
    for line in ("The server has taken it", "220 sink.test", "MAIL FROM:&lt;bounces+", "RCPT TO:&lt;me@hourfold.example&gt;", "250 accepted"):
        assert line in read
    assert "every 1s" not in read
    assert sink.ledger()[-1]["to"] == "me@hourfold.example"
    assert "Taken by the server" in root.get("/admin/mail/test").text


def test_it_is_tried_once_and_no_mail_of_the_log(root, sink, to):
    to(sink.url)
    ask(root)
    assert trials.try_next() is True
    assert trials.try_next() is False
    assert rows() == []
    assert db.session.query(AuditEntry).filter_by(act="mail.tested").count() == 1


def test_it_never_says_sent_when_it_was_not(root, to):
    to("smtp://127.0.0.1:9")
    where = ask(root).headers["Location"]
    trials.try_next()
    read = root.get(where).text
    assert "It was not sent" in read
    assert "Nothing listens at that port" in read
    assert "Not sent" in root.get("/admin/mail/test").text
    assert "taken" not in read


@pytest.mark.parametrize("address", ["", "nobody", "a@b.example, c@d.example", "x" * 300 + "@x.example", "a@b\r\nRCPT TO:<c@d>"])
def test_an_address_that_is_none_is_given_back(root, address):
    answer = ask(root, address)
    assert answer.status_code == 422
    assert "Please give one mail address" in answer.text
    assert db.session.query(MailTrial).count() == 0


def test_nobody_can_have_many_sent_at_once(root):
    assert [ask(root).status_code for _ in range(6)] == [303] * 5 + [422]


def test_one_that_was_cut_off_is_not_waited_for(root, moved_clock):
    where = ask(root).headers["Location"]
    with writing():
        db.session.query(MailTrial).update({"started_at": clock.now()})
    assert "talking with the mail server" in root.get(where).text
    moved_clock(301)
    assert "The worker was stopped in the middle" in root.get(where).text
    assert trials.try_next() is False
    moved_clock(8 * 86_400)
    job.prune()
    assert db.session.query(MailTrial).count() == 0


def test_an_unknown_one_is_not_there_and_it_is_for_administrators(root, as_person):
    assert [root.get(f"/admin/mail/test/{number}").status_code for number in (7, 2**40)] == [404, 404]
    assert as_person(MARTA).post("/admin/mail/test", data={"address": "a@b.example"}).status_code == 404


def test_what_stands_in_the_way_is_said_before_anybody_asks(root, to):
    to("smtp://127.0.0.1:9")
    root.post("/sign-in", data={"email": "ada@brannocs.example"})
    job.deliver()
    assert "No mail has gone since" in root.get("/admin/mail/test").text


def converse(app, url):
    said = []
    return try_out(replace(app.config["SETTINGS"], mail_url=url), "me@x.example", clock.now(), said.append), "\n".join(said)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    _, shown = certificate(folder, "localhost")
    both = folder / "both.pem"
    both.write_bytes(shown.read_bytes() + (folder / "key.pem").read_bytes())
    return shown, both


def test_passwords_are_blanked_and_each_mistake_about_signing_in_is_told_apart(app, tmp_path, trusted, monkeypatch):
    shown, both = trusted
    monkeypatch.setenv(ssl.get_default_verify_paths().openssl_cafile_env, str(shown))
    with Sink(tmp_path, mode="starttls", certificate=both, login="heed:verysecret") as sink:
        result, said = converse(app, f"smtp+starttls://heed:verysecret@localhost:{sink.port}")
        assert (result.sent, result.advice) == (True, "")
        assert "> AUTH PLAIN [hidden]" in said
        assert "verysecret" not in said
        assert "aGVlZAB2ZXJ5c2VjcmV0" not in said.replace("\n", "")
        assert converse(app, f"smtp+starttls://heed:wrong@localhost:{sink.port}")[0].advice == "password"
        assert converse(app, f"smtp+starttls://localhost:{sink.port}")[0].advice == "sign_in_first"
        assert converse(app, f"smtp+starttls://heed:pässword@localhost:{sink.port}")[0].advice == "letters"
        assert converse(app, f"smtp+starttls://heed:verysecret@127.0.0.1:{sink.port}")[0].advice == "certificate_name"
        assert converse(app, f"smtp://heed:verysecret@localhost:{sink.port}")[0].advice == "no_sign_in"
        monkeypatch.delenv(ssl.get_default_verify_paths().openssl_cafile_env)
        assert converse(app, f"smtp+starttls://localhost:{sink.port}")[0].advice == "certificate_unknown"


def test_tls_and_its_ports_mixed_up_are_told_apart(app, tmp_path, sink, trusted, monkeypatch):
    monkeypatch.setattr(smtp, "WAITS", dict.fromkeys(Step, 0.5))
    _, both = trusted
    assert converse(app, f"smtps://localhost:{sink.port}")[0].advice == "no_tls"
    assert converse(app, f"smtp+starttls://localhost:{sink.port}")[0].advice == "no_starttls"
    with Sink(tmp_path, mode="smtps", certificate=both) as encrypted:
        assert converse(app, f"smtp://localhost:{encrypted.port}")[0].advice == "silent"


@pytest.mark.parametrize(("how", "advice"), [({"MAIL": "553"}, "sender"), ({"RCPT": "550"}, "recipient"), ({"DATA": "554"}, "message"), ({"greeting": "554"}, "not_welcome"), ({"body": "cut"}, "hung_up"), ({"RCPT": "450"}, "later")])
def test_what_a_server_refuses_is_told_apart(app, sink, how, advice):
    sink.go_wrong(**how)
    result, said = converse(app, sink.url)
    sink.go_wrong()
    assert (result.sent, result.advice) == (False, advice)
    assert said


def test_without_a_server_nothing_is_said_to_be_sent(app, tmp_path, capsys):
    assert converse(app, f"maildir:{tmp_path / 'mail'}")[0].advice == "kept"
    assert converse(app, "console:")[0].sent is False


def test_the_command_shows_the_conversation_and_fails_when_it_failed(tmp_path, sink):
    environ = {"HEED_ENV": "test", "HEED_SECRET_KEY": "a key for tests only, 0123456789 abc", "HEED_DATA_DIR": str(tmp_path), "PATH": ""}
    for command, more in (["init"], ""), (["mail", "test", "me@x.example"], sink.url), (["mail", "test", "me@x.example"], "smtp://127.0.0.1:9"):
        run = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "community.cli", *command], cwd=HERE, capture_output=True, text=True, check=False,
            env=environ | ({"HEED_MAIL_URL": more} if more else {}),
        )
        assert run.returncode == (1 if more.endswith(":9") else 0), run.stderr
        if more == sink.url:
            assert "< 220 sink.test" in run.stdout
            assert "The mail server has taken it." in run.stdout
    assert "It was NOT sent." in run.stdout
    assert "Nothing listens at that port" in run.stdout
