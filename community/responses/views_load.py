"""Who has how much to answer, who is away, and handing ideas over."""

from datetime import datetime

from flask import abort, request, url_for
from flask_babel import get_timezone, ngettext
from flask_babel import gettext as _
from sqlalchemy import Row
from werkzeug.wrappers import Response

from community import clock
from community.accounts.actions_admin import change_person
from community.accounts.forms_away import AwayForm
from community.accounts.models import Person
from community.accounts.queries import person as person_by_id
from community.db import writing
from community.ideas.forms import whole
from community.insights.counting import dialogue_shown
from community.responses import actions, queries, queries_desk, queries_load
from community.responses.blueprint import pages
from community.responses.forms_desk import MOST_CHOSEN, chosen
from community.responses.loads import Load, load_of, loads
from community.responses.timing import Horizon, desk_group
from community.web.auth import answerers_only, staff_only, viewer
from community.web.pages import done, page


@pages.get("/people")
@staff_only
def people() -> Response:
    at, waiting = Horizon.of(clock.now(), get_timezone()), queries_load.what_waits()
    held = loads(waiting, at)
    return page(
        "responses/people.html", people=queries_load.people_who_answer(held), held=held, all=load_of(waiting, at), now=at.now,
        led=queries_load.led_by(viewer()), nothing=Load(), steps=dialogue_shown(viewer(), at.now),
    )


@pages.get("/people/<int:person_id>/away")
@staff_only
def away(person_id: int) -> Response:
    person = _led(person_id)
    return _away_page(person, AwayForm.of(person))


@pages.post("/people/<int:person_id>/away")
@staff_only
def set_away(person_id: int) -> Response:
    person, form = _led(person_id), AwayForm.parse(request.form)
    if not form.check():
        return _away_page(person, form)
    with writing():
        person = _led(person_id)
        change_person(viewer(), person, form.values(person.zone), now=clock.now())
    say = _("Kept. What is due meanwhile goes to the next in line.") if form.away_from else _("Kept. Nothing stands against telling %(name)s.", name=person.name)
    return done(url_for("desk.people"), say=say)


@pages.get("/hand-over")
@answerers_only
def hand_over() -> Response:
    """Which ideas, to whom, and what that changes for both: nothing is handed over before."""
    return _hand_over_page(_asked_for(), whole(request.args.get("to", "")))


@pages.post("/hand-over")
@answerers_only
def take_over() -> Response:
    ids, colleague = chosen(request.form), queries.answerer(whole(request.form.get("to", "")))
    if colleague is None or not ids:
        return _hand_over_page(ids, 0, _("Please choose a colleague who can answer."))
    with writing():
        moved = actions.hand_over(viewer(), ids, colleague, now=clock.now())
    say = ngettext("%(num)s idea is %(name)s's to answer now.", "%(num)s ideas are %(name)s's to answer now.", len(moved), name=colleague.name)
    return done(url_for("desk.index"), say=say)


def _led(person_id: int) -> Person:
    return queries_load.person_led(viewer(), person_id) or abort(404)


def _away_page(person: Person, form: AwayForm) -> Response:
    count = len(queries_desk.ids_of(person.id, clock.now(), MOST_CHOSEN))
    return page("responses/away.html", status=422 if form.problems else 200, person=person, form=form, count=count)


def _asked_for() -> list[int]:
    """The ticked ideas, or all of one person."""
    of = whole(request.args.get("of", ""))
    return queries_desk.ids_of(of, clock.now(), MOST_CHOSEN) if of else chosen(request.args)


def _hand_over_page(ids: list[int], to: int, problem: str = "") -> Response:
    at, waiting = Horizon.of(clock.now(), get_timezone()), queries_load.what_waits()
    held, rows = loads(waiting, at), queries_desk.desk_rows(ids, at.now)
    colleague = queries.answerer(to)
    theirs = [row for row in rows if colleague and row.owner_id == colleague.id]
    return page(
        "responses/hand_over.html", fragment="responses/_hand_over_preview.html", status=422 if problem else 200, rows=rows, problem=problem,
        colleague=colleague, colleagues=queries.answerers(), held=held, nothing=Load(), theirs=theirs, now=at.now, most=MOST_CHOSEN,
        overdue=sum(_is_overdue(row, at.now) for row in rows),
        unreachable=queries.unreachable([to], at.now) if colleague else set(), of=person_by_id(whole(request.args.get("of", ""))),
    )


def _is_overdue(row: Row, now: datetime) -> bool:
    return desk_group(answer_state=row.answer_state, due_at=row.due_at, answered_at=None, now=now, asked_due_at=row.asked_due_at) == "overdue"
