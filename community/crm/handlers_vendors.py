"""After an event, whoever it concerns is marked for every enabled connection; what really differs is found when it is sent."""

from datetime import datetime

from sqlalchemy import update

from community.crm import queries_vendors as queries
from community.crm.actions_vendors import mark
from community.crm.models_vendors import Connection, Pending, SyncAttempt
from community.db import db
from community.events import Event

CONCERNS = frozenset(
    ["idea.published", "idea.hidden", "idea.deleted", "idea.restored", "idea.reopened", "idea.merged", "idea.unmerged", "idea.shipped", "answer.published", "answer.withdrawn", "vote.cast", "vote.withdrawn", "vote.voided", "vote.restored", "voice.added", "voice.hidden", "voice.restored", "comment.added", "comment.hidden", "comment.restored", "comment.marked_helpful", "comment.unmarked_helpful", "effort.answered", "clock.due", "clock.escalated", "mention.logged", "advocate.changed", "advocate.level_changed", "referral.active", "referral.undone", "person.joined", "person.updated", "person.erased", "person.export_refused", "person.export_allowed", "accounts.updated", "contacts.updated"]
)
"""The events after which what a CRM holds of somebody may be wrong."""
FOR_VOTERS = frozenset({"answer.published", "answer.withdrawn", "idea.shipped", "idea.merged", "idea.unmerged", "idea.hidden", "idea.restored", "idea.deleted"})
"""After these an idea reads differently to all who voted for it, and so do the figures of their accounts."""


def mark_behind(event: Event, cursor: int, now: datetime) -> None:
    enabled = queries.enabled()
    if not enabled:
        return
    people = {each for each in (event.person_id, event.actor_id, *event.data.get("person_ids", ())) if each}
    concerned = set(people)
    if event.idea_id:
        authors, voters = queries.group_people(event.idea_id)
        people |= authors
        concerned |= authors | (voters if event.kind in FOR_VOTERS else set())
    accounts = {account for mine in queries.accounts_of(concerned).values() for account in mine}
    accounts |= set(event.data.get("organisation_ids", ()))
    mark(enabled, "account", accounts, now=now)
    mark(enabled, "person", people, now=now)


def forget_words(event: Event, cursor: int, now: datetime) -> None:
    """A CRM's refusal may name the person it was about, in words of its own; nothing of that outlives an erasure."""
    theirs = (Pending.subject_kind == "person", Pending.subject_id == event.person_id, Pending.problem != "")
    db.session.execute(update(Pending).where(*theirs).values(problem=""))
    db.session.execute(update(Connection).where(Connection.problem != "").values(problem=""))
    db.session.execute(update(SyncAttempt).where(SyncAttempt.reply != "").values(reply=""))
