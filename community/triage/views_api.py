"""Programs that watch other channels log what is said there."""

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.posted import posted_before, remember_post
from community.db import writing
from community.ideas.models_mentions import Mention
from community.ideas.queries_groups import root_to_change
from community.triage import actions_mentions as actions
from community.triage import queries_mentions as queries
from community.triage.forms_mentions import FIELDS, MentionForm
from community.voices.actions import VoiceRefused
from community.web.api import actor, answered, caller, json_object, problem, scoped, unfit
from community.web.auth import settings

pages = Blueprint("api_triage", __name__, url_prefix="/api/v1")

LONGEST_KEY = 255


@pages.post("/mentions")
@scoped("mentions:write")
def log_mention() -> Response:
    """Once for each Idempotency-Key, and for the same words at the same address."""
    sent = json_object(FIELDS, needed=("url", "text"))
    form, key = MentionForm.of_json(sent, clock.now()), _key()
    if not form.check():
        abort(unfit([{"field": name, "detail": str(said)} for name, said in form.problems.items()]))
    with writing():
        row, fresh = _once(form, key, _print_of(sent))
    said = answered(_shown(row), 201 if fresh else 200)
    said.headers["Location"] = settings().base_url + url_for("mentions.show", mention_id=row.id)
    return said


def _once(form: MentionForm, key: str, fingerprint: str) -> tuple[Mention, bool]:
    before = posted_before(actor().id, key)
    if before is not None:
        made, told = before.split(" ")
        if told != fingerprint:
            abort(problem(422, _("This Idempotency-Key was used for something else"), _("A new mention needs a new key.")))
        return queries.mention(int(made)) or abort(404), False
    row, fresh = actions.log_mention(actor(), form.said(), now=clock.now(), token_id=caller().token_id)
    if fresh and form.idea:
        _tie(row, form.idea)
    remember_post(actor().id, key, f"{row.id} {fingerprint}", clock.now())
    return row, fresh


def _tie(row: Mention, idea_id: int) -> None:
    idea = root_to_change(actor(), idea_id) or abort(unfit([{"field": "idea_id", "detail": _("There is no such idea.")}]))
    try:
        actions.tie_mention(actor(), row, idea, now=clock.now())
    except VoiceRefused:
        abort(unfit([{"field": "idea_id", "detail": _("This idea takes no words now.")}]))


def _key() -> str:
    """The caller's Idempotency-Key as one of ours; "" when none is given, so that nothing is remembered."""
    given = request.headers.get("Idempotency-Key", "")
    if len(given) > LONGEST_KEY:
        abort(problem(400, _("The Idempotency-Key is too long"), _("At most %(most)s characters.", most=LONGEST_KEY)))
    return hashlib.sha256(f"{caller().token_id}:{given}".encode()).hexdigest() if given else ""


def _print_of(sent: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


def _shown(row: Mention) -> dict[str, Any]:
    url = f"{settings().base_url}{url_for('mentions.show', mention_id=row.id)}"
    return {"id": row.id, "url": url, "idea_id": row.idea_id, "person_id": row.person_id, "waits_for_idea": row.idea_id is None}
