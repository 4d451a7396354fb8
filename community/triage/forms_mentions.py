"""What is typed, or sent by a program, of something said elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _

from community.accounts.rules import clean_line, clean_text
from community.accounts.rules_handles import CHANNELS, OTHER, clean_channel, clean_handle
from community.ideas.forms import whole
from community.ideas.rules import shows_something
from community.triage.actions_mentions import Said
from community.triage.rules_mentions import LONGEST_TEXT, clean_url, is_past

FIELDS = ("url", "text", "channel", "handle", "said_at", "idea_id")


@dataclass
class MentionForm:
    """`channel` is one of the list, or other and then `other` names it; a program names any channel at once."""

    url: str = ""
    text: str = ""
    channel: str = ""
    other: str = ""
    handle: str = ""
    idea: int = 0
    at: datetime | None = None
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "MentionForm":
        return cls(
            url=data.get("url", "").strip()[:4000], text=clean_text(data.get("text", "")), channel=clean_line(data.get("channel", ""))[:40],
            other=clean_line(data.get("other", ""))[:100], handle=clean_line(data.get("handle", ""))[:500], idea=whole(data.get("idea", "")),
        )

    @classmethod
    def of_json(cls, data: Mapping[str, Any], now: datetime) -> "MentionForm":
        """Anything but text where a text belongs is a problem of its field."""
        form = cls(other=_text(data, "channel"), channel=OTHER, handle=_text(data, "handle"), url=_text(data, "url").strip())
        form.text = clean_text(_text(data, "text"))
        for name in ("url", "text", "channel", "handle", "said_at"):
            if not isinstance(data.get(name), str | None):
                form.problems[name] = _("This must be a text.")
        form._read_time(data.get("said_at"), now)
        form._read_idea(data.get("idea_id"))
        return form

    def _read_time(self, value: Any, now: datetime) -> None:
        if not isinstance(value, str):
            return
        try:
            at = datetime.fromisoformat(value[:40])
            self.at = at.astimezone(UTC) if at.tzinfo else None
        except (ValueError, OverflowError):
            pass
        if self.at is None or not is_past(self.at, now):
            self.problems["said_at"] = _("This must be a time that has come, such as 2026-11-22T09:30:00Z.")

    def _read_idea(self, value: Any) -> None:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31):
            self.problems["idea_id"] = _("This must be the number of an idea.")
        self.idea = value if isinstance(value, int) else 0

    @property
    def named(self) -> str:
        """The channel as it is stored; "" when none is named, or it is none."""
        return clean_channel(self.other) if self.channel == OTHER else self.channel if self.channel in CHANNELS else ""

    def check(self) -> bool:
        if not clean_url(self.url):
            self.problems.setdefault("url", _("Please give the whole address where it stands, beginning with https:// or http://."))
        if not shows_something(self.text):
            self.problems.setdefault("text", _("Please give the words as they stand there."))
        elif len(self.text) > LONGEST_TEXT:
            self.problems.setdefault("text", _("Please shorten this to %(most)s characters.", most=LONGEST_TEXT))
        self._check_speaker()
        return not self.problems

    def _check_speaker(self) -> None:
        if self.other and self.channel == OTHER and not self.named:
            self.problems.setdefault("channel", _("Please name the channel in a word or two, without a colon."))
        if self.handle and not clean_handle(self.handle):
            self.problems.setdefault("handle", _("Please write the name as it stands there, in one word."))
        elif self.handle and not self.named:
            self.problems.setdefault("channel", _("Please say on which channel this name is."))

    def said(self) -> Said:
        return Said(clean_url(self.url), self.text, self.named, clean_handle(self.handle), self.at)


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


@dataclass
class ReplyForm:
    """What staff wrote where it was said."""

    words: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "ReplyForm":
        return cls(clean_text(data.get("words", "")))

    def check(self) -> bool:
        if len(self.words) > LONGEST_TEXT:
            self.problems["words"] = _("Please shorten this to %(most)s characters.", most=LONGEST_TEXT)
        return not self.problems
