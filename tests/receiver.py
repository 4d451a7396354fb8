"""A real HTTP receiver of webhooks on loopback that fails in every way we know of, one way a path.

    with Receiver(secret=secret) as receiver:
        post(receiver.url("/500"), ...)
        assert [entry.verified for entry in receiver.ledger] == [True]

A request is in the ledger before its answer begins, so the ledger is the judge of what arrived.
"""

import hashlib
import json
import os
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from standardwebhooks import Webhook

from tests.receiver_modes import HEAD_END, MODES, Mode, answer

TLS_HELLO = b"\x16\x03"


@dataclass(frozen=True)
class Entry:
    webhook_id: str
    timestamp: str
    sha256: str
    verified: bool
    path: str
    host: str


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """`secret`: what to verify with. `frozen`: judge signatures at their own timestamp, for senders whose clock a
    test has moved. `drip`: seconds between bytes of a slow answer. `ledger_file`: also append each entry
    there and fsync it, for tests that kill processes. `tls`: serve https."""

    def __init__(
        self,
        secret: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
        frozen: bool = False,
        drip: float = 1.0,
        ledger_file: Path | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.secret, self.frozen, self.drip = secret, frozen, drip
        self.ledger: list[Entry] = []
        self.requests: list[Request] = []
        self.script: deque[str] = deque()
        self.connections = 0
        self.bytes_sent = 0
        self.stopping = threading.Event()
        self._ledger_file, self._tls = ledger_file, tls
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((host, port), family=_family(host), backlog=128)
        self.host, self.port = self._listener.getsockname()[:2]

    def url(self, path: str, host: str = "") -> str:
        literal = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self._tls else 'http'}://{host or literal}:{self.port}{path}"

    def __enter__(self) -> "Receiver":
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in list(self._threads):
            thread.join(timeout=5)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            request = read_request(connection)
            if request is None:
                self.send(connection, answer(400))
            else:
                self._record(request)
                self._mode(request.path)(self, connection)
        except OSError:
            pass
        finally:
            connection.close()

    def _record(self, request: Request) -> None:
        entry = Entry(
            webhook_id=request.headers.get("webhook-id", ""),
            timestamp=request.headers.get("webhook-timestamp", ""),
            sha256=hashlib.sha256(request.body).hexdigest(),
            verified=self._verifies(request),
            path=request.path,
            host=request.headers.get("host", ""),
        )
        with self._lock:
            self.ledger.append(entry)
            self.requests.append(request)
            if self._ledger_file:
                with self._ledger_file.open("a") as file:
                    file.write(json.dumps(asdict(entry)) + "\n")
                    file.flush()
                    os.fsync(file.fileno())

    def _verifies(self, request: Request) -> bool:
        if not self.secret:
            return False
        try:
            if self.frozen:
                return self._signature_at_its_time(request) in request.headers["webhook-signature"].split()
            Webhook(self.secret).verify(request.body, request.headers, json_parse=False)
        except Exception:  # the official library raises many kinds for a broken request
            return False
        return True

    def _signature_at_its_time(self, request: Request) -> str:
        at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
        return Webhook(self.secret).sign(request.headers["webhook-id"], at, request.body.decode())

    def _mode(self, path: str) -> Mode:
        path = path.split("?")[0]
        if path == "/scripted":
            path = self.script.popleft() if self.script else "/ok"
        return MODES.get(path, MODES["/404"])

    def send(self, connection: socket.socket, data: bytes) -> None:
        connection.sendall(data)
        self.bytes_sent += len(data)


def read_request(connection: socket.socket) -> Request | None:
    data = b""
    while HEAD_END not in data:
        chunk = connection.recv(65536)
        if not chunk or chunk.startswith(TLS_HELLO):
            return None
        data += chunk
    head, body = data.split(HEAD_END, 1)
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        chunk = connection.recv(65536)
        if not chunk:
            return None
        body += chunk
    return Request(first.split(" ")[1], headers, body)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
