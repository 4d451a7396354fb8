"""Rows for tests, made through the product's own actions where there is one."""

from datetime import datetime

from community import clock
from community.accounts.actions import add_person, open_session
from community.accounts.models import Organisation, Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.actions import Draft, add_comment, submit_idea
from community.ideas.models import Comment, Idea, Topic
from community.notifications.mentioning import written
from community.responses.models import Calendar
from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.responses.promising import ALWAYS, POLICY, policy
from tests.cast import ORGANISATIONS, Part

OFFICE_HOURS = {name: [["09:00", "17:00"]] for name in ("mon", "tue", "wed", "thu", "fri")}


def organisation(key: str) -> Organisation:
    name = ORGANISATIONS[key]
    found = db.session.query(Organisation).filter_by(name=name).one_or_none()
    if found is None:
        found = Organisation(name=name, domain=f"{key}.example", created_at=clock.now())
        db.session.add(found)
        db.session.flush()
    return found


def person(part: Part, now: datetime | None = None) -> Person:
    """The row of this member of the cast, made on first use."""
    found = db.session.query(Person).filter_by(email=part.email).one_or_none()
    if found is not None:
        return found
    at = organisation(part.organisation).id if part.organisation else None
    return add_person(
        part.email, now=now or clock.now(), name=part.name, role=part.role, title=part.title, organisation_id=at
    )


def viewer(part: Part) -> Viewer:
    return Viewer.of(person(part))


def signed_in_token(part: Part) -> str:
    return open_session(person(part), browser="test", network="127.0.0.1", now=clock.now())


def calendar(name: str = "Office hours", zone: str = "Europe/London") -> Calendar:
    found = db.session.query(Calendar).filter_by(name=name).one_or_none()
    if found is None:
        hours = {"zone": zone, "hours": OFFICE_HOURS, "holidays": []}
        found = Calendar(name=name, **hours)
        db.session.add(found)
        db.session.flush()
        db.session.add(CalendarVersion(calendar_id=found.id, **hours, **_first_version()))
    return found


def topic(slug: str = "rotas", owner: Part | None = None, **details: object) -> Topic:
    """An open topic with an owner, a ladder and office hours, made on first use.

    Details are columns of the topic or of the policy that always held, such as `promise_amount` or `needs_approval`.
    """
    found = db.session.query(Topic).filter_by(slug=slug).one_or_none()
    if found is None:
        found = Topic(slug=slug, name=slug.capitalize(), calendar_id=calendar().id, opened_at=clock.now())
        if owner is not None:
            found.owner_id = person(owner).id
        db.session.add(found)
    for name in [name for name in details if name not in POLICY or hasattr(found, name)]:
        setattr(found, name, details[name])
    db.session.flush()
    _always_promised(found, {name: value for name, value in details.items() if name in POLICY})
    return found


def _always_promised(topic: Topic, more: dict[str, object]) -> None:
    version = db.session.query(PolicyVersion).filter_by(topic_id=topic.id, number=1).one_or_none()
    if version is None:
        version = PolicyVersion(topic_id=topic.id, **policy(None), **_first_version())
        db.session.add(version)
    cached = {"calendar_id": topic.calendar_id, "first_amount": topic.promise_amount, "first_unit": topic.promise_unit, "review_months": topic.review_months}
    for name, value in {**cached, **more}.items():
        setattr(version, name, value)
    db.session.flush()


def _first_version() -> dict[str, object]:
    return {"number": 1, "valid_from": ALWAYS, "saved_at": clock.now(), "applied_at": clock.now()}


def idea(
    author: Part, title: str = "Print the week on one page", body: str = "Half the kitchen has no phone on shift.",
    *, tags: str = "", slug: str = "rotas", hold: bool = False, now: datetime | None = None,
) -> Idea:
    return submit_idea(viewer(author), topic(slug), Draft.of(title, body, tags), hold=hold, now=now or clock.now())


def comment(author: Part, on: Idea, body: str = "We need this too.", parent: Comment | None = None) -> Comment:
    words = written(body, on)
    return add_comment(viewer(author), on, body, words.html, parent=parent, now=clock.now(), mentions=words.mentions)


def hide_comment(comment_id: int) -> None:
    db.session.get_one(Comment, comment_id).hidden_at = clock.now()
