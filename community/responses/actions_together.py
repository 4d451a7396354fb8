"""Keeping what is typed to answer several ideas in one go: what they share, and the words of each as its own draft."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.responses import queries, queries_drafting
from community.responses.actions_drafting import OtherWindow, Typed, beside, save_draft
from community.responses.models_drafting import Draft, SharedDraft
from community.responses.queries_drafting import key_of


@dataclass(frozen=True)
class TypedTogether:
    """What stands in the fields, finished or not: `shared` by the names of its columns; own words, the answer seen and
    the revision known of each idea's draft, by idea. `revision`: that of the shared part this window knows, 0 for none."""

    shared: Mapping[str, str]
    own: Mapping[int, str]
    over: Mapping[int, int]
    seen: Mapping[int, int]
    revision: int = 0


@dataclass
class Kept:
    """What is stored now: the shared part, the drafts of single ideas, and `others`, which another window has saved since."""

    shared: SharedDraft | None = None
    drafts: dict[int, Draft] = field(default_factory=dict)
    others: dict[int, Draft] = field(default_factory=dict)


def save_together(actor: Viewer, ideas: Sequence[Idea], typed: TypedTogether, *, insist: Collection[int] = (), now: datetime) -> Kept:
    """Keep what was typed. Words that another window has saved since stay as they are, but for the ideas that this one insists on."""
    queries.hold_ideas([idea.id for idea in ideas])  # of two first savings at once, the second finds what the first kept
    kept, stored = Kept(), queries_drafting.drafts_of(actor.id, [idea.id for idea in ideas])
    for idea in ideas:
        known, words, seen = stored.get(idea.id), typed.own.get(idea.id, ""), typed.seen.get(idea.id, 0)
        try:
            draft = known
            if _is_news(known, words, seen):
                draft = save_draft(actor, idea, _of(idea.id, words, typed, known), seen=seen, insist=idea.id in insist, now=now)
            kept.drafts.update({idea.id: draft} if draft else {})
        except OtherWindow as other:
            kept.others[idea.id] = other.draft
    kept.shared = _save_shared(actor, [idea.id for idea in ideas], typed, now)
    return kept


def _is_news(known: Draft | None, words: str, seen: int) -> bool:
    """Whether this window says what is not stored yet; a field left empty where the draft was never seen says nothing."""
    if known is None:
        return bool(words)
    return known.body != words and bool(words or seen)


def _of(idea_id: int, words: str, typed: TypedTogether, known: Draft | None) -> Typed:
    """The status and the day are all of them's where there is one, else they stay what the idea's own draft says."""
    status, review = typed.shared["status"], typed.shared["review_text"]
    if not status and known is not None:
        status, review = known.status, known.review_text
    return Typed(status, review, words, typed.over.get(idea_id, 0))


def _save_shared(actor: Viewer, ids: Collection[int], typed: TypedTogether, now: datetime) -> SharedDraft | None:
    """The last window wins; the words of the other one are set aside. A save that was under way while all were answered keeps nothing."""
    draft = queries_drafting.hold_shared_draft(actor.id or 0, ids)
    if draft is None:
        if not _is_begun(typed) or queries_drafting.answered_since(actor.id, {each: typed.over.get(each, 0) for each in ids}):
            return None
        draft = SharedDraft(person_id=actor.id or 0, ids=key_of(ids), body="", revision=0)
        db.session.add(draft)
    elif draft.revision != typed.revision and draft.body and draft.body != typed.shared["body"]:
        draft.set_aside = beside(draft.body, draft.set_aside)
    for name, value in typed.shared.items():
        setattr(draft, name, value)
    draft.revision, draft.saved_at = (draft.revision or 0) + 1, now
    db.session.flush()
    return draft


def _is_begun(typed: TypedTogether) -> bool:
    return bool(typed.shared["body"]) or any(typed.own.values())


def drop_together(actor: Viewer, ids: Collection[int]) -> None:
    """Forget what was shared; a second time changes nothing."""
    draft = queries_drafting.hold_shared_draft(actor.id or 0, ids)
    if draft is not None:
        db.session.delete(draft)
