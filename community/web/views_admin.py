"""The administrators' first page and the site's own settings."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from community import clock
from community.db import writing
from community.moderation.queries import waiting_counts
from community.site import change_site, site_facts
from community.web.accent import DARK, LIGHT, Scheme, Tokens, contrast, tokens_of
from community.web.auth import administrators_only, viewer
from community.web.first_steps import overview
from community.web.forms_admin import SiteForm
from community.web.pages import done, page

pages = Blueprint("admin", __name__, url_prefix="/admin")


@pages.get("/")
@administrators_only
def index() -> Response:
    return page("admin/index.html", overview=overview(site_facts()), waiting=waiting_counts())


@pages.get("/settings")
@administrators_only
def settings() -> Response:
    return _settings_page(SiteForm.of(site_facts()))


@pages.post("/settings")
@administrators_only
def save_settings() -> Response:
    form = SiteForm.parse(request.form)
    if not form.check():
        return _settings_page(form, status=422)
    with writing():
        change_site(viewer().id, form.values(), now=clock.now())
    return done(url_for("admin.settings"), say=_("Saved. Every page shows it from now on."))


def _settings_page(form: SiteForm, status: int = 200) -> Response:
    shown = form.nearest or form.colour
    swatches = list(zip((_("Light"), _("Dark")), (LIGHT, DARK), tokens_of(shown), strict=True)) if shown else []
    rows = [(name, scheme, tokens, _contrasts(scheme, tokens)) for name, scheme, tokens in swatches]
    return page("admin/settings.html", status=status, form=form, swatches=rows)


def _contrasts(scheme: Scheme, tokens: Tokens) -> list[float]:
    """Of the accent on the page, on a sheet, on its wash; and of the words on a button."""
    on = [contrast(tokens.accent, surface) for surface in (scheme.paper, scheme.sheet, tokens.wash)]
    return [*on, contrast(tokens.on_accent, tokens.accent)]
