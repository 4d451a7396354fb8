"""Parsing what staff say of pairs that may be the same."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community.ideas.forms import whole

MOST_AT_ONCE = 20


@dataclass(frozen=True)
class JudgeForm:
    """An idea and the others that were chosen beside it; `row` when they were chosen in the queue."""

    idea_id: int
    others: tuple[int, ...]
    row: bool

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "JudgeForm":
        idea_id = whole(data.get("idea", ""))
        others = {whole(value) for value in data.getlist("from")[:MOST_AT_ONCE]} - {0, idea_id}
        return cls(idea_id, tuple(sorted(others)), "row" in data)

    @property
    def problem(self) -> str:
        return "" if self.others else _("Please choose first which of them are not the same.")


def parse_after(data: Mapping[str, str]) -> tuple[float, int, int] | None:
    """The key of the last pair shown, or None when it was tampered with: then the queue starts at its top."""
    gain, _, ids = data.get("after", "").partition("~")
    low, _, high = ids.partition("~")
    try:
        key = (float(gain), int(low), int(high))
    except ValueError:
        return None
    return key if math.isfinite(key[0]) and all(0 < number < 2**31 for number in key[1:]) else None


def key_text(key: tuple[float, int, int]) -> str:
    return "~".join(map(repr, key))
