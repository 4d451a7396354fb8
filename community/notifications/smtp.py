"""One conversation with a mail server, a step at a time: each has its own time, and each line can be kept."""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from community.config import Settings
from community.failpoints import failpoint
from community.notifications.rules_sending import Step

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
WAITS = {
    Step.CONNECT: 15.0, Step.GREETING: 30.0, Step.HELLO: 30.0, Step.ENCRYPT: 15.0, Step.SIGN_IN: 30.0, Step.SENDER: 30.0,
    Step.RECIPIENT: 30.0, Step.DATA: 30.0, Step.END: 120.0,
}
"""Seconds for each step. The last is the longest: who hangs up on a server that thinks about a message makes it take the
message twice (RFC 1047)."""
MOST_SECONDS = 200.0
"""For one mail with everything before it, however slowly the server drips its replies: well below the lease."""
HIDDEN = "[hidden]"


@dataclass(frozen=True)
class Server:
    """What HEED_MAIL_URL says, and the name by which we introduce ourselves."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""
    us: str = "localhost"

    @classmethod
    def of(cls, settings: Settings) -> "Server":
        """smtp://user:password@host:port, with the port each scheme is known by."""
        parts = urlsplit(settings.mail_url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme], user, password, _name_of(settings.reply_domain))


def _name_of(domain: str) -> str:
    """An address stands in brackets, RFC 5321 section 4.1.3."""
    try:
        address = ip_address(domain)
    except ValueError:
        return domain
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


class Trouble(Exception):
    """The conversation ended at a step: by a reply, or (code 0) by what happened to the connection."""

    def __init__(self, step: Step, code: int, said: str, problem: BaseException | None = None) -> None:
        super().__init__(said)
        self.step, self.code, self.said, self.problem = step, code, said[:500], problem


class _Lines:
    """Replies as smtplib reads them, by a deadline for the whole of each."""

    def __init__(self, sock: socket.socket, left: Callable[[], float]) -> None:
        self.sock, self.left, self.kept = sock, left, b""

    def readline(self, limit: int) -> bytes:
        while b"\n" not in self.kept and len(self.kept) < limit:
            self.sock.settimeout(self.left())
            more = self.sock.recv(4096)
            if not more:
                break
            self.kept += more
        line, newline, rest = self.kept.partition(b"\n")
        self.kept = rest
        return line + newline

    def close(self) -> None:
        """The socket is closed by its owner."""


class Conversation(smtplib.SMTP):
    """`keep` is told each line: what we say after "> ", what the server says after "< ". Secrets are blanked."""

    def __init__(self, server: Server, keep: Callable[[str], None] | None = None) -> None:
        super().__init__(local_hostname=server.us, timeout=WAITS[Step.CONNECT])
        self.server, self.keep, self._host = server, keep, server.host
        self.step, self.secret = Step.CONNECT, False
        self.until = self.end = time.monotonic() + MOST_SECONDS

    def open(self) -> None:
        """Connect, encrypt and sign in as the settings say; raise Trouble where that ends."""
        with self._told():
            self._begin(Step.CONNECT)
            self._agreed(*self.connect(self.server.host, self.server.port))
            self._say_hello()
            if self.server.scheme == "smtp+starttls":
                self._begin(Step.ENCRYPT)
                self.starttls(context=ssl.create_default_context())
                self._say_hello()
            if self.server.user:
                self._sign_in()

    def _say_hello(self) -> None:
        self._begin(Step.HELLO)
        code, reply = self.ehlo()
        if 500 <= code <= 599:
            code, reply = self.helo()
        self._agreed(code, reply)

    def _agreed(self, code: int, reply: bytes) -> None:
        if code // 100 != 2:
            raise smtplib.SMTPResponseException(code, reply)

    def _sign_in(self) -> None:
        self._begin(Step.SIGN_IN)
        self.secret = True
        try:
            self.login(self.server.user, self.server.password)
        finally:
            self.secret = False

    def hand_over(self, sender: str, recipient: str, content: bytes) -> None:
        """One mail to one address; raise Trouble where it is refused, with the connection ready for the next if it can be."""
        with self._told():
            sender, recipient = in_ascii(sender), in_ascii(recipient)
            self._ask(Step.SENDER, f"MAIL FROM:<{sender}>{self._options(sender + recipient, content)}")
            self._ask(Step.RECIPIENT, f"RCPT TO:<{recipient}>")
            self._ask(Step.DATA, "DATA", wanted=3)
            self._begin(Step.END)
            self._note(f"> (the message, {len(content)} bytes)")
            self.send(_dotted(content))
            failpoint("during_data")
            self._check(*self.getreply())

    def _options(self, addresses: str, content: bytes) -> str:
        """What must be said of a mail that is large, holds eight bits, or goes to an address beyond ASCII."""
        options = f" SIZE={len(content)}" if self.has_extn("size") else ""
        if not content.isascii() and self.has_extn("8bitmime"):
            options += " BODY=8BITMIME"
        self.command_encoding = "ascii" if addresses.isascii() else "utf-8"
        if addresses.isascii():
            return options
        if not self.has_extn("smtputf8"):
            raise ValueError("the mail server takes no address with such letters (SMTPUTF8)")
        return options + " SMTPUTF8"

    def _ask(self, step: Step, command: str, wanted: int = 2) -> None:
        self._begin(step)
        self.putcmd(command)
        self._check(*self.getreply(), wanted)

    def _check(self, code: int, reply: bytes, wanted: int = 2) -> None:
        if code // 100 == wanted:
            return
        step, words = self.step, " ".join(reply.decode("utf-8", "replace").split())
        if code != 421:
            self._start_over()
        raise Trouble(step, code, words)

    def _start_over(self) -> None:
        """After a refusal the next mail begins with nothing left of this one."""
        try:
            self.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def leave(self) -> None:
        """Say goodbye, without waiting long for the answer."""
        self._begin(Step.CONNECT)
        with suppress(OSError, smtplib.SMTPException):
            self.quit()
        self.close()

    def start_the_clock(self) -> None:
        """The next mail has its own time."""
        self.end = time.monotonic() + MOST_SECONDS

    def _begin(self, step: Step) -> None:
        self.step, self.until = step, min(time.monotonic() + WAITS[step], self.end)
        if self.sock is not None:
            self.sock.settimeout(self._left())

    def _left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever ends the conversation, as Trouble at the step it has reached."""
        try:
            yield
        except smtplib.SMTPResponseException as problem:
            said = problem.smtp_error
            words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
            raise Trouble(self.step, problem.smtp_code, " ".join(words.split()), problem) from problem
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            cause = _cause_of(problem)
            self._note(f"! {_words(cause)}")
            raise Trouble(self.step, 0, _words(cause), cause) from problem

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """In place of smtplib's two classes: the name is looked up and dialled, then encrypted where that comes first."""
        self._note(f"* {host}:{port}")
        sock = socket.create_connection((host, port), timeout)
        if self.server.scheme == "smtps":
            self._begin(Step.ENCRYPT)
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        self.sock = sock
        self._begin(Step.GREETING)
        return sock

    def putcmd(self, cmd: str, args: str = "") -> None:
        line = f"{cmd} {args}".strip()
        self._note(f"> {_blanked(line) if self.secret else line}")
        super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Lines(self.sock, self._left)
        code, reply = super().getreply()
        for line in reply.decode("utf-8", "replace").splitlines() or [""]:
            self._note(f"< {code} {self._without_secrets(line)}")
        return code, reply

    def _without_secrets(self, line: str) -> str:
        password = self.server.password
        return line.replace(password, HIDDEN) if password else line

    def _note(self, line: str) -> None:
        if self.keep is not None:
            self.keep(line)


def in_ascii(address: str) -> str:
    """The address with its domain as DNS knows it (IDNA); raise ValueError where there is no such form."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _dotted(content: bytes) -> bytes:
    """Lines end in CR LF, those that begin with a dot have one more, and a dot alone ends it: RFC 5321 section 4.5.2."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _blanked(line: str) -> str:
    """AUTH and its mechanism may be read by others, what follows may not."""
    words = line.split(" ")
    return " ".join([*words[:2], *[HIDDEN] * (len(words) > 2)]) if words[0].upper() == "AUTH" else HIDDEN


def _cause_of(problem: BaseException) -> BaseException:
    """smtplib says of everything that the connection closed; what it saw stands behind that."""
    hidden = isinstance(problem, smtplib.SMTPServerDisconnected) and isinstance(problem.__context__, OSError)
    return problem.__context__ if hidden and problem.__context__ else problem


def _words(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}"[:500]
