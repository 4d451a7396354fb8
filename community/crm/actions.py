"""What administrators do with endpoints and their deliveries."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from community import audit, events
from community.accounts.viewer import Viewer
from community.crm import vault
from community.crm.models import Attempt, Delivery, Endpoint
from community.crm.queries import may_be_sent, replayable, too_old, was_warned
from community.crm.rules import DISABLE_AFTER, live_old_secrets
from community.crm.signing import LIVE_SECRETS, new_secret
from community.db import db

OVERLAP = timedelta(hours=24)
REPLAYABLE = timedelta(days=14)
KEPT = timedelta(days=30)
PRUNED_AT_ONCE = 500


class TooManySecrets(Exception):
    """Ten secrets sign already; one must run out before another can follow."""


@dataclass(frozen=True)
class EndpointDraft:
    """What an administrator says of an endpoint."""

    name: str
    url: str
    events: list[str]
    purpose: str = ""
    cloud_events: bool = False


def register_endpoint(actor: Viewer, draft: EndpointDraft, *, secret_key: str, now: datetime) -> tuple[Endpoint, str]:
    """The endpoint, and its secret for the one time that it is shown."""
    secret = new_secret()
    row = Endpoint(secret=vault.seal(secret_key, secret), created_by_id=actor.id, created_at=now, **asdict(draft))
    db.session.add(row)
    db.session.flush()
    _note(actor, "endpoint.registered", row, now, after=_facts(row))
    return row, secret


def change_endpoint(actor: Viewer, row: Endpoint, draft: EndpointDraft, *, now: datetime) -> bool:
    """True when something changed. A new address is asked anew whether it wants CloudEvents."""
    before = _facts(row)
    if row.url != draft.url or not draft.cloud_events:
        row.handshake_at, row.handshake = None, ""
    for name, value in asdict(draft).items():
        setattr(row, name, value)
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


def retire_secret(actor: Viewer, row: Endpoint, until: str, *, now: datetime) -> bool:
    """An old secret signs no more, before its day is over; `until` says which. True when there was one."""
    kept = [pair for pair in row.old_secrets if pair[1] != until]
    if len(kept) == len(row.old_secrets):
        return False
    row.old_secrets = kept
    _note(actor, "endpoint.secret_retired", row, now)
    return True


def note_handshake(endpoint_id: int, url: str, said: str, *, now: datetime) -> None:
    """What the receiver at this address said of CloudEvents; an endpoint that has moved since is asked again."""
    row = db.session.get(Endpoint, endpoint_id)
    if row is not None and row.url == url:
        row.handshake, row.handshake_at = said, now


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
    events.record("endpoint.disabled", at=now, actor_id=actor_id, endpoint_id=row.id, reason=reason, maker_id=row.created_by_id)
    return True


def warn(row: Endpoint, *, now: datetime) -> None:
    """Note once in each run of failures that nothing gets through."""
    if row.disabled_at is None and row.failing_since and not was_warned(row.id, row.failing_since):
        ends = row.failing_since + DISABLE_AFTER
        since = row.failing_since.isoformat()
        events.record("endpoint.failing", at=now, endpoint_id=row.id, since=since, ends=ends.isoformat(), maker_id=row.created_by_id)


def enable_endpoint(actor: Viewer, row: Endpoint, *, now: datetime) -> bool:
    if row.disabled_at is None:
        return False
    reason = row.disabled_reason
    row.disabled_at, row.disabled_reason, row.failing_since = None, "", None
    _note(actor, "endpoint.enabled", row, now, before={"disabled_reason": reason})
    return True


def send_again(actor: Viewer, row: Delivery, *, now: datetime) -> bool:
    """The same message under the same name, with a fresh schedule of tries; False when it must not be sent any more."""
    if not may_be_sent(row):
        return False
    before = {"state": row.state}
    row.state, row.run_at, row.attempts, row.done_at = "queued", now, 0, None
    audit.log("delivery.sent_again", actor_id=actor.id, at=now, subject=("delivery", row.id), before=before)
    return True


def replay(actor: Viewer, row: Endpoint, since: datetime, *, everything: bool, now: datetime) -> int:
    """Queue again what was given up since then, or also what arrived, under the same names; two weeks back at most.

    Returns how many. What may not be sent any more stays as it is.
    """
    since = max(since, now - REPLAYABLE)
    states = ("failed", "done") if everything else ("failed",)
    again = update(Delivery).where(*replayable(row.id, states, since)).execution_options(synchronize_session=False)
    count = int(db.session.execute(again.values(state="queued", run_at=now, attempts=0, done_at=None)).rowcount)  # type: ignore[attr-defined]
    if count:
        _note(actor, "endpoint.replayed", row, now, after={"deliveries": count, "since": since.isoformat(), "everything": everything})
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
    return {
        "name": row.name, "url": row.url, "purpose": row.purpose, "events": list(row.events), "cloud_events": row.cloud_events,
    }


def _note(
    actor: Viewer, act: str, row: Endpoint, now: datetime,
    before: dict[str, object] | None = None, after: dict[str, object] | None = None,
) -> None:
    audit.log(act, actor_id=actor.id, at=now, subject=("endpoint", row.id), before=before, after=after)
