"""A clock of the demo that stands still, a question that waits for a reply, and an idea that was opened again."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.demo.cast import STAFF_DOMAIN
from community.demo.content import stories
from community.events import Event
from community.ideas.actions import add_comment
from community.ideas.models import Idea
from community.markdown import render
from community.responses.actions_pausing import pause_clock
from community.responses.actions_reopening import reopen_idea
from community.responses.actions_replies import settle_questions
from community.responses.queries import ladder_of, terms_of

STANDS_STILL, ASKED, REOPENED = "calendar-android-duplicates", "swaps-without-manager", "access-agency-view-only"
NOTE = "Which calendar app is it on the new phone, and was the old link ever taken out?"
QUESTION = "Does “the same role” hold across two wards of one hospital, or only within a ward?"
BECAUSE = "Two agencies now sign in with named people, so the link could be tied to a person."
WEEK = timedelta(days=7)


def run_cycles(now: datetime) -> None:
    """In the transaction that wrote the ideas: the verbs of the product themselves, and nothing left for the worker."""
    titles = {story.key: story.title for story in stories()}
    paused, asked, closed = (_idea(titles[key]) for key in (STANDS_STILL, ASKED, REOPENED))
    terms, owner = terms_of(paused.topic_id), db.session.get_one(Person, ladder_of(paused.id)["owner"])
    until = terms.review_moment(terms.today(now + WEEK))
    pause_clock(Viewer.of(owner), paused, "author", until, note=NOTE, now=now)
    add_comment(_viewer("ines@brannocs.example"), asked, QUESTION, render(QUESTION), parent=None, now=now, to_staff=True)
    settle_questions(asked, now=now)
    reopen_idea(_viewer(f"yusra@{STAFF_DOMAIN}"), closed, BECAUSE, now=now)
    db.session.flush()
    db.session.execute(update(Event).where(Event.expanded.is_(False)).values(expanded=True))


def _viewer(email: str) -> Viewer:
    return Viewer.of(db.session.scalars(select(Person).where(Person.email == email)).one())


def _idea(title: str) -> Idea:
    return db.session.scalars(select(Idea).where(Idea.title == title)).one()
