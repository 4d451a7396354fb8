"""An IMAP mailbox of Heed's own, named by HEED_IMAP_URL: what is new in it is stored, and only then flagged as seen."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from imapclient import SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from community.inbound.rules import LARGEST

PORTS = {"imaps": 993, "imap": 143, "imap+starttls": 143}
TIMEOUT = SocketTimeout(connect=15, read=60)
AT_ONCE = 100
"""So many messages are fetched in one visit."""
Problems = (IMAPClientError, OSError, ssl.SSLError)
"""What a server that cannot be reached, or that refuses us, raises."""


@dataclass(frozen=True)
class Fetched:
    """A message by its number in the mailbox; `raw` is its head alone where it is too large."""

    uid: int
    raw: bytes
    size: int


class Mailbox:
    """A selected folder; use `opened()`."""

    def __init__(self, client: IMAPClient) -> None:
        self.client = client

    def waiting(self) -> list[int]:
        """The numbers of messages nobody has seen, the oldest first."""
        return sorted(self.client.search(["UNSEEN", "UNDELETED"]))[:AT_ONCE]

    def fetch(self, uid: int) -> Fetched | None:
        """Without flagging it as seen; None when it is gone meanwhile."""
        size = int(self.client.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE", 0))
        part = b"BODY[]" if size <= LARGEST else b"BODY[HEADER]"
        raw = self.client.fetch([uid], [part.replace(b"[", b".PEEK[")]).get(uid, {}).get(part)
        return Fetched(uid, raw, size if size > LARGEST else len(raw)) if raw is not None else None

    def flag(self, uid: int) -> None:
        self.client.add_flags([uid], [SEEN], silent=True)


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """imaps://user:password@host:port/Folder, INBOX without one. Raises one of Problems."""
    parts = urlsplit(url)
    client = IMAPClient(
        parts.hostname, port=parts.port or PORTS[parts.scheme], ssl=parts.scheme == "imaps", timeout=TIMEOUT,
        ssl_context=ssl.create_default_context() if parts.scheme == "imaps" else None,
    )
    with client:
        if parts.scheme == "imap+starttls":
            client.starttls(ssl.create_default_context())
        client.login(unquote(parts.username or ""), unquote(parts.password or ""))
        client.select_folder(unquote(parts.path.strip("/")) or "INBOX")
        yield Mailbox(client)
