"""Giving answers, and running the clocks that make them due."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from community import audit, events, markdown
from community.accounts.models import Person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.responses import queries, rules
from community.responses.models import Answer, AnswerRevision, Clock, Escalation
from community.responses.rules import Problem, Status, Tier
from community.responses.timing import Terms, review_streak, tier_to_tell

STATE_AFTER = {"answered": "answered", "published": "awaiting", "merged": "none", "waived": "none"}
ALERTS = {1: "clock.warned", 2: "clock.due", 3: "clock.escalated", 4: "clock.escalated"}


class AnswerRefused(Exception):
    """An answer that would not be one; `problems` says why, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.field} {problem.code}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class AnswerDraft:
    """Words and a status, already rendered: the slow part comes before the transaction.

    over: the id of the answer the writer saw (0 for none), where the channel knows it.
    """

    status: str
    body: str
    body_html: str
    review_on: date | None = None
    over: int | None = None

    @classmethod
    def of(cls, status: str, body: str, review_on: date | None = None, over: int | None = None) -> "AnswerDraft":
        return cls(status, body, markdown.render(body), review_on, over)


def start_clock(idea: Idea, kind: str, *, now: datetime) -> Clock | None:
    """Begin a cycle at `now`, the time of its cause: decision, first or review. A second start changes nothing.

    An imported idea owes no first answer, and gets no clock.
    """
    running = queries.open_clock(idea.id)
    if running is not None and running.kind == kind:
        return running
    if idea.legacy and kind != "review":
        return None
    stop_clock(idea, "published", now=now)
    last, terms = queries.last_clock(idea.id), queries.terms_of(idea.topic_id)
    clock = Clock(
        idea_id=idea.id, cycle=last.cycle + 1 if last else 1, kind=kind, started_at=now, due_at=terms.due(now, kind)
    )
    clock.next_tier, clock.next_alert_at = _alert(clock, terms, 1)
    clock.warn_at = clock.next_alert_at
    db.session.add(clock)
    db.session.flush()
    show_clock(idea, clock)
    record_clock("clock.started", clock, at=now)
    return clock


def stop_clock(idea: Idea, outcome: str, *, now: datetime) -> None:
    """End the cycle that runs, if one does: answered, published, merged or waived."""
    clock = queries.open_clock(idea.id)
    if clock is None:
        return
    clock.stopped_at, clock.outcome = now, outcome
    clock.next_tier = clock.next_alert_at = None
    idea.answer_state = STATE_AFTER[outcome]
    record_clock("clock.stopped", clock, at=now, outcome=outcome, late=bool(clock.due_at and clock.due_at < now))


def waive(idea: Idea, *, now: datetime) -> None:
    """Nothing is owed for what is out of sight; the waived cycle stays on record as such."""
    stop_clock(idea, "waived", now=now)
    idea.answer_state = "none"


def resume_clock(idea: Idea, *, now: datetime) -> None:
    """Undo a waiver: its cycle goes on from its own start, and no tier is told twice."""
    clock = queries.last_clock(idea.id)
    if clock is None or clock.outcome != "waived":
        idea.answer_state = "answered" if idea.answered_at else "awaiting"
        return
    clock.stopped_at, clock.outcome = None, ""
    plan_alerts(clock, queries.terms_of(idea.topic_id))
    show_clock(idea, clock)
    record_clock("clock.resumed", clock, at=now)


def show_clock(idea: Idea, clock: Clock) -> None:
    """Write what the idea's clock says into the idea: a cache that pages and lists read."""
    idea.answer_state = "decision" if clock.kind == "decision" else "awaiting"
    idea.started_at, idea.warn_at, idea.due_at = clock.started_at, clock.warn_at, clock.due_at
    if clock.kind == "first":
        idea.first_due_at = clock.due_at
    _touch(idea)


def _touch(idea: Idea) -> None:
    """Let cached cards and pages notice."""
    db.session.flush()
    db.session.execute(update(Idea).where(Idea.id == idea.id).values(version=Idea.version + 1))


def plan_alerts(clock: Clock, terms: Terms) -> None:
    """What is told next: the tier after the last that was told, of this clock or of one that joined it."""
    told = max(queries.last_tier_told(clock.id), clock.joined_tier or 0)
    clock.next_tier, clock.next_alert_at = _alert(clock, terms, told + 1)


def _alert(clock: Clock, terms: Terms, number: int) -> tuple[int | None, datetime | None]:
    """The tier that is told next, and when; nothing after the last."""
    if clock.due_at is None or number > len(rules.TIERS):
        return None, None
    return number, terms.tier_time(clock.started_at, clock.due_at, number)


def record_clock(kind: str, clock: Clock, *, at: datetime, **data: Any) -> None:
    due = clock.due_at.isoformat() if clock.due_at else None
    events.record(kind, at=at, idea_id=clock.idea_id, clock_id=clock.id, cycle=clock.cycle, clock=clock.kind, due_at=due, **data)


def answer_idea(actor: Viewer, idea: Idea, draft: AnswerDraft, *, now: datetime) -> Answer:
    """Publish an answer, over an earlier one if there is one; AnswerRefused, whatever the channel, if it is none."""
    queries.lock_idea(idea)
    earlier = queries.answers_of(idea.id)
    if earlier and _is_sent_twice(actor, earlier[0], draft):
        return earlier[0]
    terms = queries.terms_of(idea.topic_id)
    problems = _problems(actor, idea, draft, earlier, terms.today(now))
    if problems:
        raise AnswerRefused(problems)
    answer = Answer(
        idea_id=idea.id, author_id=actor.id, status=draft.status, body=draft.body, body_html=draft.body_html,
        review_at=terms.review_moment(draft.review_on) if draft.review_on else None, created_at=now,
    )
    db.session.add(answer)
    db.session.flush()
    catch_up(idea, now)
    _record_answer(actor, idea, [answer, *earlier], now)
    if idea.answer_state != "answered":
        idea.answered_at = now
    stop_clock(idea, "answered", now=now)
    _carry(idea, answer, actor.name)
    return answer


def _is_sent_twice(actor: Viewer, last: Answer, draft: AnswerDraft) -> bool:
    """The same form again: its writer had not yet seen the answer it made."""
    same = (last.author_id, last.body, last.status) == (actor.id, draft.body, draft.status)
    return same and draft.over is not None and draft.over != last.id


def _problems(actor: Viewer, idea: Idea, draft: AnswerDraft, earlier: list[Answer], today: date) -> list[Problem]:
    last = earlier[0] if earlier else None
    problems = rules.check_answer(
        draft.body, draft.status, draft.review_on, today, last.body if last else None, queries.review_months(idea.topic_id)
    )
    if not actor.may_answer:
        problems.append(Problem("status", "not_allowed"))
    if idea.state != IdeaState.PUBLISHED or idea.root_id is not None:
        problems.append(Problem("status", "not_public"))
    if draft.over is not None and draft.over != (last.id if last else 0):
        problems.append(Problem("body", "answered_meanwhile"))
    return problems


def catch_up(idea: Idea, now: datetime) -> None:
    """The worker may be behind: what it would have started by now is started before it is stopped."""
    if idea.answer_state == "answered" and idea.review_at and idea.review_at <= now:
        start_clock(idea, "review", now=idea.review_at)
    elif idea.answer_state in ("awaiting", "decision") and not queries.owes_answer(idea.id):
        start_clock(idea, "first", now=idea.published_at or now)


def _record_answer(actor: Viewer, idea: Idea, answers: list[Answer], now: datetime) -> None:
    """The events of a new answer, newest first in `answers`; `told` are managers who hear that it is the second Under review."""
    answer, before = answers[0], idea.status
    streak = review_streak([each.status for each in answers])
    told = _who_is_told(idea.id, "first", rules.TIERS[2], now) if streak > 1 else []
    events.record(
        "answer.published", at=now, actor_id=actor.id, idea_id=idea.id, answer_id=answer.id, status=answer.status,
        before=before, first=len(answers) == 1, review_at=answer.review_at.isoformat() if answer.review_at else None,
        review_streak=streak, told=told,
    )
    if answer.status == Status.SHIPPED != before:
        events.record("idea.shipped", at=now, actor_id=actor.id, idea_id=idea.id, answer_id=answer.id)
    audit.log(
        "answer.published", actor_id=actor.id, at=now, subject=("idea", idea.id), before={"status": before},
        after={"status": answer.status, "answer_id": answer.id},
    )


def _carry(idea: Idea, answer: Answer, answerer: str) -> None:
    """What the idea shows of the answer that holds."""
    idea.answer_state = "answered"
    idea.status, idea.review_at, idea.answerer_name = answer.status, answer.review_at, answerer
    _touch(idea)


def edit_answer(actor: Viewer, idea: Idea, draft: AnswerDraft, *, now: datetime) -> Answer:
    """Mend the words of the answer that holds; status and date stay, and what it said before is kept."""
    queries.lock_idea(idea)
    answers = queries.answers_of(idea.id)
    problems = _problems_of_edit(actor, answers, draft)
    if problems:
        raise AnswerRefused(problems)
    answer = answers[0]
    if answer.body == draft.body:
        return answer
    db.session.add(AnswerRevision(answer_id=answer.id, body=answer.body, replaced_at=now))
    answer.body, answer.body_html, answer.edited_at = draft.body, draft.body_html, now
    _touch(idea)
    events.record("answer.edited", at=now, actor_id=actor.id, idea_id=idea.id, answer_id=answer.id)
    audit.log("answer.edited", actor_id=actor.id, at=now, subject=("idea", idea.id), after={"answer_id": answer.id})
    return answer


def _problems_of_edit(actor: Viewer, answers: list[Answer], draft: AnswerDraft) -> list[Problem]:
    """An answer is signed, so only its author mends it; mended words must still answer."""
    if not answers or not actor.may_answer or answers[0].author_id != actor.id:
        return [Problem("body", "not_yours")]
    before = answers[1].body if len(answers) > 1 else None
    found = rules.check_answer(draft.body, Status.SHIPPED, None, date.min, before)
    if draft.over is not None and draft.over != answers[0].id:
        found.append(Problem("body", "answered_meanwhile"))
    return found


def renew_next(now: datetime) -> bool:
    """Start the clock of the answer that has been out of date longest; False when none is."""
    idea = queries.next_to_renew(now)
    if idea is None or idea.review_at is None:
        return False
    start_clock(idea, "review", now=idea.review_at)
    return True


def escalate_next(now: datetime) -> bool:
    """Tell the next tier that is due, once; after a silence only the highest one reached. False when none is due."""
    clock = queries.next_alert(now)
    if clock is None:
        return False
    seen, at = clock.next_tier, clock.next_alert_at
    idea = db.session.get_one(Idea, clock.idea_id)
    terms = queries.terms_of(idea.topic_id)
    assert seen is not None and at is not None and clock.due_at is not None  # noqa: PT018
    tier, reached = tier_to_tell(terms, clock.started_at, clock.due_at, seen, at, now)
    if _claim(clock, seen, terms, tier.number + 1):
        told = _who_is_told(clock.idea_id, clock.kind, tier, now)
        db.session.add(Escalation(clock_id=clock.id, tier=tier.number, due_at=reached, claimed_at=now, told=told))
        record_clock(ALERTS[tier.number], clock, at=reached, tier=tier.number, told=told)
    return True


def _claim(clock: Clock, seen: int, terms: Terms, following: int) -> bool:
    """Compare and set: of all who see this tier waiting, one tells it."""
    number, at = _alert(clock, terms, following)
    waiting = (Clock.id == clock.id, Clock.next_tier == seen, Clock.stopped_at.is_(None))
    claimed = update(Clock).where(*waiting).values(next_tier=number, next_alert_at=at)
    return db.session.execute(claimed).rowcount == 1  # type: ignore[attr-defined]


def _who_is_told(idea_id: int, kind: str, tier: Tier, now: datetime) -> list[int]:
    """Ids of the people to tell; a decision is owed by the moderators, who hear first with the owner."""
    ladder, administrators = queries.ladder_of(idea_id), queries.people_in(Role.ADMINISTRATOR)
    moderators = queries.people_in(Role.MODERATOR) if kind == "decision" and tier.number <= 2 else []
    known = [*(person for person in ladder.values() if person), *administrators, *moderators]
    away = queries.unreachable(known, now)
    told = [person for person in moderators if person not in away]
    return list(dict.fromkeys([*told, *rules.who_is_told(tier.number, ladder, away, administrators)]))


def assign_idea(actor: Viewer, idea: Idea, colleague: Person, *, now: datetime) -> bool:
    """Pass it on: from now on this colleague is told first. The clock does not start over. True when it changed."""
    if idea.owner_id == colleague.id:
        return False
    before, idea.owner_id = idea.owner_id, colleague.id
    clock = queries.open_clock(idea.id)
    due = clock.due_at.isoformat() if clock and clock.due_at else None
    events.record("idea.assigned", at=now, actor_id=actor.id, idea_id=idea.id, person_id=colleague.id, before=before, due_at=due)
    audit.log(
        "idea.assigned", actor_id=actor.id, at=now, subject=("idea", idea.id), before={"owner_id": before},
        after={"owner_id": colleague.id},
    )
    return True
