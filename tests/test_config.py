"""Settings: typed, and a refusal that names what is wrong."""

import ipaddress
from pathlib import Path

import pytest

from community.config import SettingsProblem, load_settings

SECRET = "a secret for tests, 0123456789 abcdef"
PRODUCTION = {
    "HEED_SECRET_KEY": SECRET,
    "HEED_BASE_URL": "https://ideas.hourfold.example",
    "HEED_MAIL_FROM": "Hourfold ideas <ideas@hourfold.example>",
    "HEED_MAIL_URL": "smtp+starttls://user:pass@mail.hourfold.example:587",
}
TESTING = {"HEED_ENV": "test", "HEED_SECRET_KEY": SECRET}


def test_production_starts_with_four_settings():
    settings = load_settings(PRODUCTION)
    assert settings.env == "production"
    assert settings.https
    assert settings.reply_domain == "ideas.hourfold.example"
    assert settings.database_url.startswith("sqlite:///")


@pytest.mark.parametrize("missing", sorted(PRODUCTION))
def test_production_refuses_to_start_without(missing):
    environ = {name: value for name, value in PRODUCTION.items() if name != missing}
    with pytest.raises(SettingsProblem, match=missing):
        load_settings(environ)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEED_SECRET_KEY", "short"),
        ("HEED_SECRET_KEY", "a" * 64),
        ("HEED_BASE_URL", "ideas.hourfold.example"),
        ("HEED_BASE_URL", "https://ideas.hourfold.example/community"),
        ("HEED_BASE_URL", "ftp://ideas.hourfold.example"),
        ("HEED_PORT", "eighty"),
        ("HEED_PORT", "0"),
        ("HEED_PORT", "65536"),
        ("HEED_PORT", "-1"),
        ("HEED_PORT", "٨٠٠٠"),
        ("HEED_DATABASE_URL", "mysql://root@localhost/heed"),
        ("HEED_MAIL_URL", "sendmail:/usr/sbin"),
        ("HEED_WEBHOOK_NETWORKS", "10.0.0.0/99"),
        ("HEED_WEBHOOK_NETWORKS", "everywhere"),
        ("HEED_ENV", "staging"),
        ("HEED_TRUSTED_PROXIES", "11"),
        ("HEED_SECRET_KEY_FILE", "/nowhere/at/all"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name, value):
    with pytest.raises(SettingsProblem, match=name):
        load_settings({**PRODUCTION, name: value})


def test_a_misspelt_setting_is_refused():
    with pytest.raises(SettingsProblem, match="HEED_BASEURL"):
        load_settings({**PRODUCTION, "HEED_BASEURL": "https://ideas.hourfold.example"})


@pytest.mark.parametrize("name", ["HEED_CLOCK_FILE", "HEED_FAILPOINT"])
def test_what_only_tests_may_set_is_refused_elsewhere(name):
    with pytest.raises(SettingsProblem, match="for tests only"):
        load_settings({**PRODUCTION, name: "x"})
    assert load_settings({**TESTING, name: "x"}).env == "test"


def test_a_secret_may_lie_in_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    environ = {name: value for name, value in PRODUCTION.items() if name != "HEED_SECRET_KEY"}
    assert load_settings({**environ, "HEED_SECRET_KEY_FILE": str(file)}).secret_key == SECRET


def test_a_plain_postgres_address_goes_through_psycopg():
    settings = load_settings({**TESTING, "HEED_DATABASE_URL": "postgres://heed@db/heed"})
    assert settings.database_url == "postgresql+psycopg://heed@db/heed"


def test_networks_are_read_as_networks():
    settings = load_settings({**TESTING, "HEED_WEBHOOK_NETWORKS": "10.1.0.0/16, fd00::/8"})
    assert settings.webhook_networks == (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00::/8"))


def test_data_lies_in_one_folder(tmp_path):
    settings = load_settings({**TESTING, "HEED_DATA_DIR": str(tmp_path)})
    assert settings.data_dir == Path(tmp_path)
    assert str(tmp_path) in settings.database_url
    assert str(tmp_path) in settings.mail_url


def test_an_empty_value_counts_as_not_set():
    with pytest.raises(SettingsProblem, match="HEED_BASE_URL"):
        load_settings({**PRODUCTION, "HEED_BASE_URL": ""})


def test_the_origin_is_what_a_browser_would_send():
    assert load_settings({**PRODUCTION, "HEED_BASE_URL": "https://ideas.hourfold.example:8443/"}).origin == "https://ideas.hourfold.example:8443"


def test_replies_are_offered_where_they_can_come_in(tmp_path):
    secret = tmp_path / "imap"
    secret.write_text("imaps://replies%40example.com:secret@imap.example.com/INBOX\n")
    read = load_settings({**TESTING, "HEED_IMAP_URL_FILE": str(secret)})
    assert (read.imap_url, read.replies) == ("imaps://replies%40example.com:secret@imap.example.com/INBOX", True)
    assert load_settings(TESTING).replies is False
    assert load_settings({**TESTING, "HEED_REPLIES": "on"}).replies is True
    assert load_settings({**TESTING, "HEED_INBOUND_SECRET": "0123456789abcdefghijklmnopqrstuvwxyz"}).replies is True


@pytest.mark.parametrize(("name", "value"), [
    ("HEED_IMAP_URL", "pop3://a:b@example.com"), ("HEED_IMAP_URL", "imaps://imap.example.com/INBOX"), ("HEED_IMAP_URL", "imaps://a:b@"),
    ("HEED_INBOUND_SECRET", "short"), ("HEED_INBOUND_SECRET", "a" * 40), ("HEED_REPLIES", "yes"),
])
def test_a_way_in_that_cannot_be_one_is_refused_by_its_name(name, value):
    with pytest.raises(SettingsProblem, match=name):
        load_settings({**TESTING, name: value})
