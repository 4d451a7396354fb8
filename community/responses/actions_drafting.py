"""Keeping what staff have typed, and the templates they begin from."""

from dataclasses import dataclass
from datetime import datetime

from community import audit
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.responses import queries, queries_drafting
from community.responses.models_drafting import AnswerTemplate, Draft


class OtherWindow(Exception):
    """The same person has saved other words from another window; `draft` is what is stored."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"draft {draft.id} is at revision {draft.revision}")
        self.draft = draft


@dataclass(frozen=True)
class Typed:
    """What stands in the fields of a composer, finished or not. `over`: the answer that stands on its page, 0 for none."""

    status: str
    review_text: str
    body: str
    over: int


def save_draft(actor: Viewer, idea: Idea, typed: Typed, *, seen: int, insist: bool = False, now: datetime) -> Draft | None:
    """Keep what was typed; None when there is nothing to keep.

    seen: the revision this window knows, 0 for none. OtherWindow when another one has saved other words since, unless
    this one insists: then those words are set aside. Words that were published meanwhile are not kept again.
    """
    draft = queries_drafting.hold_draft(actor.id or 0, idea.id)
    if draft is None:
        queries.lock_idea(idea)  # of two first savings at once, the second finds the draft of the first
        draft = queries_drafting.hold_draft(actor.id or 0, idea.id)
    if draft is None:
        return None if not typed.body or _is_published(actor, idea, typed) else _new(actor, idea, typed, now)
    if draft.revision != seen and draft.body != typed.body:
        if not insist:
            raise OtherWindow(draft)
        draft.set_aside = beside(draft.body, draft.set_aside)
    if _of(draft) != typed:
        draft.status, draft.review_text, draft.body, draft.over = typed.status, typed.review_text, typed.body, typed.over
        draft.revision += 1
    draft.saved_at = now
    return draft


def beside(words: str, kept: str) -> str:
    """Words that are set aside, before those that were already; what stands there stands there once."""
    if not words or words in kept:
        return kept
    return f"{words}\n\n{kept}" if kept and kept not in words else words


def _of(draft: Draft) -> Typed:
    return Typed(draft.status, draft.review_text, draft.body, draft.over)


def _is_published(actor: Viewer, idea: Idea, typed: Typed) -> bool:
    """A save that was under way while the very words were published."""
    answers = queries.answers_of(idea.id)
    return bool(answers) and (answers[0].author_id, answers[0].body) == (actor.id, typed.body)


def _new(actor: Viewer, idea: Idea, typed: Typed, now: datetime) -> Draft:
    draft = Draft(
        person_id=actor.id or 0, idea_id=idea.id, status=typed.status, review_text=typed.review_text, body=typed.body,
        over=typed.over, revision=1, saved_at=now,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def drop_draft(person_id: int | None, idea_id: int) -> None:
    """Forget what this person had typed; a second time changes nothing."""
    draft = queries_drafting.hold_draft(person_id or 0, idea_id)
    if draft is not None:
        db.session.delete(draft)


def give_back(person_id: int, idea_id: int, typed: Typed, now: datetime) -> None:
    """Words that were not published become their writer's draft; where one is there already, they are set aside in it."""
    draft = queries_drafting.hold_draft(person_id, idea_id)
    if draft is None:
        db.session.add(Draft(
            person_id=person_id, idea_id=idea_id, status=typed.status, review_text=typed.review_text, body=typed.body,
            over=typed.over, revision=1, saved_at=now,
        ))
    elif draft.body != typed.body:
        draft.set_aside, draft.revision = beside(typed.body, draft.set_aside), draft.revision + 1
    db.session.flush()


def add_template(actor: Viewer, values: dict[str, object], *, now: datetime) -> AnswerTemplate:
    """values: name, status, topic_id, body, as a form has checked them."""
    template = AnswerTemplate(**values)
    db.session.add(template)
    db.session.flush()
    audit.log("template.added", actor_id=actor.id, at=now, subject=("template", template.id), after=_noted(template))
    return template


def change_template(actor: Viewer, template: AnswerTemplate, values: dict[str, object], *, now: datetime) -> bool:
    """True when anything changed."""
    before, words = _noted(template), template.body
    audit.change(template, values)
    if before == _noted(template) and words == template.body:
        return False
    audit.log("template.changed", actor_id=actor.id, at=now, subject=("template", template.id), before=before, after=_noted(template))
    return True


def remove_template(actor: Viewer, template: AnswerTemplate, *, now: datetime) -> None:
    audit.log("template.removed", actor_id=actor.id, at=now, subject=("template", template.id), before=_noted(template))
    db.session.delete(template)


def _noted(template: AnswerTemplate) -> dict[str, object]:
    return {"name": template.name, "status": template.status, "topic_id": template.topic_id, "length": len(template.body)}
