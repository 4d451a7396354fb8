"""The index in PostgreSQL: postings in tables of our own, scored by BM25 in SQL, written in a transaction."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Integer,
    Select,
    Text,
    TextualSelect,
    any_,
    bindparam,
    column,
    delete,
    exists,
    func,
    insert,
    select,
    text,
)

from community.db import as_list, db, listed_in
from community.failpoints import failpoint
from community.glance import Glance
from community.search import rules
from community.search.entries import Entry, all_entries, entries_of
from community.search.interface import FORMAT, LANGUAGE, Found, IndexBusy, Lookup
from community.search.lexicon import vocabulary
from community.search.models import SearchEntry, SearchPosting, SearchTerm, SearchTotals
from community.search.ways import Held, find_ways

LOCK = 0x4865_6564
"""The advisory lock of the one who writes the index."""

_terms, _totals = SearchTerm.__table__.c, SearchTotals.__table__.c
_TOTALS = Glance(lambda: (
    select(_totals.entries, _totals.length, _languages().scalar_subquery().label("languages"))
    .where(_totals.id == 1, _totals.format == bindparam("format"))
))
_COUNTS = Glance(lambda: (
    select(_terms.term, _terms.entries).where(_terms.term == any_(bindparam("terms", type_=ARRAY(Text))), _terms.entries > 0)
))
_HAS = Glance(lambda: select(SearchEntry.idea_id).where(listed_in(SearchEntry.idea_id, bindparam("ids", type_=Text()))))

MOST_POSTINGS = (1_500, 6_000, None)
"""A quick lookup reads the words of so many postings whole (about), the rarest first, and commoner words only for the best of
those; when that leaves fewer than ENOUGH, it reads more."""
ENOUGH = 100

_WANTED = "SELECT * FROM unnest(cast(:words AS int[]), cast(:terms AS text[]), cast(:worth AS float8[])) AS w (word, term, worth)"
_BEST = f"""max(w.worth * p.count * {rules.K1 + 1}
            / (p.count + {rules.K1} * ({1 - rules.B} + float8 '{rules.B}' * p.length / :average))) AS score"""

_SCORED_AMONG = Glance(lambda: _scoring(
    f"""
    WITH wanted AS ({_WANTED}), met AS (
      SELECT p.idea_id, {_BEST} FROM wanted w CROSS JOIN unnest(cast(:among AS int[])) AS a (id)
      CROSS JOIN LATERAL (SELECT * FROM search_postings WHERE term = w.term AND idea_id = a.id OFFSET 0) p GROUP BY p.idea_id, w.word)
    SELECT idea_id, sum(score) AS score FROM met GROUP BY idea_id
    """
))
"""OFFSET 0 keeps PostgreSQL from reading all that has a common word to find it in a hundred."""

_SCORED = Glance(lambda: _scoring(
    f"""
    WITH wanted AS ({_WANTED}), met AS (
      SELECT p.idea_id, {_BEST}
      FROM wanted w JOIN search_postings p ON p.term = w.term
      WHERE NOT EXISTS (SELECT 1 FROM search_postings n WHERE n.idea_id = p.idea_id AND n.term = ANY(cast(:without AS text[])))
        AND (:groups = 0 OR p.idea_id IN (
          SELECT m.idea_id FROM unnest(cast(:members AS text[]), cast(:numbers AS int[])) AS g (term, number)
          JOIN search_postings m ON m.term = g.term GROUP BY m.idea_id HAVING count(DISTINCT g.number) = :groups))
      GROUP BY p.idea_id, w.word)
    SELECT idea_id, sum(score) AS score FROM met GROUP BY idea_id ORDER BY score DESC, idea_id DESC LIMIT :most
    """
))

_ADD_TERMS = text(
    """
    INSERT INTO search_terms (term, entries) SELECT * FROM unnest(cast(:terms AS text[]), cast(:changes AS int[]))
    ON CONFLICT (term) DO UPDATE SET entries = search_terms.entries + excluded.entries
    """
)


class PostgresIndex:
    in_database = True

    def is_sound(self) -> bool:
        return bool(_TOTALS(format=FORMAT))

    def find(self, wanted: Lookup) -> Found:
        totals = next(iter(_TOTALS(format=FORMAT)), None)
        if totals is None or not wanted.weights:
            return Found()
        languages = {term.removeprefix(LANGUAGE): number for term, number in (totals.languages or {}).items() if number}
        here = Held(totals.entries, languages, _count, vocabulary)
        ways = find_ways(wanted.weights, here, wanted.unfinished, guess=wanted.guess)
        average = rules.average_length(totals.length, totals.entries)
        if wanted.measures:
            ways, average = ways.measured(wanted.measures.rarity), wanted.measures.average
        found, groups = Found({}, ways.rarity, average, ways), rules.terms_of_groups(wanted.groups, ways)
        if groups is None or not ways.worth:
            return found
        without = find_ways(wanted.without, here, guess=False).met if wanted.without else frozenset()
        kept = rules.most_worth(wanted.weights, ways, totals.entries)
        if not wanted.quick or wanted.most is None:
            return replace(found, scores=_scores(kept, groups, without, average, wanted.most))
        for limit in MOST_POSTINGS:
            rare, common = rules.parted(kept, ways.rarity, totals.entries, limit)
            best = _scores(rare, groups, without, average, wanted.most)
            if len(best) >= min(wanted.most, ENOUGH) or not common:
                break
        return replace(found, scores=_with_common(best, common, average))

    def is_unknown(self, idea_id: ColumnElement[int]) -> ColumnElement[bool]:
        return ~exists().where(SearchEntry.idea_id == idea_id)

    def lacks(self, ids: Iterable[int]) -> set[int]:
        wanted = set(ids)
        return wanted - {row.idea_id for row in _HAS(ids=as_list(wanted))}

    def kept_length(self, length: int) -> int:
        return length

    def update(self, ids: Iterable[int]) -> None:
        wanted = list(ids)
        _take_lock()
        _forget(wanted)
        _remember(entries_of(wanted))
        failpoint("before_commit")

    def rebuild(self) -> int:
        """The transaction is the place beside: readers see the old index until it commits."""
        _take_lock()
        for table in (SearchEntry, SearchPosting, SearchTerm, SearchTotals):
            db.session.execute(delete(table))
        db.session.add(SearchTotals(id=1, format=FORMAT, entries=0, length=0))
        db.session.flush()
        written = 0
        for batch in all_entries():
            _remember(batch)
            written += len(batch)
        return written


def _take_lock() -> None:
    if not db.session.scalar(select(func.pg_try_advisory_xact_lock(LOCK))):
        raise IndexBusy


def _languages() -> Select:
    """How many entries there are of each language."""
    return select(func.jsonb_object_agg(_terms.term, _terms.entries)).where(_terms.term.between(LANGUAGE, LANGUAGE + "~"))


def _count(terms: Collection[str]) -> dict[str, int]:
    return {row.term: row.entries for row in _COUNTS(terms=list(terms))}


def _with_common(best: dict[int, float], common: dict[str, dict[str, float]], average: float) -> dict[int, float]:
    """The best by the rare words, scored by the common ones too: these are looked up for them alone."""
    if not common or not best:
        return best
    ways = [(number, term, worth) for number, terms in enumerate(common.values()) for term, worth in terms.items()]
    scores = dict(best)
    for row in _SCORED_AMONG(**_in_columns(ways), average=average, among=as_list(best)):
        scores[row.idea_id] += row.score
    return dict(sorted(scores.items(), key=lambda item: (-item[1], -item[0])))


def _scores(
    kept: dict[str, dict[str, float]], groups: tuple[frozenset[str], ...], without: frozenset[str], average: float, most: int | None
) -> dict[int, float]:
    ways = [(number, term, worth) for number, terms in enumerate(kept.values()) for term, worth in terms.items()]
    members = [(term, number) for number, group in enumerate(groups) for term in sorted(group)]
    found = _SCORED(
        **_in_columns(ways), average=average, without=sorted(without), groups=len(groups), most=most,
        members=[term for term, _ in members], numbers=as_list(number for _, number in members),
    )
    return {row.idea_id: row.score for row in found}


def _scoring(sql: str) -> TextualSelect:
    return text(sql).columns(column("idea_id", Integer), column("score", Double))


def _in_columns(ways: list[tuple[int, str, float]]) -> dict[str, Any]:
    return {
        "words": as_list(word for word, _, _ in ways), "terms": [term for _, term, _ in ways],
        "worth": as_list(worth for _, _, worth in ways),
    }


def _forget(ids: Sequence[int]) -> None:
    gone = delete(SearchPosting).where(SearchPosting.idea_id.in_(ids)).returning(SearchPosting.term)
    _count_terms(Counter(db.session.scalars(gone)), -1)
    lengths = list(db.session.scalars(delete(SearchEntry).where(SearchEntry.idea_id.in_(ids)).returning(SearchEntry.length)))
    _count_entries(-len(lengths), -sum(lengths))


def _remember(entries: Sequence[Entry]) -> None:
    if not entries:
        return
    rows = [
        {"term": term, "idea_id": entry.id, "count": count, "length": entry.length}
        for entry in entries for term, count in entry.counts.items()
    ]
    db.session.execute(insert(SearchEntry), [{"idea_id": entry.id, "length": entry.length} for entry in entries])
    if rows:
        db.session.execute(insert(SearchPosting), rows)
    _count_terms(Counter(term for entry in entries for term in entry.counts), 1)
    _count_entries(len(entries), sum(entry.length for entry in entries))


def _count_terms(counts: Counter[str], sign: int) -> None:
    ordered = sorted(counts)
    db.session.execute(_ADD_TERMS, {"terms": ordered, "changes": [sign * counts[term] for term in ordered]})


def _count_entries(change: int, length: int) -> None:
    totals = db.session.get_one(SearchTotals, 1, populate_existing=True)
    totals.entries, totals.length = totals.entries + change, totals.length + length
    db.session.flush()
