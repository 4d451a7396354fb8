"""Counting the public record. The worker counts, and everybody reads what it counted last: counting takes seconds where there
are very many ideas, and nobody waits for a page that long."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import add

from community.accounts.viewer import Viewer
from community.insights import queries_facts, queries_record
from community.insights.dialogue import DialogueTotals
from community.insights.figures import Facts, Record, records_of
from community.insights.models import AnswerRecord
from community.insights.queries_dialogue import dialogue_totals, kept_totals
from community.insights.queries_record import ALL, TopicRow

FRESH = timedelta(minutes=10)
"""What was counted longer ago is shown as old: then no worker counts, and somebody has to hear of it."""

AGAIN = timedelta(minutes=5)
"""Ages grow with nothing happening, so it is counted this often at least."""

RESTS = timedelta(minutes=1)
"""Much may happen, and still it is not counted more often than this."""


@dataclass(frozen=True)
class Count:
    """The records of every topic by (topic id, period), those of all public topics under ALL."""

    at: datetime
    event_id: int
    public: list[int]
    records: dict[tuple[int, str], Record]


@dataclass(frozen=True)
class Shown:
    """What one person may see: the record asked for, each topic's beside it, and when they were counted.

    `topic` is None for all public topics together. `old`: nobody has counted for a while, so that more may be late by now.
    """

    topic: TopicRow | None
    record: Record
    topics: list[TopicRow]
    counted_at: datetime
    old: bool = False


def count(now: datetime) -> Count:
    """From the rows as they are, in one reading."""
    event_id, found = queries_facts.newest_event(), queries_facts.facts_by_topic(now)
    public = queries_record.public_topics()
    scopes = {topic_id: found.get(topic_id, Facts()) for topic_id in queries_record.open_topics()}
    scopes[ALL] = reduce(add, (scopes[topic_id] for topic_id in public), Facts())
    records = {(topic_id, period): record for topic_id, facts in scopes.items() for period, record in records_of(facts, now).items()}
    return Count(now, event_id, public, records)


def shown(viewer: Viewer, slug: str, period: str, now: datetime) -> Shown | None:
    """The record of a topic, or with no slug of all public ones; None for a topic this person may not see.

    All together are always the public ones, whoever looks: customers and the company speak of the same numbers.
    """
    topics = queries_record.topic_rows(viewer, period)
    topic = next((each for each in topics if each.slug == slug), None)
    if slug and topic is None:
        return None
    kept = queries_record.kept_record(topic.id if topic else ALL, period, until=now)
    if kept is not None and (topic is not None or _is_public(kept, topics)):
        return Shown(topic, kept.figures, topics, kept.counted_at, old=now - kept.counted_at > FRESH)  # type: ignore[arg-type]
    if topic is not None and any(each.figures for each in topics):
        return Shown(topic, records_of(queries_facts.facts_by_topic(now, topic.id)[topic.id], now)[period], topics, now)
    return _counted_for(topics, topic, period, count(now))


def _is_public(kept: AnswerRecord, topics: list[TopicRow]) -> bool:
    """Whether all that these totals were counted over is still open to everybody; a topic opened since joins them soon."""
    return set(kept.topic_ids) <= {each.id for each in topics if each.public}


def _counted_for(topics: list[TopicRow], topic: TopicRow | None, period: str, found: Count) -> Shown:
    fresh = [replace(each, figures=found.records[each.id, period]) for each in topics]
    return Shown(topic, found.records[topic.id if topic else ALL, period], fresh, found.at)


def dialogue_shown(viewer: Viewer, now: datetime) -> DialogueTotals:
    """On which steps the conversations stand, as one person may see them; for staff as counted lately, where they were."""
    kept = kept_totals(since=now - FRESH, until=now) if viewer.is_staff else None
    return kept or dialogue_totals(viewer)
