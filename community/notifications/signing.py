"""Signing a mail for its sender's domain (DKIM, RFC 6376 and 8463), once, when it is written: every try sends the same bytes."""

import base64
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from functools import lru_cache

import dkim
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from community.config import Settings

ONCE_TOO_OFTEN = ("From", "To", "Subject", "Date", "Message-ID", "Reply-To")
"""Signed once more than they stand there, so that nobody can add another one."""
SIGNED = (
    *ONCE_TOO_OFTEN, "MIME-Version", "Content-Type", "In-Reply-To", "References", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
    "Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "Feedback-ID", "Heed-Alerts",
)


@dataclass(frozen=True)
class Signer:
    """`public` is what the record in DNS says after p=."""

    domain: str
    selector: str
    kind: str
    private: bytes
    public: str

    @property
    def name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        return f"v=DKIM1; k={self.kind}; p={self.public}"

    def sign(self, content: bytes) -> bytes:
        """The mail with its signature above it."""
        there = BytesHeaderParser().parsebytes(content)
        names = [name for name in SIGNED if name in there] + list(ONCE_TOO_OFTEN)
        signature = dkim.sign(
            content, self.selector.encode(), self.domain.encode(), self.private, canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name.encode() for name in names], signature_algorithm=f"{self.kind}-sha256".encode(),
        )
        return bytes(signature) + content


def signer_of(settings: Settings) -> Signer | None:
    """None where no key is configured."""
    if not settings.dkim_key:
        return None
    return _signer(settings.dkim_key, settings.dkim_selector, sender_domain(settings))


def sender_domain(settings: Settings) -> str:
    """The domain that readers see, and that DMARC asks about."""
    return parseaddr(settings.mail_from)[1].rpartition("@")[2].lower()


@lru_cache(maxsize=8)
def _signer(pem: str, selector: str, domain: str) -> Signer:
    key = load_pem_private_key(pem.encode(), password=None)
    if isinstance(key, Ed25519PrivateKey):
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return Signer(domain, selector, "ed25519", base64.b64encode(key.private_bytes_raw()), base64.b64encode(public).decode())
    assert isinstance(key, RSAPrivateKey)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Signer(domain, selector, "rsa", pem.encode(), base64.b64encode(public).decode())
