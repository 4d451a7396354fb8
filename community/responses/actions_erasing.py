"""Forgetting a person in answers and what was said of them: duties go to the next in line, drafts and words go."""

from datetime import datetime

from sqlalchemy import delete, select

from community.accounts.models import Person
from community.accounts.models_erasing import Erasure
from community.accounts.rules import is_staff
from community.accounts.rules_erasing import bears, without
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.responses.actions_admin import hand_over_ideas
from community.responses.models import Answer
from community.responses.models_drafting import Draft, SharedDraft
from community.responses.models_rating import Effort, Rating


def forget_person(actor: Viewer, person: Person, erasure: Erasure, *, now: datetime) -> None:
    """`person` is the tombstone. Ratings and efforts stay as numbers."""
    if is_staff(person.role):
        hand_over_ideas(actor, person.id, now=now)
        _rename_answers(person, erasure.traces)
    for drafts in (Draft, SharedDraft):
        db.session.execute(delete(drafts).where(drafts.person_id == person.id))
    ratings = db.session.scalars(select(Rating).where(Rating.person_id == person.id, Rating.words != ""))
    efforts = db.session.scalars(select(Effort).where(Effort.person_id == person.id, Effort.words != ""))
    for said in (*ratings, *efforts):
        said.words = without(said.words, erasure.traces, person.name) if erasure.keep_words else ""


def _rename_answers(person: Person, traces: list[str]) -> None:
    """An idea carries the name under its answer."""
    answered = select(Answer.idea_id).where(Answer.author_id == person.id)
    for idea in db.session.scalars(select(Idea).where(Idea.id.in_(answered), Idea.answerer_name != "")):
        if bears(idea.answerer_name, traces):
            idea.answerer_name = person.name
