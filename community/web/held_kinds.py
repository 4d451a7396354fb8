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
from community.advocates.actions_betas import BetaRefused, ask_to_try
from community.advocates.queries_betas import open_beta_of
from community.cocreation import queries as asking
from community.cocreation.actions import ReplyRefused, reply
from community.ideas.actions import Draft, Refused, add_comment, follow_idea, mark_helpful
from community.ideas.models import Idea
from community.ideas.queries import open_comment, visible_idea, visible_topic
from community.ideas.queries_groups import members, root_to_change
from community.ideas.rules import IdeaState
from community.notifications.mentioning import written
from community.responses.actions_rating import RatingRefused
from community.responses.forms_rating import RatingForm
from community.responses.queries_rating import answer_seen_by
from community.search.suggested import Suggested
from community.triage.actions_proposals import ProposalRefused, propose
from community.voices.actions import add_voice
from community.votes.actions import VoteRefused
from community.web.rating import rate
from community.web.suggesting import join_idea, post_idea

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
    """The idea's title if any visitor may read it, else an ellipsis."""
    idea = visible_idea(VISITOR, payload["idea_id"])
    return idea.title if idea else "…"


def idea_now(actor: Viewer, payload: Payload) -> Idea | None:
    """The idea meant, or the one it has joined since; None when it is not there for this person."""
    return root_to_change(actor, payload["idea_id"])


def gone() -> Outcome:
    return Outcome(False, _("That idea is no longer here."))


def _describe_vote(payload: Payload) -> str:
    return _("Your vote for “%(title)s”", title=idea_title(payload))


def _replay_vote(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    idea = idea_now(actor, payload)
    if idea is None:
        return gone()
    try:
        added = join_idea(actor, idea, payload.get("importance", 2), seen=Suggested.of(payload), now=now)
    except VoteRefused:
        return Outcome(False, _("“%(title)s” takes no votes any more.", title=idea.title))
    if added:
        return Outcome(True, _("Your vote for “%(title)s” is in.", title=idea.title))
    return Outcome(True, _("You had already voted for “%(title)s”. It still counts.", title=idea.title))


def _describe_comment(payload: Payload) -> str:
    return _("Your comment on “%(title)s”", title=idea_title(payload))


def _replay_comment(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    idea, text = idea_now(actor, payload), str(payload["text"])
    if idea is None:
        return gone()
    parent = open_comment(actor, payload.get("parent_id") or 0)
    parent = parent if parent and parent.idea_id in members(idea) else None
    to_staff = bool(payload.get("to_staff"))
    try:
        words = written(text, idea)
        add_comment(actor, idea, text, words.html, parent=parent, now=now, to_staff=to_staff, mentions=words.mentions)
    except Refused:
        return Outcome(False, _("“%(title)s” takes no comments any more.", title=idea.title))
    return Outcome(True, _("Your comment on “%(title)s” is posted.", title=idea.title))


def _describe_idea(payload: Payload) -> str:
    return _("Your idea “%(title)s”", title=payload["title"])


def _replay_idea(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    topic = visible_topic(actor, payload["topic_id"])
    if topic is None:
        return Outcome(False, _("The part of the product it belongs to takes no ideas at the moment."))
    draft = Draft.of(payload["title"], str(payload["body"]), payload.get("tags", ""), actor.locale)
    idea = post_idea(actor, topic, draft, payload.get("importance", 2), seen=Suggested.of(payload), now=now)
    if idea.state == IdeaState.PENDING:
        return Outcome(True, _("Your idea “%(title)s” is with a moderator; you will hear within a working day.", title=idea.title))
    return Outcome(True, _("Your idea “%(title)s” is public, and its answer clock runs.", title=idea.title))


def _idea_words(payload: Payload) -> str:
    return "\n\n".join(part for part in (payload["title"], str(payload["body"])) if part)


def _new_place(payload: Payload) -> str:
    return url_for("ideas.index", tab="mine")


def _describe_helpful(payload: Payload) -> str:
    return _("That a comment on “%(title)s” helped you", title=idea_title(payload))


def _replay_helpful(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    comment, idea = open_comment(actor, payload["comment_id"]), visible_idea(actor, payload["idea_id"])
    if comment is None or idea is None:
        return gone()
    try:
        mark_helpful(actor, comment, idea, now=now)
    except Refused:
        return Outcome(False, _("That comment is your own; helpful is for others to say."))
    return Outcome(True, _("Thank you for saying that a comment helped."))


def _describe_follow(payload: Payload) -> str:
    return _("To follow “%(title)s”", title=idea_title(payload))


def _replay_follow(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    idea = idea_now(actor, payload)
    if idea is None:
        return gone()
    follow_idea(idea.id, actor.id, payload["level"], now=now)
    return Outcome(True, _("What you hear of “%(title)s” is set.", title=idea.title))


def _describe_join(payload: Payload) -> str:
    if payload["text"]:
        return _("Your vote and your words for “%(title)s”", title=idea_title(payload))
    return _describe_vote(payload)


def _replay_join(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    """The vote, and the words with it. An idea closed meanwhile takes no vote, and the words are given back."""
    voted, idea, words = _replay_vote(actor, payload, now), idea_now(actor, payload), str(payload["text"])
    if not voted.done or idea is None or not words:
        return voted
    add_voice(actor, idea, words, now=now)
    return Outcome(True, _("Thank you. Your vote and your words are with “%(title)s”.", title=idea.title))


def _describe_same(payload: Payload) -> str:
    return _("That “%(title)s” is the same as another idea", title=idea_title(payload))


def _replay_same(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    one, other = idea_now(actor, payload), visible_idea(actor, payload["other_id"])
    if one is None or other is None:
        return gone()
    try:
        propose(actor, one, other, str(payload["text"]), now=now)
    except ProposalRefused:
        return Outcome(True, _("Thank you for pointing it out. The two are one idea already."))
    return Outcome(True, _("Thank you for pointing it out. Somebody looks at the two, and you hear what becomes of it."))


def _describe_rating(payload: Payload) -> str:
    return _("What you said of our answer to “%(title)s”", title=idea_title(payload))


def _replay_rating(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    idea, answer, form = idea_now(actor, payload), answer_seen_by(actor, payload["answer_id"]), RatingForm.parse(payload)
    if idea is None or answer is None or not form.check():
        return gone()
    try:
        rate(actor, idea, answer, form.mark(), now=now)
    except RatingRefused:
        return Outcome(False, _("Whether an answer was a good one is for those to say who asked for it or voted."))
    return Outcome(True, _("Thank you. The people who answer see what you said."))


def _describe_reply(payload: Payload) -> str:
    return _("Your reply to a question on “%(title)s”", title=idea_title(payload))


def _replay_reply(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    idea, row = idea_now(actor, payload), asking.question_row(actor, payload["question_id"])
    question = asking.question(payload["question_id"])
    if idea is None or row is None or question is None:
        return gone()
    try:
        reply(actor, question, idea, str(payload["text"]), asked=row.asks_me, source="question", now=now)
    except ReplyRefused as refused:
        if refused.code == "not_asked":
            return Outcome(False, _("This question is put to others. What you wrote is welcome as a comment."))
        return Outcome(False, _("The question was closed meanwhile. What you wrote is welcome as a comment."))
    return Outcome(True, _("Your reply is with the question. Thank you."))


def _question_place(payload: Payload) -> str:
    return url_for("questions.show", question_id=payload["question_id"])


def _describe_beta(payload: Payload) -> str:
    return _("That you would like to try “%(title)s” first", title=idea_title(payload))


def _replay_beta(actor: Viewer, payload: Payload, now: datetime) -> Outcome:
    idea = idea_now(actor, payload)
    beta = open_beta_of(members(idea)) if idea else None
    if idea is None or beta is None:
        return Outcome(False, _("There is nothing to try there any more.")) if idea else gone()
    try:
        ask_to_try(actor, beta, now=now)
    except BetaRefused:
        return Outcome(False, _("Colleagues need no invitation."))
    return Outcome(True, _("You asked to try “%(title)s”. You hear from us when there is a place.", title=idea.title))


KINDS: dict[str, Kind] = {
    "beta": Kind(_describe_beta, _replay_beta, idea_place),
    "join": Kind(_describe_join, _replay_join, idea_place),
    "vote": Kind(_describe_vote, _replay_vote, idea_place),
    "comment": Kind(_describe_comment, _replay_comment, idea_place),
    "idea": Kind(_describe_idea, _replay_idea, _new_place, _idea_words),
    "helpful": Kind(_describe_helpful, _replay_helpful, idea_place),
    "follow": Kind(_describe_follow, _replay_follow, idea_place),
    "reply": Kind(_describe_reply, _replay_reply, _question_place),
    "same": Kind(_describe_same, _replay_same, idea_place),
    "rating": Kind(_describe_rating, _replay_rating, idea_place, lambda payload: str(payload["words"])),
}
