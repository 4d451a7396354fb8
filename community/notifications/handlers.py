"""After an event: the mails it causes. Who is told is decided in rules; here rows are written."""

from datetime import datetime
from typing import Any

from community.accounts.models import Person
from community.accounts.rules import PersonState, Role
from community.cocreation.models import Question
from community.cocreation.queries_credits import credited_by
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.ideas.rules import IdeaState
from community.notifications import contexts, queries, queries_telling, rules, wording
from community.notifications.actions import forget_together
from community.notifications.audience import (
    BATCH,
    Listener,
    asked,
    audience,
    authors_of,
    concerned_by,
    merged_at_once,
    merges_beside,
    moved_along,
    not_yet_told,
    proposer_of,
    told_before,
    told_of_too,
)
from community.notifications.handlers_news import tell_of_mentions, tell_of_reply
from community.notifications.handlers_trouble import who_looks_after
from community.notifications.telling import tell_person
from community.notifications.telling_all import next_cursor, public_idea, tell_all
from community.responses.models import Answer
from community.responses.models_rating import Effort
from community.responses.queries import ladder_of, people_in, unreachable
from community.responses.rules import who_is_told
from community.responses.rules_rating import MAILED_AGAIN_AFTER
from community.triage.models import Proposal


def on_idea_published(event: Event, cursor: int, now: datetime) -> None:
    """Its author hears that it is public, and by when we answer."""
    idea = public_idea(event)
    if idea is not None and not idea.legacy:
        tell_all(event, idea, authors_of(idea, event.actor_id), contexts.of_idea(idea), now)


def on_answer_published(event: Event, cursor: int, now: datetime) -> int | None:
    """Author, voters and followers read the answer itself, 200 people at a time; whose idea it is, or a part of it, first.

    The answer that ships an idea is told of as that.
    """
    if event.data.get("status") == "shipped" != event.data.get("before"):
        return None
    idea, answer = public_idea(event), db.session.get(Answer, event.data["answer_id"])
    if idea is None or answer is None or answer.withdrawn_at is not None:
        return None
    context, credited = contexts.of_answer(idea, answer, first=event.data.get("first", False)), credited_by(answer.id)
    for listeners in ([] if cursor else [authors_of(idea, event.actor_id)]):
        tell_all(event, idea, listeners, context, now, own=lambda person: {"because": person.id in credited})
    listeners = audience(idea, event.actor_id, cursor)
    tell_all(event, idea, listeners, context, now, own=lambda person: {"because": person.id in credited})
    return next_cursor(listeners)


def on_comment_added(event: Event, cursor: int, now: datetime) -> int | None:
    idea, comment = public_idea(event), db.session.get(Comment, event.data["comment_id"])
    if idea is None or comment is None or comment.hidden_at is not None:
        return None
    if not cursor and event.data.get("mentions"):
        tell_of_mentions(event, idea, comment, now)
    parent = db.session.get(Comment, comment.parent_id) if comment.parent_id else None
    if parent is not None:
        return tell_of_reply(event, idea, comment, parent, cursor, now)
    return _tell_batch(event, idea, contexts.of_comment(idea, comment), cursor, now)


def on_question_asked(event: Event, cursor: int, now: datetime) -> int | None:
    """Those whom staff ask, 200 people at a time, each with a page of their own to reply on."""
    idea, question = public_idea(event), db.session.get(Question, event.data["question_id"])
    if idea is None or question is None or question.closed_at is not None:
        return None
    listeners = asked(question, idea, event.actor_id, cursor)
    context = contexts.of_question(idea, question)
    tell_all(event, idea, listeners, context, now, own=lambda person: contexts.of_asked(question, person))
    return next_cursor(listeners)


def on_idea_merged(event: Event, cursor: int, now: datetime) -> int | None:
    """Who asked for the part, voted for it or follows it reads what it joined, and the answer if there is one.

    Where several ideas became part of it at once, whoever is told of more than one reads of all of them in one mail.
    """
    part = public_idea(event)
    root = db.session.get(Idea, part.root_id) if part is not None and part.root_id else None
    if part is None or root is None or root.state != IdeaState.PUBLISHED:
        return None
    listeners = moved_along(part, root, event.actor_id, cursor)
    _tell_of_merge(event, part, root, listeners, now)
    return next_cursor(listeners)


def _tell_of_merge(event: Event, part: Idea, root: Idea, listeners: list[Listener], now: datetime, *, anew: bool = False) -> None:
    context, (before, after) = contexts.of_merge(part, root), merged_at_once(event)
    also = told_of_too(listeners, root, event, [*before, *after])
    others = {listener.person.id: also.get(listener.person.id, []) for listener in listeners}
    waiting = queries_telling.waiting("idea_merged", others, before)
    elsewhere = {each for each, told in others.items() if each not in waiting and not set(before).isdisjoint(told)}
    tell_all(event, part, [each for each in listeners if each.person.id in elsewhere], context, now, unsent="together")
    tell_all(
        event, part, [each for each in listeners if each.person.id not in elsewhere], context, now, votes=root.vote_count,
        own=lambda person: {"others": contexts.titles_of(others[person.id])}, anew=anew,
    )


def on_idea_unmerged(event: Event, cursor: int, now: datetime) -> int | None:
    """Only those who had been told of the merge hear of its undoing."""
    part = public_idea(event)
    if part is None or part.root_id:
        return None
    listeners = told_before(part, event, cursor)
    root = db.session.get_one(Idea, event.data["root_id"])
    tell_all(event, part, listeners, {**contexts.of_idea(part), "root_title": root.title}, now)
    return next_cursor(listeners)


def on_unmerged_unread(event: Event, cursor: int, now: datetime) -> int | None:
    """Who was to read of several that joined at once, and had not yet, reads of those that stayed; a mail that names this one is written anew."""
    beside = merges_beside(event)
    people = not_yet_told(event, [each.id for each in beside], cursor) if beside else []
    forget_together(event, people)
    for merged in beside:
        part = public_idea(merged)
        root = db.session.get(Idea, part.root_id) if part is not None and part.root_id else None
        if part is not None and root is not None and root.state == IdeaState.PUBLISHED:
            _tell_of_merge(merged, part, root, concerned_by(part.id, root, merged.actor_id, people), now, anew=True)
    return people[-1].id if len(people) == BATCH else None


def on_proposal_decided(event: Event, cursor: int, now: datetime) -> None:
    """Who said that two ideas are the same hears what became of it."""
    idea, proposal = public_idea(event), db.session.get(Proposal, event.data["proposal_id"])
    accepted = event.kind == "proposal.accepted"
    if idea is None or proposal is None or proposal.state != event.kind.removeprefix("proposal."):
        return
    tell_all(event, idea, proposer_of(proposal, idea, event.actor_id), contexts.of_proposal(proposal, accepted=accepted), now)


def on_effort_asked(event: Event, cursor: int, now: datetime) -> None:
    """A day after the answer its author is asked how easy it was to come by: by mail, but not time and again."""
    idea, effort = public_idea(event), db.session.get(Effort, event.data["effort_id"])
    if idea is None or effort is None or effort.score is not None:
        return
    listeners = [each for each in authors_of(idea, None) if each.person.id == effort.person_id]
    if queries.mailed_since(effort.person_id, "effort_asked", effort.asked_at - MAILED_AGAIN_AFTER):
        for listener in listeners:
            tell_person("effort_asked", person=listener.person, event=event, idea=idea, unsent="asked", context={}, now=now)
        return
    tell_all(event, idea, listeners, contexts.of_effort(idea, effort), now)


def _tell_batch(event: Event, idea: Idea, context: dict[str, Any], cursor: int, now: datetime) -> int | None:
    listeners = audience(idea, event.actor_id, cursor)
    tell_all(event, idea, listeners, context, now)
    return next_cursor(listeners)


def on_answer_repeated(event: Event, cursor: int, now: datetime) -> None:
    """A second Under review in a row: the manager is told."""
    idea, answer = public_idea(event), db.session.get(Answer, event.data["answer_id"])
    if idea is not None and answer is not None and event.data.get("review_streak", 0) > 1:
        context = contexts.of_repeated_answer(idea, answer, event.data["review_streak"])
        _tell_staff(event.data.get("told", []), event, idea, context, now)


def _tell_staff(told: list[int], event: Event, idea: Idea, context: dict[str, Any], now: datetime) -> None:
    """Each by their rung of the ladder."""
    ladder, administrators = ladder_of(idea.id), people_in(Role.ADMINISTRATOR)
    for person in _reachable(told):
        rung = rules.rung_of(person.id, ladder, person.id in administrators)
        why = wording.why_alerted(rung, context["topic"])
        tell_person("answer_repeated", person=person, event=event, idea=idea, why=rung, context={**context, "why": why}, now=now)


def on_endpoint_disabled(event: Event, cursor: int, now: datetime) -> None:
    """Administrators, and who made it, hear that the CRM hears nothing any more, unless one of them switched it off."""
    if event.actor_id is not None:
        return
    context = contexts.of_endpoint(event)
    for person, why in who_looks_after(event):
        tell_person("endpoint_disabled", person=person, event=event, why="administrator", context={**context, **why}, now=now)


def on_handed_over(event: Event, cursor: int, now: datetime) -> None:
    """Whoever answers from now on is told once, of all that was passed on together; not of what they took themselves."""
    if event.person_id in (None, event.actor_id) or event.data.get("together"):
        return
    context = contexts.of_hand_over(event)
    for person in _reachable([event.person_id] if event.person_id and context["ideas"] else []):
        tell_person("handed_over", person=person, event=event, why="owner", context=context, now=now)


def on_moved(event: Event, cursor: int, now: datetime) -> None:
    """Whoever is told first in the other topic hears what is owed there: the tiers told before the move told others."""
    idea = db.session.get(Idea, event.idea_id)
    if idea is None or not event.data.get("others") or not (idea.answer_state in ("awaiting", "paused") or idea.asked_due_at):
        return
    administrators, ladder = people_in(Role.ADMINISTRATOR), ladder_of(idea.id)
    away = unreachable({*administrators, *(person for person in ladder.values() if person)}, now)
    first = who_is_told(("owner",), ladder, away, administrators)[:1]
    context = contexts.of_hand_over(event)
    for person in _reachable([each for each in first if each != event.actor_id and context["ideas"]]):
        tell_person("handed_over", person=person, event=event, why="owner", context=context, now=now)


def _reachable(ids: list[int]) -> list[Person]:
    """The suspended get their row too: at its sending it is skipped with the reason, so that staff can see it."""
    people = (db.session.get(Person, person_id) for person_id in ids)
    return [person for person in people if person and person.email and person.state == PersonState.ACTIVE]
