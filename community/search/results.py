"""What a result shows: its title, and the stretch of its text that answers the search."""

from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import Row

from community.accounts.viewer import Viewer
from community.ideas.queries import cards_by_id
from community.ideas.rules import plain_text
from community.search.marking import excerpt, mark
from community.search.rules import matches
from community.search.texts import Said, own_texts, said_about

Words = tuple[frozenset[str], ...]
"""Groups of terms; each group is one word of the search, met by any of its terms."""


@dataclass(frozen=True)
class Result:
    """`said` is what somebody else said of the idea, and of what `kind` (see Said), where only that has a word searched for."""

    card: Row
    title: Markup
    line: Markup
    said: Markup = Markup("")
    kind: str = ""


def results_of(viewer: Viewer, ids: list[int], words: Words) -> list[Result]:
    """The results of these ideas in this order, as far as this person may see them."""
    cards = cards_by_id(viewer, ids)
    texts = {row.id: plain_text(row.body) for row in own_texts(cards).values()}
    missing = {i: _missing(f"{card.title}\n{texts[i]}\n{' '.join(card.tags)}", words) for i, card in cards.items()}
    said = said_about(viewer, [idea_id for idea_id, absent in missing.items() if absent])
    return [_result(cards[i], texts[i], words, missing[i], said.get(i, [])) for i in ids if i in cards]


def _result(card: Row, text: str, words: Words, missing: Words, said: list[Said]) -> Result:
    terms = _terms(words)
    kind, found = _best_said(said, missing)
    return Result(card, mark(card.title, terms), excerpt(text, terms), excerpt(found, terms) if found else Markup(""), kind)


def _best_said(said: list[Said], missing: Words) -> tuple[str, str]:
    """What somebody said that has most of the words that the idea itself lacks."""
    best, kind, text = 0, "", ""
    for words in said:
        met = len(missing) - len(_missing(words.text, missing))
        if met > best:
            best, kind, text = met, words.kind, plain_text(words.text)
    return kind, text


def _missing(text: str, words: Words) -> Words:
    has = {term.text for term in matches(text, _terms(words))}
    return tuple(group for group in words if not group & has)


def _terms(words: Collection[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*words)
