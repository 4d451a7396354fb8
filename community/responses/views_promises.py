"""Administrators' pages for what a topic promises: looked at before it is saved, and kept with its history."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.db import db, writing
from community.ideas import queries_admin as topics
from community.ideas.models import Topic
from community.responses import actions_promises as actions
from community.responses import queries_promises as queries
from community.responses.forms_promises import PolicyForm
from community.responses.models_promises import PolicyVersion
from community.responses.promising import POLICY, PromiseRefused, policy
from community.responses.queries_admin import calendars
from community.responses.version_words import Said, fingerprint, history, policy_lines, role_words
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_promises", __name__, url_prefix="/admin/topics/<int:topic_id>/promises")


@pages.get("")
@administrators_only
def edit(topic_id: int) -> Response:
    return _form_page(_topic(topic_id), PolicyForm.of(_held(topic_id)))


@pages.post("")
@administrators_only
def save(topic_id: int) -> Response:
    """What was not looked at yet is shown with what it does, and saved by the second press."""
    form, topic = PolicyForm.parse(request.form), _topic(topic_id)
    if not form.check([row.id for row in calendars()]):
        return _form_page(topic, form, status=422)
    try:
        plan = actions.plan_policy(topic, form.values(), form.since(_zone(form)), now=clock.now())
        if plan.after and form.seen != _seen(form):
            return _form_page(topic, form, plan=plan)
        with writing():
            saved = actions.save_policy(viewer(), _topic(topic_id), form.values(), form.since(_zone(form)), now=clock.now())
    except PromiseRefused as refused:
        form.refuse(refused)
        return _form_page(_topic(topic_id), form, status=422)
    return done(url_for("admin_promises.edit", topic_id=topic_id), say=_said(saved))


@pages.post("/<int:version_id>/withdraw")
@administrators_only
def withdraw(topic_id: int, version_id: int) -> Response:
    with writing():
        version = db.session.get(PolicyVersion, version_id)
        if version is None or version.topic_id != topic_id:
            abort(404)
        gone = actions.withdraw(viewer(), version, now=clock.now())
    say = _("Taken back. What holds now goes on.") if gone else _("This version holds already, so it stays.")
    return done(url_for("admin_promises.edit", topic_id=topic_id), say=say, kind="good" if gone else "bad")


def _topic(topic_id: int) -> Topic:
    return topics.topic(topic_id) or abort(404)


def _held(topic_id: int) -> dict[str, Any]:
    held = queries.policy_held(topic_id, clock.now())
    return {name: getattr(held, name) for name in POLICY} if held else policy(None)


def _zone(form: PolicyForm) -> str:
    return next((row.zone for row in calendars() if row.id == form.calendar), "UTC")


def _seen(form: PolicyForm) -> str:
    return fingerprint(form.values(), form.valid_from)


def _said(saved: PolicyVersion | None) -> str:
    if saved is None:
        return _("Nothing was changed.")
    if saved.valid_from > clock.now():
        return _("Saved. It holds from the day you chose.")
    return _("Saved. Open clocks are counted anew within seconds; finished ones stay as they are.")


def _form_page(topic: Topic, form: PolicyForm, *, plan: actions.Plan | None = None, status: int = 200) -> Response:
    names = queries.calendar_names()
    lines = policy_lines(plan.held, form.values(), names) if plan else []
    return page(
        "admin/promises.html", status=status, form=form, topic=topic, plan=plan, lines=lines,
        seen=_seen(form) if plan else "", versions=_history(topic.id, names), roles=role_words(),
        calendars=[(row.id, f"{row.name} ({row.zone})") for row in calendars()],
    )


def _history(topic_id: int, names: dict[int, str]) -> list[Said]:
    rows = queries.policies_of(topic_id)
    said = [{name: getattr(version, name) for name in POLICY} for version, _by in rows]
    before = [*said[1:], {}]
    return history([(version, by, policy_lines(was, now, names)) for (version, by), now, was in zip(rows, said, before, strict=True)], clock.now())
