"""A real SMTP server that goes wrong at random, in a process of its own: each message is on disk before it is answered.

In its folder it writes `port` and the `ledger`, one JSON line each:

    {"mail": Message-ID, "to": ..., "refers": the REF-n in its words, "sha256": ...}   accepted, and not yet answered
    {"followed": Message-ID}   the client said something more on that connection: it has had the answer, and made use of it
    {"fault": what}            what went wrong, on purpose

While a file `calm` lies there, nothing goes wrong. Addresses that begin with `gone` do not exist.
"""

import asyncio
import hashlib
import json
import logging
import os
import re
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

REFERS = re.compile(r"REF-[0-9]+")
FAULTS = {
    "MAIL": [("421 try later", 0.004), ("hang up", 0.004)],
    "RCPT": [("450 greylisted", 0.015), ("hang up", 0.003)],
    "DATA": [("451 busy", 0.01), ("hang up", 0.004), ("hang up in the message", 0.008)],
    "taken": [("hang up without an answer", 0.01)],
    "next": [("hang up between two mails", 0.01)],
}
"""What may go wrong at each step, and how often of all mails."""


class Troubled(SMTP):
    """aiosmtpd's server, which now and then goes wrong."""

    def __init__(self, keeper: "Keeper", **options: Any) -> None:
        super().__init__(keeper, **options)
        self.keeper, self.taken = keeper, ""
        for command, method in self._smtp_methods.items():
            self._smtp_methods[command] = partial(self._at, command, method)

    async def _at(self, command: str, method: Any, argument: str | None) -> None:
        if self.taken:
            self.keeper.write({"followed": self.taken})
            self.taken = ""
        fault = self.keeper.fault(command)
        if fault is None:
            await method(argument)
            fault = self.keeper.fault("next") if self.taken else None
        if fault is not None:
            await self._go_wrong(fault)

    def hang_up(self) -> None:
        assert isinstance(self.transport, asyncio.WriteTransport)
        self.transport.abort()

    async def _go_wrong(self, fault: str) -> None:
        if fault == "hang up in the message":
            await self.push("354 go on")
            await asyncio.sleep(0.01)
        if fault[:3].isdigit():
            await self.push(fault)
        if not fault[:3].isdigit() or fault.startswith("421"):
            self.hang_up()


class Keeper:
    def __init__(self, folder: Path, seed: int) -> None:
        self.ledger, self.calm, self.random = (folder / "ledger").open("a"), folder / "calm", Random(seed)

    def fault(self, step: str) -> str | None:
        if step not in FAULTS or self.calm.exists():
            return None
        chance = self.random.random()
        for what, share in FAULTS[step]:
            chance -= share
            if chance < 0:
                self.write({"fault": f"{step}: {what}"})
                return what
        return None

    def write(self, entry: dict[str, Any]) -> None:
        self.ledger.write(json.dumps(entry) + "\n")
        self.ledger.flush()
        os.fsync(self.ledger.fileno())

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Troubled, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        message = message_from_bytes(content, policy=policy.default)
        words = message.get_body(("plain",))
        refers = REFERS.search(words.get_content()) if words else None
        sign = hashlib.sha256(content).hexdigest()
        self.write({"mail": str(message["Message-ID"]), "to": envelope.rcpt_tos[0], "refers": refers[0] if refers else "", "sha256": sign})
        if self.fault("taken"):
            server.hang_up()
            return "250 never heard"
        server.taken = str(message["Message-ID"])
        return "250 accepted"


async def listen(folder: Path, port: int, seed: int) -> None:
    loop, keeper = asyncio.get_running_loop(), Keeper(folder, seed)
    server = await loop.create_server(lambda: Troubled(keeper, hostname="sink.test", loop=loop), "127.0.0.1", port)
    scratch = folder / "port.new"
    scratch.write_text(str(server.sockets[0].getsockname()[1]))
    scratch.rename(folder / "port")
    await server.serve_forever()


def run(folder: Path, port: int, seed: int) -> None:
    """Until it is killed; to be called in a process of its own."""
    logging.disable()
    asyncio.run(listen(folder, port, seed))
