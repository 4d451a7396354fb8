"""What a clock says to a reader: codes and numbers that pages put into words. Pure; all instants are UTC."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Literal

EXPIRING = timedelta(days=28)
IN_HOURS = timedelta(days=2)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

ClockState = Literal[
    "running", "soon", "late", "answered", "expiring", "expired", "paused", "legacy", "closed"
]
Words = tuple[str | int | datetime, ...]


@dataclass(frozen=True)
class AnswerClock:
    """What is stored of an idea's clock.

    answer_state: awaiting, answered, none (nothing is owed), decision (moderators owe one) or paused.
    started_at, warn_at and due_at are of the current cycle. answered_at is the answer that stopped it: one that
    renews in good time does not move it. When an answer has expired and the clock runs again, answered_at and
    review_at stay as they were. first_due_at stays for good.
    """

    answer_state: str
    started_at: datetime
    warn_at: datetime | None = None
    due_at: datetime | None = None
    answered_at: datetime | None = None
    review_at: datetime | None = None
    first_due_at: datetime | None = None
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    pause_reason: str = "author"
    answerer: str | None = None
    legacy: bool = False


@dataclass(frozen=True)
class ClockFace:
    """A clock as codes and numbers: the page puts them into words and shows instants in the reader's zone.

    percent: what is left of the ring. headline, one of:
    ("due_in", n, unit) ("due_tomorrow",) ("due_today",) ("overdue_by", n, unit) ("answered_in", n, unit)
    ("answer_expires", instant) ("answer_expired", n, unit) ("waiting_for_author",) ("waiting", n, unit)
    ("standing_still",) ("closed",). unit is "days" or "hours".
    small, one of: ("by", instant) ("was_due", instant) ("decision_by", instant) ("decision_was_due", instant)
    ("answered_by", name) ("answered_late_by", name, first due instant) ("looks_again", name)
    ("asked_to_renew", name) ("until", instant) ("paused_for", n, unit) ("imported",) ("no_due_date",) or (). A name may be "".
    """

    state: ClockState
    percent: int
    headline: Words
    small: Words

    @property
    def reads(self) -> tuple[str, Words, Words]:
        """Everything but the ring, which moves all the time."""
        return self.state, self.headline, self.small


def face_of(clock: AnswerClock, now: datetime, zone: tzinfo) -> ClockFace:
    """What the clock says at `now` to a reader in `zone`."""
    if clock.answer_state == "none":
        return ClockFace("closed", 0, ("closed",), ())
    if clock.answer_state == "answered":
        return _answered_face(clock, now, zone)
    if clock.legacy:
        return ClockFace("legacy", 0, ("waiting", *_passed(clock.started_at, now, zone)), ("imported",))
    if clock.answer_state == "paused" and not _was_late_when_paused(clock):
        return _paused_face(clock, now, zone)
    if clock.due_at and clock.due_at <= now:
        was_due = "decision_was_due" if clock.answer_state == "decision" else "was_due"
        overdue = ("overdue_by", *_passed(clock.due_at, now, zone))
        return ClockFace("late", 100, overdue, (was_due, clock.due_at))
    if clock.answered_at and clock.review_at and clock.review_at <= now:
        return _expired_face(clock, clock.review_at, now, zone)
    return _waiting_face(clock, now, zone)


def next_change(clock: AnswerClock, now: datetime, zone: tzinfo) -> datetime | None:
    """The first instant after `now` at which the face reads differently; None when it never will.

    The ring is not looked at: it is a picture of the words.
    """
    reads = face_of(clock, now, zone).reads
    for moment in sorted(_possible_changes(clock, now, zone)):
        if moment > now and face_of(clock, moment, zone).reads != reads:
            return moment.astimezone(UTC)
    return None


def _answered_face(clock: AnswerClock, now: datetime, zone: tzinfo) -> ClockFace:
    name, review = clock.answerer or "", clock.review_at
    if review and review <= now:
        return _expired_face(clock, review, now, zone)
    if review and review - now <= EXPIRING:
        left = round(100 * ((review - now) / EXPIRING))
        return ClockFace("expiring", left, ("answer_expires", review), ("looks_again", name))
    answered, due = clock.answered_at or clock.started_at, clock.due_at or clock.first_due_at
    headline = ("answered_in", *_passed(clock.started_at, answered, zone))
    if due and clock.started_at <= due < answered and not clock.legacy:
        return ClockFace("answered", 100, headline, ("answered_late_by", name, due))
    return ClockFace("answered", 100, headline, ("answered_by", name))


def _expired_face(clock: AnswerClock, review: datetime, now: datetime, zone: tzinfo) -> ClockFace:
    headline = ("answer_expired", *_passed(review, now, zone))
    return ClockFace("expired", 100, headline, ("asked_to_renew", clock.answerer or ""))


def _was_late_when_paused(clock: AnswerClock) -> bool:
    """A pause after the due time does not undo it."""
    return bool(clock.due_at and clock.paused_at and clock.due_at <= clock.paused_at)


def _paused_face(clock: AnswerClock, now: datetime, zone: tzinfo) -> ClockFace:
    """A pause that is over by now, and that the worker has not ended yet, is not shown to go on into the past."""
    since, until = clock.paused_at, clock.paused_until
    small: Words = ("paused_for", *_passed(since, now, zone)) if since else ()
    if until and until > now:
        small = ("until", until)
    headline = ("waiting_for_author",) if clock.pause_reason == "author" else ("standing_still",)
    return ClockFace("paused", _percent_left(clock, since or now), headline, small)


def _waiting_face(clock: AnswerClock, now: datetime, zone: tzinfo) -> ClockFace:
    if clock.due_at is None:
        return ClockFace("running", 100, ("waiting", *_passed(clock.started_at, now, zone)), ("no_due_date",))
    soon = clock.warn_at is not None and clock.warn_at <= now
    small = ("decision_by" if clock.answer_state == "decision" else "by", clock.due_at)
    headline = _due_headline(clock.due_at, now, zone, soon)
    return ClockFace("soon" if soon else "running", _percent_left(clock, now), headline, small)


def _due_headline(due: datetime, now: datetime, zone: tzinfo, soon: bool) -> Words:
    if soon and due - now <= IN_HOURS:
        return "due_in", math.ceil((due - now) / HOUR), "hours"
    days = _days_between(now, due, zone)
    return (("due_today",), ("due_tomorrow",), ("due_in", days, "days"))[min(days, 2)]


def _percent_left(clock: AnswerClock, at: datetime) -> int:
    """Of real time, since a hand that stood still all night would look broken."""
    whole = clock.due_at - clock.started_at if clock.due_at else timedelta()
    if clock.due_at is None or whole <= timedelta():
        return 100
    return min(100, max(0, round(100 * ((clock.due_at - at) / whole))))


def _passed(since: datetime, until: datetime, zone: tzinfo) -> tuple[int, str]:
    """Whole hours on the first day (one at least), then the days a calendar on the reader's wall would count."""
    if until - since < DAY:
        return max(1, (until - since) // HOUR), "hours"
    return max(1, _days_between(since, until, zone)), "days"


def _days_between(since: datetime, until: datetime, zone: tzinfo) -> int:
    return (until.astimezone(zone).date() - since.astimezone(zone).date()).days


def _possible_changes(clock: AnswerClock, now: datetime, zone: tzinfo) -> set[datetime]:
    """Every instant at which some face can turn: stored times, hour marks around them, the reader's midnights."""
    today = now.astimezone(zone).date()
    moments = {datetime.combine(today + n * DAY, time(), zone).astimezone(UTC) for n in (1, 2, 3)}
    stored = [clock.warn_at, clock.due_at, clock.review_at, clock.started_at, clock.paused_at, clock.paused_until]
    for moment in filter(None, stored):
        hour = (now - moment) // HOUR
        hours = (hour + 1, 0, 2, 24, -48)
        moments.update(moment + n * HOUR for n in hours)
    if clock.review_at:
        moments.add(clock.review_at - EXPIRING)
    return moments
