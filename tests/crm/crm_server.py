"""A small CRM on loopback: what every fake one shares. Each answers as its vendor's documentation says."""

import json
import threading
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from community.crm.vendors import Answer, Talk

TOKEN = "a token for tests"
Reply = tuple[int, Any, dict[str, str]]


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


class CrmServer:
    """`asked` is every request in order; `script` holds replies that come instead, one a request."""

    token_header, token_value = "authorization", f"Bearer {TOKEN}"

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.script: deque[Reply] = deque()
        self.url = ""

    def __enter__(self) -> "CrmServer":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if self.script:
            return self.script.popleft()
        if asked.path == "/token":
            return self.give_token(asked)
        if asked.headers.get(self.token_header) != self.token_value:
            return 401, {"message": "The token is not valid."}, {}
        return self.answer(asked)

    def give_token(self, asked: Asked) -> Reply:
        form = dict(parse_qsl(asked.body or ""))
        good = form == {"grant_type": "client_credentials", "client_id": "heed", "client_secret": "hush"}
        return (200, {"access_token": TOKEN, "expires_in": 600}, {}) if good else (400, {"error": "invalid_client"}, {})

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def writes(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.method in ("POST", "PATCH", "PUT") and "search" not in asked.path and asked.path != "/token"]


def _handler(server: CrmServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            parts = urlsplit(self.path)
            body: Any = raw.decode()
            if "json" in (self.headers.get("content-type") or ""):
                body = json.loads(raw)
            asked = Asked(self.command, unquote(parts.path), dict(parse_qsl(parts.query)), {k.lower(): v for k, v in self.headers.items()}, body)
            status, data, headers = server.reply(asked)
            sent = b"" if data is None else json.dumps(data).encode()
            self.send_response(status)
            for name, value in {"content-type": "application/json", **headers, "content-length": str(len(sent))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PATCH = do_PUT = respond

        def log_message(self, *args: object) -> None:
            pass

    return Handler


def hold(talk: Talk, server: CrmServer) -> None:
    """Drive a talk against the server's answers, without a socket between them."""
    try:
        call = next(talk)
        while True:
            parts = urlsplit(call.path)
            headers = {server.token_header: server.token_value, **{name.lower(): value for name, value in call.headers}}
            body = json.loads(json.dumps(call.body))
            status, data, _ = server.reply(Asked(call.method, unquote(parts.path), dict(parse_qsl(parts.query)), headers, body))
            call = talk.send(Answer(status, data))
    except StopIteration:
        return
