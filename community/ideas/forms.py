"""Parsing what people write about ideas; nothing typed is ever lost."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from community.accounts.rules import clean_line, clean_text
from community.ideas import rules
from community.ideas.models import Idea
from community.ideas.queries import TABS, IdeaFilter


@dataclass
class IdeaForm:
    """What was typed, cleaned, and a message for each field that needs a hand."""

    title: str = ""
    body: str = ""
    tags: str = ""
    topic_id: int = 0
    importance: int = 2
    key: str = ""
    said: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "IdeaForm":
        return cls(
            said=clean_text(data.get("q", "")),
            title=clean_line(data.get("title", "")),
            body=clean_text(data.get("body", "")),
            tags=clean_line(data.get("tags", "")),
            topic_id=whole(data.get("topic", "")),
            importance=whole(data.get("importance", "2")),
            key=clean_line(data.get("key", ""))[:64],
        )

    @classmethod
    def of_words(cls, text: str, topic_id: int = 0) -> "IdeaForm":
        """A form begun with what was asked: its first sentence as the line, all of it below when it says more."""
        line, rest = rules.split_title(text)
        return cls(title=line, body=text if rest else "", topic_id=topic_id, said=text)

    def begun(self) -> "IdeaForm":
        """Itself, or begun with what was asked where nothing else is filled in yet."""
        return self if self.title or self.body else IdeaForm.of_words(self.said, self.topic_id)

    def payload(self) -> dict[str, Any]:
        """What is kept of it until a visitor has signed in."""
        return {
            "title": self.title, "body": self.body, "tags": self.tags,
            "topic_id": self.topic_id, "importance": self.importance,
        }

    def check(self, topic_ids: list[int]) -> bool:
        check_words(self.title, self.body, self.problems)
        if self.topic_id not in topic_ids:
            self.problems["topic"] = _("Please choose the part it belongs to; any guess will do.")
        if self.importance not in (1, 2, 3):
            self.problems["importance"] = _("Please choose how much it matters.")
        return not self.problems


@dataclass
class EditForm:
    """The words of one's own idea; `stamp` says which version the person had before them."""

    title: str = ""
    body: str = ""
    tags: str = ""
    stamp: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "EditForm":
        words = IdeaForm.parse(data)
        return cls(words.title, words.body, words.tags, clean_line(data.get("stamp", ""))[:40])

    @classmethod
    def of(cls, idea: Idea) -> "EditForm":
        return cls(idea.title, idea.body, ", ".join(idea.tags), stamp_of(idea))

    def check_words(self) -> bool:
        return check_words(self.title, self.body, self.problems)

    def is_of(self, idea: Idea) -> bool:
        """Whether the idea still says what it said when the form was opened."""
        if self.stamp == stamp_of(idea):
            return True
        self.stamp = stamp_of(idea)
        self.problems["stamp"] = _("This idea was changed in another window meanwhile. Your words are below; saving them now replaces the others, which stay in its history.")
        return False


def stamp_of(idea: Idea) -> str:
    """Changes with every edit, and with nothing else."""
    return idea.edited_at.isoformat() if idea.edited_at else "first"


def check_words(title: str, body: str, problems: dict[str, str]) -> bool:
    """What an idea's own words must be like, whether they are new or changed."""
    if not any(c.isalnum() for c in title):
        problems["title"] = _("Give it a line we can call it by, such as “Print the week on one page”.")
    elif len(title) > rules.LONGEST_TITLE:
        problems["title"] = _("Please shorten this line to %(most)s characters; the rest can go below.", most=rules.LONGEST_TITLE)
    if len(body) > rules.LONGEST_BODY:
        problems["body"] = _("This is longer than we can keep; please shorten it to %(most)s characters.", most=rules.LONGEST_BODY)
    return not problems


@dataclass
class CommentForm:
    body: str = ""
    parent_id: int = 0
    to_staff: bool = False
    key: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "CommentForm":
        return cls(
            body=clean_text(data.get("body", "")), parent_id=whole(data.get("parent", "")),
            to_staff="to_staff" in data, key=clean_line(data.get("key", ""))[:64],
        )

    def check(self) -> bool:
        if not rules.shows_something(self.body):
            self.problems["body"] = _("A comment needs a word or two.")
        elif len(self.body) > rules.LONGEST_COMMENT:
            self.problems["body"] = _("Please shorten this to %(most)s characters.", most=rules.LONGEST_COMMENT)
        return not self.problems


def whole(text: str) -> int:
    """A small whole number out of a form field, 0 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def parse_filter(args: Mapping[str, str]) -> IdeaFilter:
    """The list asked for; what makes no sense falls back to the plain list."""
    tab = args.get("tab", "top")
    tab = tab if tab in TABS else "top"
    status = args.get("status", "")
    return IdeaFilter(
        tab=tab,
        topic=clean_line(args.get("topic", "")[:80]),
        status=status if status in rules.STATUSES else "",
        tag=clean_line(args.get("tag", "")[: rules.LONGEST_TAG]),
        after=_parse_key(tab, args.get("after", "")),
    )


def key_text(key: tuple[Any, ...]) -> str:
    """A keyset key as one word for an address: its values joined by "~"."""
    return "~".join(value.isoformat() if isinstance(value, datetime) else str(value) for value in key)


def counted(text: str) -> int:
    """Part of a key; ValueError where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def instant(text: str) -> datetime:
    """Part of a key, with its zone; ValueError where it is none."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not 1970 < at.year < 9999:
        raise ValueError(text)
    return at


_KEY_KINDS: dict[str, tuple[Callable[[str], Any], ...]] = {
    "top": (counted, counted), "trending": (_finite, counted), "mine": (counted,),
}


def _parse_key(tab: str, text: str) -> tuple[Any, ...]:
    return parse_key(_KEY_KINDS.get(tab, (instant, counted)), text)


def parse_key(kinds: tuple[Callable[[str], Any], ...], text: str) -> tuple[Any, ...]:
    """The key of key_text, or none when it was tampered with: then the list starts at its top."""
    parts = text.split("~")
    if len(parts) != len(kinds):
        return ()
    try:
        return tuple(kind(part) for kind, part in zip(kinds, parts, strict=True))
    except ValueError:
        return ()
