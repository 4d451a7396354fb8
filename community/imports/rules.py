"""What a row must say to become an idea, and how it is understood."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from community.accounts.rules import clean_line, clean_text, is_email
from community.ideas.rules import LONGEST_BODY, LONGEST_TITLE, clean_tags
from community.responses.rules import FINAL, Status

COLUMNS = ("id", "title", "body", "author", "author_email", "created", "status", "votes", "tags", "topic")
LONGEST_ID = 120
LONGEST_NAME = 80
MOST_VOTES = 10_000_000
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
STATUSES = {
    "": "new", "new": "new", "open": "new", "under review": "review", "review": "review", "planned": "planned",
    "in progress": "progress", "progress": "progress", "started": "progress", "shipped": "shipped", "done": "shipped",
    "completed": "shipped", "not now": "later", "later": "later", "declined": "declined", "closed": "declined",
}
"""What other tools call our statuses."""

_NAME_AND_ADDRESS = re.compile(r"\s*(?P<name>[^<>]*?)\s*<\s*(?P<email>[^<>]+?)\s*>\s*")


class Refused(ValueError):
    """Why a row cannot become an idea, said so that it can follow its number: "row 7 has no title"."""


@dataclass(frozen=True)
class OldIdea:
    """One row, understood. `topic` is a slug or a name, "" where the row names none; so are both of the author."""

    external_id: str
    title: str
    body: str
    created: datetime
    status: str
    votes: int
    tags: tuple[str, ...]
    topic: str
    author_name: str
    author_email: str

    @property
    def answer_state(self) -> str:
        """Nothing is owed for what had ended elsewhere; the rest waits for a first answer, without an alarm."""
        return "none" if self.status in FINAL else "awaiting"


def understand(values: dict[str, Any], now: datetime) -> OldIdea:
    """The idea a row describes; Refused says what is wrong with it."""
    title, body = _title_and_body(_text(values, "title"), _text(values, "body"))
    name, email = read_author(_text(values, "author"), _text(values, "author_email"))
    return OldIdea(
        external_id=_external_id(_text(values, "id")), title=title, body=body,
        created=_moment(_text(values, "created"), now), status=_status(_text(values, "status")),
        votes=_votes(_text(values, "votes")), tags=tuple(clean_tags(_tags(values))),
        topic=clean_line(_text(values, "topic")), author_name=name, author_email=email,
    )


def read_author(text: str, address: str = "") -> tuple[str, str]:
    """A name and an address, each "" where it is not given, out of "Name", "address" or "Name <address>"."""
    match = _NAME_AND_ADDRESS.fullmatch(text)
    name, email = (match["name"], match["email"]) if match else (text, "")
    if is_email(name.strip()) and not email:
        name, email = "", name.strip()
    email = address.strip() or email
    if email and not is_email(email):
        raise Refused(f"has an author address that is none: {shown(email)}")
    return clean_line(name)[:LONGEST_NAME].strip(), email


def shown(text: str) -> str:
    """A piece of the row for a message: one line, cut."""
    line = clean_line(text)
    return repr(line if len(line) <= 40 else line[:39] + "…")


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refused(f"has a {name} that is not text")
    return str(value)


def _external_id(text: str) -> str:
    external_id = clean_line(text)
    if not external_id:
        raise Refused("has no id")
    if len(external_id) > LONGEST_ID:
        raise Refused(f"has an id longer than {LONGEST_ID} characters")
    return external_id


def _title_and_body(title: str, body: str) -> tuple[str, str]:
    """A title too long for its line is cut at a word and stands in full at the head of the body: nothing is lost."""
    title, body = clean_line(title), clean_text(body)
    if not any(character.isalnum() for character in title):
        raise Refused("has no title")
    if len(title) > LONGEST_TITLE:
        body = f"{title}\n\n{body}".strip()
        title = title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
    if len(body) > LONGEST_BODY:
        raise Refused(f"has a text of {len(body)} characters; {LONGEST_BODY} can be kept")
    return title, body


def _moment(text: str, now: datetime) -> datetime:
    """ISO 8601, a space for the T allowed; without a zone it is taken as UTC."""
    text = clean_line(text)
    if not text:
        raise Refused("has no date (created)")
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(f"has a date that is not like 2024-05-31 or 2024-05-31T14:05Z: {shown(text)}") from None
    if moment < EARLIEST:
        raise Refused(f"has a date before 1970: {shown(text)}")
    if moment > now:
        raise Refused(f"has a date in the future: {shown(text)}")
    return moment


def _status(text: str) -> str:
    status = STATUSES.get(clean_line(text).casefold().replace("_", " ").replace("-", " "))
    if status is None:
        known = ", ".join(Status(status) for status in Status if status != Status.MERGED)
        raise Refused(f"has the status {shown(text)}; known are {known}")
    return status


def _votes(text: str) -> int:
    text = clean_line(text) or "0"
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) > MOST_VOTES:
        raise Refused(f"has votes that are not a whole number up to {MOST_VOTES}: {shown(text)}")
    return int(text)


def _tags(values: dict[str, Any]) -> str:
    """Tags as one text: a list, or a text with commas, in which a tag of two words keeps both."""
    tags = values.get("tags") or ""
    parts = tags if isinstance(tags, list) else str(tags).replace(";", ",").split(",")
    return ",".join("-".join(str(part).split()) for part in parts)
