"""Running the clock of the oldest question that customers put to the team and that waits for a reply."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from community.db import db
from community.ideas.models import Comment, Idea
from community.ideas.queries_groups import members
from community.ideas.rules import IdeaState
from community.responses import queries, queries_replies
from community.responses.actions_clocks import add_clock
from community.responses.actions_pausing import close_pause
from community.responses.models import Clock
from community.responses.owed_replies import Mentioned, Wait, waits
from community.responses.timekeeping import plan_alerts, record_clock, show_question


def settle_questions(idea: Idea, *, now: datetime) -> None:
    """Start, stop or resume the clock of its questions, as its comments, mentions and answers have it. Again, it changes nothing."""
    group = members(idea)
    found, why = _waits(idea, group)
    known = queries_replies.clocks_of_questions([wait.asked for wait in found])
    for wait in found:
        _settle(idea, wait, [clock for clock in known if (clock.comment_id, clock.mention_id) == wait.asked], now)
    waiting = found[-1].asked if found and found[-1].stopped_at is None else None
    running = queries.next_clock(idea.id)
    if running is not None and (running.comment_id, running.mention_id) != waiting:
        _stop(running, why, now)
        running = None
    shown = (running.started_at, running.due_at) if running else (None, None)
    if (idea.asked_at, idea.asked_due_at) != shown:
        show_question(idea, running)


def _waits(idea: Idea, group: Sequence[int]) -> tuple[list[Wait], str]:
    """What waits on the idea by its rows, and what becomes of a clock whose question is not among it.

    Until the first answer the first clock stands for every question but those that waited before there was the idea; of what
    was answered elsewhere, an import tells.
    """
    if idea.root_id is not None:
        return [], "merged"
    if idea.state != IdeaState.PUBLISHED:
        return [], "waived"
    answers = queries_replies.answer_times(group)
    answered = bool(answers.get(idea.id)) or (idea.legacy and idea.answer_state == "none")
    mentions = _with_early(idea, queries_replies.mentions_of(group), answered=answered)
    if not answered:
        return waits([], [], answers, idea.id, [mention for mention in mentions if mention.early]), "published"
    questions = queries_replies.questions_on(group)
    replies = queries_replies.replies_in({question.thread for question in questions})
    return waits(questions, replies, answers, idea.id, mentions), "waived"


def _with_early(idea: Idea, mentions: Sequence[Mentioned], *, answered: bool) -> list[Mentioned]:
    """Whichever was logged before the idea was public; after the first answer, whichever had a clock by then."""
    since = idea.published_at or idea.created_at
    early = {mention.id for mention in mentions if mention.at < since}
    if answered and early:
        early &= {clock.mention_id or 0 for clock in queries_replies.clocks_of_questions([(None, each) for each in early])}
    return [replace(mention, early=mention.id in early) for mention in mentions]


def _settle(idea: Idea, wait: Wait, known: list[Clock], now: datetime) -> None:
    """One stretch into one cycle: a question whose reply was taken back in time goes on in the same."""
    mine = [clock for clock in known if clock.idea_id == idea.id]
    clock = mine[-1] if mine else None
    if clock is None or (wait.stopped_at is None and _is_over(clock, now)):
        if wait.stopped_at is not None and known:
            return
        clock = _start(idea, wait, wait.started_at if clock is None else now)
    if wait.stopped_at is not None and clock.stopped_at is None:
        _stop(clock, "answered", max(wait.stopped_at, clock.started_at))
    elif wait.stopped_at is None and clock.stopped_at is not None:
        _resume(idea, clock, now)


def _is_over(clock: Clock, now: datetime) -> bool:
    """Replied to, and its time has passed since: what is taken back now begins anew."""
    return clock.outcome == "answered" and clock.due_at is not None and clock.due_at <= now


def _start(idea: Idea, wait: Wait, at: datetime) -> Clock:
    return add_clock(idea, "next", now=at, comment_id=wait.comment_id, mention_id=wait.mention_id)


def _stop(clock: Clock, outcome: str, at: datetime) -> None:
    clock.stopped_at, clock.outcome = at, outcome
    clock.next_tier = clock.next_alert_at = None
    db.session.flush()
    record_clock("clock.stopped", clock, at=at, outcome=outcome, late=bool(clock.due_at and clock.due_at < at))


def _resume(idea: Idea, clock: Clock, now: datetime) -> None:
    clock.stopped_at, clock.outcome = None, ""
    plan_alerts(clock, queries.terms_of(idea.topic_id))
    db.session.flush()
    record_clock("clock.resumed", clock, at=now)


def hear_author(idea: Idea, comment: Comment, *, now: datetime) -> None:
    """The author's own word ends what waited for it."""
    for pause in queries_replies.waiting_for(comment.author_id, members(idea)):
        clock, asked = db.session.get_one(Clock, pause.clock_id), db.session.get_one(Idea, pause.idea_id)
        close_pause(asked, clock, pause, now=now)
