"""Suggesting an idea: what is already there comes first, then the form; a visitor's idea waits for the code."""

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
from community.ideas.forms import IdeaForm
from community.responses.queries import terms_of
from community.search.queries import similar_ideas
from community.web.auth import viewer
from community.web.guard import keep_to, too_much
from community.web.held import hold
from community.web.kept import topics_to_choose
from community.web.pages import done, page
from community.web.suggesting import post_idea

pages = Blueprint("suggesting", __name__)


@pages.get("/ideas/new")
def new() -> Response:
    said = clean_text(request.args.get("q", ""))[: rules.LONGEST_BODY]
    return _page(IdeaForm.of_words(said), said)


@pages.post("/ideas")
def create() -> Response:
    form = IdeaForm.parse(request.form)
    if not form.check([topic.id for topic in topics_to_choose(viewer())]):
        return _page(form, form.said, status=422)
    if not viewer().signed_in:
        return hold("idea", form.payload())
    draft, now = Draft.of(form.title, form.body, form.tags), clock.now()
    try:
        with writing():
            first = posted_before(viewer().id, form.key)
            idea_id, public = (int(first), True) if first else _post(viewer(), form, draft, now)
    except TooManyRequests:
        problem = _("You have suggested a lot in a short time. What you wrote is still here; please post it a little later.")
        form.problems["title"] = problem
        return too_much(_rate(), _page(form, form.said, status=429))
    return done(url_for("ideas.show", idea_id=idea_id), say=_thanks(public))


def _post(actor: Viewer, form: IdeaForm, draft: Draft, now: datetime) -> tuple[int, bool]:
    """Inside writing(): the idea, its author's vote, and the key it was posted with."""
    keep_to(_rate(), f"idea:{actor.id}")
    topic = queries.visible_topic(actor, form.topic_id) or abort(404)
    idea = post_idea(actor, topic, draft, form.importance, now=now)
    remember_post(actor.id, form.key, str(idea.id), now)
    return idea.id, idea.state == rules.IdeaState.PUBLISHED


def _rate() -> limits.Rate:
    return limits.IDEAS_OF_THE_NEW if is_new(viewer().joined_at, clock.now()) else limits.IDEAS


def _thanks(public: bool) -> str:
    if public:
        return _("Thank you. Your idea is public, and its answer clock runs.")
    return _("Thank you. A moderator looks at a first idea before it is public; you will hear within a working day.")


def _page(form: IdeaForm, said: str, status: int = 200) -> Response:
    form.key = form.key or new_key()
    topics, now = topics_to_choose(viewer()), clock.now()
    chosen = next((topic for topic in topics if topic.id == form.topic_id), topics[0] if len(topics) == 1 else None)
    due = terms_of(chosen.id).due(now, "first") if chosen else None
    similar = similar_ideas(viewer(), said or form.title, form.body) if said or form.title else []
    return page(
        "ideas/new.html", status=status, form=form, q=said, topics=topics, due=due, similar=similar, body=form.body,
    )
