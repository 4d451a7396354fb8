"""What a CRM confirmed or refused is kept, and how the connection goes on."""

import random
import re
from datetime import datetime

from community.accounts.rules import clean_text
from community.crm import queries_vendors as queries
from community.crm import vault
from community.crm.actions_vendors import mark, shut_connection, warn_connection
from community.crm.comparing import LINKS, Comparison
from community.crm.delivery_vendors import Spoken, Try, Turn
from community.crm.dial import Reply
from community.crm.models_vendors import Acknowledged, Connection, Pending, SyncAttempt
from community.crm.rules import SCHEDULE, Failure, next_attempt, should_disable, should_warn, streak_start
from community.crm.vendors import LONGEST_PROBLEM, Result
from community.db import db

CRM_ID = re.compile(r"[A-Za-z0-9_-]{0,64}", re.ASCII)


def store(turn: Turn, compared: list[Comparison], spoken: Spoken, secret_key: str, now: datetime) -> bool:
    """Keep what came of a turn; False when another worker has taken the connection over meanwhile, whose word counts."""
    row = db.session.get(Connection, turn.target.connection_id, with_for_update=True, populate_existing=True)
    if row is None or row.lease != turn.lease:
        return False
    attempts = [_attempt(row.id, each) for each in spoken.tries]
    db.session.add_all(attempts)
    waiting = queries.pending_of(row.id, turn.kind, list(turn.rows))
    confirmed = queries.acknowledged(row.id, turn.kind, list(turn.rows))
    for each in compared:
        _settle(turn, each, spoken.results.get(each.subject_id), waiting, confirmed, now)
    row.lease, row.busy_until = None, None
    if spoken.token_until is not None:
        row.token, row.token_until = vault.seal(secret_key, spoken.token), spoken.token_until
    if spoken.stopped is not None:
        _postpone(row, spoken.stopped, now)
    elif spoken.tries:
        row.failures, row.failing_since, row.problem, row.last_success_at = 0, None, "", now
    erased = [each.subject_id for each in compared if each.state == "forget"]
    if erased:
        _keep_no_words(row, attempts, [waiting[each] for each in erased if each in waiting])
    return True


def _keep_no_words(row: Connection, attempts: list[SyncAttempt], waiting: list[Pending]) -> None:
    """The CRM was asked to empty what it knows of somebody who was erased here: what it says may name them."""
    row.problem = ""
    for attempt in attempts:
        attempt.reply = ""
    for pending in waiting:
        pending.problem = ""


def _attempt(connection_id: int, each: Try) -> SyncAttempt:
    made = SyncAttempt(connection_id=connection_id, at=each.at, request=each.request, records=each.records)
    if isinstance(each.reply, Failure):
        made.problem = each.reply.value
        return made
    made.status, made.latency_ms = each.reply.status, each.reply.latency_ms
    made.reply = "" if 200 <= each.reply.status < 300 else each.reply.snippet
    return made


def _settle(
    turn: Turn, each: Comparison, result: Result | None, waiting: dict[int, Pending], confirmed: dict[int, Acknowledged], now: datetime
) -> None:
    """A row goes once what it stands for was confirmed, unless there was another change while we sent."""
    pending = waiting.get(each.subject_id)
    if each.to_send and result is None:
        return
    problem = _problem(result) if result is not None else ""
    if problem:
        _refused(pending, problem, turn, now)
        return
    kept = each.state in ("same", "nothing")
    whole = kept or _keep(turn, each, result or Result(), confirmed.get(each.subject_id), now)
    if pending is not None and whole and pending.changes == turn.rows[each.subject_id]:
        db.session.delete(pending)


def _problem(result: Result) -> str:
    """The CRM's own words; a number that could not be one in an address counts as refused, too."""
    words = result.problem or ("" if CRM_ID.fullmatch(result.crm_id) else result.crm_id)
    return (clean_text(words) or "?")[:LONGEST_PROBLEM] if words else ""


def _refused(pending: Pending | None, problem: str, turn: Turn, now: datetime) -> None:
    if pending is not None and pending.changes == turn.rows[pending.subject_id]:
        pending.refused_at, pending.problem = now, problem


def _keep(turn: Turn, each: Comparison, result: Result, before: Acknowledged | None, now: datetime) -> bool:
    """Note what is confirmed; False when the record is new there though we had only sent a part, so that all has to follow."""
    if each.state in ("forget", "drop") or result.gone:
        if before is not None:
            db.session.delete(before)
        return not result.gone
    if before is not None and before.crm_id and result.created:
        before.crm_id, before.hashes, before.tied, before.at = result.crm_id, {}, None, now
        return False
    if before is None:
        before = Acknowledged(connection_id=turn.target.connection_id, subject_kind=turn.kind, subject_id=each.subject_id, hashes={}, at=now)
        _tie_members(turn, each.subject_id, now)
        db.session.add(before)
    before.crm_id, before.hashes, before.at = result.crm_id or before.crm_id or "", {**before.hashes, **each.hashes}, now
    if LINKS in each.hashes and each.item is not None:
        before.tied = list(each.item.links)
    return True


def _tie_members(turn: Turn, subject_id: int, now: datetime) -> None:
    """An account is there from now on: its people who are there already are still to be tied to it."""
    if turn.kind == "account" and turn.target.vendor.ties:
        mark([turn.target.connection_id], "person", queries.confirmed_members(turn.target.connection_id, subject_id), now=now)


def _postpone(row: Connection, stopped: Reply | Failure, now: datetime) -> None:
    """The CRM as a whole could not be used: wait as webhooks do, and give up after five days of nothing else."""
    status = stopped.status if isinstance(stopped, Reply) else stopped
    after = stopped.headers.get("retry-after") if isinstance(stopped, Reply) else None
    row.failures += 1
    row.problem = stopped.snippet[:LONGEST_PROBLEM] if isinstance(stopped, Reply) else ""
    if status == 401:
        row.token, row.token_until = "", None
    last = len(SCHEDULE) - 1
    row.busy_until = next_attempt(min(row.failures, last), status, after, now, random.random()) or now + SCHEDULE[last]
    row.failing_since = streak_start(row.failing_since, row.last_success_at, now)
    if should_warn(row.failing_since, row.last_success_at, now):
        warn_connection(row, stopped.status if isinstance(stopped, Reply) else None, now=now)
    if should_disable(row.failing_since, row.last_success_at, now, False):
        shut_connection(row, "failing", now=now)
