"""What the mails about answers that wait are given, and the mail of an answer that is not given yet."""

from typing import Any

from flask_babel import lazy_gettext as _l

from community.accounts.models import Person
from community.db import db
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.notifications import wording
from community.notifications.actions import STOP_WORDS
from community.notifications.contexts import of_answer, of_idea, written
from community.notifications.contexts_news import own_thanks
from community.notifications.links import link
from community.notifications.messages import Words
from community.notifications.rendering import render
from community.responses.models import Answer
from community.responses.models_drafting import WaitingAnswer
from community.responses.reasons import why_not_published

Context = dict[str, Any]


def of_proposed(waiting: WaitingAnswer) -> Context:
    return {**_of(waiting), "why": _l("You get this because you answer for this idea, and in its topic two people read every answer.")}


def of_sent_back(waiting: WaitingAnswer) -> Context:
    by = db.session.get(Person, waiting.settled_by_id) if waiting.settled_by_id else None
    return {**_of(waiting), "by": by.name if by else "", "note": waiting.note, "why": _l("You get this because you wrote the answer.")}


def of_not_published(waiting: WaitingAnswer) -> Context:
    why = _l("You get this because you wrote the answer, or because answering the idea is yours.")
    return {**_of(waiting), "reason": why_not_published(waiting.reason), "why": why}


def _of(waiting: WaitingAnswer) -> Context:
    """What was written, by whom, and where to go on."""
    idea, writer = db.session.get_one(Idea, waiting.idea_id), db.session.get_one(Person, waiting.author_id)
    gone = idea.state == IdeaState.DELETED
    return {
        **of_idea(idea), **written(waiting.body_html), "status": waiting.status,
        "due_at": idea.due_at if idea.answer_state == "awaiting" else None, "writer": writer.name, "publish_at": waiting.publish_at,
        "waiting_url": link("waiting.show", waiting_id=waiting.id),
        "desk_url": link("waiting.index") if gone else link("desk.show", idea_id=idea.root_id or idea.id),
    }


def answer_mail(idea: Idea, answer: Answer) -> Words:
    """The mail its author would get, in the author's language; no link in it does anything but lead to a page."""
    author, home = db.session.get_one(Person, idea.author_id), link("ideas.index")
    foot = {"stop_url": home, "stop_words": STOP_WORDS["idea"], "preferences_url": home, "home_url": home}
    context = of_answer(idea, answer, first=idea.answered_at is None)
    tie = {"why": wording.why("author", idea.vote_count - 1), "as_author": True, "tie": "author", "together": wording.together("author", idea.vote_count)}
    if answer.status == "shipped" != idea.status:
        return render("idea_shipped", author, {**context, **tie, **foot, **own_thanks(idea)(author)})
    return render("idea_answered", author, {**context, **tie, **foot})
