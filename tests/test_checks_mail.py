"""What DNS says of our mail, asked of a real server on loopback; without one, everything stays well."""

import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from community import checks_mail
from community.checks_mail import of_mail
from community.config import load_settings
from community.notifications.signing import signer_of
from tests.cast import MARTA, ROOT
from tests.dns_server import DnsServer

KEYS = [
    key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for key in (rsa.generate_private_key(65537, 2048), ed25519.Ed25519PrivateKey.generate())
]
BASE = {"HEED_ENV": "test", "HEED_SECRET_KEY": "a key for tests only, 0123456789 abc", "HEED_MAIL_FROM": "Ideas <ideas@hourfold.test>"}
SERVER = "9.9.9.9"


def settings(key=KEYS[0], **more):
    signing = {"HEED_DKIM_KEY": key, "HEED_DKIM_SELECTOR": "heed"} if key else {}
    return load_settings(BASE | {"HEED_MAIL_URL": "smtp://mail.hourfold.test", "HEED_REPLY_DOMAIN": "ideas.hourfold.test"} | signing | more)


def in_pieces(text):
    """A TXT record as a zone file has it: strings of 255 octets at most."""
    return " ".join(f'"{text[start : start + 200]}"' for start in range(0, len(text), 200))


def zone(**changes):
    """Everything as it should be, but for what is named; None for a record that is not there."""
    record = signer_of(settings()).record
    good = {
        "soa": (("hourfold.test", "SOA"), ["ns.hourfold.test. hostmaster.hourfold.test. 1 2 3 4 5"]),
        "spf": (("ideas.hourfold.test", "TXT"), ['"v=spf1 ip4:9.9.9.9 -all"', '"other=1"']),
        "dkim": (("heed._domainkey.hourfold.test", "TXT"), [in_pieces(record)]),
        "dmarc": (("_dmarc.hourfold.test", "TXT"), ['"v=DMARC1; p=quarantine"']),
        "mx": (("ideas.hourfold.test", "MX"), ["10 mail.hourfold.test."]),
        "a": (("mail.hourfold.test", "A"), [SERVER]),
        "ptr": (("9.9.9.9.in-addr.arpa", "PTR"), ["mail.hourfold.test."]),
    }
    return {where: changes.get(name, found) for name, (where, found) in good.items() if changes.get(name, found)}


def asked(settings=settings(), **changes):  # noqa: B008
    with DnsServer(zone(**changes)) as server:
        return {check.name: check for check in of_mail(settings, server.resolver())}


@pytest.mark.parametrize("key", KEYS, ids=["rsa", "ed25519"])
def test_where_everything_is_there_all_is_well(key):
    with DnsServer(zone(dkim=[in_pieces(signer_of(settings(key)).record)])) as server:
        found = of_mail(settings(key), server.resolver())
    assert [(check.name, check.state) for check in found] == [(name, "good") for name in ("spf", "dkim", "dmarc", "mx", "ptr")]


def test_an_address_in_the_setting_needs_no_name():
    assert asked(settings(HEED_MAIL_URL=f"smtp://{SERVER}"))["ptr"].state == "good"


@pytest.mark.parametrize(
    ("name", "record", "says"),
    [
        ("spf", None, "does not say who may send"),
        ("spf", ['"v=spf1 -all"', '"v=spf1 ~all"'], "has 2 records"),
        ("spf", ['"v=spf1 +all"'], "lets everybody send"),
        ("dkim", None, "there is no key at heed._domainkey.hourfold.test"),
        ("dkim", ['"v=DKIM1; p="'], "is withdrawn"),
        ("dkim", ['"v=DKIM1; k=rsa; p=MIIBIjANBgkq"'], "is not the one that Heed signs with"),
        ("dkim", ['"something else"'], "there is no key"),
        ("dmarc", None, "v=DMARC1; p=none"),
        ("dmarc", ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"'], "has 2 records"),
        ("mx", None, "nothing takes mail for ideas.hourfold.test"),
        ("mx", ["0 ."], "takes no mail"),
        ("ptr", None, "leads to no name"),
        ("ptr", ["other.hourfold.test."], "that name does not lead back"),
    ],
)
def test_what_is_missing_or_wrong_is_said_with_what_to_do(name, record, says):
    found = asked(**{name: record})
    assert says in found[name].said
    assert found[name].state == "warn"
    assert {check.state for other, check in found.items() if other != name} == {"good"}


def test_a_key_for_tests_only_is_worth_a_word():
    found = asked(dkim=[in_pieces(signer_of(settings()).record + "; t=y:s")])["dkim"]
    assert (found.state, "for a test" in found.said) == ("warn", True)


def test_without_a_key_the_mail_server_is_left_to_sign():
    found = asked(settings(key=""))["dkim"]
    assert (found.state, "Heed does not sign" in found.said) == ("good", True)


def test_dmarc_may_stand_at_a_domain_above_and_none_asks_for_more():
    found = asked(settings(HEED_MAIL_FROM="ideas@mail.ideas.hourfold.test"), dmarc=['"v=DMARC1; p=none"'])["dmarc"]
    assert (found.state, "Once its reports look well" in found.said) == ("good", True)


@pytest.mark.parametrize(
    ("sender", "good"), [("hourfold.test", True), ("ideas.hourfold.test", True), ("news.hourfold.test", True), ("elsewhere.test", False), ("a.co.test", False)]
)
def test_spf_is_of_no_use_for_a_sender_of_another_domain(sender, good):
    found = asked(settings(HEED_MAIL_FROM=f"ideas@{sender}"))["spf"]
    assert found.state == ("good" if good else "warn")


def test_a_host_without_mx_takes_its_own_mail_and_that_is_said():
    with DnsServer(zone(mx=None) | {("ideas.hourfold.test", "A"): [SERVER]}) as server:
        found = {check.name: check for check in of_mail(settings(), server.resolver())}["mx"]
    assert (found.state, "the machine of that name itself" in found.said) == ("warn", True)


def test_a_server_in_the_house_is_left_alone():
    found = asked(settings(HEED_MAIL_URL="smtp://127.0.0.1"))["ptr"]
    assert (found.state, "no public address" in found.said) == ("good", True)


def test_a_silent_server_costs_two_seconds_and_nothing_else():
    began = time.monotonic()
    with DnsServer({}, silent=True) as server:
        (only,) = of_mail(settings(), server.resolver())
    assert (only.name, only.state) == ("dns", "good")
    assert "DNS does not answer" in only.said
    assert time.monotonic() - began < checks_mail.EACH + 1


def test_mail_that_stays_here_asks_nobody():
    with DnsServer(zone()) as server:
        (only,) = of_mail(settings(HEED_MAIL_URL="console:"), server.resolver())
        assert (only.state, server.asked) == ("good", 0)


@pytest.fixture
def answering(app, monkeypatch):
    """The site and its DNS."""
    with DnsServer(zone(dmarc=None)) as server:
        resolver = server.resolver()
        monkeypatch.setitem(app.config, "SETTINGS", settings())
        monkeypatch.setattr(checks_mail.dns.resolver, "Resolver", lambda: resolver)
        yield server


def test_administrators_ask_by_a_button_and_looking_asks_nothing(app, as_person, answering):
    root = as_person(ROOT)
    assert "Ask DNS now" in root.get("/admin/mail/dns").text
    assert answering.asked == 0
    page = root.post("/admin/mail/dns").text
    assert answering.asked > 5
    assert "_dmarc.hourfold.test" in page
    assert page.count("Please look") == 1
    assert as_person(MARTA).get("/admin/mail/dns").status_code == 404
