"""The course of an idea's clock: letting it stand still, going on, opening again, moving, and taking an answer back."""

from collections.abc import Callable
from datetime import timedelta

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries import visible_idea, visible_topic
from community.responses import queries, queries_cycles
from community.responses.actions_pausing import PauseRefused, end_pause, extend_pause, pause_clock
from community.responses.actions_reopening import CLOSED, ReopenRefused, reopen_idea, sleeps, wake_legacy
from community.responses.actions_withdrawing import WithdrawalRefused, why_not_withdraw, withdraw_answer
from community.responses.blueprint import pages
from community.responses.forms_cycles import CycleForm, problem_words
from community.responses.pausing import LONGEST
from community.responses.timing import Terms
from community.triage.actions_moving import MoveRefused, move_idea
from community.web.auth import answerers_only, moderators_only, staff_only, viewer
from community.web.kept import topics_to_choose
from community.web.pages import done, page

REFUSED = (PauseRefused, ReopenRefused, WithdrawalRefused, MoveRefused)
USUAL = timedelta(days=7)


@pages.get("/ideas/<int:idea_id>/clock")
@staff_only
def course(idea_id: int) -> Response:
    idea, now = _idea(idea_id), clock.now()
    return _course(idea, CycleForm(until_text=_terms(idea).today(now + USUAL).isoformat()))


@pages.post("/ideas/<int:idea_id>/clock/pause")
@answerers_only
def pause(idea_id: int) -> Response:
    form = CycleForm.parse(request.form)
    if not form.check_pause():
        return _course(_idea(idea_id), form)

    def act(idea: Idea) -> object:
        until = _terms(idea).review_moment(form.until)
        return pause_clock(viewer(), idea, form.reason, until, note=form.note, now=clock.now())

    return _done(idea_id, form, act, "until", _("The clock stands still, and goes on by itself."))


@pages.post("/ideas/<int:idea_id>/clock/extend")
@answerers_only
def extend(idea_id: int) -> Response:
    form = CycleForm.parse(request.form)
    if not form.check_longer():
        return _course(_idea(idea_id), form)

    def act(idea: Idea) -> object:
        return extend_pause(viewer(), idea, _terms(idea).review_moment(form.longer), now=clock.now())

    return _done(idea_id, form, act, "longer", _("The clock stands still for longer."))


@pages.post("/ideas/<int:idea_id>/clock/resume")
@answerers_only
def resume(idea_id: int) -> Response:
    def act(idea: Idea) -> object:
        return end_pause(idea, now=clock.now(), actor=viewer())

    return _done(idea_id, CycleForm(), act, "until", _("The clock goes on."))


@pages.post("/ideas/<int:idea_id>/clock/reopen")
@staff_only
def reopen(idea_id: int) -> Response:
    form = CycleForm.parse(request.form)
    if not form.check_why():
        return _course(_idea(idea_id), form)

    def act(idea: Idea) -> object:
        return reopen_idea(viewer(), idea, form.why, now=clock.now())

    return _done(idea_id, form, act, "why", _("Opened again. A new answer is owed."))


@pages.post("/ideas/<int:idea_id>/clock/start")
@staff_only
def start(idea_id: int) -> Response:
    def act(idea: Idea) -> object:
        return wake_legacy(idea, now=clock.now(), actor=viewer())

    return _done(idea_id, CycleForm(), act, "start", _("From now on an answer is owed."))


@pages.post("/ideas/<int:idea_id>/answer/withdraw")
@answerers_only
def withdraw(idea_id: int) -> Response:
    form = CycleForm.parse(request.form)
    if not form.check_why():
        return _course(_idea(idea_id), form)

    def act(idea: Idea) -> object:
        return withdraw_answer(viewer(), idea, form.why, now=clock.now())

    return _done(idea_id, form, act, "why", _("The answer is taken back. Its words are kept in the records."))


@pages.post("/ideas/<int:idea_id>/move")
@moderators_only
def move(idea_id: int) -> Response:
    form = CycleForm.parse(request.form)
    topic = visible_topic(viewer(), form.topic_id)
    if topic is None:
        form.refuse("no_topic", "topic")
        return _course(_idea(idea_id), form)

    def act(idea: Idea) -> object:
        return move_idea(viewer(), idea, topic, now=clock.now())

    return _done(idea_id, form, act, "topic", _("Moved. The clock runs from its start by the promise of that topic."))


def _done(idea_id: int, form: CycleForm, act: Callable[[Idea], object], about: str, say: str) -> Response:
    try:
        with writing():
            act(_idea(idea_id))
    except REFUSED as refused:
        code = "why_missing" if refused.code == "no_reason" and about == "why" else refused.code
        form.refuse(code, about)
        return _course(_idea(idea_id), form)
    return done(url_for("desk.course", idea_id=idea_id), say=say)


def _idea(idea_id: int) -> Idea:
    return visible_idea(viewer(), idea_id) or abort(404)


def _terms(idea: Idea) -> Terms:
    return queries.terms_of(idea.topic_id)


def _course(idea: Idea, form: CycleForm) -> Response:
    """What ran, and what can be done with it now; what was typed stands in it."""
    now, answers, running = clock.now(), queries.answers_of(idea.id), queries.open_clock(idea.id)
    found = queries_cycles.course_of(idea.id, now)
    takes = why_not_withdraw(viewer(), idea, answers, "a reason")
    return page(
        "responses/cycles.html", status=422 if form.problems else 200, idea=idea, form=form, course=found,
        names=queries_cycles.names_in(found), running=running, pause=queries.open_pause(running.id) if running else None,
        closed=running is None and idea.status in CLOSED and idea.root_id is None, asleep=sleeps(idea),
        answer=answers[0] if answers and not takes else None, topics=topics_to_choose(viewer()),
        soonest=_terms(idea).today(now), latest=_terms(idea).today(now + LONGEST), why_not=problem_words,
    )
