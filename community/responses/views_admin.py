"""Administrators' pages for working calendars."""

from zoneinfo import available_timezones

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.db import writing
from community.responses import actions_admin as actions
from community.responses import queries_admin as queries
from community.responses.forms_admin import CalendarForm, weekday_names
from community.responses.models import Calendar
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
    with writing():
        actions.add_calendar(viewer(), form.values(), now=clock.now())
    return done(url_for("admin_calendars.index"), say=_("The calendar is there. Topics can use it now."))


@pages.get("/<int:calendar_id>")
@administrators_only
def edit(calendar_id: int) -> Response:
    calendar = _calendar(calendar_id)
    return _form_page(CalendarForm.of(calendar), calendar)


@pages.post("/<int:calendar_id>")
@administrators_only
def save(calendar_id: int) -> Response:
    form = CalendarForm.parse(request.form)
    if not form.check():
        return _form_page(form, _calendar(calendar_id), status=422)
    with writing():
        actions.change_calendar(viewer(), _calendar(calendar_id), form.values(), now=clock.now())
    return done(url_for("admin_calendars.index"), say=_("Saved. Dates already promised stay as they are."))


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


def _form_page(form: CalendarForm, calendar: Calendar | None = None, status: int = 200) -> Response:
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return page(
        "admin/calendar.html", status=status, form=form, calendar=calendar, zones=["UTC", *zones],
        weekdays=weekday_names(),
    )
