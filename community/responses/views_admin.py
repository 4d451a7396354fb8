"""Administrators' pages for working calendars."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.db import db, writing
from community.responses import actions_admin as actions
from community.responses import queries_admin as queries
from community.responses import queries_promises
from community.responses.actions_promises import Plan, plan_calendar, withdraw
from community.responses.forms_admin import CalendarForm, weekday_names
from community.responses.ics import Entry
from community.responses.models import Calendar
from community.responses.models_promises import CalendarVersion
from community.responses.promising import CALENDAR, PromiseRefused
from community.responses.version_words import Said, calendar_lines, fingerprint, history
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_calendars", __name__, url_prefix="/admin/calendars")


@pages.get("/")
@administrators_only
def index() -> Response:
    return page("admin/calendars.html", calendars=queries.calendars())


@pages.get("/new")
@administrators_only
def new() -> Response:
    return _form_page(CalendarForm(zone=viewer().zone))


@pages.post("/new")
@administrators_only
def create() -> Response:
    form = CalendarForm.parse(request.form)
    if not form.check():
        return _form_page(form, status=422)
    try:
        with writing():
            actions.add_calendar(viewer(), form.values(), now=clock.now())
    except PromiseRefused as refused:
        form.refuse(refused)
        return _form_page(form, status=422)
    return done(url_for("admin_calendars.index"), say=_("The calendar is there. Topics can use it now."))


@pages.get("/<int:calendar_id>")
@administrators_only
def edit(calendar_id: int) -> Response:
    calendar = _calendar(calendar_id)
    return _form_page(form_of(calendar), calendar)


@pages.post("/<int:calendar_id>")
@administrators_only
def save(calendar_id: int) -> Response:
    """What was not looked at yet is shown with what it does, and saved by the second press."""
    form, calendar = CalendarForm.parse(request.form), _calendar(calendar_id)
    if not form.check():
        return _form_page(form, calendar, status=422)
    try:
        plan = plan_calendar(calendar, form.hours(), form.since(), now=clock.now())
        if plan.after and form.seen != _seen(form):
            return _form_page(form, calendar, plan=plan)
        with writing():
            actions.change_calendar(viewer(), _calendar(calendar_id), form.values(), form.since(), now=clock.now())
    except PromiseRefused as refused:
        form.refuse(refused)
        return _form_page(form, _calendar(calendar_id), status=422)
    return done(url_for("admin_calendars.edit", calendar_id=calendar_id), say=_said(plan))


@pages.post("/<int:calendar_id>/holidays")
@administrators_only
def read_holidays(calendar_id: int) -> Response:
    """The typed calendar with a file's holidays in it, to be looked at; nothing is saved yet."""
    form, calendar = CalendarForm.parse(request.form), _calendar(calendar_id)
    found = form.take_in(request.files.get("file"))
    if not found or not form.check():
        return _form_page(form, calendar, status=422)
    try:
        plan = plan_calendar(calendar, form.hours(), form.since(), now=clock.now())
    except PromiseRefused as refused:
        form.refuse(refused)
        return _form_page(form, calendar, status=422)
    return _form_page(form, calendar, plan=plan, found=found)


@pages.post("/<int:calendar_id>/versions/<int:version_id>/withdraw")
@administrators_only
def take_back(calendar_id: int, version_id: int) -> Response:
    with writing():
        version = db.session.get(CalendarVersion, version_id)
        if version is None or version.calendar_id != calendar_id:
            abort(404)
        gone = withdraw(viewer(), version, now=clock.now())
    say = _("Taken back. What holds now goes on.") if gone else _("This version holds already, so it stays.")
    return done(url_for("admin_calendars.edit", calendar_id=calendar_id), say=say, kind="good" if gone else "bad")


@pages.post("/<int:calendar_id>/remove")
@administrators_only
def remove(calendar_id: int) -> Response:
    try:
        with writing():
            actions.remove_calendar(viewer(), _calendar(calendar_id), now=clock.now())
    except actions.CalendarInUse as used:
        say = _("This calendar stays, for these topics use it: %(topics)s.", topics=", ".join(used.topics))
        return done(url_for("admin_calendars.edit", calendar_id=calendar_id), say=say, kind="bad")
    return done(url_for("admin_calendars.index"), say=_("The calendar is removed."))


def _calendar(calendar_id: int) -> Calendar:
    return queries.calendar(calendar_id) or abort(404)


def form_of(calendar: Calendar) -> CalendarForm:
    held = queries_promises.calendar_held(calendar.id, clock.now())
    return CalendarForm.of(held or calendar, calendar.name)


def _seen(form: CalendarForm) -> str:
    return fingerprint(form.hours(), form.valid_from)


def _said(plan: Plan) -> str:
    if not plan.after:
        return _("Saved.")
    if plan.valid_from > clock.now():
        return _("Saved. It holds from the day you chose.")
    return _("Saved. Open clocks are counted anew within seconds; finished ones stay as they are.")


def _form_page(
    form: CalendarForm, calendar: Calendar | None = None, *, plan: Plan | None = None, found: Sequence[Entry] = (), status: int = 200
) -> Response:
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    days = weekday_names()
    return page(
        "admin/calendar.html", status=status, form=form, calendar=calendar, zones=["UTC", *zones], weekdays=days, plan=plan,
        lines=calendar_lines(plan.held, form.hours(), days) if plan else [], seen=_seen(form) if plan else "",
        versions=_history(calendar.id, days) if calendar else [], found=found,
    )


def _history(calendar_id: int, days: dict[str, str]) -> list[Said]:
    rows = queries_promises.versions_of(calendar_id)
    said: list[dict[str, Any]] = [{name: getattr(version, name) for name in CALENDAR} for version, _by in rows]
    before = [*said[1:], {}]
    return history([(version, by, calendar_lines(was, now, days)) for (version, by), now, was in zip(rows, said, before, strict=True)], clock.now())
