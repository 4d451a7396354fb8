"""Logging what was said elsewhere, finding its idea, and noting that staff replied there."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from community import audit, events
from community.accounts.models import Person
from community.accounts.queries_handles import handle_named
from community.accounts.rules import PersonState
from community.accounts.rules_handles import fold_handle
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.models_mentions import Mention
from community.responses.owed_replies import is_reply
from community.responses.timing import warned_by_default
from community.triage import queries_mentions as queries
from community.triage.rules_mentions import place_of
from community.voices.actions import Source, add_voice
from community.voices.models import Voice


class MentionSettled(Exception):
    """It has an idea, or was set aside, meanwhile."""


class NoReply(Exception):
    """A nod is no reply."""


@dataclass(frozen=True)
class Said:
    """What was seen elsewhere, cleaned: `handle` as it is written there, `at` when it was said, if that is known."""

    url: str
    text: str
    channel: str = ""
    handle: str = ""
    at: datetime | None = None

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(f"{self.url}\n{self.text}".encode()).hexdigest()


def log_mention(actor: Viewer, said: Said, *, now: datetime, token_id: int | None = None) -> tuple[Mention, bool]:
    """The mention, and whether it is new: the same words at the same address are one."""
    known = queries.mention_like(said.fingerprint)
    if known is not None:
        return known, False
    row = Mention(
        url=said.url, text=said.text, channel=said.channel, handle=said.handle, handle_folded=fold_handle(said.handle),
        said_at=said.at, fingerprint=said.fingerprint, logged_by_id=actor.id, token_id=token_id, logged_at=now,
        next_alert_at=warned_by_default(now),
    )
    _find_person(row)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return queries.mention_like(said.fingerprint) or row, False
    events.record("mention.logged", at=now, actor_id=actor.id, person_id=row.person_id, mention_id=row.id)
    return row, True


def _find_person(row: Mention) -> None:
    """Whose handle it is, if anybody has linked it."""
    link = handle_named(row.channel, row.handle) if row.channel and row.handle else None
    if link is not None and db.session.get_one(Person, link.person_id).state != PersonState.ERASED:
        row.person_id, row.handle_id = link.person_id, link.id


def tie_mention(actor: Viewer, row: Mention, idea: Idea, *, now: datetime) -> Voice:
    """It says this idea: from here on it is a voice on it, and a reply is owed since it was logged. `idea` is held.

    Raises MentionSettled, and VoiceRefused where the idea takes no words.
    """
    if row.idea_id is not None or row.set_aside_at is not None:
        raise MentionSettled
    source = Source("mention", row.person_id, place_of(row.channel, row.handle))
    voice = add_voice(actor, idea, row.text, source=source, now=now)
    row.idea_id = idea.id
    if queries.mention_of_voice(voice.id) is None:
        row.voice_id, row.text = voice.id, ""
    events.record("mention.tied", at=now, actor_id=actor.id, idea_id=idea.id, person_id=row.person_id, mention_id=row.id)
    return voice


def set_mention_aside(actor: Viewer, row: Mention, *, now: datetime) -> bool:
    """It asks for nothing. True when it waited."""
    if row.idea_id is not None or row.set_aside_at is not None:
        return False
    row.set_aside_at, row.set_aside_by_id = now, actor.id
    events.record("mention.set_aside", at=now, actor_id=actor.id, person_id=row.person_id, mention_id=row.id)
    audit.log("mention.set_aside", actor_id=actor.id, at=now, subject=("mention", row.id))
    return True


def bring_mention_back(actor: Viewer, row: Mention, *, now: datetime) -> bool:
    """It waits for an idea again. True when it was set aside."""
    if row.set_aside_at is None:
        return False
    row.set_aside_at = row.set_aside_by_id = None
    audit.log("mention.brought_back", actor_id=actor.id, at=now, subject=("mention", row.id))
    return True


def reply_to_mention(actor: Viewer, row: Mention, words: str, *, now: datetime) -> None:
    """Staff wrote this where it was said. The first reply ends what was owed; saying it again mends the words alone."""
    if not is_reply(words):
        raise NoReply
    row.reply = words
    if row.replied_at is None:
        row.replied_at, row.replied_by_id = now, actor.id
        events.record("mention.replied", at=now, actor_id=actor.id, idea_id=row.idea_id, person_id=row.person_id, mention_id=row.id)
    audit.log("mention.replied", actor_id=actor.id, at=now, subject=("mention", row.id))


def tie_to_person(row: Mention, person_id: int | None, handle_id: int | None) -> None:
    """Who said it, and by which link we know; with its voice."""
    row.person_id, row.handle_id = person_id, handle_id
    if row.voice_id is not None:
        db.session.get_one(Voice, row.voice_id).person_id = person_id


def forget_speaker(row: Mention, *, now: datetime) -> None:
    """Erased: where it stood and under which name goes, and the words of one that is tied to no idea."""
    row.url = row.channel = row.handle = row.handle_folded = row.text = row.reply = ""
    row.handle_id = None
    if row.voice_id is not None:
        db.session.get_one(Voice, row.voice_id).seen_at = ""
    elif row.idea_id is None and row.set_aside_at is None:
        row.set_aside_at = now
        events.record("mention.set_aside", at=now, mention_id=row.id)
