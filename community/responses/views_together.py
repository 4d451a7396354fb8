"""Several ideas answered in one go: one status and one day, and words for each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import abort, request, url_for
from flask_babel import get_timezone, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.responses import actions_drafting, actions_together, actions_waiting, queries, queries_drafting
from community.responses.actions import AnswerDraft, AnswerRefused
from community.responses.actions_together import Kept
from community.responses.blueprint import pages
from community.responses.forms_composing import ComposeForm
from community.responses.forms_together import TogetherForm, read_ids
from community.responses.previewing import Preview, preview_of
from community.responses.queries_drafting import MOST_TOGETHER
from community.responses.rules import OFFERED
from community.web.auth import answerers_only, viewer
from community.web.guard import with_frames
from community.web.pages import done, page, wants_fragment
from community.web.variables import values_of


@pages.get("/answer-together")
@answerers_only
def together() -> Response:
    """`?ids=1,2,3`, up to twenty; ideas that joined others stand for those. What this person had begun stands in it again."""
    ids = read_ids(request.args.get("ids", ""))[:MOST_TOGETHER]
    ideas = queries_drafting.ideas_to_answer(viewer(), ids)
    if not ideas:
        return _nothing_ticked()
    form, shown = TogetherForm(), [idea.id for idea in ideas]
    months = min(queries.review_months(topic_id) for topic_id in {idea.topic_id for idea in ideas})
    form.shared = ComposeForm.fresh(queries.terms_of(ideas[0].topic_id).today(clock.now()), months)  # type: ignore[assignment]
    kept = Kept(queries_drafting.shared_draft_of(viewer().id, ids, shown), queries_drafting.drafts_of(viewer().id, shown))
    form.resume(kept)
    return _page(ideas, form, kept=kept)


@pages.post("/answer-together")
@answerers_only
def answer_together() -> Response:
    form, do = TogetherForm.parse(request.form), request.form.get("do", "")
    if not form.own:
        return _nothing_ticked()
    if do == "spread":
        form.put_into_each({idea.id: values_of(idea, form.shared.review_on) for idea in _ideas(form)})
        return _page(_ideas(form), form)
    if do.startswith("template"):
        return _begun_from(form, do.partition("-")[2])
    publish_at = form.shared.publish_at(str(get_timezone())) if do == "later" else None
    if not form.check():
        return _page(_ideas(form), form)
    drafts = {idea.id: form.draft(idea.id, values_of(idea, form.shared.review_on)) for idea in _ideas(form)}
    given = {idea_id: _give(idea_id, draft, form, publish_at) for idea_id, draft in drafts.items()}
    return _told(form, {idea_id: made for idea_id, made in given.items() if made})


@pages.post("/answer-together/draft")
@answerers_only
def save_together() -> Response:
    form = TogetherForm.parse(request.form)
    if not form.own:
        return _nothing_ticked()
    kept = _keep(form, insist=form.own if "insist" in request.form else ())
    say = _("Draft saved. It is saved again whenever you pause.") if kept.shared and not form.shared.said and not kept.others else ""
    if not wants_fragment():
        if kept.others:
            return _page(_ideas(form), form, kept=kept)
        return done(url_for("desk.together", ids=_ids(form)), say=_("The draft is saved. It stands here again when you come back."))
    form.shared.said = form.shared.said or bool(say)
    return page(
        "responses/_together_state.html", fragment="responses/_together_state.html", say=say, status=409 if kept.others else 200,
        form=form, kept=kept, ideas=_ideas(form),
    )


@pages.post("/answer-together/preview/<int:idea_id>")
@answerers_only
def preview_together(idea_id: int) -> Response:
    """One of them, page and mail, beside its words. The mail is made from what is kept, so what is looked at is saved,
    over any other window's words for this idea."""
    form = TogetherForm.parse(request.form)
    if idea_id not in form.own:
        return _nothing_ticked()
    kept = _keep(form, insist=[idea_id]) if form.check() else None
    ideas = _ideas(form)
    idea = next((each for each in ideas if each.id == idea_id), None)
    if idea is None and wants_fragment():
        abort(404)
    previews = {idea.id: _preview(idea, form)} if idea and kept else {}
    return _page(ideas, form, kept=kept, previews=previews, fragment_of=idea)


def _preview(idea: Idea, form: TogetherForm) -> Preview:
    draft = form.draft(idea.id, values_of(idea, form.shared.review_on))
    return preview_of(draft, idea.topic_id, viewer().id)


@pages.post("/answer-together/drop")
@answerers_only
def drop_together() -> Response:
    """What was shared, and the words of each."""
    form = TogetherForm.parse(request.form)
    with writing():
        actions_together.drop_together(viewer(), form.own)
        for idea in _ideas(form):
            actions_drafting.drop_draft(viewer().id, idea.id)
    return done(url_for("desk.together", ids=_ids(form)) if form.own else url_for("waiting.index"), say=_("The draft is thrown away."))


def _nothing_ticked() -> Response:
    return done(url_for("desk.index"), say=_("Tick the ideas that you want to answer together."), kind="warn")


def _ids(form: TogetherForm) -> str:
    return ",".join(str(idea_id) for idea_id in form.own)


def _begun_from(form: TogetherForm, how: str) -> Response:
    template = queries_drafting.template(form.shared.template_id)
    if template is None:
        form.shared.problems["template"] = _("Please choose a template to begin from.")
    else:
        form.begin_from(template, how)
    return _page(_ideas(form), form)


def _keep(form: TogetherForm, *, insist: Collection[int] = ()) -> Kept:
    """Save what was typed; the form knows the revisions then."""
    with writing():
        kept = actions_together.save_together(viewer(), _ideas(form), form.typed(), insist=insist, now=clock.now())
        form.know(kept)
    return kept


def _ideas(form: TogetherForm) -> list[Idea]:
    """Those of the page that can still be answered; none that was not on it."""
    return [idea for idea in queries_drafting.ideas_to_answer(viewer(), list(form.own)) if idea.id in form.own]


def _give(idea_id: int, draft: AnswerDraft, form: TogetherForm, publish_at: datetime | None) -> str:
    """Each in its own right and its own transaction; what stands against one stops no other. "" when it was refused."""
    try:
        with writing():
            idea = visible_idea(viewer(), idea_id) or abort(404)
            months = queries.review_months(idea.topic_id)
            waiting = actions_waiting.give(viewer(), idea, draft, publish_at, now=clock.now())
    except AnswerRefused as refused:
        form.refuse(idea_id, refused.problems, months)
        form.own[idea_id] = draft.body
        form.over.pop(idea_id, None)
        return ""
    if waiting is None:
        return "published"
    return "waits" if waiting.needs_approval else "planned"


def _told(form: TogetherForm, given: dict[int, str]) -> Response:
    """Which have their answer, and those that were refused again with what was typed, which is kept."""
    say, all_given = _said_of(list(given.values())), len(given) == len(form.own)
    with writing():
        actions_together.drop_together(viewer(), form.own)
    if all_given:
        return done(url_for("desk.index"), say=say)
    form.own = {idea_id: words for idea_id, words in form.own.items() if idea_id not in given}
    kept = _keep(form)  # before anything is read for the page: what was read is let go by it
    return _page(_ideas(form), form, queries_drafting.ideas_to_answer(viewer(), list(given)), say, kept)


def _said_of(made: list[str]) -> str:
    published, planned, waits = (made.count(each) for each in ("published", "planned", "waits"))
    said = [ngettext("%(num)s answer is published.", "%(num)s answers are published.", published)] if published or not made else []
    if planned:
        said.append(ngettext("%(num)s answer is planned.", "%(num)s answers are planned.", planned))
    if waits:
        said.append(ngettext("%(num)s waits for a second person.", "%(num)s wait for a second person.", waits))
    return " ".join(said)


def _page(
    ideas: list[Idea], form: TogetherForm, given: Sequence[Idea] = (), say: str = "", kept: Kept | None = None, *,
    previews: Mapping[int, Preview] | None = None, fragment_of: Idea | None = None,
) -> Response:
    """What is still to be answered, with all that was typed; `given` are those that have their answer now.

    previews: by idea. fragment_of: the idea whose preview alone is wanted where htmx asks.
    """
    known = [idea.id for idea in ideas]
    last = queries_drafting.last_answers(known)
    form.over = {**last, **form.over}
    gone = [words for idea_id, words in form.own.items() if idea_id not in known and words]
    form.own = {idea_id: form.own.get(idea_id, "") for idea_id in known}
    kept = kept or Kept(queries_drafting.shared_draft_of(viewer().id, known), queries_drafting.drafts_of(viewer().id, known))
    response = page(
        "responses/together.html", fragment="responses/_together_preview.html" if fragment_of else None,
        status=422 if form.problems or gone or kept.others else 200, ideas=ideas, form=form, given=given, previews=previews or {},
        previewed=fragment_of, given_say=say, answerable=OFFERED, alike=form.alike(), gone=gone, kept=kept, last=last, zone=str(get_timezone()),
        begun=queries_drafting.begun_for_parts(viewer().id, known), waits=queries_drafting.who_waits(known), **_topics(ideas),
    )
    return with_frames(response)


def _topics(ideas: list[Idea]) -> dict[str, Any]:
    """The templates that fit all of them, and the topics in which a second person reads every answer."""
    topics = {idea.topic_id for idea in ideas}
    return {
        "templates": queries_drafting.templates_for(next(iter(topics)) if len(topics) == 1 else None),
        "two_people": {each for each in topics if queries.terms_of(each).needs_approval},
    }
