"""Making and revoking tokens of the API."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from community import audit
from community.accounts.models_tokens import ApiToken
from community.accounts.queries import hash_of
from community.accounts.rules_tokens import PREFIX, SECRET_BYTES, STARTS
from community.accounts.viewer import Viewer
from community.db import db


def make_token(actor: Viewer, name: str, scopes: Sequence[str], *, now: datetime) -> tuple[ApiToken, str]:
    """The token's row, and its secret for the one time that it is shown: 256 random bits."""
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    row = ApiToken(
        name=name, token_hash=hash_of(secret), starts=secret[:STARTS], scopes=list(scopes), created_by_id=actor.id, created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    audit.log("token.made", actor_id=actor.id, at=now, subject=("token", row.id), after={"name": name, "scopes": list(scopes)})
    return row, secret


def revoke_token(actor: Viewer, row: ApiToken, *, now: datetime) -> bool:
    """From now on it opens nothing, and for good. True when it was in use."""
    if row.revoked_at is not None:
        return False
    row.revoked_at = now
    audit.log("token.revoked", actor_id=actor.id, at=now, subject=("token", row.id), before={"name": row.name})
    return True
