"""Questions about mails, who refuses them, and whether one is still wanted."""

from datetime import datetime

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.advocates.models_thanks import Beta
from community.cocreation.models import Question
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Follow, Idea
from community.ideas.queries import visible_idea
from community.notifications import outside, rules
from community.notifications.audience import names_what_parted
from community.notifications.models import Mail
from community.notifications.models_inbox import Preference
from community.notifications.rules_telling import OUTSIDE, REFUSABLE, Pace, why_refused
from community.responses.models import Answer
from community.responses.queries_alerts import alerts_in

WAITING = ("queued", "failed")


def refused_kinds(person_id: int) -> set[str]:
    """The kinds of mail this person does not want."""
    never = (Preference.person_id == person_id, Preference.pace == Pace.NEVER)
    return set(db.session.scalars(select(Preference.kind).where(*never)))


def mailed_since(person_id: int, kind: str, since: datetime) -> bool:
    """Whether such a mail was written to this person since then, and not held back."""
    sent = (Mail.person_id == person_id, Mail.kind == kind, Mail.created_at > since, Mail.state != "skipped")
    return db.session.scalar(select(Mail.id).where(*sent).limit(1)) is not None


def old_mails(before: datetime, most: int = 500) -> list[int]:
    """Ids of mails that are done with and older than this."""
    statement = select(Mail.id).where(Mail.state.not_in(WAITING), Mail.created_at < before)
    return list(db.session.scalars(statement.order_by(Mail.id).limit(most)))


def why_unwanted(mail: Mail, now: datetime) -> str:
    """Why a mail should not go out after all, as a code of rules.UNSENT; empty when it should.

    Between its writing and its sending an idea may be hidden, a person banned, a kind refused.
    """
    if rules.is_too_late(mail.kind, mail.created_at, now):
        return "late"
    person = db.session.get(Person, mail.person_id) if mail.person_id else None
    if mail.person_id is not None:
        gone = rules.why_unreachable(
            state=person.state if person else PersonState.ERASED, same_address=person is not None and person.email == mail.address,
            suspended=person is not None and person.mail_suspended_at is not None, kind=mail.kind,
        )
        if gone or person is None:
            return gone
    if mail.person_id is None and mail.kind in OUTSIDE and (reason := outside.why_not(mail.address, now)):
        return reason
    if mail.kind in rules.CLOCK_ALERTS and _is_settled(mail):
        return "settled"
    if mail.idea_id is None:
        return _why_refused(mail)
    return _why_out_of_sight(mail, person) or _why_refused(mail)


def _is_settled(mail: Mail) -> bool:
    """Whether nothing is owed any more of all that this alarm tells."""
    alerts = alerts_in([mail.id])[mail.id]
    return bool(alerts) and not any(alert.is_owed for alert in alerts)


def _why_refused(mail: Mail) -> str:
    if mail.kind not in REFUSABLE or mail.person_id is None:
        return ""
    level = select(Follow.level).where(Follow.person_id == mail.person_id, Follow.idea_id == mail.idea_id)
    return why_refused(mail.kind, refused_kinds(mail.person_id), db.session.scalar(level))


def _why_out_of_sight(mail: Mail, person: Person | None) -> str:
    idea = db.session.get(Idea, mail.idea_id)
    root_id = idea.root_id if idea else None
    if reason := rules.why_out_of_place(mail.kind, idea.state if idea else "deleted", root_id is not None):
        return reason
    if mail.kind == "idea_merged" and names_what_parted(mail):
        return "undone"
    shown = root_id if mail.kind == "idea_merged" else mail.idea_id
    if person is not None and visible_idea(Viewer.of(person), shown or 0) is None:
        return "unseen"
    if mail.kind == "answer_expired" and idea is not None and idea.answer_state == "answered":
        return "settled"
    return _why_withdrawn(mail)


def _why_withdrawn(mail: Mail) -> str:
    """Whether the very words this mail carries were taken back, or what they ask is over."""
    event = db.session.get(Event, mail.event_id) if mail.event_id else None
    data = event.data if event else {}
    comment = db.session.get(Comment, data["comment_id"]) if "comment_id" in data else None
    answer = db.session.get(Answer, data["answer_id"]) if "answer_id" in data else None
    question = db.session.get(Question, data["question_id"]) if mail.kind == "question_asked" else None
    beta = db.session.get(Beta, data["beta_id"]) if mail.kind == "beta_invited" else None
    if (question and question.closed_at) or (beta and beta.closed_at):
        return "settled"
    return "hidden" if (comment and comment.hidden_at) or (answer and answer.withdrawn_at) else ""
