"""Alerts become mails: gathered by person, alone or folded into one; and passed on where they cannot arrive."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.rules import Role
from community.db import db
from community.ideas.models import Idea
from community.notifications import contexts_alerts, queries_inbox, rules, wording
from community.notifications.actions import queue_mail
from community.notifications.models import Mail
from community.notifications.models_inbox import Notice
from community.responses import alerting, queries, queries_alerts
from community.responses.actions_escalating import Reach, new_alert
from community.responses.actions_mentioned import pass_on_mention
from community.responses.models import Escalation
from community.responses.models_alerts import Alert, AnyAlert, MentionAlert
from community.responses.timing import tier_numbered

MOST_NAMED = 400
"""So many alerts are named in the header of one mail: servers refuse headers without end."""


def gather_next(now: datetime, told_before: Collection[str]) -> bool:
    """Put into mails what one person is to be told; False when nobody's alerts may leave yet.

    told_before: keys of alerts that went already, though this database does not know it.
    """
    person_id = _who_may_be_told(now)
    alerts = queries_alerts.alerts_to_tell(person_id, now) if person_id else []
    live = _still_theirs([alert for alert in alerts if not _is_settled(alert, told_before)], now)
    if live and queries.unreachable([live[0].person_id], now):
        live = pass_on(live, now)
    for together in alerting.in_mails(live, now):
        _tell(together, now)
    db.session.flush()
    return bool(alerts)


def _who_may_be_told(now: datetime) -> int | None:
    waiting, more = queries_alerts.people_to_tell(now), queries_alerts.alarm_is_due(now)
    ready = (row[0] for row in waiting if alerting.may_leave(row[1], row[2], now, more_to_come=more))
    return next(ready, None)


def _is_settled(alert: AnyAlert, told_before: Collection[str]) -> bool:
    """Nothing is owed any more, or it was told before the database was restored."""
    if not alert.is_owed:
        alert.state, alert.reason = "settled", "answered"
    elif queries_alerts.key_of(alert) in told_before:
        alert.state, alert.reason = "settled", "told"
    return alert.state == "settled"


def _still_theirs(alerts: list[AnyAlert], now: datetime) -> list[AnyAlert]:
    """What this person still answers for; of what others do by now, those hear, and this person no more."""
    strayed = queries_alerts.strayed(alerts[0].person_id) if alerts else set()
    for alert in pass_on([alert for alert in alerts if isinstance(alert, Alert) and alert.id in strayed], now, moved=True):
        alert.state, alert.reason = "settled", "passed"
    return [alert for alert in alerts if alert.state == "waiting"]


def _tell(alerts: Sequence[AnyAlert], now: datetime) -> None:
    """One mail with these alerts of one person; what waits for an idea is in the shape of several."""
    person = db.session.get_one(Person, alerts[0].person_id)
    named, alert = tuple(_named(each) for each in alerts[:MOST_NAMED]), alerts[0]
    if len(alerts) == 1 and isinstance(alert, Alert):
        idea: Idea | None = db.session.get_one(Idea, alert.idea_id)
        kind = rules.alert_kind(alert.clock.kind, overdue=contexts_alerts.is_overdue(alert, now))
        context = contexts_alerts.of_alert(alert, person, now) | {"why": _why(alert)}
    else:
        idea, kind, context = None, "answers_owed", contexts_alerts.of_alerts(alerts, person, now)
    mail = queue_mail(kind, address=person.email or "", person=person, context=context, idea=idea, alerts=named, now=now)
    for each in alerts:
        each.state, each.reason, each.mail_id = "mailed", "", mail.id
    _note(alerts, mail, now)


def _named(alert: AnyAlert) -> str:
    """As the header of the mail says it."""
    what = f"{alert.idea_id}.{alert.clock.cycle}" if isinstance(alert, Alert) else f"mention.{alert.mention_id}"
    return f"{what}.{alert.tier}"


def _note(alerts: Sequence[AnyAlert], mail: Mail, now: datetime) -> None:
    """A line of the inbox for each, also where one mail tells several; an alert that is told anew keeps its line."""
    events, person_id = queries_inbox.events_of_alerts(alerts), alerts[0].person_id
    noted = queries_inbox.notices_of_events(events.values(), person_id)
    for alert in alerts:
        event_id = events.get(queries_inbox.told_by(alert))
        if event_id in noted:
            noted[event_id].mail_id = mail.id
        elif event_id is not None:
            kind, idea_id = _line(alert, now)
            db.session.add(Notice(event_id=event_id, person_id=person_id, kind=kind, idea_id=idea_id, why="staff", created_at=now, mail_id=mail.id))


def _line(alert: AnyAlert, now: datetime) -> tuple[str, int | None]:
    """The kind of its line, and the idea that leads to."""
    if isinstance(alert, MentionAlert):
        return "answers_owed", None
    return rules.alert_kind(alert.clock.kind, overdue=contexts_alerts.is_overdue(alert, now)), alert.idea_id


def _why(alert: Alert) -> object:
    """By which rung of the ladder this person is told."""
    administrators = queries.people_in(Role.ADMINISTRATOR)
    rung = rules.rung_of(alert.person_id, queries.ladder_of(alert.idea_id), alert.person_id in administrators)
    return wording.why_alerted(rung, contexts_alerts.topic_name(alert.idea_id))


def pass_on(alerts: Sequence[AnyAlert], now: datetime, *, moved: bool = False) -> list[AnyAlert]:
    """Tell whoever comes next instead; returns the alerts for which nobody was left.

    moved: others answer for it now, and who was told of the tier among them need not be stood in for.
    """
    reach, left = Reach.of({alert.idea_id for alert in alerts if isinstance(alert, Alert)}, now), []
    for alert in alerts:
        passed = _pass_on(alert, reach, now, moved=moved) if isinstance(alert, Alert) else pass_on_mention(alert, now)
        if not passed:
            left.append(alert)
    db.session.flush()
    return left


def _pass_on(alert: Alert, reach: Reach, now: datetime, *, moved: bool) -> bool:
    told = select(Escalation).where(Escalation.clock_id == alert.clock_id, Escalation.tier == alert.tier)
    escalation = db.session.scalar(told.with_for_update())
    had = {each.person_id for each in queries_alerts.told_of(alert.clock_id) if each.tier == alert.tier}
    idea = db.session.get_one(Idea, alert.idea_id)
    tier = tier_numbered(queries.terms_of(idea.topic_id), alert.tier)
    heard = reach.told(alert.idea_id, alert.clock.kind, tier, but=() if moved else had)
    people = [person for person in heard if person not in had]
    db.session.add_all(Alert(**new_alert(alert.clock_id, alert.idea_id, alert.tier, person, alert.at, now)) for person in people)
    if escalation is not None and people:
        escalation.told = [*escalation.told, *people]
    if people:
        alert.state, alert.reason = "settled", "passed"
    return bool(people)


def is_stale(mail: Mail, now: datetime) -> bool:
    """Whether this alarm has waited, untried, for so long that it says what is no longer so."""
    return mail.kind in rules.CLOCK_ALERTS and mail.attempts == 0 and now - mail.run_at >= alerting.STALE


def gather_again(mail: Mail) -> None:
    """What this mail was to tell waits to be told, as it now is."""
    for alert in queries_alerts.alerts_in([mail.id])[mail.id]:
        alert.state, alert.mail_id = "waiting", None


def pass_on_unread(mail: Mail, now: datetime) -> None:
    """This alarm will not reach its reader, so that others hear of what is still owed."""
    if mail.kind in rules.CLOCK_ALERTS:
        pass_on([alert for alert in queries_alerts.alerts_in([mail.id])[mail.id] if alert.is_owed], now)
