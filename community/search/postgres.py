"""The index in PostgreSQL: postings in tables of our own, scored by BM25 in SQL, written in a transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Row, delete, func, insert, select, text

from community.db import db
from community.failpoints import failpoint
from community.search import rules
from community.search.entries import Entry, all_entries, entries_of
from community.search.interface import FORMAT, Found, IndexBusy, Lookup, Measures
from community.search.models import SearchEntry, SearchPosting, SearchTerm, SearchTotals

LOCK = 0x4865_6564
"""The advisory lock of the one who writes the index."""

_TOTALS = select(SearchTotals.entries, SearchTotals.length).where(SearchTotals.id == 1, SearchTotals.format == FORMAT)

_SCORED = text(
    f"""
    WITH wanted AS (SELECT * FROM unnest(cast(:terms AS text[]), cast(:weights AS float8[])) AS w (term, weight))
    SELECT p.idea_id, sum(w.weight * p.count * {rules.K1 + 1}
           / (p.count + {rules.K1} * ({1 - rules.B} + {rules.B} * p.length / :average))) AS score
    FROM wanted w JOIN search_postings p ON p.term = w.term
    WHERE NOT EXISTS (SELECT 1 FROM search_postings n WHERE n.idea_id = p.idea_id AND n.term = ANY(cast(:without AS text[])))
      AND (:groups = 0 OR p.idea_id IN (
        SELECT m.idea_id FROM unnest(cast(:members AS text[]), cast(:numbers AS int[])) AS g (term, number)
        JOIN search_postings m ON m.term = g.term GROUP BY m.idea_id HAVING count(DISTINCT g.number) = :groups))
    GROUP BY p.idea_id ORDER BY score DESC, p.idea_id DESC LIMIT :most
    """
)

_ADD_TERMS = text(
    """
    INSERT INTO search_terms (term, entries) SELECT * FROM unnest(cast(:terms AS text[]), cast(:changes AS int[]))
    ON CONFLICT (term) DO UPDATE SET entries = search_terms.entries + excluded.entries
    """
)


class PostgresIndex:
    in_database = True

    def is_sound(self) -> bool:
        return db.session.execute(_TOTALS).one_or_none() is not None

    def find(self, wanted: Lookup) -> Found:
        totals = db.session.execute(_TOTALS).one_or_none()
        if totals is None or not wanted.weights:
            return Found()
        measures = wanted.measures or _measure(wanted, totals)
        rarity, average = dict(measures.rarity), measures.average
        kept = rules.rarest(wanted.weights, rarity, rules.most_terms(wanted.weights, totals.entries))
        if not kept or any(not group & rarity.keys() for group in wanted.groups):
            return Found({}, rarity, average)
        return Found(_scores(wanted, kept, rarity, average), rarity, average)

    def lacks(self, ids: Iterable[int]) -> set[int]:
        wanted = set(ids)
        return wanted - set(db.session.scalars(select(SearchEntry.idea_id).where(SearchEntry.idea_id.in_(wanted))))

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


def _measure(wanted: Lookup, totals: Row) -> Measures:
    statement = select(SearchTerm.term, SearchTerm.entries).where(SearchTerm.term.in_(wanted.weights), SearchTerm.entries > 0)
    rarity = {term: rules.rarity(totals.entries, having) for term, having in db.session.execute(statement)}
    return Measures(rarity, rules.average_length(totals.length, totals.entries))


def _scores(wanted: Lookup, kept: dict[str, float], rarity: dict[str, float], average: float) -> dict[int, float]:
    members = [(term, number) for number, group in enumerate(wanted.groups) for term in sorted(group)]
    values = {
        "terms": list(kept), "weights": [weight * rarity[term] for term, weight in kept.items()], "average": average,
        "without": sorted(wanted.without), "groups": len(wanted.groups), "most": wanted.most,
        "members": [term for term, _ in members], "numbers": [number for _, number in members],
    }
    return {row.idea_id: row.score for row in db.session.execute(_SCORED, values)}


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
