"""The receiver of `heed bench webhooks`, in a process of its own: it goes wrong at random, and its ledger is the judge.

Every request is in the ledger on disk before it is answered: `took` says whether the receiver has it for good.
"""

import hashlib
import json
import os
import socket
import struct
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

from standardwebhooks import Webhook

FAILING = 0.3
FAULTS = ("500", "503", "reset", "unheard", "cut")
"""Two refusals; a connection that breaks before anything is kept; two answers that are lost after everything was."""
KEPT = {"unheard", "cut", ""}
HANGS = 30.0
"""Seconds for which the dead endpoint says nothing: longer than any sender waits."""


class Keeper:
    """The ledger, and what is to go wrong; `secrets` of the endpoints by path."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.random, self.lock = folder, Random(seed), threading.Lock()
        self.ledger = (folder / "ledger").open("a")
        self.secrets: dict[str, str] = {}

    def fault(self) -> str:
        if (self.folder / "calm").exists():
            return ""
        with self.lock:
            return self.random.choice(FAULTS) if self.random.random() < FAILING else ""

    def verified(self, path: str, headers: dict[str, str], body: bytes) -> bool:
        """By the official library, at the moment that the sender's clock showed."""
        if path not in self.secrets:
            self.secrets = json.loads((self.folder / "secrets").read_text())
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        return Webhook(self.secrets[path]).sign(headers["webhook-id"], at, body.decode()) in headers["webhook-signature"].split()

    def write(self, entry: dict[str, Any]) -> None:
        with self.lock:
            self.ledger.write(json.dumps(entry) + "\n")
            self.ledger.flush()
            os.fsync(self.ledger.fileno())


def event_of(body: bytes) -> int:
    """The number of the event, which the part that it is about carries as its version."""
    data = json.loads(body)["data"]
    return int((data.get("answer") or data["clock"])["version"])


class Receiver(BaseHTTPRequestHandler):
    keeper: Keeper

    def do_POST(self) -> None:
        arrived = time.time()
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/dead":
            time.sleep(HANGS)
            return
        fault, headers = self.keeper.fault(), {name.lower(): value for name, value in self.headers.items()}
        if fault == "reset":
            self.hang_up()
            return
        self.keeper.write(
            {
                "id": headers["webhook-id"], "sha256": hashlib.sha256(body).hexdigest(), "event": event_of(body),
                "verified": self.keeper.verified(self.path, headers, body), "took": fault in KEPT, "fault": fault, "at": arrived,
            }
        )
        self.answer(fault)

    def answer(self, fault: str) -> None:
        if fault == "unheard":
            self.hang_up()
            return
        self.send_response(int(fault) if fault.isdigit() else 200)
        self.send_header("content-length", "20" if fault == "cut" else "2")
        self.end_headers()
        self.wfile.write(b"ok")
        self.close_connection = True

    def hang_up(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, *arguments: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def shutdown_request(self, request: Any) -> None:
        with suppress(OSError):
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


def run(folder: Path, port: int, seed: int) -> None:
    """Until it is killed; to be called in a process of its own."""
    Receiver.keeper = Keeper(folder, seed)
    server = Server(("127.0.0.1", port), Receiver)
    scratch = folder / "port.new"
    scratch.write_text(str(server.server_address[1]))
    scratch.rename(folder / "port")
    server.serve_forever()
