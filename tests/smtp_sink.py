"""A real SMTP server on loopback, in a process of its own, that notes each message on disk before it answers.

    with Sink(folder) as sink:
        ...
        assert [entry["to"] for entry in sink.ledger()] == ["ada@brannocs.example"]

What it does follows from the recipient's local part: three digits and a dash, as in `450-`, refuse the recipient with this
code; with `data`, as in `554data-`, the message. `drop-` takes it and hangs up without a word; `crash-` takes it and the
whole server falls; `mute-` takes it and never answers; `slow-` takes its time. `450once-` refuses the first try only.

`faults` say what goes wrong for everybody: the step (greeting, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, body, next) and how:
a reply code, `hang`, `cut`, or `drip`, which sends its reply a byte at a time and never ends it. `body` is in the middle of
the message, `next` after a message was taken and answered.

Its ledger is the judge of what arrived: one JSON line a message, fsynced before the answer; and one (`followed`) when the
client says anything more on that connection, which proves that it has had the answer.
"""

import argparse
import asyncio
import hashlib
import json
import os
import re
import ssl
import subprocess
import sys
import time
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

ROOT = Path(__file__).resolve().parent.parent
SLOW = 3.0


REFUSES = re.compile(r"([45][0-9][0-9])(data)?-")


class Judge:
    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger
        self.seen: set[str] = set()

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        found = REFUSES.match(address)
        if address.startswith("450once-") and address not in self.seen:
            self.seen.add(address)
            return "450 4.2.0 greylisted, try again"
        if found and not found[2]:
            return f"{found[1]} no thank you"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mode, found = envelope.rcpt_tos[0].split("-", 1)[0], REFUSES.match(envelope.rcpt_tos[0])
        if found and found[2]:
            return f"{found[1]} this message is not wanted"
        if mode == "slow":
            await asyncio.sleep(SLOW)
        self._note(envelope)
        if mode == "crash":
            os._exit(1)
        if mode == "mute":
            await asyncio.sleep(3600)
        if mode == "drop":
            server.transport.abort()
        server.taken = self.taken
        return "250 accepted"

    def _note(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        self.taken = str(message_from_bytes(content, policy=policy.default)["Message-ID"])
        self.write({
            "to": envelope.rcpt_tos[0], "recipients": len(envelope.rcpt_tos), "from": envelope.mail_from,
            "options": envelope.mail_options, "message_id": self.taken, "sha256": hashlib.sha256(content).hexdigest(),
        })

    def write(self, entry: dict[str, Any]) -> None:
        with self.ledger.open("a") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())


class Faulty(SMTP):
    """aiosmtpd's server with something wrong at a step of the conversation."""

    def __init__(self, judge: Judge, faults: dict[str, str], **options: Any) -> None:
        super().__init__(judge, **options)
        self.judge, self.faults, self.taken = judge, faults, ""
        for command, method in self._smtp_methods.items():
            self._smtp_methods[command] = partial(self._at, command, method)

    async def _at(self, command: str, method: Any, argument: str | None) -> None:
        self._followed()
        if command in self.faults and not (command == "RSET" or await self._goes_on(self.faults[command])):
            return
        if command == "DATA" and "body" in self.faults:
            await self.push("354 go on")
            await asyncio.sleep(0.05)
            self.transport.abort()
            return
        await method(argument)
        if command == "DATA" and self.taken and "next" in self.faults:
            await self._goes_on(self.faults["next"])

    def _followed(self) -> None:
        if self.taken:
            self.judge.write({"followed": self.taken})
            self.taken = ""

    async def push(self, status: Any) -> None:
        fault = self.faults.get("greeting") if str(status).startswith("220 sink.test") else None
        if fault is None or await self._goes_on(fault):
            await super().push(status)

    async def _goes_on(self, fault: str) -> bool:
        """Do what is wrong here; whether the conversation goes on as usual."""
        if fault == "hang":
            await asyncio.sleep(3600)
        if fault == "cut":
            self.transport.abort()
        while fault == "drip":
            self._writer.write(b"2")
            await self._writer.drain()
            await asyncio.sleep(0.05)
        if fault.isdigit():
            await super().push(f"{fault} 4.0.0 not now" if fault[0] == "4" else f"{fault} 5.0.0 not you")
        if fault in ("421", "554"):
            self.transport.close()
        return False


def faults_in(file: Path) -> dict[str, str]:
    return json.loads(file.read_text())


def _accept_only(login: str) -> Any:
    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=b"%s:%s" % (data.login, data.password) == login.encode(), handled=False)

    return check


async def listen(arguments: argparse.Namespace) -> None:
    judge, options = Judge(arguments.ledger), dict[str, Any]()
    trusted = None
    if arguments.certificate:
        trusted = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        trusted.load_cert_chain(arguments.certificate)
    if arguments.mode == "starttls":
        options = {"tls_context": trusted, "require_starttls": True}
    if arguments.login:
        options |= {"authenticator": _accept_only(arguments.login), "auth_required": True, "auth_require_tls": arguments.mode == "starttls"}
    options["enable_SMTPUTF8"] = arguments.utf8
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Faulty(judge, faults_in(arguments.faults), hostname="sink.test", loop=loop, **options), "127.0.0.1", arguments.port,
        ssl=trusted if arguments.mode == "smtps" else None,
    )
    arguments.port_file.write_text(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


class Sink:
    """`mode` is plain, starttls or smtps; `certificate` a PEM file with key; `login` is user:password; `faults` as above."""

    def __init__(
        self, folder: Path, mode: str = "plain", certificate: Path | None = None, login: str = "", port: int = 0,
        utf8: bool = False, **faults: str,
    ) -> None:
        self.file, self.port_file, self.port = folder / "ledger", folder / "port", port
        self.options = ["--mode", mode, "--login", login, "--certificate", str(certificate or "")]
        self.options += ["--utf8"] * utf8 + ["--faults", str(folder / "faults")]
        self.fault_file = folder / "faults"
        self.go_wrong(**faults)

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

    def go_wrong(self, **faults: str) -> None:
        """From the next connection on; nothing goes wrong any more when nothing is said."""
        scratch = self.fault_file.with_suffix(".new")
        scratch.write_text(json.dumps(faults))
        scratch.rename(self.fault_file)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def ledger(self) -> list[dict[str, Any]]:
        """The messages it took."""
        return [entry for entry in self._entries() if "to" in entry]

    def followed(self) -> list[str]:
        """The Message-IDs after whose acceptance the client went on."""
        return [entry["followed"] for entry in self._entries() if "followed" in entry]

    def _entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--port-file", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mode", default="plain")
    parser.add_argument("--certificate", default="")
    parser.add_argument("--login", default="")
    parser.add_argument("--utf8", action="store_true")
    parser.add_argument("--faults", type=Path, required=True)
    asyncio.run(listen(parser.parse_args()))
