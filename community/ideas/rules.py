"""What may be done with an idea, and how ideas are ordered."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

LONGEST_TITLE = 200
LONGEST_BODY = 20_000
LONGEST_COMMENT = 5_000
THREADS = 50
"""So many threads of a conversation stand on one page."""

MOST_TAGS = 5
LONGEST_TAG = 40
EXCERPT = 280
TITLE_FROM_WORDS = 120
"""A longer question becomes the text of an idea, and its first sentence the line."""
STATUSES = ("new", "review", "planned", "progress", "shipped", "later", "declined")
LEVELS = ("all", "answers", "nothing")
"""What a person may want to hear of an idea: answers and comments, answers only, or nothing."""
OTHER_PAGES = frozenset({"answer", "comments", "delete", "edit", "follow", "history", "join", "new", "same", "similar", "voices", "vote", "words"})
"""Words that already mean a page below an idea, so no title may become one in an address."""

HOT_DAYS = 2.0
"""A vote counts as much as being this many days younger, for each tenfold of votes."""

_EPOCH = 1_700_000_000
_MARKS = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)+"  # headings, quotations, lists
    r"|!?\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)"
    r"|(?:^|(?<=[\s(\[\"']))[*_`~]{1,4}(?=\S)"  # emphasis and code, where they open and where they close
    r"|(?<=\S)[*_`~]{1,4}(?=[\s.,;:!?)\]\"']|$)",
    re.MULTILINE,
)


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


def plain_text(body: str) -> str:
    """A Markdown text on one line, without its marks."""
    return " ".join(_MARKS.sub(lambda m: m.group(1) or "", body).split())


def excerpt_of(body: str, most: int = EXCERPT) -> str:
    """The first words of a Markdown text, without its marks, cut at a word."""
    plain = plain_text(body)
    if len(plain) <= most:
        return plain
    return plain[: most - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def split_title(text: str) -> tuple[str, str]:
    """A text as (a line to call it by, what the line leaves out)."""
    line = " ".join(text.split())
    if len(line) <= TITLE_FROM_WORDS:
        return line, ""
    sentence = re.split(r"(?<=[.?!。？！])\s*", line, maxsplit=1)[0]
    if len(sentence) > TITLE_FROM_WORDS:
        sentence = sentence[: TITLE_FROM_WORDS - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
    return sentence, line[len(sentence.rstrip("…")) :].strip()


def clean_tags(text: str) -> list[str]:
    """Tags from one field: comma or space separated, lower case, letters, digits and hyphens, each once."""
    words = (re.sub(r"[^\w-]+", "", word.casefold()).strip("-_")[:LONGEST_TAG] for word in re.split(r"[,\s]+", text))
    return list(dict.fromkeys(word for word in words if word))[:MOST_TAGS]


def slug_of(title: str) -> str:
    """A readable tail for an address; the number before it is what counts."""
    slug = re.sub(r"[^\w]+", "-", title.casefold()).strip("-_")[:60].strip("-_")
    return "" if slug in OTHER_PAGES else slug


def shows_something(text: str) -> bool:
    """Whether a reader would see anything at all: a letter, a digit, a sign, a pictogram."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def implied_level(*, author: bool, commented: bool, voted: bool) -> str:
    """What a person hears of an idea until they choose: who wrote on it everything, who voted the answers."""
    if author or commented:
        return "all"
    return "answers" if voted else "nothing"


def may_edit(*, author_id: int, actor_id: int | None, state: str = IdeaState.PUBLISHED, merged: bool = False) -> bool:
    """One's own idea, while it is its own: not once it became part of another or was taken out of sight."""
    open_to_change = state in (IdeaState.PUBLISHED, IdeaState.PENDING) and not merged
    return actor_id is not None and actor_id == author_id and open_to_change


def may_delete(*, author_id: int, actor_id: int | None, other_voters: int, comments: int, answered: bool) -> bool:
    """An author may take an idea back until somebody else has joined in."""
    return may_edit(author_id=author_id, actor_id=actor_id) and not (other_voters or comments or answered)


def may_comment(*, state: str, merged: bool) -> bool:
    return state == IdeaState.PUBLISHED and not merged


def may_mark_helpful(*, author_id: int, actor_id: int | None) -> bool:
    """Anybody's comment but one's own."""
    return actor_id is not None and actor_id != author_id


@dataclass(frozen=True)
class Thread:
    """A comment and the replies to it, each a row with id, parent_id and hidden_at."""

    first: Any
    replies: list[Any]


def page_of_talk(comment_count: int, comment_id: int) -> dict[str, int]:
    """What the address of a comment must say for it to be on the page, where the conversation is longer than one."""
    return {"talk": comment_id} if comment_count > THREADS else {}


def threads(rows: list[Any], reader_id: int | None = None) -> list[Thread]:
    """Comments in the order they came, each with its replies; one out of sight stays only where replies hang on it.

    Who wrote it still sees it.
    """
    seen = [row for row in rows if row.hidden_at is None or row.author_id == reader_id]
    replies: dict[int, list[Any]] = {}
    for row in seen:
        if row.parent_id is not None:
            replies.setdefault(row.parent_id, []).append(row)
    in_sight = {row.id for row in seen}
    firsts = (row for row in rows if row.parent_id is None and (row.id in in_sight or row.id in replies))
    return [Thread(row, replies.get(row.id, [])) for row in firsts]
