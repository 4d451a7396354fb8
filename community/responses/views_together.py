"""Several ideas answered in one go: one status and one day, and words for each."""

from collections.abc import Sequence

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community import clock
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.responses import actions_waiting, queries, queries_drafting
from community.responses.actions import AnswerDraft, AnswerRefused
from community.responses.blueprint import pages
from community.responses.forms import AnswerForm
from community.responses.forms_together import TogetherForm, read_ids
from community.responses.rules import OFFERED
from community.web.auth import answerers_only, viewer
from community.web.pages import done, page
from community.web.variables import values_of


@pages.get("/answer-together")
@answerers_only
def together() -> Response:
    """`?ids=1,2,3`, up to twenty; ideas that joined others stand for those."""
    ideas = queries_drafting.ideas_to_answer(viewer(), read_ids(request.args.get("ids", "")))
    if not ideas:
        return _nothing_ticked()
    form, now = TogetherForm(), clock.now()
    months = min(queries.review_months(topic_id) for topic_id in {idea.topic_id for idea in ideas})
    form.shared = AnswerForm.fresh(queries.terms_of(ideas[0].topic_id).today(now), months)
    return _page(ideas, form)


@pages.post("/answer-together")
@answerers_only
def answer_together() -> Response:
    form = TogetherForm.parse(request.form)
    if not form.own:
        return _nothing_ticked()
    if request.form.get("do") == "spread":
        form.put_into_each({idea.id: values_of(idea, form.shared.review_on) for idea in _ideas(form)})
        return _page(_ideas(form), form)
    if not form.check():
        return _page(_ideas(form), form)
    drafts = {idea.id: form.draft(idea.id, values_of(idea, form.shared.review_on)) for idea in _ideas(form)}
    given = {idea_id: _give(idea_id, draft, form) for idea_id, draft in drafts.items()}
    return _told(form, {idea_id: made for idea_id, made in given.items() if made})


def _nothing_ticked() -> Response:
    return done(url_for("desk.index"), say=_("Tick the ideas that you want to answer together."), kind="warn")


def _ideas(form: TogetherForm) -> list[Idea]:
    """Those of the page that can still be answered; none that was not on it."""
    return [idea for idea in queries_drafting.ideas_to_answer(viewer(), list(form.own)) if idea.id in form.own]


def _give(idea_id: int, draft: AnswerDraft, form: TogetherForm) -> str:
    """Each in its own right and its own transaction; what stands against one stops no other. "" when it was refused."""
    try:
        with writing():
            idea = visible_idea(viewer(), idea_id) or abort(404)
            months = queries.review_months(idea.topic_id)
            waiting = actions_waiting.give(viewer(), idea, draft, None, now=clock.now())
    except AnswerRefused as refused:
        form.refuse(idea_id, refused.problems, months)
        form.own[idea_id] = draft.body
        form.over.pop(idea_id, None)
        return ""
    return "waits" if waiting else "published"


def _told(form: TogetherForm, given: dict[int, str]) -> Response:
    """Which have their answer, and those that were refused again with what was typed."""
    published = sum(1 for made in given.values() if made == "published")
    say = ngettext("%(num)s answer is published.", "%(num)s answers are published.", published) if published or not given else ""
    if waits := len(given) - published:
        more = ngettext("%(num)s waits for a second person.", "%(num)s wait for a second person.", waits)
        say = f"{say} {more}".strip()
    if len(given) == len(form.own):
        return done(url_for("desk.index"), say=say)
    done_with = queries_drafting.ideas_to_answer(viewer(), list(given))
    form.own = {idea_id: words for idea_id, words in form.own.items() if idea_id not in given}
    return _page(_ideas(form), form, done_with, say)


def _page(ideas: list[Idea], form: TogetherForm, given: Sequence[Idea] = (), say: str = "") -> Response:
    """What is still to be answered, with all that was typed; `given` are those that have their answer now."""
    form.over = {**queries_drafting.last_answers([idea.id for idea in ideas]), **form.over}
    known = {idea.id for idea in ideas}
    gone = [words for idea_id, words in form.own.items() if idea_id not in known and words]
    form.own = {idea_id: form.own.get(idea_id, "") for idea_id in known}
    return page(
        "responses/together.html", status=422 if form.problems or gone else 200, ideas=ideas, form=form, given=given, given_say=say,
        answerable=OFFERED, alike=form.alike(), gone=gone,
    )
