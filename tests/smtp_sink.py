"""A real SMTP server on loopback, in a process of its own, that notes each message on disk before it answers.

    with Sink(folder) as sink:
        ...
        assert [entry["to"] for entry in sink.ledger()] == ["ada@brannocs.example"]

What it does follows from the recipient's local part: `421-`, `450-`, `550-` refuse the recipient so; `554data-` refuses the
message; `drop-` takes it and hangs up without a word; `slow-` takes its time. `450once-` refuses the first try only.
Its ledger is the judge of what arrived: one JSON line a message, fsynced before the answer.
"""

import argparse
import asyncio
import hashlib
import json
import os
import ssl
import subprocess
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

ROOT = Path(__file__).resolve().parent.parent
SLOW = 3.0


class Judge:
    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger
        self.seen: set[str] = set()

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        mode = address.split("-", 1)[0]
        if mode == "450once" and address not in self.seen:
            self.seen.add(address)
            return "450 try again"
        if mode in ("421", "450", "550"):
            return f"{mode} no thank you"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mode = envelope.rcpt_tos[0].split("-", 1)[0]
        if mode == "554data":
            return "554 this message is not wanted"
        if mode == "slow":
            await asyncio.sleep(SLOW)
        self._note(envelope)
        if mode == "drop":
            server.transport.abort()
        return "250 accepted"

    def _note(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        entry = {
            "to": envelope.rcpt_tos[0], "recipients": len(envelope.rcpt_tos), "from": envelope.mail_from,
            "message_id": str(message_from_bytes(content, policy=policy.default)["Message-ID"]),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        with self.ledger.open("a") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _accept_only(login: str) -> Any:
    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=b"%s:%s" % (data.login, data.password) == login.encode())

    return check


async def listen(arguments: argparse.Namespace) -> None:
    judge, options = Judge(arguments.ledger), {}
    trusted = None
    if arguments.certificate:
        trusted = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        trusted.load_cert_chain(arguments.certificate)
    if arguments.mode == "starttls":
        options = {"tls_context": trusted, "require_starttls": True}
    if arguments.login:
        options |= {"authenticator": _accept_only(arguments.login), "auth_required": True, "auth_require_tls": arguments.mode == "starttls"}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(judge, hostname="sink.test", loop=loop, **options), "127.0.0.1", arguments.port,
        ssl=trusted if arguments.mode == "smtps" else None,
    )
    arguments.port_file.write_text(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


class Sink:
    """`mode` is plain, starttls or smtps; `certificate` a PEM file with key; `login` is user:password."""

    def __init__(self, folder: Path, mode: str = "plain", certificate: Path | None = None, login: str = "", port: int = 0) -> None:
        self.file, self.port_file, self.port = folder / "ledger", folder / "port", port
        self.options = ["--mode", mode, "--login", login, "--certificate", str(certificate or "")]

    def __enter__(self) -> "Sink":
        self.port_file.unlink(missing_ok=True)
        command = [sys.executable, "-W", "ignore", "-m", "tests.smtp_sink", "--ledger", str(self.file), "--port-file", str(self.port_file)]
        self.process = subprocess.Popen([*command, "--port", str(self.port), *self.options], cwd=ROOT)
        until = time.monotonic() + 20
        while time.monotonic() < until and not (self.port_file.exists() and self.port_file.read_text()):
            time.sleep(0.02)
        self.port = int(self.port_file.read_text())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def ledger(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--port-file", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mode", default="plain")
    parser.add_argument("--certificate", default="")
    parser.add_argument("--login", default="")
    asyncio.run(listen(parser.parse_args()))
