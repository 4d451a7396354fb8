"""A real SMTP server for benches, in a process of its own: each message is on disk before it is answered.

`python -m community.bench.sink LEDGER PORT_FILE`. One JSON line a message: to whom, its Message-ID, and what it tells.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Keeper:
    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        told = [each.strip() for each in str(message["Heed-Alerts"] or "").split(",") if each.strip()]
        entry = {"to": envelope.rcpt_tos, "message_id": str(message["Message-ID"]), "alerts": told}
        with self.ledger.open("a") as out:
            out.write(json.dumps(entry) + "\n")
            out.flush()
            os.fsync(out.fileno())
        return "250 accepted"


async def listen(ledger: Path, port_file: Path) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keeper(ledger), hostname="sink.test", loop=loop), "127.0.0.1", 0)
    scratch = port_file.with_suffix(".new")
    scratch.write_text(str(server.sockets[0].getsockname()[1]))
    scratch.rename(port_file)
    await server.serve_forever()


@contextmanager
def mail_sink(folder: Path) -> Iterator[tuple[str, Path]]:
    """The URL to send to, and the ledger of what was accepted there."""
    ledger, port_file = folder / "ledger", folder / "port"
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "community.bench.sink", str(ledger), str(port_file)])
    try:
        until = time.monotonic() + 30
        while not port_file.exists() and time.monotonic() < until:
            time.sleep(0.02)
        yield f"smtp://127.0.0.1:{port_file.read_text()}", ledger
    finally:
        process.kill()
        process.wait()


def read_ledger(ledger: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ledger.read_text().splitlines()] if ledger.exists() else []


if __name__ == "__main__":
    asyncio.run(listen(Path(sys.argv[1]), Path(sys.argv[2])))
