"""What help is worth, for staff: the terms it is computed by, and how each figure came to be."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.advocates import actions_values as actions
from community.advocates import queries, queries_worth
from community.advocates.forms_values import TermsForm
from community.advocates.queries_referrals import brought_by, referrals_by
from community.advocates.queries_values import figures_of
from community.advocates.rules_values import FORMULA, HALF_LIFE_MONTHS, PARTS
from community.advocates.wording_values import own_word, part_word
from community.db import writing
from community.ideas.queries_parts import titles_for
from community.web.auth import administrators_only, staff_only, viewer
from community.web.pages import done, page

pages = Blueprint("values", __name__)


@pages.get("/people/<int:person_id>/value")
@staff_only
def show(person_id: int) -> Response:
    """Every figure with all that it was computed from."""
    person = queries.person_shown(person_id, staff=True) or abort(404)
    figures = figures_of(person.id)
    return page(
        "advocates/value.html", person=person, figures=figures, brought=brought_by(person.id), referrals=referrals_by(person.id),
        titles=titles_for(viewer(), {line["idea"] for line in figures.lines["ideas"]}) if figures else {}, part_word=part_word, own_word=own_word, **_terms(),
    )


@pages.get("/admin/value")
@administrators_only
def terms() -> Response:
    return _terms_page(TermsForm.of(queries_worth.terms_today()))


@pages.post("/admin/value")
@administrators_only
def save() -> Response:
    form, now = TermsForm.parse(request.form), clock.now()
    if not form.check():
        return _terms_page(form, status=422)
    with writing():
        changed = actions.save_terms(viewer(), form.values(), now=now)
        people = actions.refresh_values(now) if changed else 0
    say = _("Saved. Figures of %(people)s people were computed anew.", people=people) if changed else _("Nothing was different.")
    return done(url_for("values.terms"), say=say)


def _terms() -> dict[str, Any]:
    return {"terms": queries_worth.terms_today(), "formula": FORMULA, "parts": PARTS, "half_life": HALF_LIFE_MONTHS}


def _terms_page(form: TermsForm, *, status: int = 200) -> Response:
    held = _terms()
    others = queries_worth.other_currencies(held["terms"].currency) if held["terms"] else []
    return page("admin/value.html", status=status, form=form, versions=queries_worth.versions_of_terms(), others=others, **held)
