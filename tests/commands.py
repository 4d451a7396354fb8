"""The heed command as a process of its own, on an empty database of the kind asked for."""

import os
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from community.config import ROOT


@dataclass
class Site:
    """An installation that knows nothing yet but its settings."""

    environ: dict[str, str]

    def heed(self, *arguments: str, typed: str = "", **changes: str | None) -> subprocess.CompletedProcess[str]:
        """Run one command to its end; a setting given as None is taken away."""
        environ = {**os.environ, **self.environ, **{name: value for name, value in changes.items() if value is not None}}
        for name in (name for name, value in changes.items() if value is None):
            environ.pop(name, None)
        return subprocess.run(
            [sys.executable, "-m", "community.cli", *arguments], cwd=ROOT, env=environ, input=typed, text=True,
            capture_output=True, timeout=120, check=False,
        )


def empty_site(folder: Path, postgres_url: str = "") -> Site:
    environ = {
        "HEED_ENV": "test", "HEED_SECRET_KEY": "a key for commands only, 0123456789", "HEED_DATA_DIR": str(folder / "data"), "HEED_SENTENCES": "off",
        "HEED_MAIL_URL": f"maildir:{folder / 'data' / 'mail'}",
    }
    if postgres_url:
        environ["HEED_DATABASE_URL"] = _new_database(postgres_url)
    return Site(environ)


def _new_database(url: str) -> str:
    name = f"commands_{secrets.token_hex(4)}"
    with psycopg.connect(re.sub(r"^postgresql\+psycopg", "postgresql", url), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlsplit(url)._replace(path=f"/{name}").geturl()
