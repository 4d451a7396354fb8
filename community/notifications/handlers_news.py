"""After an event of an idea's later days: more people, other words, the day to look again, shipped; and a person's first day."""

from dataclasses import replace
from datetime import datetime

from community.accounts.models import Person
from community.accounts.rules import PersonState, Role
from community.cocreation.queries_credits import credited_by
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.notifications import contexts_news as contexts
from community.notifications import queries_news as queries
from community.notifications.audience import audience, authors_of, with_thread, writers_of
from community.notifications.prose import changed_for_good
from community.notifications.telling import tell_person
from community.notifications.telling_all import next_cursor, public_idea, tell_all
from community.responses.models import Answer, Clock


def tell_of_reply(event: Event, idea: Idea, comment: Comment, parent: Comment, cursor: int, now: datetime) -> int | None:
    """Whose comment it replies to and who wrote in the thread hear of it first, then who hears of every comment."""
    thread, context = queries.thread_of(parent), contexts.of_reply(idea, comment, parent)
    following = audience(idea, event.actor_id, cursor)
    for listeners in ([] if cursor else [writers_of(thread, idea, event.actor_id)]) + [following]:
        tied = with_thread(listeners, thread, parent.author_id)
        tell_all(event, idea, tied, context, now, own=contexts.own_reply(parent))
    return next_cursor(following)


def tell_of_mentions(event: Event, idea: Idea, comment: Comment, now: datetime) -> None:
    """Whom a comment calls by name hears that first; who wants no such mails hears of the comment as anybody does."""
    called = writers_of(event.data["mentions"], idea, event.actor_id)
    wanting = [each for each in called if "mentioned" not in each.relation.refused]
    listeners = [replace(each, relation=replace(each.relation, mentioned=True)) for each in wanting]
    tell_all(event, idea, listeners, contexts.of_comment_by(idea, comment), now)


def on_idea_reached(event: Event, cursor: int, now: datetime) -> None:
    """Its authors hear that so many people want it; not whose idea has just joined it, for the mail of that says how
    many, nor who read of as many before it joined."""
    idea = public_idea(event)
    if idea is None or idea.root_id:
        return
    people = event.data["people"]
    knowing = queries.told_of_as_many(idea.id, people) | queries.authors_below(event.data.get("part_id"))
    listeners = [each for each in authors_of(idea, None) if each.person.id not in knowing]
    tell_all(event, idea, listeners, contexts.of_milestone(idea, people), now, own=contexts.own_beginning(idea))


def on_answer_edited(event: Event, cursor: int, now: datetime) -> int | None:
    """Who was told of the answer reads what it says now: once its words say something else, and the last of several changes."""
    idea, answer = public_idea(event), db.session.get(Answer, event.data["answer_id"])
    if idea is None or answer is None or answer.withdrawn_at is not None:
        return None
    if not changed_for_good(queries.texts_since(answer.id, answer.body, event.at)):
        return None
    listeners = audience(idea, event.actor_id, cursor)
    tell_all(event, idea, listeners, contexts.of_change(idea, answer), now)
    return next_cursor(listeners)


def on_clock_started(event: Event, cursor: int, now: datetime) -> int | None:
    """The day to look again came without a new answer: its author hears it, and who follows the idea."""
    if event.data.get("clock") != "review":
        return None
    idea, clock = public_idea(event), db.session.get(Clock, event.data["clock_id"])
    answer = queries.last_answer(idea.id) if idea is not None else None
    if idea is None or idea.root_id or answer is None or clock is None or clock.stopped_at is not None:
        return None
    listeners = audience(idea, event.actor_id, cursor)
    tell_all(event, idea, listeners, contexts.of_expiry(idea, answer, clock.due_at), now)
    return next_cursor(listeners)


def on_idea_shipped(event: Event, cursor: int, now: datetime) -> int | None:
    """Author, voters and followers read that it is there, in whose words, and who asked for it; authors first."""
    idea, answer = public_idea(event), db.session.get(Answer, event.data["answer_id"])
    if idea is None or answer is None or answer.withdrawn_at is not None:
        return None
    thanks, credited = contexts.own_thanks(idea), credited_by(answer.id)
    context = contexts.of_shipping(idea, answer, event)
    for listeners in ([] if cursor else [authors_of(idea, event.actor_id)]):
        tell_all(event, idea, listeners, context, now, own=lambda person: {**thanks(person), "because": person.id in credited})
    listeners = audience(idea, event.actor_id, cursor)
    tell_all(event, idea, listeners, context, now, own=lambda person: {**thanks(person), "because": person.id in credited})
    return next_cursor(listeners)


def on_person_arrived(event: Event, cursor: int, now: datetime) -> None:
    """A customer who signed in for the first time reads what we promise, and what we will send."""
    person = db.session.get(Person, event.person_id) if event.person_id else None
    if person is not None and person.email and person.state == PersonState.ACTIVE and person.role == Role.CUSTOMER:
        tell_person("welcome", person=person, event=event, why="arrived", context=contexts.of_welcome(), now=now)
