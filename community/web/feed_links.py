"""Whether a list has a feed: those that any visitor sees do."""

from typing import Any

from flask import Flask, url_for

from community.ideas.models import Idea
from community.ideas.rules import IdeaState, Visibility
from community.web.auth import viewer
from community.web.kept import topics_to_choose


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(feed_of=feed_of, feed_of_idea=feed_of_idea)


def feed_of(endpoint: str, topic: str = "", **given: Any) -> str:
    """The address of a list's feed; empty where the topic is none of a visitor's."""
    if topic and not any(each.slug == topic and each.visibility == Visibility.EVERYONE for each in topics_to_choose(viewer())):
        return ""
    return url_for(endpoint, **{name: value for name, value in {"topic": topic, **given}.items() if value})


def feed_of_idea(idea: Idea) -> str:
    public = idea.topic.visibility == Visibility.EVERYONE and idea.topic.opened_at is not None
    return url_for("feeds.idea", idea_id=idea.id) if public and idea.state == IdeaState.PUBLISHED else ""
