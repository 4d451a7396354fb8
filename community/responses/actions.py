"""Giving answers, mending their words, and passing ideas on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from community import audit, events, markdown
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.responses import queries, rules
from community.responses.actions_clocks import catch_up, stop_clock
from community.responses.actions_escalating import people_told
from community.responses.actions_withdrawing import withdraw_answer
from community.responses.models import Answer, AnswerRevision
from community.responses.rules import Problem, Status
from community.responses.timekeeping import touch
from community.responses.timing import review_streak


class AnswerRefused(Exception):
    """An answer that would not be one; `problems` says why, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.field} {problem.code}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class AnswerDraft:
    """Words and a status, already rendered: the slow part comes before the transaction.

    over: the id of the answer the writer saw (0 for none), where the channel knows it. approved_by: who else has read it.
    """

    status: str
    body: str
    body_html: str
    review_on: date | None = None
    over: int | None = None
    approved_by: int | None = None

    @classmethod
    def of(cls, status: str, body: str, review_on: date | None = None, over: int | None = None) -> "AnswerDraft":
        return cls(status, body, markdown.render(body), review_on, over)


def answer_idea(actor: Viewer, idea: Idea, draft: AnswerDraft, *, now: datetime) -> Answer:
    """Publish an answer, over an earlier one if there is one; AnswerRefused, whatever the channel, if it is none."""
    queries.lock_idea(idea)
    earlier = queries.answers_of(idea.id)
    if earlier and _is_sent_twice(actor, earlier[0], draft):
        return earlier[0]
    terms = queries.terms_of(idea.topic_id)
    problems = problems_of(actor, idea, draft, earlier, terms.today(now))
    if terms.needs_approval and draft.approved_by in (None, actor.id):
        problems.append(Problem("status", "needs_approval"))
    if problems:
        raise AnswerRefused(problems)
    answer = Answer(
        idea_id=idea.id, author_id=actor.id, status=draft.status, body=draft.body, body_html=draft.body_html,
        review_at=terms.review_moment(draft.review_on) if draft.review_on else None, created_at=now,
        approved_by_id=draft.approved_by,
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


def problems_of(actor: Viewer, idea: Idea, draft: AnswerDraft, earlier: list[Answer], today: date) -> list[Problem]:
    """All that stands against this answer on that day, but for a second person's word; `earlier` answers newest first."""
    last = earlier[0] if earlier else None
    problems = rules.check_answer(
        draft.body, draft.status, draft.review_on, today, last.body if last else None, queries.review_months(idea.topic_id)
    )
    if not actor.may_answer:
        problems.append(Problem("status", "not_allowed"))
    if idea.state != IdeaState.PUBLISHED or idea.root_id is not None:
        problems.append(Problem("status", "not_public"))
    if draft.over is not None and (last.id if last else 0) > draft.over:
        problems.append(Problem("body", "answered_meanwhile"))
    return problems


def _record_answer(actor: Viewer, idea: Idea, answers: list[Answer], now: datetime) -> None:
    """The events of a new answer, newest first in `answers`; `told` are managers who hear that it is the second Under review."""
    answer, before = answers[0], idea.status
    streak = review_streak([each.status for each in answers])
    told = people_told(idea.id, "first", rules.TIERS[2], now) if streak > 1 else []
    events.record(
        "answer.published", at=now, actor_id=actor.id, idea_id=idea.id, answer_id=answer.id, status=answer.status,
        before=before, first=len(answers) == 1, review_at=answer.review_at.isoformat() if answer.review_at else None,
        review_streak=streak, told=told,
    )
    if answer.status == Status.SHIPPED != before:
        events.record("idea.shipped", at=now, actor_id=actor.id, idea_id=idea.id, answer_id=answer.id)
    audit.log(
        "answer.published", actor_id=actor.id, at=now, subject=("idea", idea.id), before={"status": before},
        after={"status": answer.status, "answer_id": answer.id, "approved_by_id": answer.approved_by_id},
    )


def _carry(idea: Idea, answer: Answer, answerer: str) -> None:
    """What the idea shows of the answer that holds."""
    idea.answer_state = "answered"
    idea.status, idea.review_at, idea.answerer_name = answer.status, answer.review_at, answerer
    touch(idea)


def edit_answer(actor: Viewer, idea: Idea, draft: AnswerDraft, *, why: str = "", now: datetime) -> Answer:
    """Mend the words of the answer that holds; status and date stay, and what it said before is kept.

    An edit that empties it takes it back, and so reopens the clock, where its writer says `why`; else it is refused.
    """
    queries.lock_idea(idea)
    answers = queries.answers_of(idea.id)
    problems = _problems_of_edit(actor, answers, draft)
    if queries.terms_of(idea.topic_id).needs_approval:
        problems.append(Problem("body", "needs_approval"))
    if why.strip() and is_emptied(problems):
        return withdraw_answer(actor, idea, why, now=now)
    if problems:
        raise AnswerRefused(problems)
    answer = answers[0]
    if answer.body == draft.body:
        return answer
    db.session.add(AnswerRevision(answer_id=answer.id, body=answer.body, replaced_at=now))
    answer.body, answer.body_html, answer.edited_at = draft.body, draft.body_html, now
    touch(idea)
    events.record("answer.edited", at=now, actor_id=actor.id, idea_id=idea.id, answer_id=answer.id)
    audit.log("answer.edited", actor_id=actor.id, at=now, subject=("idea", idea.id), after={"answer_id": answer.id})
    return answer


def is_emptied(problems: Collection[Problem]) -> bool:
    """Whether what speaks against an edit is that no answer would be left."""
    codes = {problem.code for problem in problems}
    return "too_short" in codes and not codes & {"not_yours", "answered_meanwhile"}


def _problems_of_edit(actor: Viewer, answers: list[Answer], draft: AnswerDraft) -> list[Problem]:
    """An answer is signed, so only its author mends it; mended words must still answer."""
    if not answers or not actor.may_answer or answers[0].author_id != actor.id:
        return [Problem("body", "not_yours")]
    before = answers[1].body if len(answers) > 1 else None
    found = rules.check_answer(draft.body, Status.SHIPPED, None, date.min, before)
    if draft.over is not None and draft.over != answers[0].id:
        found.append(Problem("body", "answered_meanwhile"))
    return found


def hand_over(actor: Viewer, idea_ids: Collection[int], colleague: Person, *, now: datetime) -> list[int]:
    """Pass several on in one go; the ids of those that changed hands. The colleague is told of all of them at once."""
    held = queries.hold_ideas(idea_ids)
    moved = [idea.id for idea in held if assign_idea(actor, idea, colleague, now=now, together=True)]
    if moved:
        events.record("ideas.handed_over", at=now, actor_id=actor.id, person_id=colleague.id, ideas=moved)
    return moved


def assign_idea(actor: Viewer, idea: Idea, colleague: Person, *, now: datetime, together: bool = False) -> bool:
    """Pass it on: from now on this colleague is told first. The clock does not start over. True when it changed.

    together: handed over with others, and told with them.
    """
    if idea.owner_id == colleague.id:
        return False
    before, idea.owner_id = idea.owner_id, colleague.id
    clock = queries.open_clock(idea.id)
    due = clock.due_at.isoformat() if clock and clock.due_at else None
    events.record(
        "idea.assigned", at=now, actor_id=actor.id, idea_id=idea.id, person_id=colleague.id, before=before, due_at=due, together=together,
    )
    audit.log(
        "idea.assigned", actor_id=actor.id, at=now, subject=("idea", idea.id), before={"owner_id": before},
        after={"owner_id": colleague.id},
    )
    return True
