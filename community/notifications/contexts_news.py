"""What the mails are given that tell of an idea's later days: more people, a reply, changed words, the day to look again, shipped."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from community.accounts.models import Person
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.ideas.rules import excerpt_of
from community.notifications import wording_news as wording
from community.notifications.contexts import of_answer, of_comment, of_idea
from community.notifications.queries_news import askers_of, speakers_of
from community.responses.models import Answer

Context = dict[str, Any]
Own = Callable[[Person], Context]

MOST_QUOTED = 240


def of_welcome() -> Context:
    return {"promises": wording.PROMISES, "sent": wording.SENT}


def of_milestone(idea: Idea, people: int) -> Context:
    """`people`: the number that was reached; votes may have come and gone since."""
    answered = idea.answer_state == "answered"
    return {
        **of_idea(idea), "people": people, "status": idea.status, "answered": answered,
        "due_at": None if answered else idea.due_at, "answerer": idea.answerer_name,
    }


def own_beginning(idea: Idea) -> Own:
    """Whether it began with this person, or an idea of theirs joined it."""
    return lambda person: {"began": person.id == idea.author_id}


def of_comment_by(idea: Idea, comment: Comment) -> Context:
    """A comment with its author's title: a reply, or one that mentions somebody."""
    return {**of_comment(idea, comment), "commenter_title": db.session.get_one(Person, comment.author_id).title}


def of_reply(idea: Idea, comment: Comment, parent: Comment) -> Context:
    """A reply, and the start of what it replies to, unless that is out of sight by now."""
    words = "" if parent.hidden_at else excerpt_of(parent.body, MOST_QUOTED)
    name = db.session.get_one(Person, parent.author_id).name
    return {**of_comment_by(idea, comment), "replied_to": words, "replied_name": name}


def own_reply(parent: Comment) -> Own:
    return lambda person: {"own_comment": person.id == parent.author_id}


def of_change(idea: Idea, answer: Answer) -> Context:
    """An answer as it stands now."""
    return {**of_answer(idea, answer, first=False), "answered_at": answer.created_at}


def of_expiry(idea: Idea, answer: Answer, due_at: datetime | None) -> Context:
    """An answer whose day to look again has come, and when the new one is due."""
    by = db.session.get_one(Person, answer.author_id)
    return {
        **of_idea(idea), "status": answer.status, "answered_at": answer.created_at, "review_at": answer.review_at,
        "answerer": by.name, "due_at": due_at,
    }


def of_shipping(idea: Idea, answer: Answer, event: Event) -> Context:
    return of_answer(idea, answer, first=bool(event.data.get("first")))


def own_thanks(idea: Idea) -> Own:
    """Who asked and who gave their words, as their names stand on the page; votes are counted, and name nobody."""
    askers, speakers = askers_of(idea.id), speakers_of(idea.id)
    quiet = max(0, idea.vote_count - len(askers.keys() | speakers.keys()))
    return lambda person: {"thanks": partial(wording.thanks, askers, speakers, quiet, person.id)}
