"""Settings read once from HEED_* variables, typed, refusing to start when one is wrong."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("production", "demo", "test")
IMAP_SCHEMES = ("imaps", "imap", "imap+starttls")
MAIL_SCHEMES = ("smtp", "smtps", "smtp+starttls", "maildir", "console")
SHORTEST_SECRET = 32
SHORTEST_DKIM = 1024
"""Receivers take no shorter key (RFC 8301); 2048 bits are better."""
ONLY_IN_TESTS = ("HEED_CLOCK_FILE", "HEED_FAILPOINT")


class SettingsProblem(Exception):
    """One sentence an operator can act on."""


@dataclass(frozen=True)
class Settings:
    env: str
    secret_key: str
    base_url: str
    database_url: str
    data_dir: Path
    mail_url: str
    mail_from: str
    mail_per_domain: int
    reply_domain: str
    replies: bool
    imap_url: str
    inbound_secret: str
    authserv: str
    dkim_key: str
    dkim_selector: str
    host: str
    port: int
    workers: int
    trusted_proxies: int
    webhook_networks: tuple[Network, ...]
    sentences: bool
    clock_file: Path | None
    failpoint: str

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def demo(self) -> bool:
        return self.env == "demo"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Build Settings from the environment; raise SettingsProblem naming the variable that is wrong."""
    values = {key: value for key, value in environ.items() if key.startswith("HEED_") and value}
    values = _read_secret_files(values)
    _refuse_unknown(values)
    env = values.get("HEED_ENV", "production")
    if env not in ENVIRONMENTS:
        raise SettingsProblem(f"HEED_ENV must be one of {', '.join(ENVIRONMENTS)}, not {env!r}.")
    for name in ONLY_IN_TESTS:
        if env != "test" and name in values:
            raise SettingsProblem(f"{name} is for tests only.")
    data_dir = Path(values.get("HEED_DATA_DIR", ROOT / "instance")).resolve()
    port = _number(values, "HEED_PORT", 8000, 1, 65535)
    base_url = _base_url(values, env, port)
    return Settings(
        env=env,
        secret_key=_secret(values),
        base_url=base_url,
        database_url=_database_url(values, data_dir),
        data_dir=data_dir,
        mail_url=_mail_url(values, env, data_dir),
        mail_from=_mail_from(values, env),
        mail_per_domain=_number(values, "HEED_MAIL_PER_DOMAIN", 60, 0, 100_000),
        reply_domain=values.get("HEED_REPLY_DOMAIN", urlsplit(base_url).hostname or "localhost"),
        replies=_replies(values, env),
        imap_url=_imap_url(values),
        inbound_secret=_inbound_secret(values),
        authserv=values.get("HEED_AUTHSERV", "").strip().lower(),
        dkim_key=_dkim_key(values),
        dkim_selector=_dkim_selector(values),
        host=values.get("HEED_HOST", "127.0.0.1"),
        port=port,
        workers=_number(values, "HEED_WORKERS", 1, 1, 64),
        trusted_proxies=_number(values, "HEED_TRUSTED_PROXIES", 0, 0, 10),
        webhook_networks=_networks(values),
        sentences=_switch(values, "HEED_SENTENCES"),
        clock_file=Path(values["HEED_CLOCK_FILE"]) if "HEED_CLOCK_FILE" in values else None,
        failpoint=values.get("HEED_FAILPOINT", ""),
    )


def _read_secret_files(values: Mapping[str, str]) -> dict[str, str]:
    """HEED_X_FILE names a file holding HEED_X, so that secrets stay out of the process list."""
    read = dict(values)
    for key in [key for key in values if key.endswith("_FILE") and key != "HEED_CLOCK_FILE"]:
        try:
            read[key.removesuffix("_FILE")] = Path(read.pop(key)).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise SettingsProblem(f"{key} cannot be read: {problem.strerror}.") from problem
    return read


def _refuse_unknown(values: Mapping[str, str]) -> None:
    known = {f"HEED_{field.name.upper()}" for field in fields(Settings)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise SettingsProblem(f"{unknown[0]} is not a setting of Heed. Known: {', '.join(sorted(known))}.")


def _number(values: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = values.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingsProblem(f"{name} must be a whole number from {low} to {high}, not {text!r}.")
    return int(text)


def _switch(values: Mapping[str, str], name: str, default: str = "on") -> bool:
    text = values.get(name, default)
    if text not in ("on", "off"):
        raise SettingsProblem(f"{name} must be on or off, not {text!r}.")
    return text == "on"


def _required(values: Mapping[str, str], name: str, env: str, outside_production: str) -> str:
    if name not in values and env == "production":
        raise SettingsProblem(f"{name} must be set in production.")
    return values.get(name, outside_production)


def _secret(values: Mapping[str, str]) -> str:
    secret = values.get("HEED_SECRET_KEY", "")
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 8:
        raise SettingsProblem(f"HEED_SECRET_KEY must be set to {SHORTEST_SECRET} or more random characters.")
    return secret


def _base_url(values: Mapping[str, str], env: str, port: int) -> str:
    url = _required(values, "HEED_BASE_URL", env, f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.path:
        raise SettingsProblem(f"HEED_BASE_URL must look like https://ideas.example.com, not {url!r}.")
    return url


def _database_url(values: Mapping[str, str], data_dir: Path) -> str:
    url = values.get("HEED_DATABASE_URL", f"sqlite:///{data_dir / 'heed.db'}")
    if url.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsProblem("HEED_DATABASE_URL must start with sqlite:/// or postgresql://.")
    return url


def _mail_url(values: Mapping[str, str], env: str, data_dir: Path) -> str:
    url = _required(values, "HEED_MAIL_URL", env, f"maildir:{data_dir / 'mail'}")
    scheme, _, rest = url.partition(":")
    if scheme not in MAIL_SCHEMES:
        raise SettingsProblem(f"HEED_MAIL_URL must start with one of {', '.join(MAIL_SCHEMES)}.")
    if scheme.startswith("smtp") and not _names_a_server(url):
        raise SettingsProblem(f"HEED_MAIL_URL must look like {scheme}://user:password@mail.example.com:587.")
    if scheme == "maildir" and not rest.strip("/"):
        raise SettingsProblem("HEED_MAIL_URL must name a folder, as in maildir:/var/lib/heed/mail.")
    return url


def _replies(values: Mapping[str, str], env: str) -> bool:
    """Whether mails say that one can reply to them: by itself where there is a way for replies to come in."""
    comes_in = env == "demo" or "HEED_IMAP_URL" in values or "HEED_INBOUND_SECRET" in values
    return _switch(values, "HEED_REPLIES", "on" if comes_in else "off")


def _imap_url(values: Mapping[str, str]) -> str:
    url = values.get("HEED_IMAP_URL", "")
    if url and (url.partition(":")[0] not in IMAP_SCHEMES or not _names_a_server(url) or not urlsplit(url).username):
        raise SettingsProblem("HEED_IMAP_URL must look like imaps://user:password@imap.example.com/INBOX.")
    return url


def _inbound_secret(values: Mapping[str, str]) -> str:
    secret = values.get("HEED_INBOUND_SECRET", "")
    if secret and (len(secret) < SHORTEST_SECRET or len(set(secret)) < 8 or not secret.isascii()):
        raise SettingsProblem(f"HEED_INBOUND_SECRET must be {SHORTEST_SECRET} or more random characters.")
    return secret


def _names_a_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _mail_from(values: Mapping[str, str], env: str) -> str:
    sender = _required(values, "HEED_MAIL_FROM", env, "Heed <ideas@localhost.example>")
    found = [address for _, address in getaddresses([sender])]
    if len(found) != 1 or not re.fullmatch(r"[^@\s]+@[^@\s]+", found[0]):
        raise SettingsProblem(f"HEED_MAIL_FROM must look like Ideas <ideas@example.com>, not {sender!r}.")
    return sender


def _dkim_key(values: Mapping[str, str]) -> str:
    """A private key without a password, in the one form that every part of the product reads (PKCS#8 in PEM)."""
    text = values.get("HEED_DKIM_KEY", "").replace("\\n", "\n")
    if not text:
        return ""
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise SettingsProblem("HEED_DKIM_KEY must be a private key in PEM, RSA or Ed25519, without a password.") from problem
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise SettingsProblem("HEED_DKIM_KEY must be an RSA or an Ed25519 key; mail servers know no other.")
    if isinstance(key, RSAPrivateKey) and key.key_size < SHORTEST_DKIM:
        raise SettingsProblem(f"HEED_DKIM_KEY must be an RSA key of {SHORTEST_DKIM} bits or more, not {key.key_size}.")
    if "HEED_DKIM_SELECTOR" not in values:
        raise SettingsProblem("HEED_DKIM_SELECTOR must be set with HEED_DKIM_KEY: it names the record in DNS.")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _dkim_selector(values: Mapping[str, str]) -> str:
    selector = values.get("HEED_DKIM_SELECTOR", "").lower()
    if selector and "HEED_DKIM_KEY" not in values:
        raise SettingsProblem("HEED_DKIM_KEY must be set with HEED_DKIM_SELECTOR.")
    if selector and not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", selector):
        raise SettingsProblem(f"HEED_DKIM_SELECTOR must be a name in DNS such as heed2026, not {selector!r}.")
    return selector


def _networks(values: Mapping[str, str]) -> tuple[Network, ...]:
    text = values.get("HEED_WEBHOOK_NETWORKS", "")
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as problem:
        raise SettingsProblem(f"HEED_WEBHOOK_NETWORKS: {problem}.") from problem
