"""Administrators' pages for the tokens by which other programs use the API."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts import queries_tokens as queries
from community.accounts.actions_tokens import make_token, revoke_token
from community.accounts.forms_tokens import TokenForm
from community.accounts.models_tokens import ApiToken
from community.accounts.posted import new_key, posted_before, remember_post
from community.accounts.rules_tokens import SCOPES
from community.accounts.wording_tokens import scope_word
from community.db import writing
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_tokens", __name__, url_prefix="/admin/tokens")


@pages.get("/")
@administrators_only
def index() -> Response:
    return page("admin/tokens.html", tokens=queries.tokens())


@pages.get("/new")
@administrators_only
def new() -> Response:
    return _form_page(TokenForm(key=new_key()))


@pages.post("/new")
@administrators_only
def create() -> Response:
    form = TokenForm.parse(request.form)
    if not form.check():
        return _form_page(form, status=422)
    with writing():
        before = posted_before(viewer().id, form.key)
        if before is None:
            row, secret = _make(form)
    if before is not None:
        return done(before, say=_("The token is there already. It was shown once; you can revoke it and make a new one."))
    return page("admin/token_secret.html", token=row, secret=secret)


def _make(form: TokenForm) -> tuple[ApiToken, str]:
    now = clock.now()
    remember_post(viewer().id, form.key, url_for("admin_tokens.index"), now)
    return make_token(viewer(), form.name, form.scopes, now=now)


@pages.post("/<int:token_id>/revoke")
@administrators_only
def revoke(token_id: int) -> Response:
    with writing():
        row = queries.token_to_change(token_id) or abort(404)
        revoke_token(viewer(), row, now=clock.now())
    return done(url_for("admin_tokens.index"), say=_("%(name)s is revoked. It opens nothing any more.", name=row.name))


def _form_page(form: TokenForm, status: int = 200) -> Response:
    scopes = [(scope, scope_word(scope)) for scope in SCOPES]
    return page("admin/token.html", status=status, form=form, scopes=scopes)
