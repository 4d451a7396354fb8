"""What the demo's customers are called elsewhere, and what was said there: some of it waits, one reply is owed, one was given."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from community.accounts.actions_handles import link_handle
from community.accounts.models import Person
from community.accounts.models_tokens import ApiToken
from community.accounts.viewer import Viewer
from community.db import db
from community.demo.cast import STAFF_DOMAIN
from community.demo.content import read, stories
from community.events import Event
from community.ideas.models import Idea
from community.ideas.models_mentions import Mention
from community.ideas.queries_groups import hold_root
from community.responses.handlers import on_mention, on_reply_elsewhere
from community.triage.actions_mentions import (
    Said,
    log_mention,
    reply_to_mention,
    set_mention_aside,
    tie_mention,
)

SUPPORT = f"jun@{STAFF_DOMAIN}"
BY_TOKEN = 2
"""The first so many were logged by a program, the others by support."""


def hear_elsewhere(token: ApiToken, now: datetime) -> None:
    """In the transaction that wrote the community, by the verbs of the product themselves; nothing is left for the worker."""
    for each in read("handles"):
        link_handle(Viewer.of(_person(each["by"])), _person(each["person"]), each["channel"], each["handle"], now=now)
    titles = {story.key: story.title for story in stories()}
    support = Viewer.of(_person(SUPPORT))
    for number, each in enumerate(read("elsewhere")):
        said = Said(each["url"], each["text"], each["channel"], each["handle"], now - timedelta(days=each["said_days_ago"]))
        row, _ = log_mention(support, said, now=now, token_id=token.id if number < BY_TOKEN else None)
        _settle(support, row, each, titles, now)
    db.session.flush()
    db.session.execute(update(Event).where(Event.expanded.is_(False)).values(expanded=True))


def _settle(support: Viewer, row: Mention, each: dict[str, Any], titles: dict[str, str], now: datetime) -> None:
    if each.get("aside"):
        set_mention_aside(support, row, now=now)
    if "idea" in each:
        idea_id = db.session.scalars(select(Idea.id).where(Idea.title == titles[each["idea"]])).one()
        idea = hold_root(idea_id)
        assert idea is not None
        tie_mention(support, row, idea, now=now)
        on_mention(_last("mention.tied"), 0, now)
    if "reply" in each:
        reply_to_mention(support, row, each["reply"], now=now)
        on_reply_elsewhere(_last("mention.replied"), 0, now)


def _last(kind: str) -> Event:
    db.session.flush()
    return db.session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id.desc()).limit(1)).one()


def _person(named: str) -> Person:
    return db.session.scalars(select(Person).where(or_(Person.email == named, Person.name == named))).one()
