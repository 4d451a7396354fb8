"""Answers that wait for their time or for a second person: the list, and each one."""

from collections.abc import Callable

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.accounts.rules import clean_text
from community.db import writing
from community.ideas.forms import whole
from community.responses import actions_waiting as actions
from community.responses import queries_drafting as queries
from community.responses.actions import AnswerRefused
from community.responses.actions_waiting import WaitingRefused
from community.responses.forms_composing import words_of
from community.responses.models_drafting import WaitingAnswer
from community.responses.queries import answers_of, review_months
from community.responses.reasons import why_not_published
from community.web.auth import answerers_only, staff_only, viewer
from community.web.pages import done, page

LONGEST_NOTE = 2_000

pages = Blueprint("waiting", __name__, url_prefix="/desk/waiting")


@pages.get("")
@staff_only
def index() -> Response:
    waiting, back = queries.waiting_answers(viewer()), queries.came_back(viewer(), clock.now())
    mine = viewer().id
    return page(
        "responses/waiting.html", back=back, why=why_not_published, together=queries.begun_together(mine) if viewer().may_answer else [],
        to_approve=[each for each in waiting if _is_unread(each) and each.author_id != mine],
        unread=[each for each in waiting if _is_unread(each) and each.author_id == mine],
        planned=[each for each in waiting if not _is_unread(each)],
    )


@pages.get("/<int:waiting_id>")
@answerers_only
def show(waiting_id: int) -> Response:
    return _page(_waiting(waiting_id))


@pages.post("/<int:waiting_id>/approve")
@answerers_only
def approve(waiting_id: int) -> Response:
    seen = whole(request.form.get("seen", ""))
    return _try(waiting_id, lambda waiting: _approved(waiting, seen))


@pages.post("/<int:waiting_id>/send-back")
@answerers_only
def send_back(waiting_id: int) -> Response:
    note = clean_text(request.form.get("note", ""))
    if len(note) > LONGEST_NOTE:
        return _page(_waiting(waiting_id), _("Please shorten this to %(most)s characters.", most=LONGEST_NOTE), note)

    def sent_back(waiting: WaitingAnswer) -> str:
        writer = waiting.author.name
        actions.send_back(viewer(), waiting, note, now=clock.now())
        return _("Sent back to %(name)s, with your words.", name=writer)

    return _try(waiting_id, sent_back, note)


@pages.post("/<int:waiting_id>/hold-back")
@answerers_only
def hold_back(waiting_id: int) -> Response:
    def held(waiting: WaitingAnswer) -> str:
        actions.hold_back(viewer(), waiting, now=clock.now())
        return _("It waits no longer. The words are your draft on the idea's page.")

    return _try(waiting_id, held)


@pages.post("/<int:waiting_id>/publish")
@answerers_only
def publish(waiting_id: int) -> Response:
    def published(waiting: WaitingAnswer) -> str:
        actions.publish_now(viewer(), waiting, now=clock.now())
        return _("Published. The author, the voters and the followers hear about it.")

    return _try(waiting_id, published)


def _approved(waiting: WaitingAnswer, seen: int) -> str:
    writer = waiting.author.name
    if actions.approve(viewer(), waiting, seen=seen, now=clock.now()) is not None:
        return _("Approved and published, as the answer of %(name)s.", name=writer)
    return _("Approved. It is published at its time.")


def _try(waiting_id: int, verb: Callable[[WaitingAnswer], str], note: str = "") -> Response:
    """Do it and say so, or show the answer again with the reason why not, and what was typed."""
    try:
        with writing():
            say = verb(_waiting(waiting_id))
    except WaitingRefused as refused:
        return _page(_waiting(waiting_id), _refusal(refused.code), note)
    except AnswerRefused as refused:
        months = review_months(_waiting(waiting_id).idea.topic_id)
        return _page(_waiting(waiting_id), words_of(refused.problems[0], months), note)
    return done(url_for("waiting.index"), say=say)


def _refusal(code: str) -> str:
    return {
        "own": _("An answer is read by somebody else than its writer."),
        "changed": _("The answer was changed while you read it. This is how it reads now."),
        "not_own": _("Only its writer can do that. You can send it back with a word to them."),
        "no_words": _("Please say what is missing, so that its writer can go on."),
    }.get(code, _("It does not wait any more: somebody was faster."))


def _waiting(waiting_id: int) -> WaitingAnswer:
    return queries.waiting_answer(viewer(), waiting_id) or abort(404)


def _is_unread(waiting: WaitingAnswer) -> bool:
    return waiting.needs_approval and waiting.approved_by_id is None


def _page(waiting: WaitingAnswer, problem: str = "", note: str = "") -> Response:
    return page(
        "responses/waiting_answer.html", status=422 if problem else 200, waiting=waiting, idea=waiting.idea, problem=problem, note=note,
        answers=answers_of(waiting.idea_id), unread=_is_unread(waiting), why=why_not_published,
        names=queries.names_of((waiting.approved_by_id, waiting.settled_by_id)),
    )
