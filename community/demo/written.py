"""What the staff of the demo have written and not published: templates, an answer for later, and one for a second person."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.demo.cast import STAFF_DOMAIN
from community.demo.content import read, stories
from community.events import Event
from community.ideas.models import Idea, Topic
from community.responses.actions import AnswerDraft
from community.responses.actions_drafting import add_template
from community.responses.actions_waiting import put_aside
from community.responses.waiting import moment_of


def write_ahead(now: datetime) -> None:
    """With the product's own verbs, and nothing left for the worker but the answer's time."""
    for each in read("templates"):
        topic_id = db.session.scalar(select(Topic.id).where(Topic.slug == each["topic"])) if each["topic"] else None
        values = {"name": each["name"], "status": each["status"], "topic_id": topic_id, "body": each["body"]}
        add_template(_viewer(each["by"]), values, now=now)
    titles = {story.key: story.title for story in stories()}
    for each in read("written"):
        idea = db.session.scalars(select(Idea).where(Idea.title == titles[each["idea"]])).one()
        draft = AnswerDraft.of(each["status"], each["body"], (now + timedelta(days=each["review_in_days"])).date(), 0)
        put_aside(_viewer(each["by"]), idea, draft, _time_of(each, _viewer(each["by"]).zone, now), now=now)
    db.session.flush()
    db.session.execute(update(Event).where(Event.expanded.is_(False)).values(expanded=True))


def _time_of(each: dict[str, Any], zone: str, now: datetime) -> datetime | None:
    """A whole number of days ahead, at an hour of its writer's clock; None for what waits for a second person alone."""
    if "publish_in_days" not in each:
        return None
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=each["publish_in_days"])
    return moment_of(day, time.fromisoformat(each["publish_at"]), zone)


def _viewer(key: str) -> Viewer:
    return Viewer.of(db.session.scalars(select(Person).where(Person.email == f"{key}@{STAFF_DOMAIN}")).one())
