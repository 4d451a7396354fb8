"""Write first, sign in last: a visitor's act is kept, and takes effect when the code or link comes back.

What each kind means is in held_kinds.py.
"""

import json
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, session, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts import actions, limits, queries
from community.accounts.models import HeldAct
from community.accounts.viewer import Viewer
from community.db import db, writing
from community.web.auth import this_network
from community.web.guard import keep_to
from community.web.held_kinds import KINDS, Outcome, Payload
from community.web.pages import lead_to

log = logging.getLogger(__name__)

LARGEST_PAYLOAD = 64_000


@dataclass(frozen=True)
class Kept:
    """A held act in words, for the page that asks for the address."""

    id: int
    said: str
    words: str


def hold(kind: str, payload: Payload) -> Response:
    """Keep this act for the visitor and lead to the page that says so and asks for an address.

    Call it instead of the verb, outside writing(): `if not viewer().signed_in: return hold("vote", {...})`.
    """
    if len(json.dumps(payload, ensure_ascii=False)) > LARGEST_PAYLOAD:
        abort(413)
    place, browser, network = KINDS[kind].place(payload), browser_hash(make=True), this_network()
    with writing():
        keep_to(limits.HELD_ACTS, f"held:{network}")
        actions.hold_act(kind, payload, browser_hash=browser, network=network, now=clock.now())
    return lead_to(url_for("accounts.sign_in", next=place))


def browser_hash(*, make: bool = False) -> str:
    """The hash by which rows know this visitor's browser; "" when it carries no mark and none is to be made."""
    if make and "browser" not in session:
        session["browser"] = secrets.token_urlsafe(32)
        session.permanent = True
    mark = session.get("browser", "")
    return queries.hash_of(mark) if mark else ""


def kept_acts(sign_in_id: int | None = None) -> list[Kept]:
    """What waits for this browser, or for this sign-in on whatever browser."""
    waiting = queries.waiting_acts(browser_hash(), sign_in_id, clock.now())
    return [Kept(act.id, KINDS[act.kind].describe(act.payload), KINDS[act.kind].words(act.payload)) for act in waiting]


def replay_acts(person: Viewer, *, sign_in_id: int | None = None, now: datetime) -> list[HeldAct]:
    """Let everything that waits take effect, in the transaction that signs the person in: once, or not at all.

    One act that cannot takes nothing from the others; it keeps its reason and its words.
    """
    acts = queries.waiting_acts(browser_hash(), sign_in_id, now, lock=True)
    for act in acts:
        outcome = _replay_one(person, act, now)
        actions.settle_act(act, person.id, done=outcome.done, said=outcome.said, now=now)
    return acts


def _replay_one(person: Viewer, act: HeldAct, now: datetime) -> Outcome:
    try:
        with db.session.begin_nested():
            return KINDS[act.kind].replay(person, act.payload, now)
    except Exception:
        log.exception("held act %s failed", act.id)
        return Outcome(False, _("Something broke on our side. It has been noted."))
