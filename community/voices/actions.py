"""Keeping somebody's own words with an idea."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from community import events
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.voices import queries, rules
from community.voices.models import Voice


class VoiceRefused(Exception):
    """This idea takes no words now."""


@dataclass(frozen=True)
class Source:
    """Where words came from: one's own, or noted by staff for `person_id`, if known, as heard or seen at `seen_at`."""

    kind: str = rules.OWN
    person_id: int | None = None
    seen_at: str = ""


OWN_WORDS = Source()
SUGGESTED_WORDS = Source(rules.SUGGESTED)


def add_voice(actor: Viewer, idea: Idea, text: str, *, source: Source = OWN_WORDS, now: datetime) -> Voice:
    """Keep the words exactly as they are. The same words twice are kept once."""
    if not rules.may_speak(state=idea.state, merged=idea.root_id is not None):
        raise VoiceRefused
    own = source.kind in rules.IN_PERSON
    person_id = actor.id if own else source.person_id
    found = queries.same_voice(idea.id, person_id, source.seen_at, text)
    if found is not None:
        return found
    voice = Voice(
        idea_id=idea.id, person_id=person_id, noted_by_id=None if own else actor.id, source=source.kind,
        seen_at=source.seen_at, text=text, created_at=now,
    )
    db.session.add(voice)
    db.session.flush()
    count_voices([idea.id], 1)
    events.record("voice.added", at=now, actor_id=actor.id, idea_id=idea.id, person_id=person_id, voice_id=voice.id, source=source.kind)
    return voice


def add_reply(
    actor: Viewer, root: Idea, question_id: int, asked_on: int, text: str, *, source: str, now: datetime
) -> Voice:
    """Keep somebody's reply to a question, exactly as it is, on the idea it was asked on; `root` shows it and is held.

    Once for each person and question: the database refuses a second.
    """
    if not rules.may_speak(state=root.state, merged=root.root_id is not None):
        raise VoiceRefused
    voice = Voice(idea_id=asked_on, person_id=actor.id, question_id=question_id, source=source, text=text, created_at=now)
    db.session.add(voice)
    db.session.flush()
    count_voices({root.id, asked_on}, 1)
    events.record(
        "voice.added", at=now, actor_id=actor.id, idea_id=asked_on, person_id=actor.id, voice_id=voice.id, source=source,
        question_id=question_id,
    )
    return voice


def take_back_noted(actor: Viewer, root: Idea, group: Collection[int], *, now: datetime) -> int:
    """Take out of sight what staff noted as this person's words, as they ask; `root` shows it and is held. How many."""
    mine = (Voice.idea_id.in_(group), Voice.person_id == actor.id, Voice.noted_by_id.is_not(None), Voice.hidden_at.is_(None))
    rows = list(db.session.scalars(select(Voice).where(*mine)))
    for voice in rows:
        voice.hidden_at = now
        count_voices({root.id, voice.idea_id}, -1)
        events.record("voice.hidden", at=now, actor_id=actor.id, idea_id=voice.idea_id, voice_id=voice.id)
    return len(rows)


def count_voices(idea_ids: Collection[int], change: int) -> None:
    """Where a voice was given, and the root that shows it; the caller holds the root."""
    count = Idea.voice_count + change
    db.session.execute(update(Idea).where(Idea.id.in_(idea_ids)).values(voice_count=count, version=Idea.version + 1))
