"""What the mails of the alarm are given. Sentences are lazy: they are read in the language of each reader."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from community.accounts.models import Person
from community.accounts.rules import may_answer
from community.accounts.rules_handles import channel_word
from community.db import db
from community.ideas.models import Idea, Topic
from community.notifications import contexts, wording
from community.notifications.act_links import act_links
from community.notifications.links import link
from community.responses import alerting
from community.responses.calendars import working_minutes_between
from community.responses.models_alerts import Alert, AnyAlert, MentionAlert
from community.responses.queries import ladder_of, terms_of
from community.responses.queries_alerts import told_of

Context = dict[str, Any]

MOST_WITH_LINKS = 40
"""So many of the alerts of one mail carry their own links: with more, mail programs cut the message off at 100 kB."""
MOST_LISTED = 300
"""So many are listed at all; the desk has the rest."""


def is_overdue(alert: AnyAlert, now: datetime) -> bool:
    return alert.due_at is not None and alert.due_at <= now


def topic_name(idea_id: int) -> str:
    return db.session.get_one(Topic, db.session.get_one(Idea, idea_id).topic_id).name


def of_alert(alert: Alert, person: Person, now: datetime) -> Context:
    """One answer or decision that is owed: what was promised, how it stands, who knows, and what can be done at once."""
    idea, clock = db.session.get_one(Idea, alert.idea_id), alert.clock
    terms, owner = terms_of(idea.topic_id), _name(ladder_of(idea.id)["owner"])
    promise, minutes = terms.promise_for(clock.kind), working_minutes_between(terms.calendar, clock.started_at, now)
    told = [each for each in told_of(clock.id) if each.person_id != person.id and each.state != "settled"]
    return {
        **contexts.of_idea(idea), **contexts.asked(idea), **_standing(alert, now), "excerpt": idea.excerpt,
        "votes": idea.vote_count, "asked_in": clock.comment_id if clock.kind == "next" else None,
        "owed": wording.owed(minutes, owner, decision=clock.kind == "decision"),
        "promised": wording.promised(promise.amount, promise.unit, clock.kind),
        "told_too": _names(each for each in told if each.tier == alert.tier),
        "told_before": _names(each for each in told if each.tier < alert.tier),
        "acts": _acts(alert, person, now), "desk_url": link("desk.show", idea_id=idea.id), "see_url": _see_url(alert),
        "mentioned": bool(clock.mention_id),
        "away_url": link("desk.away", person_id=person.id),
    }


def of_alerts(alerts: Sequence[AnyAlert], person: Person, now: datetime) -> Context:
    """Several at once, the most urgent first. `silent`: some leave long after their time."""
    items = [_item(alert, person if number < MOST_WITH_LINKS else None, now) for number, alert in enumerate(alerts[:MOST_LISTED])]
    return {
        "items": items, "count": len(alerts), "more": len(alerts) - len(items), "overdue": sum(is_overdue(alert, now) for alert in alerts),
        "silent": any(alerting.is_late(alert, now) for alert in alerts), "desk_url": link("desk.index"),
        "why": wording.why_several() if any(isinstance(alert, Alert) for alert in alerts) else wording.why_mentioned(),
        "away_url": link("desk.away", person_id=person.id),
    }


def _item(alert: AnyAlert, person: Person | None, now: datetime) -> Context:
    if isinstance(alert, MentionAlert):
        return {**_standing(alert, now), **_of_mention(alert), "acts": {}}
    idea = db.session.get_one(Idea, alert.idea_id)
    acts = _acts(alert, person, now) if person else {}
    return {**_standing(alert, now), "title": idea.title, "votes": idea.vote_count, "see_url": _see_url(alert), "acts": acts, "mentioned": bool(alert.clock.mention_id)}


def _of_mention(alert: MentionAlert) -> Context:
    """Where it was said and who logged it; a mail is kept, so neither the words nor whose they are stand in it."""
    mention = alert.mention
    title = wording.said_elsewhere(channel_word(mention.channel) if mention.channel else "", _name(mention.logged_by_id))
    return {"title": title, "votes": None, "see_url": link("mentions.show", mention_id=mention.id), "mentioned": True}


def _see_url(alert: Alert) -> str:
    """Where to go: what is pending or asked is settled on its own page, what was said elsewhere on that one, an answer is
    written at the desk."""
    if alert.clock.mention_id:
        return link("mentions.show", mention_id=alert.clock.mention_id)
    at_desk = alert.clock.kind in ("first", "review")
    return link("desk.show" if at_desk else "ideas.show", idea_id=alert.idea_id)


def _standing(alert: AnyAlert, now: datetime) -> Context:
    due_at = alert.due_at
    return {"due_at": due_at, "overdue": is_overdue(alert, now), "standing": wording.standing(due_at, now)}


def _acts(alert: Alert, person: Person, now: datetime) -> dict[str, str]:
    """What this person can do about it from the mail, by act."""
    return act_links(alert, person, now) if may_answer(person.role) else {}


def _names(alerts: Any) -> list[str]:
    return [name for person_id in dict.fromkeys(alert.person_id for alert in alerts) if (name := _name(person_id))]


def _name(person_id: int | None) -> str:
    person = db.session.get(Person, person_id) if person_id else None
    return person.name if person else ""
