"""What administrators do with endpoints and their deliveries."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from community import audit, events
from community.accounts.viewer import Viewer
from community.crm import vault
from community.crm.models import Attempt, Delivery, Endpoint
from community.crm.queries import too_old, was_warned
from community.crm.rules import DISABLE_AFTER, live_old_secrets
from community.crm.signing import LIVE_SECRETS, new_secret
from community.db import db

OVERLAP = timedelta(hours=24)
REPLAYABLE = timedelta(days=14)
KEPT = timedelta(days=30)
PRUNED_AT_ONCE = 500


class TooManySecrets(Exception):
    """Ten secrets sign already; one must run out before another can follow."""


def register_endpoint(
    actor: Viewer, name: str, url: str, kinds: list[str], *, secret_key: str, now: datetime
) -> tuple[Endpoint, str]:
    """The endpoint, and its secret for the one time that it is shown."""
    secret = new_secret()
    row = Endpoint(
        name=name, url=url, events=kinds, secret=vault.seal(secret_key, secret), created_by_id=actor.id, created_at=now
    )
    db.session.add(row)
    db.session.flush()
    _note(actor, "endpoint.registered", row, now, after=_facts(row))
    return row, secret


def change_endpoint(actor: Viewer, row: Endpoint, name: str, url: str, kinds: list[str], *, now: datetime) -> bool:
    """True when something changed."""
    before = _facts(row)
    row.name, row.url, row.events = name, url, kinds
    after = _facts(row)
    changed = {key for key in after if after[key] != before[key]}
    if changed:
        _note(actor, "endpoint.changed", row, now, {k: before[k] for k in changed}, {k: after[k] for k in changed})
    return bool(changed)


def rotate_secret(actor: Viewer, row: Endpoint, *, secret_key: str, now: datetime) -> str:
    """A new secret, shown once; the one before it signs beside it for a day."""
    live = live_old_secrets(row.old_secrets, now)
    if len(live) + 1 >= LIVE_SECRETS:
        raise TooManySecrets
    secret = new_secret()
    row.old_secrets = [*live, [row.secret, (now + OVERLAP).isoformat()]]
    row.secret = vault.seal(secret_key, secret)
    _note(actor, "endpoint.secret_rotated", row, now)
    return secret


def ping_endpoint(actor: Viewer, row: Endpoint, *, now: datetime) -> None:
    events.record("ping", at=now, actor_id=actor.id, endpoint_id=row.id)
    _note(actor, "endpoint.tested", row, now)


def disable_endpoint(actor: Viewer, row: Endpoint, *, now: datetime) -> bool:
    """Send nothing more until it is enabled; what is queued waits. True when it was enabled."""
    if not shut(row, "by_hand", now=now, actor_id=actor.id):
        return False
    _note(actor, "endpoint.disabled", row, now)
    return True


def shut(row: Endpoint, reason: str, *, now: datetime, actor_id: int | None = None) -> bool:
    """Disable once, by a person or because nothing got through; reason is by_hand, gone, failing or secret."""
    if row.disabled_at is not None:
        return False
    row.disabled_at, row.disabled_reason = now, reason
    events.record("endpoint.disabled", at=now, actor_id=actor_id, endpoint_id=row.id, reason=reason)
    return True


def warn(row: Endpoint, *, now: datetime) -> None:
    """Note once in each run of failures that nothing gets through."""
    if row.disabled_at is None and row.failing_since and not was_warned(row.id, row.failing_since):
        ends = row.failing_since + DISABLE_AFTER
        events.record("endpoint.failing", at=now, endpoint_id=row.id, since=row.failing_since.isoformat(), ends=ends.isoformat())


def enable_endpoint(actor: Viewer, row: Endpoint, *, now: datetime) -> bool:
    if row.disabled_at is None:
        return False
    reason = row.disabled_reason
    row.disabled_at, row.disabled_reason, row.failing_since = None, "", None
    _note(actor, "endpoint.enabled", row, now, before={"disabled_reason": reason})
    return True


def send_again(actor: Viewer, row: Delivery, *, now: datetime) -> None:
    """The same message under the same name, with a fresh schedule of tries."""
    before = {"state": row.state}
    row.state, row.run_at, row.attempts, row.done_at = "queued", now, 0, None
    audit.log("delivery.sent_again", actor_id=actor.id, at=now, subject=("delivery", row.id), before=before)


def replay_failed(actor: Viewer, row: Endpoint, since: datetime, *, now: datetime) -> int:
    """Queue again all that failed since then, two weeks back at most; returns how many."""
    since = max(since, now - REPLAYABLE)
    lost = (Delivery.endpoint_id == row.id, Delivery.state == "failed", Delivery.created_at >= since)
    again = update(Delivery).where(*lost).values(state="queued", run_at=now, attempts=0)
    count = int(db.session.execute(again).rowcount)  # type: ignore[attr-defined]
    if count:
        _note(actor, "endpoint.replayed", row, now, after={"deliveries": count, "since": since.isoformat()})
    return count


def prune_deliveries(now: datetime) -> bool:
    """Forget some deliveries of more than thirty days ago, with their tries; False when there are none."""
    ids = too_old(now - KEPT, PRUNED_AT_ONCE)
    if not ids:
        return False
    db.session.execute(delete(Attempt).where(Attempt.delivery_id.in_(ids)))
    db.session.execute(delete(Delivery).where(Delivery.id.in_(ids)))
    return True


def _facts(row: Endpoint) -> dict[str, object]:
    return {"name": row.name, "url": row.url, "events": list(row.events)}


def _note(
    actor: Viewer, act: str, row: Endpoint, now: datetime,
    before: dict[str, object] | None = None, after: dict[str, object] | None = None,
) -> None:
    audit.log(act, actor_id=actor.id, at=now, subject=("endpoint", row.id), before=before, after=after)
