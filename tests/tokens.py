"""Tokens of the API for tests, and the header that carries one."""

from community import clock
from community.accounts.actions_tokens import make_token
from community.accounts.rules_tokens import SCOPES
from community.db import writing
from tests import factories
from tests.cast import ROOT, Part


def token(*scopes: str, maker: Part = ROOT) -> str:
    """The secret of a new token; with no scope named it may do everything."""
    with writing():
        return make_token(factories.viewer(maker), "A till", scopes or SCOPES, now=clock.now())[1]


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}
