"""Joining an idea with one's own words, reading all voices, and staff noting what a customer said."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts import limits
from community.accounts.rules import clean_text
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.voices import actions, queries, rules
from community.voices.forms import NoteForm, WordsForm
from community.votes.actions import VoteRefused, cast_vote
from community.votes.rules import clean_importance
from community.web.auth import signed_in, staff_only, viewer
from community.web.guard import keep_to
from community.web.held import hold
from community.web.pages import done, page

pages = Blueprint("voices", __name__)


@pages.post("/ideas/<int:idea_id>/join")
def join(idea_id: int) -> Response:
    """This is mine too: the vote, and then the words."""
    words, importance = typed(), clean_importance(request.form.get("importance", ""))
    if not viewer().signed_in:
        return hold("join", {"idea_id": _idea(idea_id).id, "importance": importance, "text": words})
    with writing():
        idea = _idea(idea_id)
        keep_to(limits.VOTES, f"vote:{viewer().id}")
        try:
            cast_vote(viewer(), idea, importance, now=clock.now())
        except VoteRefused:
            abort(409)
    url = url_for("voices.words", idea_id=idea.id, words=words or None)
    return done(url, say=_your_vote(idea), fragment="voices/_joined.html", idea=idea, form=WordsForm(words))


@pages.get("/ideas/<int:idea_id>/words")
@signed_in
def words(idea_id: int) -> Response:
    return page("voices/words.html", idea=_idea(idea_id), form=WordsForm.parse(request.args))


@pages.post("/ideas/<int:idea_id>/words")
@signed_in
def add(idea_id: int) -> Response:
    idea, form = _idea(idea_id), WordsForm.parse(request.form)
    if not form.check():
        return page("voices/words.html", fragment="voices/_joined.html", status=422, idea=idea, form=form)
    with writing():
        _keep(_idea(idea_id), form.words, actions.OWN_WORDS)
    say = _("Your words are on “%(title)s”, with your vote. You will hear of the answer.", title=idea.title)
    return done(url_for("ideas.show", idea_id=idea_id), say=say, fragment="voices/_thanks.html", idea=idea)


@pages.get("/ideas/<int:idea_id>/voices")
def index(idea_id: int) -> Response:
    idea = _idea(idea_id)
    return page("voices/index.html", idea=idea, voices=queries.voices_of(idea.id, reader_id=viewer().id))


@pages.get("/ideas/<int:idea_id>/voices/new")
@staff_only
def new(idea_id: int) -> Response:
    return page("voices/note.html", idea=_idea(idea_id), form=NoteForm())


@pages.post("/ideas/<int:idea_id>/voices")
@staff_only
def note(idea_id: int) -> Response:
    idea, form = _idea(idea_id), NoteForm.parse(request.form)
    if not form.check():
        return page("voices/note.html", status=422, idea=idea, form=form)
    with writing():
        _keep(_idea(idea_id), form.words, form.as_source())
    return done(url_for("ideas.show", idea_id=idea_id) + "#voices", say=_("Their words are with the idea now."))


def typed() -> str:
    """What was typed before, as the beginning of one's words; never refused here."""
    return clean_text(request.form.get("words", ""))[: rules.LONGEST_VOICE]


def _keep(idea: Idea, words: str, source: actions.Source) -> None:
    keep_to(limits.COMMENTS, f"voice:{viewer().id}")
    try:
        actions.add_voice(viewer(), idea, words, source=source, now=clock.now())
    except actions.VoiceRefused:
        abort(409)


def _idea(idea_id: int) -> Idea:
    """The idea, or the one that it became part of."""
    idea = visible_idea(viewer(), idea_id) or abort(404)
    return (visible_idea(viewer(), idea.root_id) or abort(404)) if idea.root_id else idea


def _your_vote(idea: Idea) -> str:
    if idea.vote_count > 1:
        return _("Your vote is with %(others)s others. Your words can join it.", others=idea.vote_count - 1)
    return _("Your vote is in. Your words can join it.")
