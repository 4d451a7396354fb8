"""For staff: what was said of us elsewhere, the idea that it asks for, and our reply."""

from datetime import datetime

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from community import clock
from community.accounts import limits
from community.accounts.rules import clean_line
from community.accounts.rules_handles import CHANNELS, channel_word
from community.db import writing
from community.ideas.actions import Draft, submit_idea
from community.ideas.forms import whole
from community.ideas.models import Idea
from community.ideas.models_mentions import Mention
from community.ideas.queries import visible_topic
from community.ideas.queries_groups import root_idea, root_to_change
from community.ideas.rules import LONGEST_TITLE
from community.responses.timing import due_by_default
from community.search.queries import Similar, similar_ideas
from community.triage import actions_mentions as actions
from community.triage import queries_mentions as queries
from community.triage.forms_mentions import MentionForm, ReplyForm
from community.triage.rules_mentions import OFFERED
from community.voices.actions import VoiceRefused
from community.web.auth import staff_only, viewer
from community.web.guard import keep_to
from community.web.kept import topics_to_choose
from community.web.pages import done, page

pages = Blueprint("mentions", __name__, url_prefix="/desk/mentions")


@pages.get("/")
@staff_only
def index() -> Response:
    state = request.args.get("state", "")
    state = state if state in queries.STATES else queries.STATES[0]
    rows, after = queries.mentions(state, whole(request.args.get("before", "")))
    return page(
        "triage/mentions.html", state=state, mentions=rows, after=after, counts=queries.count_mentions(clock.now()), channel_word=channel_word,
        due_by=_due_by, now=clock.now(),
    )


@pages.get("/new")
@staff_only
def new() -> Response:
    return _form_page(MentionForm(idea=whole(request.args.get("idea", ""))))


@pages.post("/new")
@staff_only
def log() -> Response:
    form = MentionForm.parse(request.form)
    if not form.check():
        return _form_page(form, status=422)
    with writing():
        keep_to(limits.MENTIONS, f"mention:{viewer().id}")
        row, fresh = actions.log_mention(viewer(), form.said(), now=clock.now())
        idea = root_to_change(viewer(), form.idea) if fresh and form.idea else None
        if idea is not None:
            _tie(row, idea)
    if not fresh:
        return done(_url(row), say=_("This one is here already."))
    return done(_url(row), say=_("Logged. It is a voice of the idea now.") if idea else _("Logged. Which idea does it ask for?"))


@pages.get("/<int:mention_id>")
@staff_only
def show(mention_id: int) -> Response:
    return _page(mention_id, ReplyForm())


@pages.post("/<int:mention_id>/tie")
@staff_only
def tie(mention_id: int) -> Response:
    idea_id = whole(request.form.get("idea", "").lstrip("#"))
    with writing():
        row, idea = _mention(mention_id), root_to_change(viewer(), idea_id)
        if idea is not None:
            _tie(row, idea)
    if idea is None:
        return done(_url(row), say=_("There is no such idea."), kind="bad")
    return done(_url(row), say=_("It is a voice of “%(title)s” now.", title=idea.title))


@pages.post("/<int:mention_id>/idea")
@staff_only
def make_idea(mention_id: int) -> Response:
    """An idea of its own, suggested by who logs it; the words of the mention are its first voice."""
    title, body = clean_line(request.form.get("title", ""))[:LONGEST_TITLE], (_shown(mention_id).words or "")
    topic = visible_topic(viewer(), whole(request.form.get("topic", "")))
    if not title or topic is None:
        return _page(mention_id, ReplyForm(), status=422, unfit=True, title=title)
    draft = Draft.of(title, body, "", viewer().locale)
    with writing():
        row = _mention(mention_id)
        keep_to(limits.IDEAS_FROM_MENTIONS, f"mentioned-idea:{viewer().id}")
        idea = submit_idea(viewer(), topic, draft, hold=False, now=clock.now())
        _tie(row, root_to_change(viewer(), idea.id) or abort(404))
    return done(_url(row), say=_("It is an idea of its own now, and its clock runs."))


@pages.post("/<int:mention_id>/<verb>")
@staff_only
def put(mention_id: int, verb: str) -> Response:
    acts = {"aside": actions.set_mention_aside, "back": actions.bring_mention_back}
    with writing():
        row = _mention(mention_id)
        acts.get(verb, _no_such_verb)(viewer(), row, now=clock.now())
    say = _("Set aside: it asks for nothing.") if verb == "aside" else _("It waits for an idea again.")
    return done(url_for("mentions.index") if verb == "aside" else _url(row), say=say)


@pages.post("/<int:mention_id>/reply")
@staff_only
def reply(mention_id: int) -> Response:
    form = ReplyForm.parse(request.form)
    try:
        if form.check():
            with writing():
                actions.reply_to_mention(viewer(), _mention(mention_id), form.words, now=clock.now())
    except actions.NoReply:
        form.problems["words"] = _("Please give the words of the reply; a nod is none.")
    if form.problems:
        return _page(mention_id, form, status=422)
    return done(url_for("mentions.show", mention_id=mention_id), say=_("Noted. Nothing is owed for it any more."))


def _no_such_verb(*args: object, **more: object) -> bool:
    abort(404)


def _tie(row: Mention, idea: Idea) -> None:
    try:
        actions.tie_mention(viewer(), row, idea, now=clock.now())
    except (actions.MentionSettled, VoiceRefused):
        abort(409)


def _mention(mention_id: int) -> Mention:
    return queries.mention_to_change(mention_id) or abort(404)


def _shown(mention_id: int) -> Row:
    return queries.mention_shown(mention_id) or abort(404)


def _url(row: Mention) -> str:
    return url_for("mentions.show", mention_id=row.id)


def _form_page(form: MentionForm, status: int = 200) -> Response:
    idea = root_idea(viewer(), form.idea) if form.idea else None
    return page("triage/mention_new.html", status=status, form=form, idea=idea, channels=list(CHANNELS.items()))


def _page(mention_id: int, form: ReplyForm, status: int = 200, *, unfit: bool = False, title: str = "") -> Response:
    row, words = _shown(mention_id), clean_line(request.args.get("q", ""))[:200]
    waits = row.Mention.idea_id is None and row.Mention.set_aside_at is None
    return page(
        "triage/mention.html", status=status, row=row, mention=row.Mention, form=form, words=words, waits=waits, title=title, unfit=unfit,
        offered=_offered(words or row.words) if waits else [], topics=topics_to_choose(viewer()) if waits else [],
        channel_word=channel_word, due_by=_due_by, now=clock.now(),
    )


def _due_by(row: Row) -> datetime | None:
    """Until when we owe a reply: by its idea's clock, or by default from when it was logged, as long as it waits for an idea."""
    mention = row.Mention
    waits = mention.idea_id is None and mention.set_aside_at is None and mention.replied_at is None
    return due_by_default(mention.logged_at) if waits else row.due_at


def _offered(words: str) -> list[Similar]:
    return similar_ideas(viewer(), words, limit=OFFERED)
