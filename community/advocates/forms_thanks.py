"""Parsing what staff write to thank, to invite and to share; nothing typed is ever lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community.accounts.rules import clean_line, clean_text
from community.advocates import rules_thanks as rules
from community.advocates.actions_sharing import ToShare
from community.advocates.actions_thanks import Perk
from community.advocates.wording_thanks import refused_words, share_end_words
from community.ideas.forms import whole
from community.ideas.rules import shows_something
from community.responses.timing import Terms

MOST_CHOSEN = 100


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _check_words(words: str, problems: dict[str, str], empty: str) -> None:
    if not shows_something(words):
        problems["words"] = empty
    elif len(words) > rules.LONGEST_WORDS:
        problems["words"] = _shorter(rules.LONGEST_WORDS)


def _shorter(most: int) -> str:
    return _("Please shorten this to %(most)s characters.", most=most)


@dataclass
class ThanksForm:
    """Words of thanks, what for, and a perk where one goes with them."""

    words: str = ""
    idea_id: int = 0
    comment_id: int = 0
    voice_id: int = 0
    perk: str = ""
    until_text: str = ""
    note: str = ""
    key: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "ThanksForm":
        return cls(
            words=clean_text(data.get("words", "")), idea_id=whole(data.get("idea", "")), comment_id=whole(data.get("comment", "")),
            voice_id=whole(data.get("voice", "")), perk=clean_line(data.get("perk", "")), until_text=clean_line(data.get("until", ""))[:20],
            note=clean_text(data.get("note", "")), key=clean_line(data.get("key", ""))[:64],
        )

    def check(self, today: date) -> bool:
        _check_words(self.words, self.problems, _("Please say what you thank them for; a line is enough."))
        if len(self.perk) > rules.LONGEST_PERK:
            self.problems["perk"] = _shorter(rules.LONGEST_PERK)
        elif not self.perk and (self.note or self.until_text):
            self.problems["perk"] = _("Please say what the perk is, such as “A month without charge”.")
        if len(self.note) > rules.LONGEST_NOTE:
            self.problems["note"] = _shorter(rules.LONGEST_NOTE)
        self._check_until(today)
        return not self.problems

    def _check_until(self, today: date) -> None:
        until = _day(self.until_text)
        if self.until_text and until is None:
            self.problems["until"] = _("Please write the date as year, month and day, such as 2027-03-31.")
        elif until is not None and until < today:
            self.problems["until"] = _("Please choose a day that is not past, or leave it empty.")

    def as_perk(self) -> Perk:
        return Perk(self.perk, _day(self.until_text), self.note)

    def refuse(self, code: str) -> None:
        self.problems["person"] = refused_words(code)


@dataclass
class BetaForm:
    """What is tried, to open a beta; or what goes with invitations, and whom they are for."""

    words: str = ""
    beta_id: int = 0
    email: str = ""
    people: list[int] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "BetaForm":
        return cls(
            words=clean_text(data.get("words", "")), beta_id=whole(data.get("beta", "")), email=clean_line(data.get("email", ""))[:254],
            people=[number for number in map(whole, data.getlist("person")[:MOST_CHOSEN]) if number],
        )

    def check_opening(self) -> bool:
        _check_words(self.words, self.problems, _("Please say what can be tried, and how to come by it."))
        return not self.problems

    def check_inviting(self) -> bool:
        """Words may be left out: what is tried stands with the beta."""
        if len(self.words) > rules.LONGEST_WORDS:
            self.problems["words"] = _shorter(rules.LONGEST_WORDS)
        return not self.problems

    def refuse(self, code: str, name: str = "person") -> None:
        self.problems[name] = refused_words(code)


@dataclass
class ShareForm:
    """A draft for one person: of which idea, the draft, a line with it, and until when words are welcome."""

    idea_text: str = ""
    words: str = ""
    body: str = ""
    closes_text: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def fresh(cls, idea_id: int, body: str, today: date) -> "ShareForm":
        return cls(str(idea_id or ""), "", body, (today + timedelta(days=rules.USUAL_DAYS)).isoformat())

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "ShareForm":
        return cls(
            clean_line(data.get("idea", ""))[:20], clean_text(data.get("words", "")), clean_text(data.get("body", "")),
            clean_line(data.get("closes", ""))[:20],
        )

    @property
    def idea_id(self) -> int:
        return whole(self.idea_text.removeprefix("#"))

    def closes_at(self, terms: Terms) -> datetime | None:
        """The end of the working day; None where the calendar ends before."""
        day = _day(self.closes_text)
        try:
            return terms.review_moment(day) if day else None
        except OverflowError:
            return None

    def check(self) -> bool:
        if not shows_something(self.body):
            self.problems["body"] = _("Please write the answer as far as it goes, so that there is something to look at.")
        elif len(self.body) > rules.LONGEST_DRAFT:
            self.problems["body"] = _shorter(rules.LONGEST_DRAFT)
        if len(self.words) > rules.LONGEST_WORDS:
            self.problems["words"] = _shorter(rules.LONGEST_WORDS)
        if self.closes_text and _day(self.closes_text) is None:
            self.problems["closes"] = share_end_words("no_date")
        return not self.problems

    def draft(self, terms: Terms, now: datetime) -> ToShare | None:
        """What is shown; None where its end will not do, which then stands beside the field."""
        closes_at = self.closes_at(terms)
        code = rules.shared_long_enough(closes_at, now)
        if code or closes_at is None:
            self.problems.setdefault("closes", share_end_words(code))
            return None
        return ToShare.of(self.words, self.body, closes_at)

    def refuse(self, code: str, name: str = "person") -> None:
        self.problems[name] = refused_words(code)
