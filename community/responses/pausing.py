"""When a clock may stand still, and for how long. Pure; all instants are UTC."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from community.responses.calendars import Pause as Span

REASONS = ("author", "decision", "other")
LONGEST = timedelta(days=30)
"""So long one person may let a clock stand still, at once and in all; for more, a second one says so too."""


class Stretch(Protocol):
    """A pause as it is stored."""

    started_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    by_id: int
    extended_by_id: int | None


def span_of(pause: Stretch) -> Span:
    """From when until when it holds a clock up: until it ended, or will by itself."""
    return pause.started_at, pause.ends_at if pause.ended_at is None else pause.ended_at


def after(since: datetime, spans: Iterable[Span]) -> list[Span]:
    """What of these stretches lies after this instant."""
    return [(max(start, since), end) for start, end in spans if end > since]


def before(until: datetime, spans: Iterable[Span]) -> list[Span]:
    return [(start, min(end, until)) for start, end in spans if start < until]


def why_not_pause(*, reason: str, note: str, start: datetime, until: datetime, person_id: int | None, earlier: Sequence[Stretch]) -> str:
    """Why a clock may not be paused so, as a code; empty when it may. `earlier` are the pauses it had.

    no_reason, no_note (other needs words), paused_already, not_ahead, too_long, second_person (this one has let it stand
    still long enough).
    """
    if reason not in REASONS:
        return "no_reason"
    if reason == "other" and not note.strip():
        return "no_note"
    if any(pause.ended_at is None for pause in earlier):
        return "paused_already"
    if until <= start:
        return "not_ahead"
    if until - start > LONGEST:
        return "too_long"
    mine = (span_of(pause) for pause in earlier if pause.by_id == person_id)
    spent = sum((end - begin for begin, end in mine), timedelta())
    return "second_person" if spent + (until - start) > LONGEST else ""


def why_not_extend(pause: Stretch, *, until: datetime, now: datetime, person_id: int | None) -> str:
    """Why its end may not be moved so, as a code; empty when it may.

    not_ahead, not_later, too_long (30 days from now at most), second_person (whoever set the end does not move it).
    """
    if until <= now:
        return "not_ahead"
    if until <= pause.ends_at:
        return "not_later"
    if person_id == (pause.extended_by_id or pause.by_id) or person_id == pause.by_id:
        return "second_person"
    return "too_long" if until - now > LONGEST else ""


def total_of(pauses: Iterable[Stretch], now: datetime) -> timedelta:
    """How long these have lasted by now, in real time."""
    spans = ((start, min(end, now)) for start, end in map(span_of, pauses))
    return sum((end - start for start, end in spans if end > start), timedelta())
