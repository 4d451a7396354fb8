"""What staff of the demo have asked: voters who replied, and an author whose mail is on its way."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.cocreation.actions import QuestionDraft, ask, reply
from community.cocreation.models import Question
from community.cocreation.queries import people_asked
from community.cocreation.rules import AUTHOR
from community.db import db
from community.demo.cast import STAFF_DOMAIN
from community.demo.content import read, stories
from community.events import Event
from community.ideas.models import Idea
from community.notifications.audience import count_asked
from community.notifications.handlers import on_question_asked


def ask_all(now: datetime) -> None:
    """In the transaction that wrote the community: the verbs of the product themselves, and nothing left for the worker but
    the mail to the author, which opens the page to reply on."""
    titles = {story.key: story.title for story in stories()}
    for each in read("asked"):
        _ask(each, db.session.scalars(select(Idea).where(Idea.title == titles[each["idea"]])).one(), now)
    db.session.flush()
    db.session.execute(update(Event).where(Event.expanded.is_(False)).values(expanded=True))


def _ask(each: dict[str, Any], idea: Idea, now: datetime) -> None:
    by = Viewer.of(db.session.scalars(select(Person).where(Person.email == f"{each['by']}@{STAFF_DOMAIN}")).one())
    draft = QuestionDraft.of(each["audience"], "question", each["words"], now + timedelta(days=each["open_days"]))
    question = ask(by, idea, draft, hearers=count_asked(idea, each["audience"], by.id), now=now)
    if each["audience"] == AUTHOR:
        _mail(question, now)
    _reply(question, idea, each["replies"], now)


def _mail(question: Question, now: datetime) -> None:
    db.session.flush()
    asked = select(Event).where(Event.kind == "question.asked", Event.idea_id == question.idea_id)
    on_question_asked(db.session.scalars(asked.order_by(Event.id.desc()).limit(1)).one(), 0, now)


def _reply(question: Question, idea: Idea, words: list[str], now: datetime) -> None:
    """The first of those who were asked."""
    asked = select(Person).where(Person.id.in_(people_asked(idea, question.audience)), Person.id != question.by_id)
    people = db.session.scalars(asked.order_by(Person.id).limit(len(words))).all()
    for person, text in zip(people, words, strict=False):
        reply(Viewer.of(person), question, idea, text, asked=True, source="mail", now=now)
