"""Bringing a CRM up to date: take a turn, compare, speak with it, and keep what it confirmed.

Each function is one step; the caller commits between them, so that no transaction is open while the network is.
"""

import json
import logging
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from community.crm import queries_vendors as queries
from community.crm import vault
from community.crm.actions_vendors import shut_connection
from community.crm.comparing import Comparison, Target, compare
from community.crm.dial import Reply, post
from community.crm.models_vendors import Connection
from community.crm.rules import Failure, Network
from community.crm.vendors import Answer, Call, Results, Talk, dumps

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
"""Longer than the longest turn: TALK and two requests that hang (70 s)."""
TALK = 40.0
"""Seconds after which a talk is broken off; what is open is taken up in the next turn."""
READ = 4 * 1024 * 1024
"""Bytes read of an answer: a batch of 100 contacts comes back with all that was written."""
EARLY = timedelta(minutes=1)
LIFETIME = 1800
"""Seconds for which a token is taken to be good when the server does not say."""
LONGEST_LIFETIME = 86_400
MISUNDERSTOOD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a vendor's part may raise over an answer that is JSON, but not of the shape its documentation says."""
UNUSABLE = frozenset({401, 403, 408, 421, 423, 425, 429, 477})
"""The CRM as a whole does not want to, now; and so does every 5xx."""


@dataclass(frozen=True)
class Turn:
    """Everything a turn needs without the database. `rows` are subject ids and how often each had changed."""

    target: Target
    lease: str
    url: str
    kind: str
    rows: dict[int, int]
    credentials: dict[str, str]
    token: str


@dataclass(frozen=True)
class Try:
    """One request that was made: what for, when, and what came back."""

    request: str
    records: int
    at: datetime
    reply: Reply | Failure


@dataclass
class Spoken:
    """What came of a turn: results by subject, every request, the token that was given, and what broke the talk off."""

    results: Results = field(default_factory=dict)
    tries: list[Try] = field(default_factory=list)
    token: str = ""
    token_until: datetime | None = None
    stopped: Reply | Failure | None = None


def take_turn(secret_key: str, base_url: str, now: datetime) -> Turn | None:
    """The connection served the longest ago, and what has waited longest for it; None when nothing is due."""
    row = queries.next_connection(now)
    if row is None:
        return None
    try:
        credentials, token = _opened(row, secret_key, now)
    except vault.Sealed:
        shut_connection(row, "secret", now=now)
        return take_turn(secret_key, base_url, now)
    target = Target.of(row, base_url, secret_key)
    waiting = queries.next_pending(row.id, target.vendor.most)
    row.lease, row.busy_until, row.served_at = str(uuid.uuid4()), now + LEASE, now
    rows = {each.subject_id: each.changes for each in waiting}
    return Turn(target, row.lease, row.url.rstrip("/"), waiting[0].subject_kind, rows, credentials, token)


def _opened(row: Connection, secret_key: str, now: datetime) -> tuple[dict[str, str], str]:
    credentials = json.loads(vault.unseal(secret_key, row.credentials))
    good = bool(row.token) and row.token_until is not None and row.token_until > now
    return credentials, credentials.get("token", "") or (vault.unseal(secret_key, row.token) if good else "")


def prepare(turn: Turn) -> list[Comparison]:
    return compare(turn.target, turn.kind, list(turn.rows))


def speak(turn: Turn, compared: Sequence[Comparison], networks: Sequence[Network], now: datetime) -> Spoken:
    """Send what differs. Never raises for what the other side does."""
    spoken = Spoken(token=turn.token)
    items = [each.item for each in compared if each.state in ("new", "changed") and each.item]
    lost = [each.item for each in compared if each.state == "forget" and each.item]
    if not items and not lost:
        return spoken
    if not spoken.token:
        _ask_for_token(turn, spoken, networks, now)
    vendor, shape, until = turn.target.vendor, turn.target.shape, time.monotonic() + TALK
    talks = [vendor.talk(turn.kind, items, shape, spoken.results)] if items else []
    talks += [vendor.forget(turn.kind, item, shape, spoken.results) for item in lost]
    for talk in talks:
        if spoken.stopped is None and time.monotonic() < until:
            _converse(talk, turn, spoken, networks, now, until)
    return spoken


def _converse(talk: Talk, turn: Turn, spoken: Spoken, networks: Sequence[Network], now: datetime, until: float) -> None:
    try:
        call = next(talk)
        while time.monotonic() < until:
            reply = _make(call, turn, spoken, networks, now)
            if isinstance(reply, Failure) or reply.status in UNUSABLE or reply.status >= 500:
                spoken.stopped = reply
                break
            call = talk.send(_understood(reply))
    except StopIteration:
        return
    except MISUNDERSTOOD:
        log.exception("an answer of the CRM of connection %s was not understood", turn.target.connection_id)
        spoken.stopped = Failure.BROKEN
    talk.close()


def _make(call: Call, turn: Turn, spoken: Spoken, networks: Sequence[Network], now: datetime) -> Reply | Failure:
    vendor = turn.target.vendor
    headers = {"accept": "application/json", vendor.token_header.lower(): vendor.token_prefix + spoken.token, **dict(call.headers)}
    body = b"" if call.body is None else dumps(call.body)
    if body:
        headers["content-type"] = "application/json"
    reply = post(turn.url + call.path, body, headers, networks, method=call.method, most=READ)
    spoken.tries.append(Try(f"{call.method} {call.path.partition('?')[0]}"[:300], call.records, now, reply))
    return reply


def _understood(reply: Reply) -> Answer:
    return Answer(reply.status, _json(reply.body), reply.snippet)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None


def _ask_for_token(turn: Turn, spoken: Spoken, networks: Sequence[Network], now: datetime) -> None:
    """Client credentials, RFC 6749 4.4; the client is named in the form (2.3.1), which every vendor here takes."""
    asked = {"grant_type": "client_credentials", "client_id": turn.credentials.get("client_id", ""), "client_secret": turn.credentials.get("client_secret", "")}
    if turn.credentials.get("scope"):
        asked["scope"] = turn.credentials["scope"]
    headers = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
    reply = post(turn.credentials.get("token_url", ""), urlencode(asked).encode(), headers, networks)
    spoken.tries.append(Try("POST token", 0, now, _without_words(reply)))
    given = _json(reply.body) if isinstance(reply, Reply) and reply.status == 200 else None
    if not isinstance(given, dict) or not isinstance(given.get("access_token"), str):
        spoken.stopped = _without_words(reply)
        return
    spoken.token, seconds = given["access_token"], given.get("expires_in")
    spoken.token_until = now + timedelta(seconds=_lifetime(seconds)) - EARLY


def _lifetime(seconds: Any) -> int:
    """Some servers write the number as a text; of one that says nothing half an hour is taken."""
    text = str(seconds)
    return min(int(text), LONGEST_LIFETIME) if text.isascii() and text.isdigit() and len(text) < 10 else LIFETIME


def _without_words(reply: Reply | Failure) -> Reply | Failure:
    """What a token server says is never kept: it may be the token."""
    return Reply(reply.status, "", reply.headers, reply.latency_ms) if isinstance(reply, Reply) else reply


