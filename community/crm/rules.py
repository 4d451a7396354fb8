"""When a webhook is sent again, when an endpoint is given up, and where we may call at all."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Standard Webhooks 1.0.0, "deliverability": the wait before each attempt, 75.6 hours in all.
SCHEDULE = [
    timedelta(seconds=0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
]
JITTER = 0.2
THROTTLED_WAIT = timedelta(seconds=60)
WARN_AFTER = timedelta(hours=24)
DISABLE_AFTER = timedelta(hours=120)
STREAK_LAPSES_AFTER = 2 * DISABLE_AFTER

GONE_STATUS = 410
TOO_MANY_STATUS = 429

LOWEST_FREE_PORT = 1024
PORTS = {80, 443}
LONGEST_URL = 2000
HOST_NAME = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*", re.ASCII)
NOT_A_URL_CHARACTER = re.compile(r"[^!-~]|\\")
WEBHOOK_ID_BYTES = 16

# The IANA special-purpose registries, and for IPv6 everything outside 2000::/3, the only block in which
# global unicast is given out: loopback, v4-compatible, NAT64, discard, segment routing, unique local,
# link local, site local, multicast and what is still unassigned. `ipaddress.is_global` says True for many of them.
DENIED: list[Network] = [
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "::/3",  # below global unicast
        "4000::/2",  # above it
        "8000::/1",  # above it
        "2001::/23",  # protocol assignments, Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
]
NAT64 = IPv6Network("64:ff9b::/96")


class Failure(StrEnum):
    """Why no answer came, in no more detail than the administrator of an endpoint may learn.

    UNREACHABLE is one word for an unknown name, an address we will not call, a refused and an unanswered connection:
    telling them apart would make us a scanner of the network we stand in.
    """

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS = "tls"
    BROKEN = "broken"


class Outcome(StrEnum):
    DELIVERED = "delivered"
    FAILED = "failed"
    GONE = "gone"


class UrlProblem(StrEnum):
    LENGTH = "length"
    CHARACTERS = "characters"
    USERINFO = "userinfo"
    SCHEME = "scheme"
    HOST = "host"
    PORT = "port"
    ADDRESS = "address"


def webhook_id(randomness: bytes) -> str:
    """The name of one message to one endpoint, the same over all its attempts and replays.

    Random rather than counted: it tells nobody how busy the site is, and after a restored backup
    a new message never carries a name that a receiver has already seen.
    """
    if len(randomness) != WEBHOOK_ID_BYTES:
        raise ValueError(f"a webhook id is made of {WEBHOOK_ID_BYTES} random bytes")
    return f"msg_{randomness.hex()}"


def judge(status: int | Failure) -> Outcome:
    """Only 2xx is success. A redirect is a failure, for following one would lead past the address check."""
    if status == GONE_STATUS:
        return Outcome.GONE
    if isinstance(status, int) and 200 <= status < 300:
        return Outcome.DELIVERED
    return Outcome.FAILED


def next_attempt(
    attempts: int, status: int | Failure, retry_after: str | None, now: datetime, jitter: float
) -> datetime | None:
    """When to try again after `attempts` attempts, the last of which ended with `status` at `now`; None for never.

    `jitter` is a random number in [0, 1) that spreads the wait over 20 % either way. A receiver that names its own
    moment gets it, between the wait of the schedule and twice that.
    """
    if judge(status) is not Outcome.FAILED or attempts >= len(SCHEDULE):
        return None
    throttled = status in (TOO_MANY_STATUS, Failure.TIMEOUT)
    least = THROTTLED_WAIT if throttled else timedelta(0)
    base = max(SCHEDULE[attempts], least)
    asked = _asked_wait(retry_after, now)
    if asked is not None:
        return now + min(max(asked, base), 2 * base)
    return now + max(base * (1 - JITTER + 2 * JITTER * jitter), least)


def rest(status: int | Failure) -> timedelta:
    """How long an endpoint is left alone, whatever else is due to it: a minute when it is flooded or does not answer,
    so that it neither drowns nor keeps a sender waiting again and again."""
    return THROTTLED_WAIT if status in (TOO_MANY_STATUS, Failure.TIMEOUT) else timedelta(0)


def _asked_wait(retry_after: str | None, now: datetime) -> timedelta | None:
    """Retry-After as RFC 9110 10.2.3 has it: whole seconds or a date. Anything else is as if it were not there."""
    text = (retry_after or "").strip()
    if re.fullmatch(r"[0-9]{1,20}", text, re.ASCII):
        return timedelta(seconds=min(int(text), timedelta(days=365).total_seconds()))
    if len(text) > 64:
        return None
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def streak_start(
    first_failure_at: datetime | None, last_success_at: datetime | None, now: datetime
) -> datetime:
    """When the present run of nothing but failures began, for an endpoint that has just failed at `now`.

    A success ends a run. So does age: an endpoint in rare use must not be given up for a failure ten days past.
    """
    if first_failure_at is None or now - first_failure_at > STREAK_LAPSES_AFTER:
        return now
    if last_success_at is not None and last_success_at >= first_failure_at:
        return now
    return first_failure_at


def should_warn(first_failure_at: datetime | None, last_success_at: datetime | None, now: datetime) -> bool:
    return now - streak_start(first_failure_at, last_success_at, now) >= WARN_AFTER


def should_disable(
    first_failure_at: datetime | None, last_success_at: datetime | None, now: datetime, gone: bool
) -> bool:
    """Asked after a failure. `gone`: the receiver answered 410, which is its way to unsubscribe."""
    return gone or now - streak_start(first_failure_at, last_success_at, now) >= DISABLE_AFTER


def live_old_secrets(pairs: Sequence[Sequence[str]], now: datetime) -> list[list[str]]:
    """Of the `[secret, until]` pairs kept after rotations, those that still sign beside the present one."""
    return [[secret, until] for secret, until in pairs if datetime.fromisoformat(until) > now]


def address_is_allowed(ip: str | Address, allowed_networks: Sequence[Network]) -> bool:
    """May we open a connection to this address, the one resolved and about to be dialled?

    Public addresses, and those in a network the operator listed. A v4 address in a v6 coat is judged as what it is.
    """
    address = _address(ip)
    if address is None:
        return False
    carried = _carried(address)
    if carried is not None and not address_is_allowed(carried, allowed_networks):
        return False
    mapped = isinstance(address, IPv6Address) and address.ipv4_mapped is not None
    return mapped or address_is_listed(address, allowed_networks) or not _within(address, DENIED)


def address_is_listed(ip: str | Address, networks: Sequence[Network]) -> bool:
    """Did the operator list this very address's network? Plain http goes nowhere else."""
    address = _address(ip)
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address is not None and _within(inner or address, networks)


def check_url(url: str, allow_http_networks: Sequence[Network]) -> list[UrlProblem]:
    """What is wrong with an endpoint's address, before any look-up; [] when nothing is.

    Characters on which parsers differ are refused before parsing. A name may still lead anywhere:
    every attempt judges the address it resolves to.
    """
    if len(url) > LONGEST_URL:
        return [UrlProblem.LENGTH]
    if NOT_A_URL_CHARACTER.search(url):
        return [UrlProblem.CHARACTERS]
    if "@" in url:
        return [UrlProblem.USERINFO]
    try:
        parts = urlsplit(url)
    except ValueError:
        return [UrlProblem.HOST]
    checks = {
        UrlProblem.SCHEME: _scheme_is_wrong(parts, allow_http_networks),
        UrlProblem.HOST: not _is_host(parts.hostname or ""),
        UrlProblem.PORT: not _port_is_open(parts),
        UrlProblem.ADDRESS: _is_denied_literal(parts, allow_http_networks),
    }
    return [problem for problem, wrong in checks.items() if wrong]


def _scheme_is_wrong(parts: SplitResult, networks: Sequence[Network]) -> bool:
    if parts.scheme != "http":
        return parts.scheme != "https"
    literal = _address(parts.hostname or "")
    return not networks if literal is None else not address_is_listed(literal, networks)


def _is_host(host: str) -> bool:
    if ":" in host:
        return "%" not in host and _address(host) is not None
    return HOST_NAME.fullmatch(host) is not None


def _port_is_open(parts: SplitResult) -> bool:
    try:
        port = parts.port
    except ValueError:
        return False
    return port is None or port in PORTS or port >= LOWEST_FREE_PORT


def _is_denied_literal(parts: SplitResult, networks: Sequence[Network]) -> bool:
    literal = _address(parts.hostname or "")
    return literal is not None and not address_is_allowed(literal, networks)


def _address(ip: str | Address) -> Address | None:
    try:
        return ip_address(ip)
    except ValueError:
        return None


def _carried(address: Address) -> IPv4Address | None:
    """The v4 address that a mapped, 6to4 or NAT64 address would be turned into on its way."""
    if isinstance(address, IPv4Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)
