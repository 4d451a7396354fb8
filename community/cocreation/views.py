"""Reading a question and replying to it: on our pages, or on the page that the button of its mail opens."""

from dataclasses import dataclass
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Row
from werkzeug.exceptions import TooManyRequests

from community import clock
from community.accounts import limits
from community.accounts.queries import person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.cocreation import actions, queries
from community.cocreation.actions import ReplyRefused
from community.cocreation.queries import question_row
from community.cocreation.rules import SHOWN_REPLIES, is_open
from community.cocreation.wording import asked_word
from community.db import writing
from community.ideas.queries_groups import root_to_change
from community.notifications import links
from community.voices.forms import WordsForm
from community.voices.models import Voice
from community.voices.queries import replies_to
from community.web.auth import viewer
from community.web.guard import keep_to, too_much
from community.web.held import hold
from community.web.pages import done, kept_nowhere, page

pages = Blueprint("questions", __name__, url_prefix="/questions")
pages.add_app_template_global(asked_word)


@dataclass(frozen=True)
class Mailed:
    """Whom a mail asked, and what; good for this one act."""

    person: Viewer
    row: Row


@pages.get("/<int:question_id>")
def show(question_id: int) -> Response:
    row = _row(viewer(), question_id)
    return _question_page(row, WordsForm(_before(viewer(), row)))


@pages.post("/<int:question_id>/reply")
def reply(question_id: int) -> Response:
    form, row = WordsForm.parse(request.form), _row(viewer(), question_id)
    if not form.check():
        return _question_page(row, form, status=422)
    if not viewer().signed_in:
        return hold("reply", {"idea_id": row.idea_id, "question_id": row.id, "text": form.words})
    try:
        _keep(viewer(), row, form.words, asked=row.asks_me, source="question")
    except (ReplyRefused, TooManyRequests) as refused:
        return _refused(row, form, refused)
    address = url_for("ideas.show", idea_id=row.shown_on, _anchor=f"question-{row.id}")
    return done(address, say=_("Your reply is with the question. Thank you."), fragment="cocreation/_question.html", **_shown(row))


@pages.get("/reply/<token>")
def mailed(token: str) -> Response:
    """A page with a field and a button: mail scanners follow links, so looking changes nothing."""
    asked = _asked_by(token)
    return _mailed_page(token, asked, WordsForm(_before(asked.person, asked.row)))


@pages.post("/reply/<token>")
def reply_by_mail(token: str) -> Response:
    """Signed in for this act only: nothing else is shown, kept or opened for the person whom the mail was for."""
    form, asked = WordsForm.parse(request.form), _asked_by(token)
    if not form.check():
        return _mailed_page(token, asked, form, status=422)
    try:
        _keep(asked.person, asked.row, form.words, asked=True, source="mail")
    except (ReplyRefused, TooManyRequests) as refused:
        return _refused(asked.row, form, refused, token=token, mailed=asked)
    return _mailed_page(token, asked, form, kept=True)


def _row(person: Viewer, question_id: int) -> Row:
    return question_row(person, question_id) or abort(404)


def _asked_by(token: str) -> Mailed:
    """Whom the token was mailed to, while they are here and see the idea."""
    match links.read("reply", token):
        case [int(question_id), int(person_id), int(until)] if until > clock.now().timestamp():
            found = person(person_id)
            if found is not None and found.state == PersonState.ACTIVE:
                return Mailed(Viewer.of(found), _row(Viewer.of(found), question_id))
    return abort(404)


def _before(person: Viewer, row: Row) -> str:
    mine = queries.reply_of(row.id, person.id) if person.signed_in else None
    return mine.text if mine else ""


def _keep(person: Viewer, row: Row, words: str, *, asked: bool, source: str) -> Voice:
    with writing():
        keep_to(limits.COMMENTS, f"voice:{person.id}")
        root = root_to_change(person, row.idea_id) or _gone()
        question = queries.question(row.id) or _gone()
        return actions.reply(person, question, root, words, asked=asked, source=source, now=clock.now())


def _gone() -> NoReturn:
    raise ReplyRefused("not_public")


def _shown(row: Row) -> dict[str, Any]:
    """What the card of a question is drawn with, as it is now."""
    row = _row(viewer(), row.id)
    return {"question": row, "replies": replies_to([row.id], SHOWN_REPLIES, reader_id=viewer().id), "now": clock.now()}


def _question_page(row: Row, form: WordsForm, status: int = 200) -> Response:
    replies = replies_to([row.id], reader_id=viewer().id)
    return page(
        "cocreation/question.html", fragment="cocreation/_question.html" if status == 422 else None, status=status, question=row,
        form=form, replies=replies, whole=True, open=_is_open(row), now=clock.now(),
    )


def _mailed_page(token: str, asked: Mailed, form: WordsForm, *, status: int = 200, kept: bool = False) -> Response:
    return kept_nowhere(page(
        "cocreation/mailed.html", status=status, question=asked.row, person=asked.person, form=form, token=token, kept=kept,
        open=_is_open(asked.row),
    ))


def _refused(row: Row, form: WordsForm, refused: Exception, **more: Any) -> Response:
    """Why it could not be kept, and the words, with a way on."""
    code = refused.code if isinstance(refused, ReplyRefused) else "too_many"
    status = {"too_many": 429, "closed": 409}.get(code, 409)
    response = page("cocreation/not_kept.html", fragment="cocreation/_not_kept.html", status=status, question=row, form=form, code=code, **more)
    if code == "too_many":
        response = too_much(limits.COMMENTS, response)
    return kept_nowhere(response)


def _is_open(row: Row) -> bool:
    return is_open(closed_at=row.closed_at, closes_at=row.closes_at, now=clock.now())
