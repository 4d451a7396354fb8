"""What one person did and was told here, channel by channel. For staff only: nothing is left out but what was erased.

Each channel is one select with the same columns, so that the list is made of them, wherever their tables live.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from community.advocates.models_thanks import Beta, BetaPlace, SharedAnswer, Thanks
from community.ideas.models import Comment, Idea
from community.ideas.models_mentions import Mention
from community.voices.models import Voice
from community.votes.models import Vote

PAGE_SIZE = 40
CHANNELS = ("vote", "idea", "comment", "voice", "mention", "question", "thanks", "beta", "draft", "mail", "reply")
"""In the order in which they are offered; of one instant the later ones come first."""


@dataclass(frozen=True)
class Key:
    """The last line of a page: what is older than it follows."""

    at: datetime
    channel: str
    id: int


Channel = Callable[[int, Key | None], Select]
"""The newest lines of one person before a key, one more than a page holds."""


def lines(
    channel: str, person: ColumnElement[bool], key: Key | None, *, at: Any, id: Any, idea_id: Any = None, words: Any = None, detail: Any = None
) -> Select:
    """at, channel, id, idea_id, words and detail of the newest lines of one channel before the key."""
    columns = (
        at.label("at"), literal(channel, String).label("channel"), cast(id, Integer).label("id"),
        (cast(null(), Integer) if idea_id is None else idea_id).label("idea_id"),
        cast(literal("") if words is None else words, Text).label("words"), cast(literal("") if detail is None else detail, Text).label("detail"),
    )
    statement = select(*columns).where(person)
    if key is not None:
        statement = statement.where(_before(channel, key, at, id))
    return statement.order_by(at.desc(), id.desc()).limit(PAGE_SIZE + 1)


def _before(channel: str, key: Key, at: Any, id: Any) -> ColumnElement[bool]:
    """Older, or of the same instant and later in the order of the list."""
    mine, theirs = CHANNELS.index(channel), CHANNELS.index(key.channel)
    same = id < key.id if mine == theirs else true() if mine < theirs else false()
    return or_(at < key.at, and_(at == key.at, same))


def votes(person_id: int, key: Key | None) -> Select:
    return lines("vote", Vote.person_id == person_id, key, at=Vote.created_at, id=Vote.idea_id, idea_id=Vote.idea_id, detail=Vote.importance)


def ideas(person_id: int, key: Key | None) -> Select:
    return lines("idea", Idea.author_id == person_id, key, at=Idea.created_at, id=Idea.id, idea_id=Idea.id, words=Idea.excerpt, detail=Idea.status)


def comments(person_id: int, key: Key | None) -> Select:
    return lines("comment", Comment.author_id == person_id, key, at=Comment.created_at, id=Comment.id, idea_id=Comment.idea_id, words=Comment.body)


def voices(person_id: int, key: Key | None) -> Select:
    """Their own words and what staff noted of them, by mail or call."""
    mine = and_(Voice.person_id == person_id, Voice.source != "mention", Voice.question_id.is_(None))
    return _voices("voice", mine, key)


def mentions(person_id: int, key: Key | None) -> Select:
    """What they said elsewhere, by when it was logged: on an idea, still waiting for one, or set aside."""
    state = case((Mention.idea_id.is_not(None), "tied"), (Mention.set_aside_at.is_not(None), "aside"), else_="waiting")
    words = func.coalesce(Voice.text, Mention.text)
    mine = lines("mention", Mention.person_id == person_id, key, at=Mention.logged_at, id=Mention.id, idea_id=Mention.idea_id, words=words, detail=state)
    return mine.outerjoin(Voice, Voice.id == Mention.voice_id)


def replies_to_questions(person_id: int, key: Key | None) -> Select:
    return _voices("question", and_(Voice.person_id == person_id, Voice.question_id.is_not(None)), key)


def _voices(channel: str, mine: ColumnElement[bool], key: Key | None) -> Select:
    return lines(channel, mine, key, at=Voice.created_at, id=Voice.id, idea_id=Voice.idea_id, words=Voice.text, detail=Voice.source)


def thanks(person_id: int, key: Key | None) -> Select:
    return lines("thanks", Thanks.person_id == person_id, key, at=Thanks.at, id=Thanks.id, idea_id=Thanks.idea_id, words=Thanks.words, detail=Thanks.perk)


def betas(person_id: int, key: Key | None) -> Select:
    """By the last word: what they said, else the invitation, else what they asked."""
    last = _last(BetaPlace.answered_at, BetaPlace.invited_at, BetaPlace.asked_at)
    said = lines("beta", BetaPlace.person_id == person_id, key, at=last, id=BetaPlace.id, idea_id=Beta.idea_id, detail=BetaPlace.answer)
    return said.join(Beta, Beta.id == BetaPlace.beta_id)


def drafts(person_id: int, key: Key | None) -> Select:
    mine = SharedAnswer.person_id == person_id
    return lines("draft", mine, key, at=SharedAnswer.shared_at, id=SharedAnswer.id, idea_id=SharedAnswer.idea_id, words=SharedAnswer.words)


def _last(*instants: Any) -> Any:
    return func.coalesce(*instants, type_=instants[0].type)


HERE: dict[str, Channel] = {
    "vote": votes, "idea": ideas, "comment": comments, "voice": voices, "mention": mentions, "question": replies_to_questions,
    "thanks": thanks, "beta": betas, "draft": drafts,
}
