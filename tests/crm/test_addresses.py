import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.crm.rules import UrlProblem, address_is_allowed, address_is_listed, check_url

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
PRIVATE = [ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00:1::/32")]


def listed(text: str) -> list[str]:
    return text.split()


# Measured with Python 3.11.7: `is_global` is False for the first list, True for the second.
CAUGHT_BY_PYTHON = listed("""
    127.0.0.1 10.0.0.1 100.64.0.1 169.254.169.254 192.0.2.1 198.18.0.1 203.0.113.1 240.0.0.1 255.255.255.255 0.0.0.0
    ::1 :: ::ffff:127.0.0.1 ::ffff:169.254.169.254 2001:db8::1 fc00::1 fd00:ec2::254 fe80::1 100::1 2001:0:7f00:1::
""")
LET_THROUGH_BY_PYTHON = listed("""
    192.0.0.8 192.88.99.1 224.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 3fff::1 5f00::1 ff02::1 ::127.0.0.1
    fec0::1
""")
# Other ways to write an address; those without a colon only libc reads.
SPELLINGS = listed("""
    127.1 127.0.1 0 0x7f000001 2130706433 0177.0.0.1 127.000.000.001 0x7f.0x0.0x0.0x1 017700000001
    0251.0376.0251.0376 2852039166 0xa9fea9fe ①②⑦.⓪.⓪.① 127。0。0。1 １２７.０.０.１
    ::ffff:7f00:1 0000:0000:0000:0000:0000:ffff:7f00:0001 0:0:0:0:0:0:0:1 0000:0000:0000:0000:0000:0000:0000:0001
    ::ffff:a9fe:a9fe 0000:0000:0000:0000:0000:ffff:a9fe:a9fe localhost
""")
NO_ADDRESS = listed("""
    [::1] [::ffff:127.0.0.1] [::ffff:169.254.169.254] [fd00:ec2::254] ::ffff:127.1 0x00000000000000000000ffffa9fea9fe
    0x00000000000000000000ffff7f000001 example.org 1.2.3 1.2.3.4.5
    1.1.1.1/32 1.1.1.1%eth0
""")

# Every network of the list this follows, with its first address, its last, and neighbours that stay allowed.
NETWORKS = listed("""
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
    192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
    ::/96 ::1/128 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7
    fe80::/10 fec0::/10 ff00::/8
""")
NEIGHBOURS = listed("""
    1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.254 100.63.255.255 100.128.0.0 100.128.0.1 126.255.255.255 128.0.0.0
    169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.1.255 192.0.3.0
    192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0
    203.0.112.255 203.0.114.0 223.255.255.255 1.1.1.1 8.8.8.8
    2000:: 2001:200:: 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff 2001:db9:: 2003:: 2606:4700:4700::1111
    3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff 3fff:1000:: 3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
    ::ffff:1.1.1.1 ::ffff:100.63.255.254
""")


@pytest.mark.parametrize("ip", CAUGHT_BY_PYTHON + LET_THROUGH_BY_PYTHON)
def test_every_special_address_is_refused(ip):
    assert not address_is_allowed(ip, [])
    assert not address_is_allowed(ipaddress.ip_address(ip), [])


@pytest.mark.parametrize("text", NETWORKS)
def test_every_special_network_is_refused_from_end_to_end(text):
    network = ipaddress.ip_network(text)
    middle = network[network.num_addresses // 2]
    for ip in (network[0], network[-1], middle):
        assert not address_is_allowed(ip, [])


@pytest.mark.parametrize("ip", NEIGHBOURS)
def test_their_public_neighbours_are_allowed(ip):
    assert address_is_allowed(ip, [])


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_as_the_one_inside(inner):
    mapped = ipaddress.IPv6Address(f"::ffff:{inner}")
    assert address_is_allowed(mapped, []) == address_is_allowed(inner, [])
    assert address_is_allowed(mapped, LOOPBACK) == address_is_allowed(inner, LOOPBACK)
    assert address_is_listed(mapped, LOOPBACK) == address_is_listed(inner, LOOPBACK)


@given(st.ip_addresses())
def test_nothing_that_python_calls_special_is_allowed(ip):
    if not ip.is_global or ip.is_multicast:
        assert not address_is_allowed(ip, [])


@given(st.ip_addresses(v=6))
def test_outside_global_unicast_nothing_is_allowed(ip):
    if ip.ipv4_mapped is None and ip not in ipaddress.ip_network("2000::/3"):
        assert not address_is_allowed(ip, [])


def test_a_listed_network_is_allowed_and_nothing_beside_it():
    assert address_is_allowed("10.1.2.3", PRIVATE)
    assert address_is_allowed("fd00:1::5", PRIVATE)
    assert address_is_allowed("1.1.1.1", PRIVATE)
    assert not address_is_allowed("10.2.0.1", PRIVATE)
    assert not address_is_allowed("127.0.0.1", PRIVATE)
    assert address_is_allowed("::1", [ipaddress.ip_network("::1/128")])


@pytest.mark.parametrize(("network", "prefix"), [("64:ff9b::/96", "64:ff9b::"), ("2002::/16", "2002:")])
def test_listing_a_translated_network_does_not_list_what_hides_inside(network, prefix):
    listed = [ipaddress.ip_network(network)]
    tail = "::" if prefix == "2002:" else ""
    assert address_is_allowed(f"{prefix}101:101{tail}", listed)
    assert not address_is_allowed(f"{prefix}7f00:1{tail}", listed)
    assert not address_is_allowed(f"{prefix}a9fe:a9fe{tail}", listed)


def test_public_is_not_listed():
    assert not address_is_listed("1.1.1.1", PRIVATE)
    assert address_is_listed("10.1.0.1", PRIVATE)
    assert not address_is_listed("nonsense", PRIVATE)


@pytest.mark.parametrize("text", ["", " ", "127.0.0.1 ", *NO_ADDRESS])
def test_what_is_no_address_is_refused(text):
    assert not address_is_allowed(text, [ipaddress.ip_network("0.0.0.0/0")])


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_however_an_inner_address_is_spelt_what_it_resolves_to_is_refused(spelling):
    resolved = {found[4][0] for found in socket.getaddrinfo(spelling, 80, type=socket.SOCK_STREAM)}
    assert resolved
    assert not [ip for ip in resolved if address_is_allowed(ip, [])]


@pytest.mark.parametrize(
    "url",
    [
        "https://crm.example/hook",
        "https://crm.example",
        "HTTPS://CRM.EXAMPLE/",
        "https://crm.example:443/a?b=c#d",
        "https://crm.example:8443/",
        "https://crm.example:1024/",
        "https://crm.example:65535/",
        "https://xn--bcher-kva.example/",
        "https://under_score.crm.example/",
        "https://1.1.1.1/",
        "https://[2606:4700:4700::1111]:8443/",
        "https://localhost/",
        "https://crm.example/%40team/%20",
    ],
)
def test_a_sound_address_has_no_problem(url):
    assert check_url(url, []) == []


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://crm.example/" + "a" * 2000, "length"),
        ("https://crm.example/a b", "characters"),
        (" https://crm.example/", "characters"),
        ("https://crm.example/\n", "characters"),
        ("https://crm.example/\t", "characters"),
        ("\x01https://crm.example/", "characters"),
        ("https://crm.example/\x7f", "characters"),
        ("https://127.0.0.1\\.crm.example/", "characters"),
        ("https://bücher.example/", "characters"),
        ("https://①②⑦.⓪.⓪.①/", "characters"),
        ("https://127。0。0。1/", "characters"),
        ("https://crm.example/\u200b", "characters"),
        ("https://crm.example/\u2028", "characters"),
        ("http://127.0.0.1\\@example.com/", "characters"),
        ("http://example.com@127.0.0.1/", "userinfo"),
        ("http://127.0.0.1:80@example.com/", "userinfo"),
        ("https://user:word@crm.example/", "userinfo"),
        ("https://crm.example/@team", "userinfo"),
        ("http://crm.example/", "scheme"),
        ("ftp://crm.example/", "scheme"),
        ("//crm.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("crm.example/hook", "scheme"),
        ("", "scheme"),
        ("https:crm.example", "host"),
        ("https:///hook", "host"),
        ("https://", "host"),
        ("https://crm..example/", "host"),
        ("https://.example/", "host"),
        ("https://crm.example./", "host"),
        ("https://%31%32%37.0.0.1/", "host"),
        ("https://crm,example/", "host"),
        ("https://" + "a" * 64 + ".example/", "host"),
        ("https://" + "a." * 127 + "example/", "host"),
        ("https://[::1/", "host"),
        ("https://[fe80::1%25eth0]/", "host"),
        ("https://[nonsense]/", "host"),
        ("https://crm.example:0/", "port"),
        ("https://crm.example:22/", "port"),
        ("https://crm.example:1023/", "port"),
        ("https://crm.example:65536/", "port"),
        ("https://crm.example:-1/", "port"),
        ("https://crm.example:x/", "port"),
        ("https://127.0.0.1/", "address"),
        ("https://169.254.169.254/latest/", "address"),
        ("https://[::1]/", "address"),
        ("https://[::ffff:169.254.169.254]/", "address"),
        ("https://[64:ff9b::7f00:1]/", "address"),
    ],
)
def test_each_unsound_address_has_its_problem(url, problem):
    assert UrlProblem(problem) in check_url(url, [])


def test_all_problems_of_an_address_are_told_together():
    assert check_url("http://127.0.0.1:22/", []) == ["scheme", "port", "address"]


def test_plain_http_needs_a_listed_network():
    assert check_url("http://10.1.2.3/", PRIVATE) == []
    assert check_url("http://[fd00:1::5]:8080/", PRIVATE) == []
    assert check_url("http://crm.internal/", PRIVATE) == []
    assert check_url("http://crm.internal/", []) == [UrlProblem.SCHEME]
    assert check_url("http://1.1.1.1/", PRIVATE) == [UrlProblem.SCHEME]
    assert check_url("http://127.0.0.1/", PRIVATE) == [UrlProblem.SCHEME, UrlProblem.ADDRESS]
    assert check_url("https://10.1.2.3/", PRIVATE) == []


@given(st.text())
def test_no_text_whatever_crashes_the_check(text):
    for url in (text, f"https://{text}", f"https://crm.example:{text}/", f"https://[{text}]/"):
        assert isinstance(check_url(url, PRIVATE), list)
