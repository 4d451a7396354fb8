"""A mail as staff may read it: its words and headers as they went, without the keys that open something in its reader's name."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_OPAQUE = re.compile(r"(?<=[/=])(?=[^/=&#?]*[A-Z._~])[\w.~%-]{20,}")
"""A part of an address that no word of ours would make: ours are of small letters and hyphens."""
_REPLY_KEY = re.compile(r"(?<=\+)[\w.=-]{12,}(?=@)")
LEFT_OUT = "…"


@dataclass(frozen=True)
class ShownMail:
    headers: list[tuple[str, str]]
    text: str


def shown(content: bytes) -> ShownMail:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("plain",))
    headers = [(name, without_keys(str(value))) for name, value in message.items()]
    return ShownMail(headers, without_keys(str(part.get_content())) if part is not None else "")


def without_keys(text: str) -> str:
    """The same text, with what is secret in its links and addresses to reply to left out."""
    bare = _ADDRESS.sub(lambda found: _OPAQUE.sub(LEFT_OUT, found.group()), text)
    return _REPLY_KEY.sub(LEFT_OUT, bare)
