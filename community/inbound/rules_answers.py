"""The first lines of a mail by which staff answer: `Status: planned`, `Review: 2027-02-01`. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from community.accounts.rules import fold
from community.responses.rules import OFFERED

_LINE = re.compile(r"\s*([^:：\n]{1,30}?)\s*[:：]\s*(.{0,80}?)\s*$")
_ENGLISH = {
    "review": "review", "under review": "review", "reviewing": "review", "planned": "planned", "plan": "planned",
    "progress": "progress", "in progress": "progress", "started": "progress", "shipped": "shipped", "done": "shipped",
    "released": "shipped", "later": "later", "not now": "later", "declined": "declined", "no": "declined",
}


@dataclass(frozen=True)
class WrittenAnswer:
    """`unknown_status` and `unknown_date` are what was written and could not be understood; "" where nothing was wrong."""

    body: str
    status: str = ""
    review_text: str = ""
    unknown_status: str = ""
    unknown_date: str = ""


def read_answer(words: str, names: Mapping[str, str], labels: Mapping[str, Collection[str]]) -> WrittenAnswer:
    """names: statuses by what they are called in the writer's language, beside English. labels: what else the lines
    `status` and `review` are called. The lines come first, in any order, and are no part of the answer."""
    found: dict[str, str] = {}
    lines = words.split("\n")
    while lines:
        line = _LINE.fullmatch(lines[0])
        label = _label(line[1], labels) if line else ""
        if line and label and label not in found:
            found[label] = line[2]
        elif lines[0].strip():
            break
        lines.pop(0)
    status, review = _status(found.get("status", ""), names), _date(found.get("review", ""))
    return WrittenAnswer(
        "\n".join(lines).strip(), status, review,
        unknown_status="" if status else found.get("status", ""), unknown_date="" if review else found.get("review", ""),
    )


def _label(text: str, labels: Mapping[str, Collection[str]]) -> str:
    plain = fold(text.strip("*_ "))
    return next((label for label in ("status", "review") if plain == label or plain in map(fold, labels.get(label, ()))), "")


def _status(text: str, names: Mapping[str, str]) -> str:
    plain = fold(text.strip("*_. "))
    known = {**_ENGLISH, **{fold(name): status for name, status in names.items() if status in OFFERED}}
    return known.get(plain, "")


def _date(text: str) -> str:
    """As the answer's form keeps it: 2027-02-01."""
    try:
        return date.fromisoformat(text.strip("*_. ")).isoformat()
    except ValueError:
        return ""
