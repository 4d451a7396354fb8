"""Did you mean: a near word, where what was typed finds next to nothing."""

from collections.abc import Collection, Mapping

from community.accounts.viewer import Viewer
from community.search import rules
from community.search.analysis import terms
from community.search.finding import search_ideas
from community.search.index import index_here
from community.search.interface import Lookup
from community.search.lexicon import vocabulary
from community.search.narrowing import SearchQuery, visible
from community.search.texts import own_texts, said_about
from community.search.vocabulary import Vocabulary

NEXT_TO_NOTHING = 1
MUCH_MORE = 5
"""A word that does find something is doubted only when a near one finds so many times more."""

MOST_WORDS = 4
MOST_TRIED = 5
MOST_LOOKED_AT = 50
MOST_READ = 20


def meant(viewer: Viewer, text: str) -> str | None:
    """The query with words that find next to nothing replaced by near ones; None when there are none, or it would find nothing.

    A word is named only when it stands, as it is written, in a text that this person may read.
    """
    text = text[: rules.LONGEST_QUERY]
    asked = [word for group in rules.parse_query(text).words for word in group if len(word) > 3 and word.isalpha()]
    known = vocabulary() if asked else Vocabulary()
    better = {word: near for word in asked[:MOST_WORDS] if (near := _better(viewer, word, known.near(word)))}
    said = _replaced(text, better)
    return said if better and search_ideas(viewer, SearchQuery(said)).results else None


def _better(viewer: Viewer, word: str, near: Mapping[str, float]) -> str | None:
    found = len(_seen(viewer, word)) if near else 0
    if not near or found > NEXT_TO_NOTHING:
        return None
    tried = {other: _seen(viewer, other) for other in sorted(near, key=lambda other: (-near[other], other))[:MOST_TRIED]}
    enough = {other: ids for other, ids in tried.items() if len(ids) > MUCH_MORE * found}
    likely = sorted(enough, key=lambda other: (-near[other], -len(enough[other]), other))
    return next((other for other in likely if _stands(viewer, other, enough[other])), None)


def _seen(viewer: Viewer, word: str) -> list[int]:
    """The ideas this person may see in which the word stands, in whatever form."""
    found = index_here().find(Lookup({word: 1.0}, most=MOST_LOOKED_AT, guess=False))
    seen = visible(viewer, SearchQuery(), list(found.scores))
    return [idea_id for idea_id in found.scores if idea_id in seen]


def _stands(viewer: Viewer, word: str, ids: list[int]) -> bool:
    """Is it written so in one of these ideas, or in what was said about one?"""
    read = ids[:MOST_READ]
    own, said = own_texts(read), said_about(viewer, read)
    return any(
        word in _words([f"{own[i].title}\n{own[i].body}", *(words.text for words in said[i])])
        for i in read if i in own
    )


def _words(texts: Collection[str]) -> set[str]:
    return {term.spelling for text in texts for term in terms(text)}


def _replaced(text: str, better: dict[str, str]) -> str:
    done, at = [], 0
    for term in terms(text):
        if term.word and term.spelling in better and term.start >= at:
            done += [text[at : term.start], better[term.spelling]]
            at = term.end
    return "".join([*done, text[at:]])
