"""Answers that wait: put aside for a time or for a second person, approved, sent back, published, or told that they could not be."""

from datetime import datetime

from community import audit, events
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.responses import queries, queries_drafting
from community.responses.actions import AnswerDraft, AnswerRefused, answer_idea, problems_of
from community.responses.actions_drafting import Typed, drop_draft, give_back
from community.responses.models import Answer
from community.responses.models_drafting import WaitingAnswer
from community.responses.rules import Problem
from community.responses.waiting import fault_of_plan, is_due, why_not_approve


class WaitingRefused(Exception):
    """Why nothing was done with an answer that waits: settled, own, changed, not_own or no_words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def give(actor: Viewer, idea: Idea, draft: AnswerDraft, publish_at: datetime | None, *, now: datetime) -> WaitingAnswer | None:
    """Publish an answer from the composer, or let it wait where it is for later or its topic asks for a second person.

    None when it is public now: then neither a draft nor an earlier version of it waits any longer.
    """
    if publish_at is not None or queries.terms_of(idea.topic_id).needs_approval:
        return put_aside(actor, idea, draft, publish_at, now=now)
    answer = answer_idea(actor, idea, draft, now=now)
    _published_instead(actor, idea, answer, now)
    return None


def put_aside(actor: Viewer, idea: Idea, draft: AnswerDraft, publish_at: datetime | None, *, now: datetime) -> WaitingAnswer:
    """Let an answer wait for its time, for a second person where the topic asks for one, or for both.

    It is checked as it will be published, on that day. The writer's own one that waits is changed, and needs its
    approval anew; somebody else's is in the way. AnswerRefused says why not.
    """
    queries.lock_idea(idea)
    terms, waiting = queries.terms_of(idea.topic_id), queries_drafting.open_waiting(idea.id)
    problems = problems_of(actor, idea, draft, queries.answers_of(idea.id), terms.today(publish_at or now))
    if waiting is not None and waiting.author_id != actor.id:
        problems.append(Problem("body", "other_waits"))
    if publish_at and (fault := fault_of_plan(publish_at, now)):
        problems.append(Problem("publish_on", fault))
    if problems:
        raise AnswerRefused(problems)
    waiting = queries_drafting.hold_waiting(waiting.id) if waiting else WaitingAnswer(idea_id=idea.id, author_id=actor.id, revision=0)
    if _write(waiting, draft, publish_at, terms.needs_approval, now):
        _note("answer.proposed" if waiting.needs_approval else "answer.planned", actor, waiting, now)
    drop_draft(actor.id, idea.id)
    return waiting


def _write(waiting: WaitingAnswer, draft: AnswerDraft, publish_at: datetime | None, needs_approval: bool, now: datetime) -> bool:
    """What is to be published, and when. True when it changed; then whoever approved it has not read it."""
    values = {
        "status": draft.status, "body": draft.body, "review_on": draft.review_on, "over": draft.over or 0,
        "publish_at": publish_at, "needs_approval": needs_approval,
    }
    _before, after = audit.change(waiting, values)
    if not after:
        return False
    waiting.body_html, waiting.written_at, waiting.revision = draft.body_html, now, waiting.revision + 1
    waiting.approved_by_id = waiting.approved_at = None
    db.session.add(waiting)
    db.session.flush()
    return True


def approve(actor: Viewer, waiting: WaitingAnswer, *, seen: int, now: datetime) -> Answer | None:
    """A second person has read it; published at once, unless its time is still to come. `seen`: the revision that was read."""
    _hold(waiting)
    refused = why_not_approve(
        approver_id=actor.id, author_id=waiting.author_id, state=waiting.state, revision=waiting.revision, seen=seen
    )
    if refused or not actor.may_answer:
        raise WaitingRefused(refused or "settled")
    waiting.approved_by_id, waiting.approved_at = actor.id, now
    _note("answer.approved", actor, waiting, now)
    return _publish(waiting, now) if _is_due(waiting, now) else None


def send_back(actor: Viewer, waiting: WaitingAnswer, note: str, *, now: datetime) -> None:
    """Somebody else than its writer says what is missing; the words are the writer's draft again."""
    _hold(waiting)
    if waiting.state != "waiting":
        raise WaitingRefused("settled")
    if waiting.author_id == actor.id or not actor.may_answer:
        raise WaitingRefused("own")
    if not note:
        raise WaitingRefused("no_words")
    waiting.note = note
    _settle(waiting, "sent_back", actor.id, now)
    _note("answer.sent_back", actor, waiting, now)
    _give_back(waiting, now)


def hold_back(actor: Viewer, waiting: WaitingAnswer, *, now: datetime) -> None:
    """Its writer takes it out of the queue; the words are a draft again."""
    _hold(waiting)
    if waiting.state != "waiting" or waiting.author_id != actor.id:
        raise WaitingRefused("settled" if waiting.author_id == actor.id else "not_own")
    _settle(waiting, "withdrawn", actor.id, now)
    _note("answer.held_back", actor, waiting, now)
    _give_back(waiting, now)


def publish_now(actor: Viewer, waiting: WaitingAnswer, *, now: datetime) -> Answer:
    """Its writer does not wait for the time; a second person is waited for all the same (AnswerRefused)."""
    _hold(waiting)
    if waiting.state != "waiting" or waiting.author_id != actor.id:
        raise WaitingRefused("settled" if waiting.author_id == actor.id else "not_own")
    return _publish(waiting, now)


def publish_next(now: datetime) -> bool:
    """Publish the answer whose time came first, or tell that it could not be; False when none is due.

    Exactly once: the row is read again while its idea is held, and settled in the transaction that publishes.
    """
    found = queries_drafting.next_to_publish(now)
    if found is None:
        return False
    waiting = _hold(found)
    if waiting.state != "waiting" or not _is_due(waiting, now):
        return True
    if queries.terms_of(waiting.idea.topic_id).needs_approval and waiting.approved_by_id is None:
        waiting.needs_approval = True
        _note("answer.proposed", None, waiting, now)
        return True
    try:
        _publish(waiting, now)
    except AnswerRefused as refused:
        fail(waiting, refused.problems[0].code, now)
    return True


def fail(waiting: WaitingAnswer, reason: str, now: datetime) -> None:
    """It will not be published: its writer and who owes the answer are told, and the words are a draft again."""
    waiting.reason = reason
    _settle(waiting, "failed", None, now)
    _note("answer.not_published", None, waiting, now)
    _give_back(waiting, now)


def settle_overtaken(idea: Idea, answer_id: int, now: datetime) -> None:
    """The idea has this answer now: one that waited is that very answer, or it was written for another state of things."""
    queries.lock_idea(idea)
    open_now = queries_drafting.open_waiting(idea.id)
    waiting = queries_drafting.hold_waiting(open_now.id) if open_now else None
    if waiting is not None and waiting.state == "waiting" and waiting.over < answer_id:
        fail(waiting, "answered_meanwhile", now)


def _published_instead(actor: Viewer, idea: Idea, answer: Answer, now: datetime) -> None:
    """The writer of an answer that waits has published these words from the composer: it waits no longer, nor does a draft."""
    waiting = queries_drafting.open_waiting(idea.id)
    if waiting is not None and waiting.author_id == actor.id:
        waiting.answer_id = answer.id
        _settle(waiting, "published", actor.id, now)
    drop_draft(actor.id, idea.id)


def _publish(waiting: WaitingAnswer, now: datetime) -> Answer:
    """As its writer, through the one verb that answers; AnswerRefused changes nothing."""
    writer = Viewer.of(db.session.get_one(Person, waiting.author_id, populate_existing=True))
    if not writer.is_active:
        raise AnswerRefused([Problem("status", "not_allowed")])
    draft = AnswerDraft(
        waiting.status, waiting.body, waiting.body_html, waiting.review_on, waiting.over, approved_by=waiting.approved_by_id
    )
    answer = answer_idea(writer, waiting.idea, draft, now=now)
    waiting.answer_id = answer.id
    _settle(waiting, "published", waiting.author_id, now)
    return answer


def _hold(waiting: WaitingAnswer) -> WaitingAnswer:
    """The idea first, then the row: as everybody does who answers."""
    idea = db.session.get_one(Idea, waiting.idea_id)
    queries.lock_idea(idea)
    held = queries_drafting.hold_waiting(waiting.id)
    held.idea = idea
    return held


def _is_due(waiting: WaitingAnswer, now: datetime) -> bool:
    approved = waiting.approved_by_id is not None
    return is_due(publish_at=waiting.publish_at, needs_approval=waiting.needs_approval, approved=approved, now=now)


def _settle(waiting: WaitingAnswer, state: str, by: int | None, now: datetime) -> None:
    waiting.state, waiting.settled_at, waiting.settled_by_id = state, now, by
    db.session.flush()


def _give_back(waiting: WaitingAnswer, now: datetime) -> None:
    """To where its writer will look for it: the idea, or what that has become part of."""
    idea = db.session.get_one(Idea, waiting.idea_id)
    review = waiting.review_on.isoformat() if waiting.review_on else ""
    give_back(waiting.author_id, idea.root_id or idea.id, Typed(waiting.status, review, waiting.body, waiting.over), now)


def _note(kind: str, actor: Viewer | None, waiting: WaitingAnswer, now: datetime) -> None:
    """The event and the audit entry of one step."""
    by = actor.id if actor else None
    when = waiting.publish_at.isoformat() if waiting.publish_at else None
    events.record(kind, at=now, actor_id=by, idea_id=waiting.idea_id, waiting_id=waiting.id, revision=waiting.revision, publish_at=when)
    after = {"waiting_id": waiting.id, "status": waiting.status, "publish_at": when, "state": waiting.state, "reason": waiting.reason}
    audit.log(kind, actor_id=by, at=now, subject=("idea", waiting.idea_id), after={name: value for name, value in after.items() if value})
