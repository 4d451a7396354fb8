"""Looking at a draft that is shown to oneself, and suggesting words: on our pages, or on the page that its mail opens."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request
from sqlalchemy import Row
from werkzeug.exceptions import TooManyRequests

from community import clock
from community.accounts import limits
from community.accounts.queries import person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.advocates import actions_sharing as actions
from community.advocates import queries_sharing as queries
from community.advocates.actions_sharing import SharingRefused
from community.advocates.rules_thanks import is_taking
from community.db import writing
from community.ideas.queries_groups import root_to_change
from community.notifications import links
from community.voices.forms import WordsForm
from community.web.auth import signed_in, viewer
from community.web.guard import keep_to, too_much
from community.web.pages import kept_nowhere, page

pages = Blueprint("sharing", __name__, url_prefix="/drafts")


@dataclass(frozen=True)
class Shown:
    """A draft and who looks at it. `token` is the key of the mail, if that opened it."""

    reader: Viewer
    row: Row
    token: str = ""

    @property
    def theirs(self) -> bool:
        """Whether it is shown to this reader, and not only read by staff."""
        return bool(self.row.SharedAnswer.person_id == self.reader.id)


@pages.get("/<int:shared_id>")
@signed_in
def show(shared_id: int) -> Response:
    return _draft_page(_shown_to(viewer(), shared_id))


@pages.post("/<int:shared_id>")
@signed_in
def suggest(shared_id: int) -> Response:
    return _suggested(_shown_to(viewer(), shared_id))


@pages.get("/by-mail/<token>")
def mailed(token: str) -> Response:
    """Mail scanners follow links, so looking changes nothing."""
    return kept_nowhere(_draft_page(_shown_by(token)))


@pages.post("/by-mail/<token>")
def suggest_by_mail(token: str) -> Response:
    """Signed in for this act only."""
    return kept_nowhere(_suggested(_shown_by(token)))


def _shown_to(reader: Viewer, shared_id: int, token: str = "") -> Shown:
    row = queries.shared_row(reader, shared_id)
    return Shown(reader, row, token) if row is not None else abort(404)


def _shown_by(token: str) -> Shown:
    match links.read("cocreate", token):
        case [int(shared_id), int(person_id), int(until)] if until > clock.now().timestamp():
            found = person(person_id)
            if found is not None and found.state == PersonState.ACTIVE:
                shown = _shown_to(Viewer.of(found), shared_id, token)
                return shown if shown.theirs else abort(404)
    return abort(404)


def _suggested(shown: Shown) -> Response:
    form = WordsForm.parse(request.form)
    if not shown.theirs:
        abort(404)
    if not form.check():
        return _draft_page(shown, form, 422)
    try:
        _keep(shown, form.words)
    except SharingRefused as refused:
        return _draft_page(shown, form, 409, refused=refused.code)
    except TooManyRequests:
        return too_much(limits.COMMENTS, _draft_page(shown, form, refused="too_many"))
    return _draft_page(_shown_to(shown.reader, shown.row.SharedAnswer.id, shown.token), kept=True)


def _keep(shown: Shown, words: str) -> None:
    with writing():
        keep_to(limits.COMMENTS, f"voice:{shown.reader.id}")
        root = root_to_change(shown.reader, shown.row.SharedAnswer.idea_id)
        shared = queries.shared(shown.row.SharedAnswer.id, hold=True)
        if root is None or shared is None:
            raise SharingRefused("not_public")
        actions.suggest(shown.reader, shared, root, words, now=clock.now())


def _draft_page(shown: Shown, form: WordsForm | None = None, status: int = 200, *, kept: bool = False, refused: str = "") -> Response:
    open_still = is_taking(closes_at=shown.row.SharedAnswer.closes_at, now=clock.now())
    return page(
        "advocates/shared.html", status=status, shown=shown, draft=shown.row.SharedAnswer, form=form or WordsForm(shown.row.said or ""),
        open=open_still, kept=kept, refused=refused,
    )
