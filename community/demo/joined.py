"""Ideas of the demo that joined others today, and a pair that a customer has pointed out."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.demo.cast import STAFF_DOMAIN
from community.demo.content import Story, read, stories
from community.demo.told import Stage, Told
from community.events import Event
from community.ideas.models import Idea
from community.triage.actions import merge
from community.triage.actions_proposals import propose
from community.triage.handlers import settle_proposals


def joined_stories() -> list[Story]:
    wanted = {field.name for field in fields(Story)}
    return [Story(**{name: value for name, value in each.items() if name in wanted}) for each in read("joined")]


def tell_joined(stage: Stage) -> None:
    """Each as an idea of its own, up to now."""
    people = {each.row["email"]: each for each in stage.crowd.customers}
    for each, story in zip(read("joined"), joined_stories(), strict=True):
        if "asked_by" in each:
            stage.authors[story.key] = people[each["asked_by"]]
        Told(stage, story).tell()


def come_together(now: datetime) -> None:
    """In the transaction that wrote them: the verbs of the product themselves, and nothing left for the worker."""
    titles = {story.key: story.title for story in (*stories(), *joined_stories())}
    for each in read("joined"):
        part, root = _idea(titles[each["key"]]), _idea(titles[each["joins"]])
        if "pointed_out_by" in each:
            propose(_viewer(each["pointed_out_by"]), part, root, each["words"], now=now)
        merge(_viewer(f"{each['merged_by']}@{STAFF_DOMAIN}"), part, root, now=now)
        settle_proposals(_last_merge(), 0, now)
    for each in read("pointed_out"):
        _point_out(each, titles, now)
    db.session.flush()
    db.session.execute(update(Event).where(Event.expanded.is_(False)).values(expanded=True))


def _point_out(each: dict[str, Any], titles: dict[str, str], now: datetime) -> None:
    one, other = _idea(titles[each["idea"]]), _idea(titles[each["same_as"]])
    propose(_viewer(each["by"]), one, other, each["words"], now=now)


def _last_merge() -> Event:
    db.session.flush()
    return db.session.scalars(select(Event).where(Event.kind == "idea.merged").order_by(Event.id.desc()).limit(1)).one()


def _viewer(email: str) -> Viewer:
    return Viewer.of(db.session.scalars(select(Person).where(Person.email == email)).one())


def _idea(title: str) -> Idea:
    return db.session.scalars(select(Idea).where(Idea.title == title)).one()
