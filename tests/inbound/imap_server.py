"""A real IMAP server on loopback, in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from imapclient import IMAPClient


@dataclass(frozen=True)
class ImapServer:
    port: int

    @property
    def url(self) -> str:
        return f"imap://heed:s%20cret@127.0.0.1:{self.port}/INBOX"

    @contextmanager
    def box(self) -> Iterator[IMAPClient]:
        """The mailbox, as the mail server and its owner see it."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False) as client:
            client.login("heed", "s cret")
            client.select_folder("INBOX")
            yield client

    def deliver(self, *mails: bytes) -> None:
        with self.box() as client:
            for raw in mails:
                client.append("INBOX", raw)

    def unseen(self) -> int:
        with self.box() as client:
            return len(client.search(["UNSEEN"]))


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begin = "import sys; from pymap.main import main; sys.argv[0] = 'pymap'; sys.exit(main())"
    command = [sys.executable, "-W", "ignore", "-c", begin, "--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-user", "heed", "--demo-password", "s cret"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield ImapServer(port)
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the IMAP server did not start")
