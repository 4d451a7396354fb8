"""Reporting an idea, a comment or a voice from its place."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts import limits
from community.db import writing
from community.moderation import actions, queries
from community.moderation.forms import ReportForm, reason_words
from community.moderation.queries import Subject
from community.moderation.rules import Reason
from community.web.auth import signed_in, viewer
from community.web.guard import keep_to
from community.web.pages import done, page

pages = Blueprint("reports", __name__)


@pages.get("/report/<any(idea, comment, voice):kind>/<int:subject_id>")
@signed_in
def form(kind: str, subject_id: int) -> Response:
    return _report_page(_subject(kind, subject_id), ReportForm())


@pages.post("/report/<any(idea, comment, voice):kind>/<int:subject_id>")
@signed_in
def send(kind: str, subject_id: int) -> Response:
    typed = ReportForm.parse(request.form)
    if not typed.check():
        return _report_page(_subject(kind, subject_id), typed, status=422)
    with writing():
        keep_to(limits.REPORTS, f"report:{viewer().id}")
        subject = _subject(kind, subject_id)
        actions.report(viewer(), subject, Reason(typed.reason), typed.note, now=clock.now())
    return done(url_for("ideas.show", idea_id=subject.idea_id), say=_("Thank you for telling us. A moderator looks at it."))


def _subject(kind: str, subject_id: int) -> Subject:
    return queries.subject(viewer(), kind, subject_id) or abort(404)


def _report_page(subject: Subject, typed: ReportForm, status: int = 200) -> Response:
    known = queries.has_open_report(subject.kind, subject.id, viewer().id)
    return page(
        "moderation/report.html", status=status, subject=subject, form=typed, known=known, reasons=reason_words()
    )
