"""What staff note of a customer: that they want an idea, and in which words."""

from dataclasses import dataclass
from datetime import datetime

from community.accounts.viewer import Viewer
from community.ideas.models import Idea
from community.voices.actions import Source, add_voice
from community.votes.actions import note_vote
from community.votes.rules import may_vote


@dataclass(frozen=True)
class Noted:
    """`voted`: their vote was added; it was there before, or the idea takes none, where it was not."""

    voted: bool
    spoke: bool


def note_for(actor: Viewer, idea: Idea, source: Source, words: str, importance: int, *, now: datetime) -> Noted:
    """Note the words, and with an importance the vote, of whom `source` names; the idea's row is held.

    Raise VoiceRefused where the idea takes no words. The same words twice are kept once, and a person counts once.
    """
    voted = False
    if importance and source.person_id is not None and may_vote(state=idea.state, status=idea.status):
        voted = note_vote(actor, idea, source.person_id, importance, now=now)
    if words:
        add_voice(actor, idea, words, source=source, now=now)
    return Noted(voted, bool(words))
