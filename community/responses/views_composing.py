"""The page an answer is written on, and what is done there."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import get_timezone, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.cocreation.actions_credits import credit_replies
from community.cocreation.forms import parse_credits
from community.cocreation.queries import questions_on
from community.cocreation.queries_credits import creditable, noted_with
from community.crm.queries_weight import behind_root
from community.db import writing
from community.ideas.forms import whole
from community.ideas.models import Idea
from community.ideas.queries import comments_of, visible_idea
from community.ideas.queries_groups import members
from community.ideas.queries_parts import parts_in_full
from community.notifications.audience import count_hearers
from community.responses import actions, actions_drafting, actions_waiting, queries, queries_drafting
from community.responses.actions import AnswerRefused
from community.responses.actions_drafting import OtherWindow
from community.responses.blueprint import pages
from community.responses.forms_composing import ComposeForm
from community.responses.models_drafting import AnswerTemplate, WaitingAnswer
from community.responses.previewing import preview_of
from community.responses.reasons import why_not_published
from community.responses.rules import OFFERED
from community.responses.templating import fill
from community.triage.queries_twins import likely_beside
from community.voices.queries import voices_of
from community.web.auth import answerers_only, staff_only, viewer
from community.web.filters import moment
from community.web.guard import with_frames
from community.web.pages import done, page, wants_fragment
from community.web.variables import values_of

MOST_VOICES = 12


@pages.get("/ideas/<int:idea_id>")
@staff_only
def show(idea_id: int) -> Response:
    """What this person had begun stands in it again; `?template=` begins from a template, and asks where words are there."""
    idea = _idea(idea_id)
    if idea.root_id:
        return redirect(url_for("desk.show", idea_id=idea.root_id))
    form = _resumed(idea)
    if template := queries_drafting.template(whole(request.args.get("template", ""))):
        _begin_from(idea, form, template)
    return _composer(idea, form)


@pages.post("/ideas/<int:idea_id>/answer")
@answerers_only
def answer(idea_id: int) -> Response:
    form = ComposeForm.parse(request.form)
    publish_at = form.publish_at(_zone()) if "later" in request.form else None
    if not form.check() or "preview" in request.form:
        return _preview(idea_id, form)
    draft = form.draft()
    try:
        with writing():
            idea = _idea(idea_id)
            waiting = actions_waiting.give(viewer(), idea, draft, publish_at, now=clock.now())
            credit_replies(viewer(), idea, waiting, parse_credits(request.form), now=clock.now())
    except AnswerRefused as refused:
        return _refused(idea_id, form, refused)
    return done(url_for("desk.index"), say=_said_of(idea_id, waiting))


@pages.post("/ideas/<int:idea_id>/draft")
@answerers_only
def save_draft(idea_id: int) -> Response:
    form = ComposeForm.parse(request.form)
    try:
        _keep(idea_id, form, insist="insist" in request.form)
    except OtherWindow:
        return _draft_state(idea_id, form, status=409)
    if wants_fragment():
        return _draft_state(idea_id, form)
    return done(url_for("desk.show", idea_id=idea_id), say=_("The draft is saved. It stands here again when you come back."))


@pages.post("/ideas/<int:idea_id>/draft/drop")
@answerers_only
def drop_draft(idea_id: int) -> Response:
    with writing():
        actions_drafting.drop_draft(viewer().id, _idea(idea_id).id)
    return done(url_for("desk.show", idea_id=idea_id), say=_("The draft is thrown away."))


@pages.post("/ideas/<int:idea_id>/template")
@answerers_only
def use_template(idea_id: int) -> Response:
    idea, form = _idea(idea_id), ComposeForm.parse(request.form)
    template = queries_drafting.template(form.template_id)
    if template is None:
        form.problems["template"] = _("Please choose a template to begin from.")
    else:
        _begin_from(idea, form, template, request.form.get("how", ""))
    return _composer(idea, form)


@pages.post("/ideas/<int:idea_id>/assign")
@answerers_only
def assign(idea_id: int) -> Response:
    colleague = queries.answerer(whole(request.form.get("owner", "")))
    if colleague is None:
        form = ComposeForm.parse(request.form)
        form.problems["owner"] = _("Please choose a colleague who can answer.")
        return _composer(_idea(idea_id), form)
    with writing():
        actions.assign_idea(viewer(), _idea(idea_id), colleague, now=clock.now())
    return done(url_for("desk.index"), say=_("Passed on. %(name)s is told first from now on.", name=colleague.name))


def _idea(idea_id: int) -> Idea:
    return visible_idea(viewer(), idea_id) or abort(404)


def _resumed(idea: Idea) -> ComposeForm:
    """What this person had begun: a draft, else their answer that waits; else an empty form with the usual date."""
    draft, waiting = queries_drafting.draft_of(viewer().id, idea.id), queries_drafting.open_waiting(idea.id)
    if draft is not None:
        return ComposeForm.of_draft(draft)
    if waiting is not None and waiting.author_id == viewer().id:
        return ComposeForm.of_waiting(waiting, _zone())
    today, months = queries.terms_of(idea.topic_id).today(clock.now()), queries.review_months(idea.topic_id)
    return ComposeForm.fresh(today, months)  # type: ignore[return-value]


def _begin_from(idea: Idea, form: ComposeForm, template: AnswerTemplate, how: str = "") -> None:
    """Put a template's words in. Words that are there already stay until their writer has said how: replace or below."""
    form.template_id = template.id
    if form.body and how not in ("replace", "below"):
        form.asked = template.id
        return
    form.status = template.status
    words = fill(template.body, values_of(idea, form.review_on))
    form.body = f"{form.body}\n\n{words}" if form.body and how == "below" else words


def _zone() -> str:
    return str(get_timezone())


def _keep(idea_id: int, form: ComposeForm, *, insist: bool = False) -> None:
    """Save what was typed as this person's draft; the form knows its revision then."""
    with writing():
        idea = _idea(idea_id)
        draft = actions_drafting.save_draft(viewer(), idea, form.typed(), seen=form.revision, insist=insist, now=clock.now())
        form.revision = draft.revision if draft else 0


def _draft_state(idea_id: int, form: ComposeForm, status: int = 200) -> Response:
    """What became of the draft; the first time it is also said, and not again after every pause."""
    say = _("Draft saved. It is saved again whenever you pause.") if form.revision and not form.said and status == 200 else ""
    draft = queries_drafting.draft_of(viewer().id, idea_id)
    if not wants_fragment():
        return _composer(_idea(idea_id), form, status=status)
    form.said = form.said or bool(say)
    return page("responses/_draft_state.html", fragment="responses/_draft_state.html", say=say, status=status, form=form, draft=draft, idea_id=idea_id)


def _preview(idea_id: int, form: ComposeForm) -> Response:
    """The mail beside it is made from the draft, so what is looked at is saved, over any other window's."""
    if not form.problems:
        _keep(idea_id, form, insist=True)
    return _composer(_idea(idea_id), form, preview=not form.problems)


def _said_of(idea_id: int, waiting: WaitingAnswer | None) -> str:
    if waiting is None:
        heard = count_hearers(idea_id, viewer().id).told
        return ngettext("Published. %(num)s person hears about it.", "Published. %(num)s people hear about it.", heard)
    if waiting.needs_approval:
        return _("A colleague reads it now. It is published when they approve it; the clock runs until then.")
    return _("Planned for %(time)s. The clock runs until then.", time=moment(waiting.publish_at or waiting.written_at))


def _refused(idea_id: int, form: ComposeForm, refused: AnswerRefused) -> Response:
    """Whoever was overtaken by a colleague sees that answer now, and may answer over it."""
    idea, form.over = _idea(idea_id), None
    form.refuse(refused.problems, queries.review_months(idea.topic_id))
    return _composer(idea, form)


def _composer(idea: Idea, form: ComposeForm, *, preview: bool = False, status: int = 0) -> Response:
    """The page to answer on, with everything that helps to; what was typed stands in it."""
    answers, group = queries.answers_of(idea.id), members(idea)
    joined = parts_in_full(idea.id) if idea.part_count else []
    if form.over is None:
        form.over = answers[0].id if answers else 0
    response = page(
        "responses/compose.html", fragment="responses/_composer.html", status=status or (422 if form.problems else 200), idea=idea, form=form,
        answers=answers, owner_id=queries.ladder_of(idea.id)["owner"], colleagues=queries.answerers(), comments=comments_of(group),
        preview=preview_of(form.draft(), idea.topic_id, viewer().id) if preview else None, voices=voices_of(group, MOST_VOICES), joined=joined,
        origins={part.id: part.title for part in joined}, weight=behind_root(idea), likely=likely_beside(viewer(), idea.id),
        **_asked(idea, group), **_writing(idea),
    )
    return with_frames(response)


def _asked(idea: Idea, group: list[int]) -> dict[str, Any]:
    """What was asked about it, and the replies that the answer may name; what was ticked stays so."""
    asked, waiting = questions_on(viewer(), group), queries_drafting.open_waiting(idea.id)
    mine = waiting if waiting is not None and waiting.author_id == viewer().id else None
    because = set(parse_credits(request.form)) if request.method == "POST" else noted_with(mine.id) if mine else set()
    return {"questions": asked, "creditable": creditable(group) if asked or idea.voice_count else [], "because": because}


def _writing(idea: Idea) -> dict[str, Any]:
    """What the composer itself needs."""
    return {
        "answerable": OFFERED, "hearers": count_hearers(idea.id, viewer().id), "templates": queries_drafting.templates_for(idea.topic_id),
        "draft": queries_drafting.draft_of(viewer().id, idea.id), "waiting": queries_drafting.open_waiting(idea.id),
        "begun": queries_drafting.begun_for_parts(viewer().id, [idea.id]) if idea.part_count else [],
        "came_back": queries_drafting.came_back_for(viewer(), idea.id), "zone": _zone(), "idea_id": idea.id,
        "why": why_not_published, "two_people": queries.terms_of(idea.topic_id).needs_approval,
    }
