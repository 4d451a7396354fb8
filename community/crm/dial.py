"""One request to an address that a stranger chose: where it may go, how long it may take, how much is read."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore
import httpx
from flask_babel import lazy_gettext as _l

from community.crm.rules import Failure, Network, address_is_allowed, address_is_listed, check_url

READ_LIMIT = 64 * 1024
SNIPPET_LIMIT = 2 * 1024
HEADER_LIMIT = 200
ADDRESSES_TRIED = 4
KEPT_HEADERS = {
    "content-type", "content-length", "date", "location", "retry-after", "server", "x-request-id",
    "allow", "webhook-allowed-origin", "webhook-allowed-rate",
}
DEFAULT_PORTS = {"http": 80, "https": 443}

# What the administrator of an endpoint is told.
WORDS = {
    Failure.UNREACHABLE: _l("We could not reach this address."),
    Failure.TIMEOUT: _l("No complete answer came in time."),
    Failure.TLS: _l("The secure connection failed: the certificate does not prove this name."),
    Failure.BROKEN: _l("The connection broke, or the answer was not HTTP."),
}

Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Reply:
    """What came back. `snippet` is at most 2 kB of UTF-8, empty when the body was compressed, as `body` is, which holds all
    that was read; header names are in lower case."""

    status: int
    snippet: str
    headers: Mapping[str, str]
    latency_ms: int
    body: bytes = b""


def system_resolver(host: str, port: int) -> list[str]:
    """All A and AAAA addresses in the order the system prefers. Raises OSError."""
    return list(
        dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    )


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    allowed_networks: Sequence[Network],
    connect_timeout: float = 5,
    total_timeout: float = 15,
    resolve: Resolver = system_resolver,
    tls: ssl.SSLContext | None = None,
    method: str = "POST",
    most: int = READ_LIMIT,
) -> Reply | Failure:
    """Send the bytes once, and read at most so many of the answer. Never raises for what the other side does, follows nothing, obeys no proxy variable.

    The name is looked up once; what may not be called is dropped; the connection goes to a vetted address while
    Host, SNI and certificate check keep the name. Timeouts are in seconds: all of connecting, and everything from
    the look-up to the last byte read, so that a trickling answer counts too.
    """
    if check_url(url, allowed_networks):
        return Failure.UNREACHABLE
    deadline = Deadline.after(total_timeout)
    target = urlsplit(url)
    connection = _connect(target, allowed_networks, resolve, deadline.within(connect_timeout))
    if connection is None:
        return Failure.UNREACHABLE
    with closing(Line(connection, deadline)) as line:
        return _answer(Request(method, target, body, headers, most), line, tls or _trusted())


@dataclass(frozen=True)
class Request:
    """What is sent, and how many bytes of the answer are read."""

    method: str
    target: SplitResult
    body: bytes
    headers: Mapping[str, str]
    most: int


@dataclass(frozen=True)
class Deadline:
    """A stretch of the monotonic clock, in its seconds, at whose end everything must be over."""

    start: float
    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        start = time.monotonic()
        return cls(start, start + seconds)

    def left(self) -> float:
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def within(self, seconds: float) -> "Deadline":
        return Deadline(self.start, min(self.at, time.monotonic() + seconds))

    def spent_ms(self) -> int:
        return round((time.monotonic() - self.start) * 1000)


class Line(httpcore.NetworkStream):
    """A socket on which every wait ends at the same deadline.

    HTTP clients limit each read, so a byte a second in the headers would hold one for as long as the sender likes.
    """

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._socket = connection
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._socket.settimeout(self.deadline.left())
        return self._socket.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        rest = memoryview(buffer)
        while rest:
            self._socket.settimeout(self.deadline.left())
            try:
                rest = rest[self._socket.send(rest) :]
            except TimeoutError:
                raise
            except OSError as error:
                # The answer may be there already: this class lets the client go on to read it.
                raise httpcore.WriteError from error

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "Line":
        self._socket.settimeout(self.deadline.left())
        # Kept on this object, so that closing it closes the connection whichever form it has.
        self._socket = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        return self

    def get_extra_info(self, info: str) -> Any:
        return None


class OneLine(httpcore.NetworkBackend):
    """Gives the client the connection that was vetted and opened already, whatever it asks for."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> Line:
        return self._line


def _answer(request: Request, line: Line, tls: ssl.SSLContext) -> Reply | Failure:
    try:
        return _exchange(request, line, tls)
    except (TimeoutError, httpcore.TimeoutException):
        return Failure.TIMEOUT
    except ssl.SSLError:
        return Failure.TLS
    except (OSError, UnicodeError, httpcore.NetworkError, httpcore.ProtocolError):  # a token or number of theirs may fit into no header
        return Failure.BROKEN


def _exchange(request: Request, line: Line, tls: ssl.SSLContext) -> Reply:
    url = _url(request.target)
    client = httpcore.HTTPConnection(url.origin, ssl_context=tls, network_backend=OneLine(line))
    ours = {"host": request.target.netloc, "accept-encoding": "identity", "connection": "close", "user-agent": "Heed"}
    sent = [(name.encode("ascii"), value.encode("latin-1")) for name, value in {**request.headers, **ours}.items()]
    with client.stream(request.method, url, headers=sent, content=request.body) as response:
        read = b"" if _is_encoded(response.headers) else _read(response.iter_stream(), request.most)
        return Reply(response.status, _snippet(read), _kept(response.headers), line.deadline.spent_ms(), read)


def _url(target: SplitResult) -> httpcore.URL:
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    return httpcore.URL(scheme=target.scheme, host=target.hostname or "", port=_port(target), target=path)


def _connect(
    target: SplitResult, allowed: Sequence[Network], resolve: Resolver, deadline: Deadline
) -> socket.socket | None:
    vetted = _vetted(target, allowed, resolve, deadline)[:ADDRESSES_TRIED]
    for tried, address in enumerate(vetted):
        try:
            # A silent first address must not use up the time of the others.
            share = deadline.left() / (len(vetted) - tried)
            return socket.create_connection((address, _port(target)), timeout=share)
        except OSError:
            continue
    return None


def _vetted(
    target: SplitResult, allowed: Sequence[Network], resolve: Resolver, deadline: Deadline
) -> list[str]:
    judged = address_is_listed if target.scheme == "http" else address_is_allowed
    found = _resolve_in_time(resolve, target.hostname or "", _port(target), deadline)
    return [address for address in found if judged(address, allowed)]


def _resolve_in_time(resolve: Resolver, host: str, port: int, deadline: Deadline) -> Sequence[str]:
    """getaddrinfo knows no timeout, so it is left behind in its thread when it is too slow."""
    answer: SimpleQueue[Sequence[str]] = SimpleQueue()

    def look_up() -> None:
        try:
            answer.put(resolve(host, port))
        except (OSError, ValueError):
            answer.put([])

    threading.Thread(target=look_up, daemon=True).start()
    try:
        return answer.get(timeout=deadline.left())
    except (Empty, TimeoutError):
        return []


def _port(target: SplitResult) -> int:
    return target.port or DEFAULT_PORTS[target.scheme]


def _read(chunks: Iterable[bytes], most: int) -> bytes:
    """The first so many bytes; the rest is never fetched."""
    read = bytearray()
    for chunk in chunks:
        read += chunk
        if len(read) >= most:
            break
    return bytes(read[:most])


def _is_encoded(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name.lower() == b"content-encoding" and value != b"identity" for name, value in headers)


def _snippet(body: bytes) -> str:
    """Text that every database can hold: PostgreSQL takes no NUL. Nothing is ever unpacked: it may be a bomb."""
    text = body[:SNIPPET_LIMIT].decode("utf-8", "replace").replace("\x00", "\ufffd")
    return text.encode()[:SNIPPET_LIMIT].decode("utf-8", "ignore")


def _kept(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Those that explain an answer; cookies and the like are not ours to store."""
    named = ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers)
    return {name: value[:HEADER_LIMIT] for name, value in named if name in KEPT_HEADERS}


@cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()
