"""What a journey may ask of the running site: its mail, its clock, its data."""

import mailbox
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TypeVar

from flask import Flask
from playwright.sync_api import Error as BrowserError
from sqlalchemy.exc import OperationalError

from community import clock
from community.db import db, stood_in_the_way, writing

T = TypeVar("T")
PATIENCE = 60  # seconds
TRIES = 4


def eventually(question: Callable[[], T], what: str) -> T:
    """The first true answer within PATIENCE seconds; the worker needs a moment, and so does a page that is being left."""
    until, problem = time.monotonic() + PATIENCE, None
    while time.monotonic() < until:
        try:
            if found := question():
                return found
        except BrowserError as between_pages:
            problem = between_pages
        time.sleep(0.1)
    raise AssertionError(f"waited {PATIENCE} s in vain for {what}") from problem


@dataclass
class LiveSite:
    url: str
    folder: Path
    app: Flask
    pid: int

    @contextmanager
    def data(self) -> Iterator[None]:
        """One write transaction on the site's own database, by its own clock."""
        with self.app.app_context():
            clock.follow(self.folder / "clock")
            with _begun():
                yield
            db.engine.dispose()

    def move_clock(self, *, days: float = 0, hours: float = 0) -> None:
        """Move the time of every process of the site on from where it stands."""
        file = self.folder / "clock"
        passed = float(file.read_text()) if file.exists() else 0.0
        file.write_text(str(passed + days * 86_400 + hours * 3_600))

    @contextmanager
    def worker_at_rest(self) -> Iterator[None]:
        """What is stored stays as it is: the site's worker stands still, its pages go on. It is stopped outside of any write."""
        worker = next(child for child in _children_of(self.pid) if "worker" in _command_of(child))
        with self.data():
            os.kill(worker, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(worker, signal.SIGCONT)

    def mails(self, to: str) -> list[EmailMessage]:
        """Every mail to this address, the oldest first."""
        box = mailbox.Maildir(self.folder / "mail", create=True, factory=None)
        read = [_parsed(box.get_bytes(key)) for key in sorted(box.keys())]
        return [mail for mail in read if to in str(mail["To"])]

    def mail(self, to: str, subject: str) -> EmailMessage:
        """The newest mail to this address whose subject holds these words; waits for it."""

        def found() -> EmailMessage | None:
            return next((mail for mail in reversed(self.mails(to)) if subject in str(mail["Subject"])), None)

        return eventually(found, f"a mail to {to} about {subject!r}, there are {[str(m['Subject']) for m in self.mails(to)]}")

    def alert(self, to: str, about: str) -> EmailMessage:
        """The newest mail to this address that names this; time passes, since alerts wait a minute for others that go with them."""

        def found() -> EmailMessage | None:
            self.move_clock(hours=1 / 180)
            return next((mail for mail in reversed(self.mails(to)) if about in f"{mail['Subject']} {text_of(mail)}"), None)

        return eventually(found, f"an alert to {to} about {about!r}")


def _begun() -> ExitStack:
    """A write transaction, begun once more when the site's own writers stood in the way, as its pages do."""
    transaction = ExitStack()
    for left in range(TRIES, 0, -1):
        try:
            transaction.enter_context(writing())
            break
        except OperationalError as error:
            if left == 1 or not stood_in_the_way(error):
                raise
    return transaction


def _children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


def _parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=default)  # type: ignore[return-value]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return part.get_content()


def links_in(mail: EmailMessage) -> list[str]:
    return re.findall(r"https?://[^\s>\"]+", text_of(mail))


def code_in(mail: EmailMessage) -> str:
    """The six digits of a sign-in mail."""
    found = re.search(r"\b(\d{3})[ \u00a0]?(\d{3})\b", text_of(mail))
    assert found, text_of(mail)
    return found.group(1) + found.group(2)
