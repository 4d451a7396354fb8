"""The ways HEED_MAIL_URL names: with and without TLS and a login, a folder, the console."""

import mailbox
import ssl
from dataclasses import replace

import pytest

from community.config import SettingsProblem, load_settings
from community.notifications.delivery import Letter, carrier_for
from community.notifications.rules import Fate
from tests.conftest import make_settings
from tests.crm.test_dial_tls import certificate
from tests.smtp_sink import Sink

LETTER = Letter(1, "lease", "ada@brannocs.example", b"Message-ID: <a@b>\r\nSubject: Hello\r\n\r\nHello,\r\n.\r\n..dots\r\n")
LOGIN = "heed:pa%20ss:word"


@pytest.fixture(scope="module")
def trusted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    _, shown = certificate(folder, "localhost")
    both = folder / "both.pem"
    both.write_bytes(shown.read_bytes() + (folder / "key.pem").read_bytes())
    return shown, both


def carry(app, url):
    with app.app_context():
        carrier = carrier_for(replace(app.config["SETTINGS"], mail_url=url))
        try:
            return carrier.carry(LETTER)
        finally:
            carrier.close()


@pytest.mark.parametrize("mode", ["starttls", "smtps"])
def test_with_tls_a_certificate_is_checked(app, tmp_path, trusted, mode, monkeypatch):
    shown, both = trusted
    scheme = "smtps" if mode == "smtps" else "smtp+starttls"
    with Sink(tmp_path, mode=mode, certificate=both) as sink:
        url = f"{scheme}://localhost:{sink.port}"
        stranger = carry(app, url)
        assert stranger.fate is Fate.LATER
        assert "CERTIFICATE_VERIFY_FAILED" in stranger.reply
        monkeypatch.setenv(ssl.get_default_verify_paths().openssl_cafile_env, str(shown))
        assert carry(app, url).fate is Fate.ACCEPTED
        assert len(sink.ledger()) == 1


def test_a_login_may_hold_any_sign_and_a_wrong_one_can_be_mended(app, tmp_path, trusted, monkeypatch):
    shown, both = trusted
    monkeypatch.setenv(ssl.get_default_verify_paths().openssl_cafile_env, str(shown))
    with Sink(tmp_path, mode="starttls", certificate=both, login="heed:pa ss:word") as sink:
        wrong = carry(app, f"smtp+starttls://heed:wrong@localhost:{sink.port}")
        assert (wrong.fate, wrong.broken) == (Fate.LATER, True)
        assert carry(app, f"smtp+starttls://{LOGIN}@localhost:{sink.port}").fate is Fate.ACCEPTED


def test_one_connection_serves_a_batch(app, tmp_path):
    with Sink(tmp_path) as sink, app.app_context():
        carrier = carrier_for(replace(app.config["SETTINGS"], mail_url=sink.url))
        assert [carrier.carry(LETTER).fate for _ in range(3)] == [Fate.ACCEPTED] * 3
        carrier.close()
        assert len({entry["sha256"] for entry in sink.ledger()}) == 1


def test_a_folder_takes_mails_as_they_are(app, tmp_path):
    folder = tmp_path / "deep" / "mail"
    assert carry(app, f"maildir:{folder}").fate is Fate.ACCEPTED
    (key,) = mailbox.Maildir(folder).keys()
    assert mailbox.Maildir(folder).get_bytes(key).replace(b"\r\n", b"\n") == LETTER.content.replace(b"\r\n", b"\n")


def test_the_console_shows_them(app, capsys):
    assert carry(app, "console:").fate is Fate.ACCEPTED
    assert "Subject: Hello" in capsys.readouterr().out


@pytest.mark.parametrize("url", ["smtp://", "smtp:host", "smtp://host:99999", "smtp://host:x", "pop3://host", "maildir:"])
def test_an_address_that_names_no_server_is_refused_at_the_start(tmp_path, url):
    with pytest.raises(SettingsProblem, match="HEED_MAIL_URL"):
        load_settings({"HEED_ENV": "test", "HEED_SECRET_KEY": "a key for tests only, 0123456789 abc", "HEED_MAIL_URL": url})


@pytest.mark.parametrize("sender", ["nobody", "a@b.example, c@d.example", "Heed <ideas>"])
def test_a_sender_that_is_no_address_is_refused_at_the_start(sender):
    with pytest.raises(SettingsProblem, match="HEED_MAIL_FROM"):
        load_settings({"HEED_ENV": "test", "HEED_SECRET_KEY": "a key for tests only, 0123456789 abc", "HEED_MAIL_FROM": sender})


def test_the_plain_settings_are_fine(tmp_path):
    assert make_settings(tmp_path, mail_url="smtp://localhost").mail_url == "smtp://localhost"
