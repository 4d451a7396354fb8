"""What a result shows: its title, and the stretch of its text that answers the search."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import Row

from community.accounts.viewer import Viewer
from community.ideas.queries import cards_by_id
from community.ideas.rules import plain_text
from community.search.analysis import index_terms
from community.search.interface import Ways
from community.search.marking import excerpt, mark
from community.search.rules import met_groups
from community.search.texts import Said, own_texts, said_about

Words = tuple[frozenset[str], ...]
"""Groups of terms; each group is one word of the search, met by any of its terms."""


@dataclass(frozen=True)
class Result:
    """`said` is what somebody else said of the idea, and of what `kind` (see Said), where only that has a word searched for."""

    card: Row
    title: Markup
    line: Markup
    said: Markup
    kind: str


def results_of(viewer: Viewer, ids: list[int], asked: Words, ways: Ways) -> list[Result]:
    """The results of these ideas in this order, as far as this person may see them; `asked` are groups of words as written."""
    words = met_groups(asked, ways)
    cards = cards_by_id(viewer, ids)
    own = own_texts(cards)
    missing = {i: _missing(f"{row.title}\n{row.body}\n{' '.join(cards[i].tags)}", words, row.language) for i, row in own.items()}
    said = said_about(viewer, [idea_id for idea_id, absent in missing.items() if absent])
    return [_result(cards[i], own[i], ways.marked | frozenset().union(*words), _best_said(said.get(i, []), missing[i], own[i].language)) for i in ids if i in cards]


def _result(card: Row, own: Row, terms: frozenset[str], said: tuple[str, str]) -> Result:
    kind, text = said
    line = excerpt(plain_text(own.body), terms)
    return Result(card, mark(card.title, terms), line, excerpt(text, terms) if text else Markup(""), kind)


def _best_said(said: list[Said], missing: Words, language: str) -> tuple[str, str]:
    """What somebody said that has most of the words that the idea itself lacks."""
    best, kind, text = 0, "", ""
    for words in said:
        met = len(missing) - len(_missing(words.text, missing, language))
        if met > best:
            best, kind, text = met, words.kind, plain_text(words.text)
    return kind, text


def _missing(text: str, words: Words, language: str) -> Words:
    """The words of the search that a text lacks, read in the language of its idea and as English."""
    has = {*index_terms(text, language), *index_terms(text)}
    return tuple(group for group in words if not group & has)
