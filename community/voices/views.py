"""Joining an idea with one's own words, reading all voices, and staff noting what a customer said."""

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import Conflict, NotFound, TooManyRequests

from community import clock
from community.accounts import limits
from community.accounts.rules import clean_text
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries_groups import members, root_idea, root_to_change
from community.ideas.queries_parts import origins_of
from community.search.forms import SimilarForm
from community.search.suggested import Suggested
from community.voices import actions, queries
from community.voices.forms import NoteForm, WordsForm
from community.votes.actions import VoteRefused
from community.votes.rules import clean_importance, may_vote
from community.web.auth import signed_in, staff_only, viewer
from community.web.guard import keep_to, too_much
from community.web.held import hold
from community.web.noting import Noted, note_for
from community.web.pages import done, page, wants_fragment
from community.web.suggesting import join_idea

pages = Blueprint("voices", __name__)

LONGEST_ADDRESS = 2_000
"""Proxies cut longer ones short."""


@pages.post("/ideas/<int:idea_id>/join")
def join(idea_id: int) -> Response:
    """This is mine too: the vote, and then the words. Whatever stands in the way, what was typed comes back."""
    words, seen = typed(), Suggested.parse(request.form)
    importance = clean_importance(request.form.get("importance", ""))
    try:
        if not viewer().signed_in:
            return _hold_join(idea_id, importance, words, seen)
        with writing():
            idea = _idea_to_change(idea_id)
            keep_to(limits.VOTES, f"vote:{viewer().id}")
            added = join_idea(viewer(), idea, importance, seen=seen, now=clock.now())
    except (NotFound, VoteRefused, TooManyRequests) as refused:
        return _not_joined(idea_id, words, refused)
    return _joined(idea, words, _your_vote(idea, idea_id) if added else _voted_before(idea))


def _hold_join(idea_id: int, importance: int, words: str, seen: Suggested) -> Response:
    """A visitor's vote and words wait for the code; words longer than a voice are asked for first."""
    idea, form = _idea(idea_id), WordsForm(words)
    if not may_vote(state=idea.state, status=idea.status):
        raise VoteRefused
    if words and not form.check():
        return page("voices/words.html", fragment="voices/_joined.html", status=422, idea=idea, form=form, to_join=True)
    return hold("join", {"idea_id": idea.id, "importance": importance, "text": words} | seen.payload())


def _joined(idea: Idea, words: str, say: str) -> Response:
    """The field for one's words, begun with what was typed: on a page of its own where there is no script."""
    url = url_for("voices.words", idea_id=idea.id, words=words or None)
    if len(url) > LONGEST_ADDRESS and not wants_fragment():
        flash(say, "good")
        return page("voices/words.html", idea=idea, form=WordsForm(words))
    return done(url, say=say, fragment="voices/_joined.html", idea=idea, form=WordsForm(words), said=say)


def _not_joined(idea_id: int, words: str, refused: Exception) -> Response:
    """Why it could not be, and the words, with a way on. To htmx a row that is not there is a conflict, so that it is shown."""
    code = 409 if isinstance(refused, VoteRefused) else 429 if isinstance(refused, TooManyRequests) else 404
    idea = None if code == 404 else _idea(idea_id)
    shown = 409 if code == 404 and wants_fragment() else code
    response = page("voices/not_joined.html", fragment="voices/_not_joined.html", status=shown, code=code, idea=idea, words=words)
    return too_much(limits.VOTES, response) if code == 429 else response


@pages.get("/ideas/<int:idea_id>/words")
@signed_in
def words(idea_id: int) -> Response:
    return page("voices/words.html", idea=_idea(idea_id), form=WordsForm.parse(request.args))


@pages.post("/ideas/<int:idea_id>/words")
@signed_in
def add(idea_id: int) -> Response:
    form = WordsForm.parse(request.form)
    try:
        idea = _idea(idea_id)
        if not form.check():
            return page("voices/words.html", fragment="voices/_joined.html", status=422, idea=idea, form=form)
        with writing():
            _keep(_idea_to_change(idea_id), form.words, actions.OWN_WORDS)
    except (NotFound, Conflict, TooManyRequests) as refused:
        return _not_joined(idea_id, form.words, refused)
    say = _("Your words are on “%(title)s”, with your vote. You will hear of the answer.", title=idea.title)
    return done(url_for("ideas.show", idea_id=idea_id), say=say, fragment="voices/_thanks.html", idea=idea)


@pages.get("/ideas/<int:idea_id>/voices")
def index(idea_id: int) -> Response:
    idea = _idea(idea_id)
    voices = queries.voices_of(members(idea), reader_id=viewer().id)
    return page("voices/index.html", idea=idea, voices=voices, origins=origins_of(idea))


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
        keep_to(limits.COMMENTS, f"voice:{viewer().id}")
        noted = _note(_idea_to_change(idea_id), form)
    return done(url_for("ideas.show", idea_id=idea_id) + "#voices", say=_said_of(form, noted))


def typed() -> str:
    """What was typed before, as the beginning of one's words: all of it, however long."""
    form = SimilarForm.parse(request.form)
    return clean_text(request.form.get("words", "")) or form.words


def _note(idea: Idea, form: NoteForm) -> Noted:
    try:
        return note_for(viewer(), idea, form.as_source(), form.words, form.importance, now=clock.now())
    except actions.VoiceRefused:
        abort(409)


def _said_of(form: NoteForm, noted: Noted) -> str:
    if noted.voted:
        return _("Their vote is noted, and they find it among their votes.") + (" " + _("Their words are with the idea now.") if noted.spoke else "")
    if form.importance and form.person_id:
        return _("Their vote was there before, or the idea takes none now. What they said is kept.")
    return _("Their words are with the idea now.")


def _keep(idea: Idea, words: str, source: actions.Source) -> None:
    keep_to(limits.COMMENTS, f"voice:{viewer().id}")
    try:
        actions.add_voice(viewer(), idea, words, source=source, now=clock.now())
    except actions.VoiceRefused:
        abort(409)


def _idea(idea_id: int) -> Idea:
    return root_idea(viewer(), idea_id) or abort(404)


def _idea_to_change(idea_id: int) -> Idea:
    return root_to_change(viewer(), idea_id) or abort(404)


def _your_vote(idea: Idea, asked_id: int) -> str:
    if idea.id != asked_id:
        return _("It has become part of “%(title)s”, and your vote is there. Your words can join it.", title=idea.title)
    if idea.vote_count > 1:
        return _("Your vote is with %(others)s others. Your words can join it.", others=idea.vote_count - 1)
    return _("Your vote is in. Your words can join it.")


def _voted_before(idea: Idea) -> str:
    return _("You voted for “%(title)s” before, and it counts. Your words can join it.", title=idea.title)
