"""What the links of an alert mail open: a page whose button does one thing about one idea, signed in or not.

Looking changes nothing, since programs that check mail follow links. No link sets a status: an answer is words and a
status, written by a person.
"""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community import clock
from community.cocreation.actions import AskRefused
from community.cocreation.actions import ask as put_question
from community.cocreation.forms import AskForm
from community.cocreation.rules import AUTHOR
from community.db import writing
from community.ideas.forms import whole
from community.ideas.queries_groups import root_to_change
from community.notifications.audience import count_asked, count_hearers
from community.notifications.queries_acts import Closed, Opened, opened
from community.notifications.wording import act_words
from community.responses import actions, queries
from community.responses.actions import AnswerRefused
from community.responses.actions_alerts import use_link
from community.responses.actions_pausing import PauseRefused, pause_clock
from community.responses.actions_waiting import give
from community.responses.forms import AnswerForm
from community.responses.forms_composing import ComposeForm
from community.responses.forms_pausing import PauseForm
from community.responses.rules import OFFERED
from community.web.auth import viewer
from community.web.pages import done, page

pages = Blueprint("acts", __name__, url_prefix="/act")
pages.add_app_template_global(act_words)


class LinkClosed(Exception):
    """The link opens nothing any more; `closed` says why."""

    def __init__(self, closed: Closed) -> None:
        super().__init__(closed.why)
        self.closed = closed


@pages.errorhandler(LinkClosed)
def _closed(problem: LinkClosed) -> Response:
    return _unkept(page("responses/act_closed.html", status=403 if problem.closed.why == "other" else 410, closed=problem.closed))


@pages.get("/answer/<token>")
def answer(token: str) -> Response:
    found = _open("answer", token)
    today, months = queries.terms_of(found.idea.topic_id).today(clock.now()), queries.review_months(found.idea.topic_id)
    return _answer_page(token, found, AnswerForm.fresh(today, months))


@pages.post("/answer/<token>")
def answer_now(token: str) -> Response:
    form = ComposeForm.parse(request.form)
    if not form.check():
        return _answer_page(token, _open("answer", token), form)
    draft = form.draft()
    try:
        with writing():
            found = _open("answer", token)
            waiting = give(found.actor, found.idea, draft, None, now=clock.now())
            use_link(found.alert, "answer", now=clock.now())
    except AnswerRefused as refused:
        found, form.over = _open("answer", token), None
        form.refuse(refused.problems, queries.review_months(found.idea.topic_id))
        return _answer_page(token, found, form)
    return _did("answer", token, _said_of(found, waits=waiting is not None))


def _said_of(found: Opened, *, waits: bool) -> str:
    """Published, or, where the topic asks for two people, waiting for the second."""
    if waits:
        return _("Thank you. A second person reads it now, and it is published when they agree.")
    heard = count_hearers(found.idea.id, found.actor.id).told
    return ngettext("Published. %(num)s person hears about it.", "Published. %(num)s people hear about it.", heard)


@pages.get("/pass-on/<token>")
def pass_on(token: str) -> Response:
    return _pass_page(token, _open("pass_on", token), {})


@pages.post("/pass-on/<token>")
def pass_on_now(token: str) -> Response:
    colleague = queries.answerer(whole(request.form.get("owner", "")))
    if colleague is None:
        return _pass_page(token, _open("pass_on", token), {"owner": _("Please choose a colleague who can answer.")})
    with writing():
        found = _open("pass_on", token)
        actions.assign_idea(found.actor, found.idea, colleague, now=clock.now())
        use_link(found.alert, "pass_on", now=clock.now())
    return _did("pass_on", token, _("Passed on. %(name)s is told first from now on.", name=colleague.name))


@pages.get("/ask/<token>")
def ask(token: str) -> Response:
    found = _open("ask", token)
    return _act_page("ask", token, found, AskForm.fresh(AUTHOR, queries.terms_of(found.idea.topic_id).today(clock.now())))


@pages.post("/ask/<token>")
def ask_now(token: str) -> Response:
    form, found = AskForm.parse({**request.form, "audience": AUTHOR}), _open("ask", token)
    if not form.check():
        return _act_page("ask", token, found, form)
    draft = form.draft(queries.terms_of(found.idea.topic_id))
    try:
        with writing():
            found = _open("ask", token)
            idea = root_to_change(found.actor, found.idea.id) or abort(404)
            put_question(found.actor, idea, draft, hearers=count_asked(idea, AUTHOR, found.actor.id), now=clock.now())
            use_link(found.alert, "ask", now=clock.now())
    except AskRefused as refused:
        form.refuse(refused.problems)
        return _act_page("ask", token, _open("ask", token), form)
    return _did("ask", token, _("Asked. The author hears of it by mail, and the question stands on the page."))


@pages.get("/pause/<token>")
def pause(token: str) -> Response:
    found = _open("pause", token)
    return _act_page("pause", token, found, PauseForm.fresh(queries.terms_of(found.idea.topic_id).today(clock.now())))


@pages.post("/pause/<token>")
def pause_now(token: str) -> Response:
    form = PauseForm.parse(request.form)
    if not form.check():
        return _act_page("pause", token, _open("pause", token), form)
    try:
        with writing():
            found = _open("pause", token)
            until = form.until(queries.terms_of(found.idea.topic_id))
            pause_clock(found.actor, found.idea, form.reason, until, note=form.note, now=clock.now())
            use_link(found.alert, "pause", now=clock.now())
    except PauseRefused as refused:
        form.refuse(refused.code)
        return _act_page("pause", token, _open("pause", token), form)
    return _did("pause", token, _("The clock stands still. It goes on by itself on the day you said, or earlier."))


def _open(act: str, token: str) -> Opened:
    found = opened(act, token, viewer(), clock.now())
    if isinstance(found, Closed):
        raise LinkClosed(found)
    return found or abort(404)


def _answer_page(token: str, found: Opened, form: AnswerForm) -> Response:
    answers = queries.answers_of(found.idea.id)
    if form.over is None:
        form.over = answers[0].id if answers else 0
    two_people = queries.terms_of(found.idea.topic_id).needs_approval
    more = {"answers": answers, "answerable": OFFERED, "hearers": count_hearers(found.idea.id, found.actor.id).told, "two_people": two_people}
    return _act_page("answer", token, found, form, **more)


def _pass_page(token: str, found: Opened, problems: dict[str, str]) -> Response:
    form = AnswerForm(problems=problems)
    owner_id = queries.ladder_of(found.idea.id)["owner"]
    colleagues = [each for each in queries.answerers() if each.id != owner_id]
    return _act_page("pass_on", token, found, form, colleagues=colleagues)


def _act_page(act: str, token: str, found: Opened, form: Any, **more: Any) -> Response:
    return _unkept(
        page(
            f"responses/act_{act}.html", status=422 if form.problems else 200, act=act, idea=found.idea, clock=found.alert.clock,
            actor=found.actor, form=form, act_url=url_for(f"acts.{act}_now", token=token), **more,
        )
    )


def _did(act: str, token: str, say: str) -> Response:
    """Whoever is signed in goes on at the desk; whoever is not stays with what the link did."""
    return _unkept(done(url_for("desk.index") if viewer().signed_in else url_for(f"acts.{act}", token=token), say=say))


def _unkept(response: Response) -> Response:
    """The address of such a page is a key: it is told to no other page and kept nowhere."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
