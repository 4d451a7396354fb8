"""Handing stored mails to the server named by HEED_MAIL_URL: smtp, smtps, smtp+starttls, maildir or console."""

import mailbox
import sys
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol

import flask_mail

from community.config import Settings
from community.failpoints import failpoint
from community.notifications.rules import Fate, Outcome
from community.notifications.rules_sending import CLOSING, Step, outcome_of
from community.notifications.smtp import Conversation, Server, Trouble


@dataclass(frozen=True)
class Letter:
    """A leased mail: the bytes to hand over, and the lease under which its outcome may be noted.

    `alerts` are the keys of what it tells, where it is an alarm. `unsure`: an earlier try may have arrived.
    `return_path` is the sender that SMTP is told, so that reports come back under a key of this mail.
    """

    id: int
    lease: str
    address: str
    content: bytes
    message_id: str = ""
    alerts: tuple[str, ...] = ()
    unsure: bool = False
    return_path: str = ""


class Carrier(Protocol):
    def carry(self, letter: Letter) -> Outcome:
        """Hand the letter over, and say how that ended; never raises for what the other side does."""

    def close(self) -> None: ...


def carrier_for(settings: Settings) -> Carrier:
    scheme = settings.mail_url.partition(":")[0]
    if scheme == "maildir":
        return MaildirCarrier(maildir_of(settings))
    return ConsoleCarrier() if scheme == "console" else SmtpCarrier(settings)


def is_sent_out(settings: Settings) -> bool:
    """Whether mails leave this machine's disk, so that others' patience counts."""
    return settings.mail_url.startswith("smtp")


def maildir_of(settings: Settings) -> Path:
    """maildir:/a/path or maildir:///a/path"""
    rest = settings.mail_url.partition(":")[2]
    return Path(rest.removeprefix("//"))


class Connection(flask_mail.Connection):
    """Flask-Mail's connection with a time for each step, checked certificates, and stored bytes handed over as they are."""

    host: Conversation

    def __init__(self, server: Server, keep: Callable[[str], None] | None = None) -> None:
        super().__init__(flask_mail.Mail().init_mail({"MAIL_SERVER": server.host, "MAIL_PORT": server.port}))  # type: ignore[arg-type]
        self.server, self.keep = server, keep

    def configure_host(self) -> Conversation:
        conversation = Conversation(self.server, self.keep)
        try:
            conversation.open()
        except BaseException:
            conversation.close()
            raise
        return conversation

    def send_letter(self, sender: str, letter: Letter) -> None:
        self.host.start_the_clock()
        self.host.hand_over(sender, letter.address, letter.content)


class SmtpCarrier:
    """One connection for a batch, opened with its first letter. `keep` is told each line that is said."""

    def __init__(self, settings: Settings, keep: Callable[[str], None] | None = None) -> None:
        self.sender = parseaddr(settings.mail_from)[1]
        self.server, self.keep = Server.of(settings), keep
        self.connection: Connection | None = None

    def carry(self, letter: Letter) -> Outcome:
        trouble = self.try_to_carry(letter)
        return self._ended(trouble) if trouble else Outcome(Fate.ACCEPTED)

    def try_to_carry(self, letter: Letter) -> Trouble | None:
        """What ended the conversation; None when the server has taken the letter."""
        try:
            self._send(letter)
        except Trouble as trouble:
            return trouble
        return None

    def _send(self, letter: Letter) -> None:
        """A server that hung up since the last letter is called again, once: it has not heard of this one yet."""
        used, sender = self.connection is not None, letter.return_path or self.sender
        connection = self._connected()
        failpoint("before_send")
        try:
            connection.send_letter(sender, letter)
        except Trouble as trouble:
            if not (used and trouble.step is Step.SENDER and trouble.code in (0, CLOSING)):
                raise
            self.close()
            self._connected().send_letter(sender, letter)

    def _connected(self) -> Connection:
        if self.connection is None:
            connection = Connection(self.server, self.keep)
            connection.__enter__()
            self.connection = connection
        return self.connection

    def _ended(self, trouble: Trouble) -> Outcome:
        if isinstance(trouble.problem, ValueError) and not isinstance(trouble.problem, OSError) and self.connection is not None:
            outcome = Outcome(Fate.NEVER, f"This message cannot be sent: {trouble.said}", broken=True)
        else:
            outcome = outcome_of(trouble.step, trouble.code, trouble.said)
        if outcome.broken or (self.connection and self.connection.host.sock is None):
            self.close()
        return outcome

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.host.leave()


class MaildirCarrier:
    """A folder that mail programs and the letterbox read: for the demo, and for trying things out."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self.box = mailbox.Maildir(folder, create=True)

    def carry(self, letter: Letter) -> Outcome:
        failpoint("before_send")
        try:
            self.box.add(_as_delivered(letter))
        except OSError as problem:
            return Outcome(Fate.LATER, f"{type(problem).__name__}: {problem}"[:500], broken=True, untried=True)
        return Outcome(Fate.ACCEPTED)

    def close(self) -> None:
        self.box.close()


def _as_delivered(letter: Letter) -> bytes:
    """With the sender that SMTP would have been told at its head, as the last server on a mail's way puts it (RFC 5321, 4.4)."""
    head = f"Return-Path: <{letter.return_path}>\r\n" if letter.return_path else ""
    return head.encode() + letter.content


class ConsoleCarrier:
    """Mails on the standard output, for development."""

    def carry(self, letter: Letter) -> Outcome:
        failpoint("before_send")
        sys.stdout.write(letter.content.decode("utf-8", "replace") + "\n")
        sys.stdout.flush()
        return Outcome(Fate.ACCEPTED)

    def close(self) -> None:
        """Nothing is held open."""
