"""What stands in a recap for staff: what is owed, what is new, and what became of answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from community.accounts.models import Person
from community.ideas.rules import excerpt_of
from community.notifications import queries_gathering as queries
from community.notifications import wording_digests as words
from community.notifications.gathering import WORDS, Contents, Item, context_of
from community.notifications.wording import standing


def gather_recap(person: Person, since: datetime, until: datetime, ahead: timedelta) -> Contents:
    """Of the ideas this person answers for, or on whose ladder they stand; `ahead` is how far "due next" looks.

    Six statements, however many ideas.
    """
    owed = queries.owed_until(person.id, until + ahead)
    answered, merged = queries.answered_since(person.id, since), queries.merged_since(person.id, since)
    sections = [
        ("overdue", [_owed(row, until) for row in owed if row.due_at <= until]),
        ("soon", [_owed(row, until) for row in owed if row.due_at > until]),
        ("new", [_owed(row, until) for row in queries.published_since(person.id, since)]),
        ("answered", [_answered(row) for row in answered]),
        ("merged", [Item(row, [words.joined_line(row.root_title)]) for row in merged]),
    ]
    shown = {key: [item.idea.id for item in items] for key, items in sections}
    context = {**context_of(sections, since, until), "notes": _notes(queries.moods_since(person.id, since), queries.mentions_owed(until, ahead))}
    return Contents(context, shown, any(items for _, items in sections) or bool(context["notes"]))


def _owed(row: Row, now: datetime) -> Item:
    return Item(row, [words.owed_line(standing(row.due_at, now), row.vote_count)])


def _answered(row: Row) -> Item:
    lines: list[Any] = [words.answer_line(row.status, row.name, excerpt_of(row.body, WORDS), row.review_at)]
    if row.helpful_count + row.unhelpful_count:
        lines.append(words.said_of_answer(row.helpful_count, row.unhelpful_count))
    return Item(row, lines)


def _notes(moods: Row, mentions: Row) -> Sequence[Any]:
    said = moods.helpful + moods.unhelpful + moods.scores
    notes = [words.moods_line(moods.helpful, moods.unhelpful, moods.scores, moods.total)] if said else []
    return [*notes, words.mentions_line(mentions.late, mentions.soon)] if mentions.late + mentions.soon else notes
