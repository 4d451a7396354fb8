"""Lists of ideas, one idea, and what it said before."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row
from werkzeug.wrappers import Response

from community import clock
from community.accounts.posted import new_key
from community.advocates.queries_betas import beta_shown
from community.cocreation.queries import questions_on
from community.cocreation.queries_credits import credits_of
from community.cocreation.rules import SHOWN_REPLIES
from community.crm.queries_weight import behind_root
from community.ideas import queries, rules
from community.ideas.forms import CommentForm, key_text, parse_filter, whole
from community.ideas.models import Idea
from community.ideas.queries import IdeaFilter, Page
from community.ideas.queries_follow import level_heard
from community.ideas.queries_groups import IdeaView, idea_to_read
from community.ideas.queries_parts import parts_in_full, titles_for
from community.ideas.queries_talk import Talk, start_of_thread, talk_on
from community.responses.queries_rating import AnswersRead, answers_read_by
from community.responses.rules_rating import may_rate
from community.triage.queries_twins import count_twins_of
from community.voices.queries import replies_to, voices_of
from community.voices.rules import SHOWN, SUGGESTED
from community.votes.queries import Voters, voters_of, votes_by
from community.web.auth import ask_to_sign_in, settings, viewer
from community.web.filters import this_site
from community.web.kept import kept_for_visitors, topics_to_choose
from community.web.pages import page, wants_fragment
from community.web.timeline import others_in, timeline

pages = Blueprint("ideas", __name__)


@pages.get("/")
@kept_for_visitors
def index() -> Response:
    wanted = parse_filter(request.args)
    if wanted.tab == "mine" and not viewer().signed_in:
        return ask_to_sign_in()
    found = queries.idea_page(viewer(), wanted)
    response = page(
        "ideas/list.html", fragment="ideas/_more.html" if wanted.after else "ideas/_ideas.html",
        say=_count_said(wanted, found), wanted=wanted, found=found, topics=topics_to_choose(viewer()),
        mine=votes_by(viewer().id, [row.id for row in found.rows]), next_url=_next_url(wanted, found),
        start_url=list_url(wanted) if wanted.after and not wants_fragment() else None,
    )
    if wants_fragment() and not wanted.after:
        response.headers["HX-Push-Url"] = list_url(wanted)
    return response


@pages.get("/ideas/<int:idea_id>")
@pages.get("/ideas/<int:idea_id>/<slug>")
@kept_for_visitors
def show(idea_id: int, slug: str = "") -> Response:
    view = idea_to_read(viewer(), idea_id) or abort(404)
    if view.idea.root_id:
        response = redirect(url_for("ideas.show", idea_id=view.idea.root_id, _anchor=f"part-{idea_id}"), 302)
        response.headers["Cache-Control"] = "no-store"
        return response
    if slug and slug != rules.slug_of(view.idea.title):
        return redirect(idea_url(view.idea), 302)
    if "talk" in request.args and wants_fragment():
        return _more_talk(view)
    return page("ideas/show.html", **_everything_about(view))


@pages.get("/ideas/<int:idea_id>/history")
def history(idea_id: int) -> Response:
    idea = queries.visible_idea(viewer(), idea_id) or abort(404)
    return page("ideas/history.html", idea=idea, revisions=queries.revisions_of(idea.id))


def _everything_about(view: IdeaView) -> dict[str, Any]:
    """At most one statement for each part of the page, and none for a part that has nothing in it."""
    idea = view.idea
    talk = _talk(view)
    read = answers_read_by(viewer(), idea.id) if idea.answered_at else AnswersRead()
    answers = read.answers
    weight = behind_root(idea, viewer().id) if viewer().is_staff else None
    votes = Voters([], weight.mine) if weight else voters_of(viewer(), view.group)
    parts, events = parts_in_full(idea.id) if view.parts else [], queries.history_of(idea.id, view.group[1:])
    origins = {part.id: part.title for part in parts}
    told = timeline(idea, events, answers, {**titles_for(viewer(), others_in(events) - origins.keys()), **origins})
    asked = questions_on(viewer(), view.group) if _may_have(events, "question.asked") else []
    voices = voices_of(view.group, SHOWN, reader_id=viewer().id, replies=False) if idea.voice_count or viewer().signed_in else []
    return {
        "questions": asked, "replies": replies_to([row.id for row in asked], SHOWN_REPLIES, reader_id=viewer().id) if asked else {},
        "credits": credits_of([answer.id for answer in answers]) if answers and (asked or _may_have_suggested(idea, voices)) else {},
        "beta": beta_shown(viewer(), view.group) if _may_have(events, "beta.opened") else None, "now": clock.now(),
        "idea": idea, "talk": talk, "votes": votes, "weight": weight, "aside": votes.aside, "mine": votes.mine, "form": CommentForm(),
        "level": view.level or _implied_level(view, talk, voted=votes.mine is not None), "url": idea_url(idea, full=True),
        "answers": answers, "rating": read.rating, "effort": read.effort, "may_rate": _may_rate(view, voted=votes.mine is not None), "timeline": told, "key": new_key() if viewer().signed_in else "",
        "parts": parts, "origins": origins, "twins": count_twins_of(viewer(), idea.id) if viewer().is_staff else 0,
        "own_part": next((part.id for part in parts if part.author_id == viewer().id), None),
        "voices": voices,
    }


def _may_rate(view: IdeaView, *, voted: bool) -> bool:
    """Whether to ask this reader if the answer was a good one; of a visitor it turns out when they sign in."""
    asked = view.asked_by(viewer().id)
    return not viewer().signed_in or may_rate(author=asked, voted=voted, staff=viewer().is_staff)


def _may_have(events: list[Row], kind: str) -> bool:
    """No statement for an idea whose history, read whole, says that nothing was asked or opened."""
    return len(events) == queries.MOST_EVENTS or any(row.kind == kind for row in events)


def _may_have_suggested(idea: Idea, voices: list[Row]) -> bool:
    """Whether words suggested for an answer may be among the voices, of which the first are known."""
    return idea.voice_count > SHOWN or any(voice.source == SUGGESTED for voice in voices)


def _talk(view: IdeaView) -> Talk:
    """The page of the conversation that the address asks for, by a comment that is on it; a short one is shown whole."""
    if not view.idea.comment_count and not viewer().signed_in:
        return Talk([])
    asked = whole(request.args.get("talk", "")) if view.idea.comment_count > rules.THREADS else 0
    return talk_on(viewer(), view.group, start_of_thread(view.group, asked) if asked else 0)


def _more_talk(view: IdeaView) -> Response:
    talk, origins = _talk(view), {part.id: part.title for part in view.parts}
    say = ngettext("%(num)s more thread", "%(num)s more threads", len(talk.threads))
    return page("", fragment="ideas/_talk_more.html", say=say, idea=view.idea, talk=talk, origins=origins, key=new_key() if viewer().signed_in else "", form=CommentForm())


def _implied_level(view: IdeaView, talk: Talk, *, voted: bool) -> str:
    if not talk.is_whole and viewer().signed_in:
        return level_heard(viewer(), view.idea, voted=voted)
    return rules.implied_level(author=view.asked_by(viewer().id), commented=talk.has_words_of(viewer().id), voted=voted)


def idea_url(idea: Idea, *, full: bool = False) -> str:
    return (settings().base_url if full else "") + url_for("ideas.show", idea_id=idea.id, slug=rules.slug_of(idea.title) or None)


def list_url(wanted: IdeaFilter, **more: Any) -> str:
    """The shortest address of this list."""
    given = {"tab": wanted.tab, "topic": wanted.topic, "status": wanted.status, "tag": wanted.tag}
    kept: dict[str, Any] = {name: value for name, value in given.items() if value and (name, value) != ("tab", "top")}
    return url_for("ideas.index", **kept, **more)


def _next_url(wanted: IdeaFilter, found: Page) -> str | None:
    return list_url(wanted, after=key_text(found.next_key)) if found.next_key else None


def _count_said(wanted: IdeaFilter, found: Page) -> str:
    """One sentence for the live region."""
    shown = len(found.rows)
    if wanted.after:
        return ngettext("%(num)s more idea", "%(num)s more ideas", shown)
    total = this_site().summary.get("tabs", {}).get(wanted.tab)
    if total and found.next_key and not (wanted.topic or wanted.status or wanted.tag):
        return _("%(shown)s of %(total)s ideas", shown=shown, total=total)
    return ngettext("%(num)s idea", "%(num)s ideas", shown)
