"""Parsing what is searched for: the words, and the filters that narrow the results."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo

from flask_babel import gettext as _

from community import clock
from community.accounts.rules import clean_line
from community.ideas.rules import STATUSES, clean_tags
from community.search.narrowing import ANSWERED, ORDERS, SearchQuery
from community.search.places import parse_place

LONGEST_FIELD = 80
_QUOTES = "\"'“”„«»‘’ "


@dataclass
class SearchForm:
    """What was typed, kept as it was; a filter that has no such choice is as if it were empty."""

    text: str = ""
    topic: str = ""
    status: str = ""
    tag: str = ""
    author: str = ""
    answered: str = ""
    since: str = ""
    until: str = ""
    order: str = "best"
    after: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    """A sentence by the name of the parameter that it is about."""

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "SearchForm":
        tags, order = clean_tags(data.get("tag", "")[:LONGEST_FIELD]), data.get("order", "")
        return cls(
            text=clean_line(data.get("q", "")), topic=clean_line(data.get("topic", "")[:LONGEST_FIELD]),
            status=_one_of(data.get("status", ""), STATUSES), tag=tags[0] if tags else "",
            author=clean_line(data.get("author", "")[:LONGEST_FIELD]).strip(_QUOTES), answered=_one_of(data.get("answered", ""), ANSWERED),
            since=clean_line(data.get("from", "")[:LONGEST_FIELD]), until=clean_line(data.get("to", "")[:LONGEST_FIELD]),
            order=order if order in ORDERS else "best", after=data.get("after", ""),
        )

    def check(self, topics: Collection[str]) -> bool:
        """Topics are the slugs this person may choose from; a private one is as unknown to strangers as one that never was."""
        if self.topic and self.topic not in topics:
            self.problems["topic"] = _("There is no topic “%(topic)s” here. Please choose one of the list, or all.", topic=self.topic)
        for name, day in (("from", self.since), ("to", self.until)):
            if day and clock.day(day) is None:
                self.problems[name] = _("“%(day)s” is no day. A day reads 2026-03-31: year, month, day.", day=day)
        if not self.problems and self.since and self.until and self.since > self.until:
            self.problems["to"] = _("The last day lies before the first one, so nothing can be between them.")
        return not self.problems

    def wanted(self, zone: tzinfo) -> SearchQuery:
        """Days are those of the reader's zone, both of them within."""
        first, last = clock.day(self.since), clock.day(self.until)
        return SearchQuery(
            self.text, self.topic, self.status, self.tag, self.author, self.answered, clock.midnight(first, zone) if first else None,
            clock.midnight(last + timedelta(days=1), zone) if last else None,
            "votes" if self.order == "best" and not self.text else self.order, parse_place(self.after),
        )

    @property
    def given(self) -> dict[str, str]:
        """What an address must hold to ask the same, by parameter."""
        values = {
            "q": self.text, "topic": self.topic, "status": self.status, "tag": self.tag, "author": self.author,
            "answered": self.answered, "from": self.since, "to": self.until, "order": self.order if self.order != "best" else "",
        }
        return {name: value for name, value in values.items() if value}

    @property
    def filters(self) -> list[str]:
        """The parameters that narrow this search."""
        return [name for name in self.given if name not in ("q", "order")]

    def without(self, *names: str) -> dict[str, str]:
        """What an address must hold to ask the same but for these parameters."""
        return {name: value for name, value in self.given.items() if name not in names}


def _one_of(value: str, choices: Collection[str]) -> str:
    return value if value in choices else ""
