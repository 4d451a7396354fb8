"""Parsing words that are kept with an idea."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.queries import person_by_email
from community.accounts.rules import PersonState, clean_line, clean_text
from community.ideas.rules import shows_something
from community.voices import rules
from community.voices.actions import Source


@dataclass
class WordsForm:
    """A person's own words."""

    words: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "WordsForm":
        return cls(words=clean_text(data.get("words", "")))

    def check(self) -> bool:
        check_words(self.words, self.problems)
        return not self.problems


@dataclass
class NoteForm:
    """Words that staff heard or read; `email`, never shown, says whose they are, `seen_at` is shown.

    With an `importance` of 1 to 3 a vote is noted for whoever it is; then there may be no words.
    """

    words: str = ""
    source: str = ""
    email: str = ""
    seen_at: str = ""
    importance: int = 0
    person_id: int | None = None
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "NoteForm":
        return cls(
            words=clean_text(data.get("words", "")), source=clean_line(data.get("source", "")),
            email=clean_line(data.get("email", "")), seen_at=clean_line(data.get("seen_at", "")),
            importance=parse_importance(data.get("importance", "")),
        )

    def check(self) -> bool:
        if self.words or not (self.importance and self.email):
            check_words(self.words, self.problems)
        if self.source not in rules.NOTED:
            self.problems["source"] = _("Please choose where the words come from.")
        if len(self.seen_at) > rules.LONGEST_PLACE:
            self.problems["seen_at"] = _("Please shorten this to %(most)s characters.", most=rules.LONGEST_PLACE)
        self._find_person()
        return not self.problems

    def _find_person(self) -> None:
        person = person_by_email(self.email) if self.email else None
        self.person_id = person.id if person else None
        if self.email and person is None:
            self.problems["email"] = _("Nobody here has this address. Leave it empty and say below who it was.")
        elif person is not None and person.state == PersonState.BANNED:
            self.problems["email"] = _("This person is kept out, so nothing is noted for them.")

    def as_source(self) -> Source:
        return Source(self.source, self.person_id, self.seen_at)


def parse_importance(text: str) -> int:
    """1, 2 or 3; 0 for words alone."""
    return int(text) if text in ("1", "2", "3") else 0


def check_words(words: str, problems: dict[str, str]) -> None:
    if not shows_something(words):
        problems["words"] = _("Please leave a word or two.")
    elif len(words) > rules.LONGEST_VOICE:
        problems["words"] = _("Please shorten this to %(most)s characters.", most=rules.LONGEST_VOICE)
