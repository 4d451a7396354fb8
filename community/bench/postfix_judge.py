"""What a mail server may do to our mails, and what it may not. Pure."""

from collections.abc import Callable

import dkim

LONGEST_LINE = 998
"""Characters of a line without its end (RFC 5322, 2.1.1)."""
ITS_OWN = ("return-path", "delivered-to", "x-original-to", "received")
"""Headers that servers add on a mail's way."""


def changes(stored: bytes, delivered: bytes, return_path: str, key: Callable[[bytes], bytes]) -> list[str]:
    """How a mail differs from what was handed over; `key` answers for DNS, so that its DKIM signature is checked as a
    receiver does."""
    added, rest = split_added(delivered)
    found = []
    if rest != stored.replace(b"\r\n", b"\n"):
        found.append("it came with other bytes")
    if f"return-path: <{return_path}>".encode() not in added.lower():
        found.append("it came under another return path")
    if b"\nreceived:" not in b"\n" + added.lower():
        found.append("no server says that it passed")
    if not dkim.verify(rest.replace(b"\n", b"\r\n"), dnsfunc=lambda name, timeout=5: key(name)):
        found.append("its signature does not hold")
    if any(len(line) > LONGEST_LINE for line in rest.split(b"\n")) or not rest.isascii():
        found.append("a server may have to rewrite it")
    return found


def split_added(delivered: bytes) -> tuple[bytes, bytes]:
    """The headers that servers put at the head of a mail, and the mail as it was."""
    lines, at = delivered.split(b"\n"), 0
    while at < len(lines) and (lines[at][:1] in (b" ", b"\t") or lines[at].partition(b":")[0].decode("ascii", "replace").lower() in ITS_OWN):
        at += 1
    return b"\n".join(lines[:at]), b"\n".join(lines[at:])
