"""What administrators do with topics."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from community import audit
from community.accounts.queries_admin import ladder_choices
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Topic, TopicOrganisation
from community.ideas.opening import missing_to_open
from community.ideas.queries_admin import is_slug_taken, listed_organisations
from community.ideas.rules import Visibility, slug_of
from community.site import touch_site


class TopicIncomplete(Exception):
    """Nobody would answer here; `missing` names what is needed first."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


def add_topic(
    actor: Viewer, values: Mapping[str, Any], organisations: Collection[int], *, now: datetime
) -> Topic:
    """A closed topic; it opens once somebody answers for it."""
    topic = Topic(**values, slug=_free_slug(values["name"]))
    db.session.add(topic)
    db.session.flush()
    _list_organisations(topic, organisations)
    after = {**values, "organisations": sorted(organisations)}
    audit.log("topic.added", actor_id=actor.id, at=now, subject=("topic", topic.id), after=after)
    return topic


def change_topic(
    actor: Viewer, topic: Topic, values: Mapping[str, Any], organisations: Collection[int], *, now: datetime
) -> None:
    """Change it; an open topic must keep what it needs to be open. Its address stays."""
    before, after = audit.change(topic, values)
    listed = listed_organisations(topic.id)
    if _list_organisations(topic, organisations) != listed:
        before["organisations"], after["organisations"] = sorted(listed), sorted(listed_organisations(topic.id))
    if topic.opened_at is not None:
        _refuse_if_incomplete(topic)
    if after:
        audit.log("topic.changed", actor_id=actor.id, at=now, subject=("topic", topic.id), before=before, after=after)
        touch_site()


def open_topic(actor: Viewer, topic: Topic, *, now: datetime) -> None:
    """Let customers in: only where somebody is sure to answer."""
    if topic.opened_at is not None:
        return
    _refuse_if_incomplete(topic)
    topic.opened_at = now
    audit.log("topic.opened", actor_id=actor.id, at=now, subject=("topic", topic.id))
    touch_site()


def close_topic(actor: Viewer, topic: Topic, *, now: datetime) -> None:
    """Take it and its ideas out of customers' sight. What is owed in it stays owed."""
    if topic.opened_at is None:
        return
    topic.opened_at = None
    audit.log("topic.closed", actor_id=actor.id, at=now, subject=("topic", topic.id))
    touch_site()


def _refuse_if_incomplete(topic: Topic) -> None:
    missing = missing_to_open(topic, {row.id for row in ladder_choices()})
    if missing:
        raise TopicIncomplete(missing)


def _list_organisations(topic: Topic, wanted: Collection[int]) -> set[int]:
    """Only a topic for listed organisations has a list."""
    wanted = set(wanted) if topic.visibility == Visibility.ORGANISATIONS else set()
    if wanted != listed_organisations(topic.id):
        db.session.query(TopicOrganisation).filter_by(topic_id=topic.id).delete()
        db.session.add_all(TopicOrganisation(topic_id=topic.id, organisation_id=each) for each in sorted(wanted))
        db.session.flush()
    return wanted


def _free_slug(name: str) -> str:
    """The name as part of an address, with a number after it when another topic has it."""
    base, slug, number = slug_of(name) or "topic", slug_of(name) or "topic", 1
    while is_slug_taken(slug):
        number += 1
        slug = f"{base}-{number}"
    return slug
