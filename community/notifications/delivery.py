"""Handing stored mails to the server named by HEED_MAIL_URL: smtp, smtps, smtp+starttls, maildir or console."""

import mailbox
import smtplib
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import flask_mail

from community.config import Settings
from community.notifications.rules import Fate, Outcome, fate_of_reply

TIMEOUT = 20
"""Seconds for each step of a conversation: a lease is longer than all of them together."""
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


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
    def carry(self, letter: Letter, before: Callable[[], None]) -> Outcome:
        """Hand the letter over; `before` is called when the receiver is there and the letter is about to go."""

    def close(self) -> None: ...


def carrier_for(settings: Settings) -> Carrier:
    scheme = settings.mail_url.partition(":")[0]
    if scheme == "maildir":
        return MaildirCarrier(maildir_of(settings))
    return ConsoleCarrier() if scheme == "console" else SmtpCarrier(settings)


def maildir_of(settings: Settings) -> Path:
    """maildir:/a/path or maildir:///a/path"""
    rest = settings.mail_url.partition(":")[2]
    return Path(rest.removeprefix("//"))


class StoredMessage(flask_mail.Message):
    """A message whose bytes were written when its row was made; Flask-Mail would write new ones at every try."""

    def __init__(self, sender: str, letter: Letter) -> None:
        super().__init__(recipients=[letter.address], sender=sender)
        self.content = letter.content

    def as_bytes(self) -> bytes:
        return self.content


class Connection(flask_mail.Connection):
    """Flask-Mail's connection with a time limit for each step, checked certificates, and one conversation a message."""

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        state = self.mail
        if state.use_ssl:
            trusted = ssl.create_default_context()
            host: smtplib.SMTP = smtplib.SMTP_SSL(state.server, state.port, timeout=TIMEOUT, context=trusted)
        else:
            host = smtplib.SMTP(state.server, state.port, timeout=TIMEOUT)
        try:
            if state.use_tls:
                host.starttls(context=ssl.create_default_context())
            host.ehlo_or_helo_if_needed()
            if state.username:
                host.login(state.username, state.password)
        except BaseException:
            host.close()
            raise
        return host


class SmtpCarrier:
    """One connection for a batch, opened with its first letter."""

    def __init__(self, settings: Settings) -> None:
        self.sender = settings.mail_from
        self.state = _mail_state(settings.mail_url, settings.mail_from)
        self.connection: Connection | None = None

    def carry(self, letter: Letter, before: Callable[[], None]) -> Outcome:
        try:
            connection = self._connected()
        except (OSError, smtplib.SMTPException) as problem:
            return Outcome(Fate.LATER, f"No connection: {_words(problem)}", broken=True)
        before()
        try:
            connection.send(StoredMessage(letter.return_path or self.sender, letter))
        except (OSError, smtplib.SMTPException, ValueError, flask_mail.BadHeaderError) as problem:
            return self._refused(problem)
        return Outcome(Fate.ACCEPTED)

    def _connected(self) -> Connection:
        if self.connection is None:
            self.connection = Connection(self.state)  # type: ignore[arg-type]
            self.connection.__enter__()
        return self.connection

    def _refused(self, problem: Exception) -> Outcome:
        outcome = outcome_of(problem)
        if outcome.broken:
            self.close()
        return outcome

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is None or connection.host is None:
            return
        try:
            connection.host.quit()
        except (OSError, smtplib.SMTPException):
            connection.host.close()


def outcome_of(problem: Exception) -> Outcome:
    """A refusal of our own sender is a setting to mend, not the mail's end; a value no header can carry is its end."""
    match problem:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code, reply = next(iter(refused.values()))
        case smtplib.SMTPSenderRefused(smtp_code=code, smtp_error=reply) if code != 552:
            return Outcome(Fate.LATER, _reply(code, reply), broken=True)
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=reply):
            pass
        case ValueError() | flask_mail.BadHeaderError():
            return Outcome(Fate.NEVER, f"This message cannot be sent: {_words(problem)}", broken=True)
        case _:
            return Outcome(Fate.LATER, _words(problem), broken=True)
    return Outcome(fate_of_reply(code), _reply(code, reply), broken=code == 421)


def _reply(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"[:500]


def _words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:500]


def _mail_state(url: str, sender: str) -> flask_mail._Mail:
    """smtp://user:password@host:port, with the port each scheme is known by."""
    parts = urlsplit(url)
    config = {
        "MAIL_SERVER": parts.hostname, "MAIL_PORT": parts.port or PORTS[parts.scheme],
        "MAIL_USERNAME": unquote(parts.username or ""), "MAIL_PASSWORD": unquote(parts.password or ""),
        "MAIL_USE_SSL": parts.scheme == "smtps", "MAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "MAIL_DEFAULT_SENDER": sender,
    }
    return flask_mail.Mail().init_mail(config)


class MaildirCarrier:
    """A folder that mail programs and the letterbox read: for the demo, and for trying things out."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self.box = mailbox.Maildir(folder, create=True)

    def carry(self, letter: Letter, before: Callable[[], None]) -> Outcome:
        before()
        try:
            self.box.add(_as_delivered(letter))
        except OSError as problem:
            return Outcome(Fate.LATER, _words(problem), broken=True)
        return Outcome(Fate.ACCEPTED)

    def close(self) -> None:
        self.box.close()


def _as_delivered(letter: Letter) -> bytes:
    """With the sender that SMTP would have been told at its head, as the last server on a mail's way puts it (RFC 5321, 4.4)."""
    head = f"Return-Path: <{letter.return_path}>\r\n" if letter.return_path else ""
    return head.encode() + letter.content


class ConsoleCarrier:
    """Mails on the standard output, for development."""

    def carry(self, letter: Letter, before: Callable[[], None]) -> Outcome:
        before()
        sys.stdout.write(letter.content.decode("utf-8", "replace") + "\n")
        sys.stdout.flush()
        return Outcome(Fate.ACCEPTED)

    def close(self) -> None:
        """Nothing is held open."""
