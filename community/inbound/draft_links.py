"""The link of a mail that confirms a draft: it opens one draft, for one person, for some days."""

from dataclasses import dataclass
from datetime import UTC, datetime

from community.accounts.models import Person
from community.accounts.rules import PersonState, may_answer
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.notifications.act_links import LASTS, mark_of
from community.notifications.links import link, read, sign
from community.responses.models_drafting import Draft


@dataclass(frozen=True)
class OpenedDraft:
    actor: Viewer
    draft: Draft
    idea: Idea


def draft_url(draft: Draft, person: Person, now: datetime) -> str:
    what = [draft.id, person.id, draft.idea_id, mark_of(person), int((now + LASTS).timestamp())]
    return link("by_mail.draft", token=sign("act.draft", what))


def opened_draft(token: str, viewer: Viewer, now: datetime) -> OpenedDraft | str:
    """The draft, or why the link opens nothing: expired, used (published, or thrown away), other, void."""
    match read("act.draft", token):
        case [int(draft_id), int(person_id), int(idea_id), str(mark), int(until)]:
            person = db.session.get(Person, person_id)
        case _:
            return "void"
    if person is None or mark_of(person) != mark or person.state != PersonState.ACTIVE or not may_answer(person.role):
        return "void"
    if viewer.signed_in and viewer.id != person_id:
        return "other"
    if now > datetime.fromtimestamp(until, UTC):
        return "expired"
    draft, idea = db.session.get(Draft, draft_id, populate_existing=True), visible_idea(Viewer.of(person), idea_id)
    if draft is None or (draft.person_id, draft.idea_id) != (person_id, idea_id):
        return "used"
    return OpenedDraft(Viewer.of(person), draft, idea) if idea is not None else "void"
