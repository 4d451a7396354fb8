"""Whom an idea's question may be put to, for how long, and who may reply. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

AUTHOR = "author"
TO_VOTERS = ("voters", "advocates", "critical")
"""All who voted; the advocates and champions among them; those who called the idea critical."""
AUDIENCES = (AUTHOR, *TO_VOTERS)
KINDS = ("question", "draft")
SOURCES = ("question", "mail")
"""Where a reply was written: on our pages, or on the page that the mail's button opens."""

CRITICAL = 3
LONGEST_QUESTION = 5_000
SHOWN_REPLIES = 4
LONGEST_WAIT = timedelta(days=30)
"""A clock waits for the author this long at most."""
LONGEST_OPEN = timedelta(days=60)
USUAL_DAYS = 7
TOKEN_OUTLIVES = timedelta(days=30)
"""So long after the end a mail's button still leads to a page that says that it is over, and keeps what is typed."""


@dataclass(frozen=True)
class Problem:
    """Why a question is not put: the form's field and a code for the words beside it."""

    field: str
    code: str


@dataclass(frozen=True)
class Standing:
    """How things stand with an idea. `open`: the audiences that a question is open to; `hearers`: how many of the wanted
    audience can be told by mail."""

    may_answer: bool
    state: str
    merged: bool
    open: frozenset[str]
    hearers: int


def check_question(audience: str, kind: str, closes_at: datetime | None, standing: Standing, now: datetime) -> list[Problem]:
    """Every reason not to ask; none means it may be asked.

    audience: missing, not_allowed, not_public, open_to_author, open_to_voters, out_of_reach, nobody. kind: missing, not_to_author.
    closes: missing, past, too_far.
    """
    problems = [Problem("audience", code) for code in [_fault_of_audience(audience, standing)] if code]
    if kind not in KINDS:
        problems.append(Problem("kind", "missing"))
    elif audience == AUTHOR and kind != "question":
        problems.append(Problem("kind", "not_to_author"))
    code = _fault_of_end(audience, closes_at, now)
    return [*problems, Problem("closes", code)] if code else problems


def _fault_of_audience(audience: str, standing: Standing) -> str:
    if audience not in AUDIENCES:
        return "missing"
    if not standing.may_answer:
        return "not_allowed"
    if standing.state != "published" or standing.merged:
        return "not_public"
    if audience == AUTHOR and AUTHOR in standing.open:
        return "open_to_author"
    if audience != AUTHOR and standing.open - {AUTHOR}:
        return "open_to_voters"
    if not standing.hearers:
        return "out_of_reach" if audience == AUTHOR else "nobody"
    return ""


def _fault_of_end(audience: str, closes_at: datetime | None, now: datetime) -> str:
    if closes_at is None:
        return "missing"
    if closes_at <= now:
        return "past"
    return "too_far" if closes_at - now > longest(audience) else ""


def longest(audience: str) -> timedelta:
    return LONGEST_WAIT if audience == AUTHOR else LONGEST_OPEN


def is_open(*, closed_at: datetime | None, closes_at: datetime, now: datetime) -> bool:
    """Replies are taken until the end date, whether or not the worker has closed it by then."""
    return closed_at is None and now < closes_at


def token_ends(closes_at: datetime) -> datetime:
    return closes_at + TOKEN_OUTLIVES
