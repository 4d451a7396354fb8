"""The pages on which those who answer keep the templates they begin from."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.db import writing
from community.ideas.queries import open_topics
from community.responses import actions_drafting as actions
from community.responses import queries_drafting as queries
from community.responses.forms_templates import TemplateForm
from community.responses.models_drafting import AnswerTemplate
from community.responses.rules import OFFERED
from community.responses.templating import VARIABLES
from community.web.auth import answerers_only, viewer
from community.web.pages import done, page

pages = Blueprint("templates", __name__, url_prefix="/desk/templates")


@pages.get("")
@answerers_only
def index() -> Response:
    return page("responses/templates.html", templates=queries.templates())


@pages.get("/new")
@answerers_only
def new() -> Response:
    return _form_page(TemplateForm())


@pages.post("/new")
@answerers_only
def create() -> Response:
    form = TemplateForm.parse(request.form)
    if not _is_right(form):
        return _form_page(form)
    with writing():
        actions.add_template(viewer(), form.values(), now=clock.now())
    return done(url_for("templates.index"), say=_("The template is there. The composer offers it now."))


@pages.get("/<int:template_id>")
@answerers_only
def edit(template_id: int) -> Response:
    template = _template(template_id)
    return _form_page(TemplateForm.of(template), template)


@pages.post("/<int:template_id>")
@answerers_only
def change(template_id: int) -> Response:
    form = TemplateForm.parse(request.form)
    if not _is_right(form, _template(template_id)):
        return _form_page(form, _template(template_id))
    with writing():
        actions.change_template(viewer(), _template(template_id), form.values(), now=clock.now())
    return done(url_for("templates.index"), say=_("Saved. Answers that were begun from it stay as they are."))


@pages.post("/<int:template_id>/remove")
@answerers_only
def remove(template_id: int) -> Response:
    with writing():
        actions.remove_template(viewer(), _template(template_id), now=clock.now())
    return done(url_for("templates.index"), say=_("The template is removed. Answers that were begun from it stay as they are."))


def _template(template_id: int) -> AnswerTemplate:
    return queries.template(template_id) or abort(404)


def _is_right(form: TemplateForm, template: AnswerTemplate | None = None) -> bool:
    named = queries.template_named(form.name)
    return form.check([topic.id for topic in open_topics(viewer())], named is not None and named is not template)


def _form_page(form: TemplateForm, template: AnswerTemplate | None = None) -> Response:
    return page(
        "responses/template.html", status=422 if form.problems else 200, form=form, stored=template, variables=VARIABLES,
        topics=open_topics(viewer()), answerable=OFFERED,
    )
