"""Questions about pairs of ideas that may be the same, and about what people said of such pairs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from community.accounts.viewer import VISITOR, Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import listed, topics_visible_to
from community.search.analysis import index_terms
from community.search.marking import mark
from community.search.models import IndexTask
from community.triage import calibration
from community.triage.calibration import STAFF_SOURCES, Lesson
from community.triage.models import Judgement, Twin, TwinSummary, TwinTask

PAGE_SIZE = 20
MOST_BESIDE = 4
LOOKS = 10
LATELY = 1_000
"""So many judgements, the newest, are learned from: a community may come to use its words in another way."""

_Low, _High = aliased(Idea), aliased(Idea)


@dataclass(frozen=True)
class Summary:
    """What the judgements teach, and how many pairs wait; see TwinSummary."""

    lesson: Lesson
    judged: int = 0
    same: int = 0
    likely: int = 0
    apart: float = 0.0
    apart_in_public: float = 0.0

    @property
    def precision(self) -> tuple[float, float]:
        """Between which shares of what is shown were the same."""
        return calibration.wilson(self.same, self.judged)


@dataclass(frozen=True)
class Side:
    """One idea of a pair; the words of its title that the other says too are marked."""

    id: int
    title: Markup
    votes: int
    comments: int
    voices: int


@dataclass(frozen=True)
class Pair:
    """Two ideas that are likely the same: `root` would stay, `part` would join it. chance: 0 to 1."""

    root: Side
    part: Side
    chance: float
    gain: float


@dataclass(frozen=True)
class PairPage:
    pairs: list[Pair]
    summary: Summary
    next_key: tuple[float, int, int] | None


@dataclass(frozen=True)
class Beside:
    """What stands beside one idea."""

    idea_id: int
    pairs: list[Pair]
    summary: Summary


_KEPT = (
    TwinSummary.chances, TwinSummary.least, TwinSummary.judged, TwinSummary.same, TwinSummary.likely,
    TwinSummary.apart, TwinSummary.apart_in_public,
)


def twin_summary() -> Summary:
    """What the worker stored last."""
    return _summary(db.session.execute(select(*_KEPT).where(TwinSummary.id == 1)).one_or_none())


def _summary(row: Row | None) -> Summary:
    """Before the worker stored anything, what is believed without a judgement."""
    if row is None or row.chances is None:
        return Summary(calibration.UNTAUGHT)
    return Summary(Lesson(tuple(row.chances), row.least), row.judged, row.same, row.likely, row.apart, row.apart_in_public)


def twins_apart(viewer: Viewer = VISITOR) -> float:
    """How many pairs of ideas, still apart, are expected to be the same: the stored estimate for staff or for everyone.

    It is the sum of the learned chances of all pairs that wait, likely or not; pairs the matcher does not find, or of
    which it is less than LEAST_CERTAIN certain, are not in it.
    """
    summary = twin_summary()
    return summary.apart if viewer.is_staff else summary.apart_in_public


def twin_page(viewer: Viewer, after: tuple[float, int, int] | None = None) -> PairPage:
    """Pairs that are likely the same, what would gain most first, a keyset page of them; one statement if there are any."""
    statement = queue_of(viewer)
    if after:
        statement = statement.where(tuple_(Twin.gain, Twin.low_id, Twin.high_id) < tuple_(*after))
    rows = db.session.execute(statement.limit(PAGE_SIZE + 1)).all()
    summary = _summary(rows[0]) if rows else twin_summary()
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    next_key = (last.gain, last.low_id, last.high_id) if last else None
    return PairPage([_pair(row, summary) for row in rows[:PAGE_SIZE]], summary, next_key)


def queue_of(viewer: Viewer) -> Select:
    """All that is likely the same, what would gain most first."""
    return _likely(viewer).order_by(Twin.gain.desc(), Twin.low_id.desc(), Twin.high_id.desc())


def likely_beside(viewer: Viewer, idea_id: int) -> Beside:
    """The ideas that are likely the same as this one, which is the root of each pair, the likeliest first."""
    statement = _likely(viewer).where(_has(idea_id)).order_by(Twin.certainty.desc(), Twin.low_id, Twin.high_id)
    rows = db.session.execute(statement.limit(MOST_BESIDE)).all()
    summary = _summary(rows[0] if rows else None)
    return Beside(idea_id, [_pair(row, summary, root_id=idea_id) for row in rows], summary)


def count_twins_of(viewer: Viewer, idea_id: int) -> int:
    """How many ideas are likely the same as this one."""
    found = _likely(viewer).where(_has(idea_id)).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def _likely(viewer: Viewer) -> Select:
    """Open pairs above the threshold, each with the summary."""
    least = func.coalesce(TwinSummary.least, calibration.UNTAUGHT.least)
    kept = _open(viewer).add_columns(*_KEPT).outerjoin(TwinSummary, TwinSummary.id == 1)
    return kept.where(Twin.certainty >= least)


def _open(viewer: Viewer) -> Select:
    """Pairs that nobody judged, of ideas in the lists, both in topics that this person may see."""
    seen = select(Topic.id).where(topics_visible_to(viewer))
    return (
        select(Twin.low_id, Twin.high_id, Twin.certainty, Twin.gain, *_side(_Low, "low"), *_side(_High, "high"))
        .join(_Low, _Low.id == Twin.low_id)
        .join(_High, _High.id == Twin.high_id)
        .where(_asked_last(and_(listed(_Low), listed(_High), _Low.topic_id.in_(seen), _High.topic_id.in_(seen))), ~settled())
    )


def _asked_last(question: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same question in a form that no search begins with: SQLite would go through all ideas of all topics, twice."""
    return case((question, 1), else_=0) == 1


def _side(idea: type[Idea], name: str) -> list[ColumnElement]:
    columns = {"title": idea.title, "votes": _votes(idea), "comments": idea.comment_count, "voices": idea.voice_count}
    return [column.label(f"{name}_{key}") for key, column in columns.items()]


def _votes(idea: type[Idea]) -> ColumnElement[int]:
    """Votes brought along from an earlier tool stand apart as much as those given here."""
    return idea.vote_count + idea.imported_votes


def _has(idea_id: int) -> ColumnElement[bool]:
    return or_(Twin.low_id == idea_id, Twin.high_id == idea_id)


def settled() -> ColumnElement[bool]:
    """Whether a pair was judged for good."""
    return exists().where(Judgement.low_id == Twin.low_id, Judgement.high_id == Twin.high_id, _final())


def _final() -> ColumnElement[bool]:
    """By staff whatever they said, by an author when they said that the two are different: an author who says that
    they are the same leaves two ideas that somebody should still join."""
    return or_(Judgement.source.in_(STAFF_SOURCES), Judgement.verdict == "different")


def gain_of_pair() -> ColumnElement[float]:
    """What merging a pair would gain: the votes of the smaller one, which now stand apart, times the certainty."""
    low, high = aliased(Idea), aliased(Idea)
    fewer = case((_votes(low) < _votes(high), _votes(low)), else_=_votes(high))
    found = select(fewer).where(low.id == Twin.low_id, high.id == Twin.high_id).correlate(Twin)
    return func.coalesce(found.scalar_subquery(), 0) * Twin.certainty


def _pair(row: Row, summary: Summary, root_id: int | None = None) -> Pair:
    """The idea with more votes would stay, of two with as many the older; or the one that is asked about."""
    shared = set(index_terms(row.low_title)) & set(index_terms(row.high_title))
    low = Side(row.low_id, mark(row.low_title, shared), row.low_votes, row.low_comments, row.low_voices)
    high = Side(row.high_id, mark(row.high_title, shared), row.high_votes, row.high_comments, row.high_voices)
    low_stays = low.id == root_id if root_id else low.votes >= high.votes
    root, part = (low, high) if low_stays else (high, low)
    return Pair(root, part, summary.lesson.chance(row.certainty), row.gain)


def judged_by(person: Viewer, most: int = 20) -> list[Row]:
    """What this member of staff said last of pairs in their sight: the ids and titles of both, verdict, created_at."""
    seen = select(Topic.id).where(topics_visible_to(person))
    statement = (
        select(Judgement.low_id, Judgement.high_id, Judgement.verdict, Judgement.created_at, _Low.title.label("low_title"), _High.title.label("high_title"))
        .join(_Low, _Low.id == Judgement.low_id)
        .join(_High, _High.id == Judgement.high_id)
        .where(Judgement.person_id == person.id, Judgement.source == "staff", _Low.topic_id.in_(seen), _High.topic_id.in_(seen))
        .order_by(Judgement.created_at.desc(), Judgement.id.desc())
    )
    return list(db.session.execute(statement.limit(most)))


def looks_waiting() -> Sequence[Row]:
    """Ideas whose twins are to be looked for and that the index already knows, the newest change first: (idea_id, version)."""
    unindexed = exists().where(IndexTask.idea_id == TwinTask.idea_id)
    statement = select(TwinTask.idea_id, TwinTask.version).where(~unindexed)
    return db.session.execute(statement.order_by(TwinTask.queued_at.desc(), TwinTask.idea_id.desc()).limit(LOOKS)).all()


def partners_of(ids: Collection[int]) -> set[int]:
    """The other ideas of the stored pairs of these."""
    rows = db.session.execute(select(Twin.low_id, Twin.high_id).where(or_(Twin.low_id.in_(ids), Twin.high_id.in_(ids))))
    return {idea_id for row in rows for idea_id in row} - set(ids)


def pairs_with(idea_id: int) -> dict[int, Twin]:
    """The stored pairs of an idea, by the other one, held until this transaction ends.

    Whoever holds several pairs takes them in this order, so that nobody waits in a circle.
    """
    statement = select(Twin).where(_has(idea_id)).order_by(Twin.low_id, Twin.high_id).with_for_update()
    return {row.high_id if row.low_id == idea_id else row.low_id: row for row in db.session.scalars(statement)}


def pairs_free(where: ColumnElement[bool], most: int = 500) -> Sequence[Row]:
    """Pairs of which this is true and that nobody else has in hand, held: (low_id, high_id)."""
    statement = select(Twin.low_id, Twin.high_id).where(where).limit(most)
    return db.session.execute(statement.with_for_update(of=Twin, skip_locked=True)).all()


def may_be_twins(idea_id: int, others: Collection[int]) -> set[int]:
    """Those of `others` that may be a pair with this idea: both in the lists, and nobody has judged them."""
    there = set(db.session.scalars(select(Idea.id).where(Idea.id.in_({idea_id, *others}), listed())))
    return there - {idea_id} - _judged_with(idea_id) if idea_id in there else set()


def _judged_with(idea_id: int) -> set[int]:
    other = case((Judgement.low_id == idea_id, Judgement.high_id), else_=Judgement.low_id)
    mine = or_(Judgement.low_id == idea_id, Judgement.high_id == idea_id)
    return set(db.session.scalars(select(other).where(mine, _final())))


def learned() -> Summary:
    """The summary as it should be now, from the judgements and the pairs that wait."""
    judged = calibration.last_words(_said_lately())
    lesson = calibration.learn(judged)
    shown = [same for certainty, same, weight in judged if certainty >= lesson.least and weight == 1.0]
    waiting = [(certainty, lesson.chance(certainty), public) for certainty, public in _waiting()]
    return Summary(
        lesson, judged=len(shown), same=sum(shown), likely=sum(certainty >= lesson.least for certainty, _, _ in waiting),
        apart=round(sum(chance for _, chance, _ in waiting), 1),
        apart_in_public=round(sum(chance for _, chance, public in waiting if public), 1),
    )


def _said_lately() -> Sequence[Row]:
    columns = (Judgement.low_id, Judgement.high_id, Judgement.verdict, Judgement.source, Judgement.certainty, Judgement.created_at)
    return db.session.execute(select(*columns).order_by(Judgement.id.desc()).limit(LATELY)).all()


def _waiting() -> Sequence[Row]:
    """Each pair that waits: its certainty, and whether every visitor may read both ideas."""
    public = select(Topic.id).where(topics_visible_to(VISITOR))
    both = and_(_Low.topic_id.in_(public), _High.topic_id.in_(public))
    statement = (
        select(Twin.certainty, both)
        .join(_Low, _Low.id == Twin.low_id)
        .join(_High, _High.id == Twin.high_id)
        .where(_asked_last(and_(listed(_Low), listed(_High))), ~settled())
    )
    return db.session.execute(statement).all()
