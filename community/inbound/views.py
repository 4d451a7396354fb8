"""Mail that comes in by HTTP, and the page on which staff publish what they wrote by mail."""

import hmac

from flask import Blueprint, Response, abort, make_response, request, url_for
from flask_babel import ngettext

from community import clock
from community.db import writing
from community.inbound import wording
from community.inbound.draft_links import OpenedDraft, opened_draft
from community.inbound.receiving import take_in
from community.inbound.rules import LARGEST
from community.notifications.audience import count_hearers
from community.responses import queries
from community.responses.actions import AnswerRefused
from community.responses.actions_waiting import give
from community.responses.forms import AnswerForm
from community.responses.rules import OFFERED, check_answer
from community.web.auth import settings, viewer
from community.web.guard import open_to_others
from community.web.pages import done, kept_nowhere, page

pages = Blueprint("by_mail", __name__)

ANY_SIZE = 2**40
"""The limit for forms is not meant for mails."""
MOST_DROPPED = 20 * LARGEST


class DraftClosed(Exception):
    """The link opens no draft any more; `why` says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@pages.errorhandler(DraftClosed)
def _closed(problem: DraftClosed) -> Response:
    return kept_nowhere(page("inbound/draft_closed.html", status=403 if problem.why == "other" else 410, why=problem.why))


@pages.post("/mail/inbound")
@open_to_others
def receive() -> Response:
    """One mail as it was sent; 200 once it is stored, so that whoever hands it over may forget it then and no earlier."""
    secret = settings().inbound_secret or abort(404)
    if not hmac.compare_digest(request.headers.get("Heed-Secret", "").encode(), secret.encode()):
        abort(401)
    raw, size = _body()
    if not raw:
        abort(400)
    with writing():
        received = take_in(
            raw, now=clock.now(), channel="hook", sender=request.args.get("sender"), recipient=request.args.get("recipient", ""),
            size=size,
        )
    return make_response({"stored": received.id})


def _body() -> tuple[bytes, int]:
    """The mail and its size. Of one that is too large the rest is read and dropped: who is cut off would send it again."""
    request.max_content_length = ANY_SIZE
    raw = request.stream.read(LARGEST + 1)
    size = len(raw)
    while size < MOST_DROPPED and (more := request.stream.read(1_000_000)):
        size += len(more)
    return raw, size


@pages.get("/act/draft/<token>")
def draft(token: str) -> Response:
    """Looking changes nothing, since programs that check mail follow links."""
    found = _open(token)
    fresh = AnswerForm.fresh(queries.terms_of(found.idea.topic_id).today(clock.now()), queries.review_months(found.idea.topic_id))
    form = AnswerForm(found.draft.status, found.draft.review_text or fresh.review_text, found.draft.body, found.draft.over)
    return _draft_page(token, found, form)


@pages.post("/act/draft/<token>")
def publish(token: str) -> Response:
    form = AnswerForm.parse(request.form)
    if not form.check():
        return _draft_page(token, _open(token), form)
    answer = form.draft()
    try:
        with writing():
            found = _open(token)
            waiting = give(found.actor, found.idea, answer, None, now=clock.now())
    except AnswerRefused as refused:
        found = _open(token)
        form.over = None
        form.refuse(refused.problems, queries.review_months(found.idea.topic_id))
        return _draft_page(token, found, form)
    return kept_nowhere(done(url_for("ideas.show", idea_id=found.idea.id), say=_said(found, waits=waiting is not None)))


def _open(token: str) -> OpenedDraft:
    found = opened_draft(token, viewer(), clock.now())
    if isinstance(found, str):
        raise DraftClosed(found)
    return found


def _said(found: OpenedDraft, *, waits: bool) -> str:
    if waits:
        return wording.waits()
    heard = count_hearers(found.idea.id, found.actor.id).told
    return ngettext("Published. %(num)s person hears about it.", "Published. %(num)s people hear about it.", heard)


def _draft_page(token: str, found: OpenedDraft, form: AnswerForm) -> Response:
    """What is still missing is said at once, before anything is pressed."""
    answers, terms = queries.answers_of(found.idea.id), queries.terms_of(found.idea.topic_id)
    months, today = queries.review_months(found.idea.topic_id), terms.today(clock.now())
    status = 422 if form.problems else 200
    if request.method == "GET":
        form.refuse(check_answer(form.body, form.status, form.review_on, today, answers[0].body if answers else None, months), months)
    if form.over is None:
        form.over = answers[0].id if answers else 0
    return kept_nowhere(page(
        "inbound/draft.html", status=status, idea=found.idea, actor=found.actor, form=form, answers=answers, answerable=OFFERED,
        shown=form.draft().body_html, hearers=count_hearers(found.idea.id, found.actor.id).told, act_url=url_for("by_mail.publish", token=token),
    ))
