"""Suggesting an idea: what is already there comes first, then the form; a visitor's idea waits for the code."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from community import clock
from community.accounts import limits
from community.accounts.posted import new_key, posted_before, remember_post
from community.accounts.rules import clean_text, is_new
from community.accounts.viewer import Viewer
from community.db import writing
from community.ideas import queries, rules
from community.ideas.actions import Draft
from community.ideas.forms import IdeaForm, whole
from community.ideas.models import Topic
from community.responses.queries import terms_of
from community.search.forms import SimilarForm
from community.search.panel import Panel, empty_panel, panel_for
from community.search.suggested import Suggested
from community.web.auth import viewer
from community.web.guard import keep_to, too_much
from community.web.held import hold
from community.web.kept import topics_to_choose
from community.web.pace import reader, within_pace
from community.web.pages import done, page
from community.web.suggesting import post_idea

pages = Blueprint("suggesting", __name__)


@pages.get("/ideas/new")
def new() -> Response:
    said = clean_text(request.args.get("q", ""))
    return _page(IdeaForm.of_words(said, whole(request.args.get("topic", ""))))


@pages.post("/ideas/new")
def look_again() -> Response:
    """The step between writing and posting, where there is no script: the same page, nothing lost."""
    return _page(IdeaForm.parse(request.form).begun())


@pages.get("/ideas/new/promise")
def promise() -> Response:
    """What the part of the product just chosen promises."""
    promised = _promised(whole(request.args.get("topic", "")))
    return page("ideas/promise.html", fragment="ideas/_promise.html", promised=promised, oob=True)


@pages.post("/ideas")
def create() -> Response:
    form = IdeaForm.parse(request.form)
    if not form.check([topic.id for topic in topics_to_choose(viewer())]):
        return _page(form, status=422)
    seen = Suggested.parse(request.form)
    try:
        return _posted(form, seen) if viewer().signed_in else hold("idea", form.payload() | seen.payload())
    except TooManyRequests:
        problem = _("You have suggested a lot in a short time. What you wrote is still here; please post it a little later.")
        form.problems["title"] = problem
        return too_much(_rate(), _page(form, status=429))


def _posted(form: IdeaForm, seen: Suggested) -> Response:
    draft, now = Draft.of(form.title, form.body, form.tags, viewer().locale), clock.now()
    with writing():
        first = posted_before(viewer().id, form.key)
        idea_id, public = (int(first), True) if first else _post(viewer(), form, draft, seen, now)
    return done(url_for("ideas.show", idea_id=idea_id), say=_thanks(public))


def _post(actor: Viewer, form: IdeaForm, draft: Draft, seen: Suggested, now: datetime) -> tuple[int, bool]:
    """Inside writing(): the idea, its author's vote, and the key it was posted with."""
    keep_to(_rate(), f"idea:{actor.id}")
    topic = queries.visible_topic(actor, form.topic_id) or abort(404)
    idea = post_idea(actor, topic, draft, form.importance, seen=seen, now=now)
    remember_post(actor.id, form.key, str(idea.id), now)
    return idea.id, idea.state == rules.IdeaState.PUBLISHED


def _rate() -> limits.Rate:
    if not viewer().signed_in:
        return limits.HELD_ACTS
    return limits.IDEAS_OF_THE_NEW if is_new(viewer().joined_at, clock.now()) else limits.IDEAS


def _thanks(public: bool) -> str:
    if public:
        return _("Thank you. Your idea is public, and its answer clock runs.")
    return _("Thank you. A moderator looks at a first idea before it is public; you will hear within a working day.")


@dataclass(frozen=True)
class Promised:
    """What a topic promises, and by when an idea posted now would be answered."""

    topic: Topic
    due: datetime


def _promised(topic_id: int) -> Promised | None:
    topic = queries.visible_topic(viewer(), topic_id)
    return Promised(topic, terms_of(topic.id).due(clock.now(), "first")) if topic else None


def _panel() -> Panel:
    """What sounds like it; nothing for a reader in a great hurry, since suggestions never stand in the way."""
    typed = replace(SimilarForm.parse(request.values), form_id="idea")
    if typed.has_words(1) and within_pace(limits.SEARCHES, reader("search")):
        return panel_for(viewer(), typed)
    return empty_panel(typed)


def _page(form: IdeaForm, status: int = 200) -> Response:
    form.key = form.key or new_key()
    topics = topics_to_choose(viewer())
    chosen = topics[0].id if len(topics) == 1 else form.topic_id
    return page(
        "ideas/new.html", status=status, form=form, topics=topics, chosen=chosen, promised=_promised(chosen), oob=False,
        panel=_panel(),
    )
