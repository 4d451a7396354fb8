"""Which ideas answer a search: found in the index, narrowed and read back with the reader's permission, page by page.

A page goes on after the last result of the one before (places.Place), so that ideas that come in meanwhile neither repeat
nor hide a result. The index gives its best matches in steps, each much larger than the last, until what the reader may see
and the filters leave fills the page: no hit is lost behind those that are filtered away.
"""

from dataclasses import dataclass

from community.accounts.viewer import Viewer
from community.search import rules
from community.search.entries import Entry, entries_of
from community.search.index import index_here
from community.search.interface import Found, Lookup, Ways
from community.search.narrowing import SearchQuery, in_order, visible
from community.search.places import Place, millionths, read, written
from community.search.queries import newest_unknown
from community.search.results import Result, results_of
from community.search.texts import own_texts, said_about

PAGE_SIZE = 15
COUNTED = 200
"""Results are counted up to here; beyond, the page says that there are more. Only what the reader may see counts."""

STEPS = (300, 4_000, None)
READ_AT_ONCE = 400
MOST_READ = 4_000
"""Words that must stand together are looked for in the texts of so many of the best matches of the single words."""

Hit = tuple[int, int]
"""Its value in the order asked for (see Place), and its id."""


@dataclass(frozen=True)
class SearchPage:
    """`total` is counted on the first page, up to COUNTED; `more` when there are more than that.

    `some_words` when no idea has all the words, `guessed` when one was met by a near word only. `after` is where the next page goes on.
    """

    results: list[Result]
    total: int = 0
    more: bool = False
    after: Place | None = None
    some_words: bool = False
    guessed: bool = False


@dataclass(frozen=True)
class Asked:
    """One search by one person; `fresh` are the newest ideas that the index does not know yet."""

    viewer: Viewer
    wanted: SearchQuery
    parsed: rules.ParsedQuery
    some_words: bool
    fresh: tuple[Entry, ...] = ()

    @property
    def enough(self) -> int:
        return PAGE_SIZE if self.wanted.after else COUNTED

    @property
    def unfinished(self) -> str:
        return rules.unfinished_word(self.wanted.text)

    @property
    def groups(self) -> tuple[frozenset[str], ...]:
        return () if self.some_words else self.parsed.words


def search_ideas(viewer: Viewer, wanted: SearchQuery) -> SearchPage:
    """One page of what was searched for: ideas with all the words, or, when there is none, with some of them."""
    parsed = rules.parse_query(wanted.text)
    if not wanted.text:
        return _narrowed_list(Asked(viewer, wanted, parsed, some_words=False))
    if not parsed.weights:
        return SearchPage([])
    fresh = _fresh_entries(viewer)
    for some_words in (wanted.after.some_words,) if wanted.after else (False, True):
        asked = Asked(viewer, wanted, parsed, some_words, fresh)
        found = _page(asked, *(_by_score(asked) if wanted.order == "best" else _by_date_or_votes(asked)))
        if found.results or len(parsed.words) == 1:
            break
    return found


def _fresh_entries(viewer: Viewer) -> tuple[Entry, ...]:
    lacking = [row.id for row in newest_unknown(viewer)]
    return tuple(entries_of(lacking)) if lacking else ()


def _narrowed_list(asked: Asked) -> SearchPage:
    """Without words: what the filters leave; nothing when there is none."""
    wanted = asked.wanted
    return _page(asked, in_order(asked.viewer, wanted, None, wanted.after, asked.enough + 1) if wanted.is_narrowed else [])


def _page(asked: Asked, hits: list[Hit], ways: Ways | None = None, measures: tuple[int, ...] = ()) -> SearchPage:
    shown = hits[:PAGE_SIZE]
    after = Place(*shown[-1], asked.some_words, measures) if len(hits) > PAGE_SIZE else None
    results = results_of(asked.viewer, [idea_id for _, idea_id in shown], asked.parsed.words, ways or Ways())
    return SearchPage(results, min(len(hits), COUNTED), len(hits) > COUNTED, after, asked.some_words and bool(hits), bool(ways and ways.unknown))


def _by_score(asked: Asked) -> tuple[list[Hit], Ways, tuple[int, ...]]:
    """The best hits after the place, as many as are wanted, how their words were met, and the measures they were scored by."""
    terms, after = asked.parsed.weights, asked.wanted.after
    measures = read(after.measures, terms) if after else None
    for most in STEPS:
        found = index_here().find(Lookup(asked.parsed.weights, asked.groups, asked.parsed.without, most, measures, asked.unfinished))
        complete, measures = most is None or len(found.scores) < most, found.measures
        hits = _scored(asked, found, complete)
        left = sorted((hit for hit in hits if after is None or hit < after.key), reverse=True)
        seen = visible(asked.viewer, asked.wanted, [idea_id for _, idea_id in left])
        chosen = _saying(asked, [hit for hit in left if hit[1] in seen])
        if complete or len(chosen) > asked.enough:
            break
    return chosen, found.ways, written(found.measures, terms)


def _scored(asked: Asked, found: Found, complete: bool) -> list[Hit]:
    """The best matches. Of those that are not all there are, the last ones may tie with what is left out."""
    hits = {idea_id: millionths(score) for idea_id, score in found.scores.items()}
    lowest = -1 if complete else min(hits.values())
    hits.update(_fresh_scores(asked, found))
    return [(score, idea_id) for idea_id, score in hits.items() if score > lowest]


def _fresh_scores(asked: Asked, found: Found) -> dict[int, int]:
    """The scores the index would give; a word it does not know yet counts for nothing, but is a word."""
    kept, weights, worth = index_here().kept_length, asked.parsed.weights, found.ways.worth
    return {
        entry.id: millionths(rules.score_counts(entry.counts, kept(entry.length), weights, worth, found.average))
        for entry in asked.fresh if _meets(entry, asked, found.ways)
    }


def _meets(entry: Entry, asked: Asked, ways: Ways) -> bool:
    has = entry.counts.keys()
    groups = rules.met_groups(asked.parsed.words, ways)
    wanted = any(group & has for group in groups) if asked.some_words else all(group & has for group in groups)
    unwanted = (term for word in asked.parsed.without for term in rules.ways_into(word, ways))
    return bool(groups) and wanted and has.isdisjoint(unwanted)


def _by_date_or_votes(asked: Asked) -> tuple[list[Hit], Ways]:
    """All that match, in the order of the database, after the place."""
    found = index_here().find(Lookup(asked.parsed.weights, asked.groups, asked.parsed.without, None, None, asked.unfinished))
    ids = {*found.scores, *(entry.id for entry in asked.fresh if _meets(entry, asked, found.ways))}
    return _saying(asked, in_order(asked.viewer, asked.wanted, ids, asked.wanted.after, _to_read(asked))), found.ways


def _to_read(asked: Asked) -> int:
    return MOST_READ if asked.parsed.has_phrases else asked.enough + 1


def _saying(asked: Asked, hits: list[Hit]) -> list[Hit]:
    """Those in whose texts the quoted words stand together and the unwanted ones do not, until there are enough."""
    if not asked.parsed.has_phrases:
        return hits
    chosen: list[Hit] = []
    for start in range(0, min(len(hits), MOST_READ), READ_AT_ONCE):
        chosen += _reading(asked, hits[start : start + READ_AT_ONCE])
        if len(chosen) > asked.enough:
            break
    return chosen


def _reading(asked: Asked, hits: list[Hit]) -> list[Hit]:
    ids = [idea_id for _, idea_id in hits]
    own, said = own_texts(ids), said_about(asked.viewer, ids)
    return [
        hit for hit in hits
        if rules.says([f"{own[hit[1]].title} \n {own[hit[1]].body}", *(words.text for words in said[hit[1]])], asked.parsed)
    ]
