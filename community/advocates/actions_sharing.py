"""Showing a draft of an answer to one person, and keeping the words they suggest."""

from dataclasses import dataclass
from datetime import datetime

from community import audit, events, markdown
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.advocates import queries_sharing as queries
from community.advocates import rules_thanks as rules
from community.advocates.actions_thanks import check_person
from community.advocates.models_thanks import SharedAnswer
from community.db import db
from community.ideas.models import Idea
from community.voices.actions import SUGGESTED_WORDS, VoiceRefused, add_voice
from community.voices.models import Voice
from community.voices.rules import may_speak


class SharingRefused(Exception):
    """not_public, unseen, closed or theirs: somebody else's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ToShare:
    """What is shown until when, already rendered: the slow part comes before the transaction."""

    words: str
    body: str
    body_html: str
    closes_at: datetime

    @classmethod
    def of(cls, words: str, body: str, closes_at: datetime) -> "ToShare":
        return cls(words, body, markdown.render(body), closes_at)


def share_answer(actor: Viewer, idea: Idea, person: Person, draft: ToShare, *, sees: bool, now: datetime) -> tuple[SharedAnswer, bool]:
    """Show somebody a draft; who looks at one of this idea already is not asked a second time. True when they are asked now.

    `idea` is held. Raises ThanksRefused and SharingRefused. `sees`: they may read the idea.
    """
    check_person(person)
    if not may_speak(state=idea.state, merged=idea.root_id is not None) or not sees:
        raise SharingRefused("not_public" if sees else "unseen")
    before = queries.open_sharing(idea.id, person.id, now)
    if before is not None:
        return before, False
    shared = SharedAnswer(
        idea_id=idea.id, person_id=person.id, by_id=actor.id, words=draft.words, body=draft.body, body_html=draft.body_html,
        shared_at=now, closes_at=draft.closes_at,
    )
    db.session.add(shared)
    db.session.flush()
    facts = {"shared_id": shared.id, "closes_at": shared.closes_at.isoformat()}
    events.record("cocreate.invited", at=now, actor_id=actor.id, idea_id=idea.id, person_id=person.id, **facts)
    audit.log("cocreate.invited", actor_id=actor.id, at=now, subject=("idea", idea.id), after={"person_id": person.id, **facts})
    return shared, True


def suggest(actor: Viewer, shared: SharedAnswer, root: Idea, text: str, *, now: datetime) -> Voice:
    """Keep the words as a voice of theirs, or what mends them. `shared` and `root` are held. Raises SharingRefused."""
    if shared.person_id != actor.id:
        raise SharingRefused("theirs")
    if not rules.is_taking(closes_at=shared.closes_at, now=now):
        raise SharingRefused("closed")
    voice = db.session.get(Voice, shared.voice_id) if shared.voice_id else None
    if voice is not None and voice.text == text:
        return voice
    edited = voice is not None
    voice = _mended(voice, text, now) if voice else _first(actor, root, text, now)
    shared.voice_id, shared.answered_at = voice.id, now
    events.record(
        "cocreate.answered", at=now, actor_id=actor.id, idea_id=shared.idea_id, person_id=actor.id, shared_id=shared.id,
        voice_id=voice.id, edited=edited,
    )
    return voice


def _mended(voice: Voice, text: str, now: datetime) -> Voice:
    voice.text, voice.edited_at = text, now
    return voice


def _first(actor: Viewer, root: Idea, text: str, now: datetime) -> Voice:
    try:
        return add_voice(actor, root, text, source=SUGGESTED_WORDS, now=now)
    except VoiceRefused as refused:
        raise SharingRefused("not_public") from refused
