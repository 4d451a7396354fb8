"""What may be done with an idea, and how ideas are ordered."""

import math
import re
from datetime import datetime
from enum import StrEnum

LONGEST_TITLE = 200
LONGEST_BODY = 20_000
LONGEST_COMMENT = 5_000
MOST_TAGS = 5
LONGEST_TAG = 40
EXCERPT = 280
HOT_DAYS = 2.0
"""A vote counts as much as being this many days younger, for each tenfold of votes."""

_EPOCH = 1_700_000_000
_MARKS = re.compile(r"[*_`#>~|]+|!?\[([^\]]*)\]\([^)]*\)")


class IdeaState(StrEnum):
    PENDING = "pending"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    DELETED = "deleted"


class Visibility(StrEnum):
    EVERYONE = "everyone"
    SIGNED_IN = "signed_in"
    ORGANISATIONS = "organisations"
    STAFF = "staff"


def opening_state(*, held_first: bool, trusted: bool) -> IdeaState:
    """A new person's first idea may wait for a moderator; everyone else's is public at once."""
    return IdeaState.PENDING if held_first and not trusted else IdeaState.PUBLISHED


def hot_score(votes: int, published_at: datetime) -> float:
    """Stored order of the trending list: log10 of the votes plus age in steps of HOT_DAYS; it needs no decay."""
    return round(math.log10(max(votes, 1)) + (published_at.timestamp() - _EPOCH) / (86_400 * HOT_DAYS), 6)


def excerpt_of(body: str) -> str:
    """The first words of a Markdown text, without its marks, cut at a word."""
    plain = " ".join(_MARKS.sub(lambda m: m.group(1) or "", body).split())
    if len(plain) <= EXCERPT:
        return plain
    return plain[: EXCERPT - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def clean_tags(text: str) -> list[str]:
    """Tags from one field: comma or space separated, lower case, letters, digits and hyphens, each once."""
    words = (re.sub(r"[^\w-]+", "", word.casefold()).strip("-_")[:LONGEST_TAG] for word in re.split(r"[,\s]+", text))
    return list(dict.fromkeys(word for word in words if word))[:MOST_TAGS]


def slug_of(title: str) -> str:
    """A readable tail for an address; the number before it is what counts."""
    return re.sub(r"[^\w]+", "-", title.casefold()).strip("-_")[:60].strip("-")


def may_edit(*, author_id: int, actor_id: int | None) -> bool:
    return actor_id is not None and actor_id == author_id


def may_delete(*, author_id: int, actor_id: int | None, other_voters: int, comments: int, answered: bool) -> bool:
    """An author may take an idea back until somebody else has joined in."""
    return may_edit(author_id=author_id, actor_id=actor_id) and not (other_voters or comments or answered)
