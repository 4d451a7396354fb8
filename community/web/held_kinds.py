"""What a visitor may do before signing in, and how each takes effect afterwards: one entry a kind.

A payload is small JSON: ids, choices, and the words as they were typed and cleaned. `replay` runs inside
writing(), for a person who may by now see less, or more, than the visitor did: it finds, asks and acts like
the view of the same verb, and never takes anything as still being so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from community.accounts.viewer import VISITOR, Viewer
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.votes.actions import VoteRefused, cast_vote

Payload = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """`said` is the sentence for the person: what took effect, or why it could not."""

    done: bool
    said: str


@dataclass(frozen=True)
class Kind:
    """`describe` names what is kept; `place` is the page it belongs to; `words` is what was typed, to give back."""

    describe: Callable[[Payload], str]
    replay: Callable[[Viewer, Payload, datetime], Outcome]
    place: Callable[[Payload], str]
    words: Callable[[Payload], str] = lambda payload: str(payload.get("text", ""))


def idea_place(payload: Payload) -> str:
    return url_for("ideas.show", idea_id=payload["idea_id"])


def idea_title(payload: Payload) -> str:
    """The idea's title as any visitor may read it."""
    idea = visible_idea(VISITOR, payload["idea_id"])
    return idea.title if idea else _("an idea")


def idea_now(actor: Viewer, payload: Payload) -> Idea | None:
    """The idea meant, or the one it has joined since; None when it is not there for this person."""
    idea = visible_idea(actor, payload["idea_id"])
    return visible_idea(actor, idea.root_id) if idea and idea.root_id else idea


def gone() -> Outcome:
    return Outcome(False, _("That idea is no longer here."))


def _describe_vote(payload: Payload) -> str:
    return _("Your vote for “%(title)s”", title=idea_title(payload))


def _replay_vote(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    idea = idea_now(actor, payload)
    if idea is None:
        return gone()
    try:
        added = cast_vote(actor, idea, payload.get("importance", 2), now=now)
    except VoteRefused:
        return Outcome(False, _("“%(title)s” takes no votes any more.", title=idea.title))
    if added:
        return Outcome(True, _("Your vote for “%(title)s” is in.", title=idea.title))
    return Outcome(True, _("You had already voted for “%(title)s”. It still counts.", title=idea.title))


KINDS: dict[str, Kind] = {
    "vote": Kind(_describe_vote, _replay_vote, idea_place),
}
