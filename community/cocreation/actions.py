"""Asking the author of an idea or those who voted for it, replying, and the end of a question.

Each verb holds the root of the idea's group first, as every change to what a group counts does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community import audit, events, markdown
from community.accounts.viewer import Viewer
from community.cocreation import queries, rules
from community.cocreation.models import Question
from community.cocreation.rules import Problem, Standing
from community.db import db
from community.ideas.actions import follow_idea
from community.ideas.models import Idea
from community.ideas.queries_groups import members
from community.responses.actions_clocks import catch_up
from community.responses.actions_pausing import PauseRefused, end_pause, pause_clock
from community.voices.actions import VoiceRefused, add_reply
from community.voices.models import Voice


class AskRefused(Exception):
    """A question that is not put; `problems` says why, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.field} {problem.code}" for problem in problems))
        self.problems = problems


class ReplyRefused(Exception):
    """This question takes no reply: closed, not_asked or not_public."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class QuestionDraft:
    """What is asked of whom until when, already rendered: the slow part comes before the transaction."""

    audience: str
    kind: str
    body: str
    body_html: str
    closes_at: datetime | None

    @classmethod
    def of(cls, audience: str, kind: str, body: str, closes_at: datetime | None) -> "QuestionDraft":
        return cls(audience, kind, body, markdown.render(body), closes_at)


def ask(actor: Viewer, idea: Idea, draft: QuestionDraft, *, hearers: int, now: datetime) -> Question:
    """Put a question; to the author it lets the clock wait until its end. Raises AskRefused.

    `idea` is held; `hearers` is how many people can be told by mail, so that no clock waits for somebody out of reach.
    """
    group = members(idea)
    standing = Standing(
        may_answer=actor.may_answer, state=idea.state, merged=idea.root_id is not None,
        open=queries.open_audiences(group), hearers=hearers,
    )
    problems = rules.check_question(draft.audience, draft.kind, draft.closes_at, standing, now)
    if problems or draft.closes_at is None:
        raise AskRefused(problems)
    if draft.audience == rules.AUTHOR:
        _close_all(queries.open_to_author([idea.id]), now=now)
    question = Question(
        idea_id=idea.id, by_id=actor.id, audience=draft.audience, kind=draft.kind, body=draft.body, body_html=draft.body_html,
        asked_count=hearers, asked_at=now, closes_at=draft.closes_at,
    )
    db.session.add(question)
    db.session.flush()
    _record("question.asked", question, actor, now, audience=question.audience, closes_at=question.closes_at.isoformat())
    if draft.audience == rules.AUTHOR:
        _wait_for_author(actor, idea, question, now)
    return question


def _wait_for_author(actor: Viewer, idea: Idea, question: Question, now: datetime) -> None:
    """Where a clock runs it stands still; one that stands still anyway, or none, is no reason not to ask."""
    catch_up(idea, now)
    try:
        pause_clock(actor, idea, "author", question.closes_at, question_id=question.id, now=now)
    except PauseRefused as refused:
        if refused.code not in ("not_running", "paused_already"):
            raise AskRefused([Problem("closes", refused.code)]) from refused


def reply(actor: Viewer, question: Question, root: Idea, text: str, *, asked: bool, source: str, now: datetime) -> Voice:
    """Keep a reply, or what mends it; the author's own lets the clock go on. Raises ReplyRefused.

    `asked`: the question is put to this person, by their vote or by their mail. `root` shows the question and is held.
    """
    if not rules.is_open(closed_at=question.closed_at, closes_at=question.closes_at, now=now):
        raise ReplyRefused("closed")
    if not asked:
        raise ReplyRefused("not_asked")
    before = queries.reply_of(question.id, actor.id)
    if before is None:
        voice = _first_reply(actor, question, root, text, source, now)
    elif before.text == text:
        return before
    else:
        voice = before
        voice.text, voice.edited_at = text, now
    if question.audience == rules.AUTHOR and question.answered_at is None:
        _heard_from_author(actor, question, now)
    events.record(
        "question.answered", at=now, actor_id=actor.id, idea_id=question.idea_id, person_id=actor.id, question_id=question.id,
        voice_id=voice.id, edited=before is not None,
    )
    return voice


def _first_reply(actor: Viewer, question: Question, root: Idea, text: str, source: str, now: datetime) -> Voice:
    try:
        voice = add_reply(actor, root, question.id, question.idea_id, text, source=source, now=now)
    except VoiceRefused as refused:
        raise ReplyRefused("not_public") from refused
    follow_idea(root.id, actor.id, "answers", now=now, keep=True)
    return voice


def _heard_from_author(actor: Viewer, question: Question, now: datetime) -> None:
    question.answered_at = now
    _let_go_on(question, now=now, actor=actor)


def hear_comment(actor_id: int, root: Idea, comment_id: int, *, now: datetime) -> None:
    """Whoever is waited for and writes a comment instead has replied, also where their idea has joined this one."""
    for question in queries.open_to_author(members(root)):
        author_id = db.session.get_one(Idea, question.idea_id).author_id
        if question.answered_at is None and author_id == actor_id:
            question.answered_at, question.comment_id = now, comment_id
            _let_go_on(question, now=now, actor=None)
            events.record(
                "question.answered", at=now, actor_id=actor_id, idea_id=question.idea_id, person_id=actor_id, question_id=question.id,
                comment_id=comment_id, edited=False,
            )


def close(question: Question, *, actor: Viewer | None, now: datetime) -> bool:
    """End a question; without an actor its date or an answer did. True when it was open."""
    if question.closed_at is not None:
        return False
    question.closed_at = now if actor else min(now, question.closes_at)
    question.closed_by_id = actor.id if actor else None
    if question.audience == rules.AUTHOR and question.answered_at is None:
        _let_go_on(question, now=now, actor=actor)
    _record("question.closed", question, actor, now)
    return True


def close_next(now: datetime) -> bool:
    """Close the question whose end passed first; False when none is left."""
    question = queries.next_to_close(now)
    return question is not None and close(question, actor=None, now=now)


def close_answered(root: Idea, *, now: datetime) -> None:
    """The answer is there: nobody waits for an author any more. What is open to voters stays open."""
    _close_all(queries.open_to_author(members(root)), now=now)


def _close_all(questions: list[Question], *, now: datetime) -> None:
    for question in questions:
        close(question, actor=None, now=now)
    db.session.flush()


def _let_go_on(question: Question, *, now: datetime, actor: Viewer | None) -> None:
    """End the pause that this question began, and no other."""
    if queries.is_waited_for(question):
        end_pause(db.session.get_one(Idea, question.idea_id), now=now, actor=actor)


def _record(kind: str, question: Question, actor: Viewer | None, now: datetime, **data: Any) -> None:
    db.session.flush()
    actor_id = actor.id if actor else None
    events.record(kind, at=now, actor_id=actor_id, idea_id=question.idea_id, question_id=question.id, **data)
    if actor is not None:
        audit.log(kind, actor_id=actor_id, at=now, subject=("idea", question.idea_id), after={"question_id": question.id, **data})
