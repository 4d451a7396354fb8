"""What counts as an answer, who is told when none comes, and what a clock says. All instants are UTC."""

import math
from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Literal

from community.responses.wording import folded, has_placeholder, visible_text

SHORTEST_ANSWER = 40  # visible characters


class Status(StrEnum):
    NEW = "new"
    REVIEW = "review"
    PLANNED = "planned"
    PROGRESS = "progress"
    SHIPPED = "shipped"
    LATER = "later"
    DECLINED = "declined"
    MERGED = "merged"


NEEDS_REVIEW_DATE = frozenset({Status.REVIEW, Status.PLANNED, Status.PROGRESS, Status.LATER})
FINAL = frozenset({Status.SHIPPED, Status.DECLINED, Status.MERGED})
ANSWERABLE = frozenset(Status) - {Status.NEW, Status.MERGED}


@dataclass(frozen=True)
class Problem:
    """Why an answer is refused: the form's field and a code for the words beside it."""

    field: Literal["body", "status", "review_on"]
    code: str


def check_answer(
    body: str,
    status: str | None,
    review_on: date | None,
    today: date,
    previous_body: str | None = None,
    max_months: int = 6,
) -> list[Problem]:
    """Every reason to refuse an answer; none means it may be published.

    body: too_short, placeholder, repeated. status: missing, not_an_answer.
    review_on: required, forbidden, not_in_future, too_far.
    """
    problems = [Problem("body", code) for code in _faults_of_body(body, previous_body)]
    if not status:
        return [*problems, Problem("status", "missing")]
    if status not in ANSWERABLE:
        return [*problems, Problem("status", "not_an_answer")]
    fault = _fault_of_review(Status(status), review_on, today, max_months)
    return [*problems, Problem("review_on", fault)] if fault else problems


def latest_review(today: date, max_months: int = 6) -> date:
    """The same day so many months on, or that month's last day."""
    year, month = divmod(today.year * 12 + today.month - 1 + max_months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _faults_of_body(body: str, previous_body: str | None) -> list[str]:
    faults = []
    if len(visible_text(body)) < SHORTEST_ANSWER:
        faults.append("too_short")
    if has_placeholder(body):
        faults.append("placeholder")
    if previous_body and folded(body) == folded(previous_body):
        faults.append("repeated")
    return faults


def _fault_of_review(status: Status, review_on: date | None, today: date, max_months: int) -> str | None:
    if status in FINAL:
        return "forbidden" if review_on else None
    if review_on is None:
        return "required"
    if review_on <= today:
        return "not_in_future"
    return "too_far" if review_on > latest_review(today, max_months) else None


@dataclass(frozen=True)
class Tier:
    """A step of the alarm, taken when `share` of the promised working time has passed."""

    number: int
    name: str
    share: float
    roles: tuple[str, ...]


LADDER = ("owner", "deputy", "manager", "director")
TIERS = (
    Tier(1, "warned", 0.75, ("owner",)),
    Tier(2, "due", 1.0, ("owner", "deputy")),
    Tier(3, "overdue", 1.5, ("manager",)),
    Tier(4, "long_overdue", 2.0, ("director",)),
)


def who_is_told(
    tier: int, ladder: Mapping[str, int | None], away: Collection[int], administrators: Sequence[int]
) -> list[int]:
    """Ids of those told at a tier, each once.

    ladder: role to person id. away: everyone who cannot be reached (absent, deactivated, bounced); their rung
    passes to the next above it, the director's to the administrators. Somebody is always told: when every
    administrator is away, all of them are.
    """
    told: list[int] = []
    for role in TIERS[tier - 1].roles:
        told += _holders(role, ladder, away, administrators)
    return list(dict.fromkeys(told))


def _holders(
    role: str, ladder: Mapping[str, int | None], away: Collection[int], administrators: Sequence[int]
) -> Sequence[int]:
    for rung in LADDER[LADDER.index(role) :]:
        person = ladder.get(rung)
        if person is not None and person not in away:
            return [person]
    return [person for person in administrators if person not in away] or administrators


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
    answerer: str | None = None
    legacy: bool = False


@dataclass(frozen=True)
class ClockFace:
    """A clock as codes and numbers: the page puts them into words and shows instants in the reader's zone.

    percent: what is left of the ring. headline, one of:
    ("due_in", n, unit) ("due_tomorrow",) ("due_today",) ("overdue_by", n, unit) ("answered_in", n, unit)
    ("answer_expires", instant) ("answer_expired", n, unit) ("waiting_for_author",) ("waiting", n, unit)
    ("closed",). unit is "days" or "hours".
    small, one of: ("by", instant) ("was_due", instant) ("decision_by", instant) ("decision_was_due", instant)
    ("answered_by", name) ("answered_late_by", name, first due instant) ("looks_again", name)
    ("asked_to_renew", name) ("paused_for", n, unit) ("imported",) ("no_due_date",) or (). A name may be "".
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
    since = clock.paused_at
    small = ("paused_for", *_passed(since, now, zone)) if since else ()
    return ClockFace("paused", _percent_left(clock, since or now), ("waiting_for_author",), small)


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
    stored = [clock.warn_at, clock.due_at, clock.review_at, clock.started_at, clock.paused_at]
    for moment in filter(None, stored):
        hour = (now - moment) // HOUR
        hours = (hour + 1, 0, 2, 24, -48)
        moments.update(moment + n * HOUR for n in hours)
    if clock.review_at:
        moments.add(clock.review_at - EXPIRING)
    return moments
