"""What it means to be forgotten (GDPR, articles 17 and 21), and how traces are known."""

import html
import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from community.accounts.rules import fold_name

GRACE = timedelta(days=7)
"""So long a person may think again: whoever got into somebody's browser for a minute must not be able to end everything."""

REMOVED = "Removed at the wish of whoever wrote it."
"""What stands in place of words, in the database itself: nothing of them may be left there."""

SHORTEST_TRACE = 4
"""A name of three letters is part of too many words to be looked for alone."""


def tombstone(mark: str) -> str:
    """The name a person bears from then on: random for each, so that it leads nowhere, and one can still follow a talk."""
    return f"Former member {mark}"


def traces_of(*texts: str | None) -> list[str]:
    """What can be looked for, of these: folded as names are, the longest first."""
    folded = {fold_name(text) for text in texts if text}
    return sorted((text for text in folded if len(text) >= SHORTEST_TRACE), key=lambda text: (-len(text), text))


def bears(text: str, traces: Collection[str]) -> bool:
    """Whether a text, plain or HTML, says any of these: Ann Lee is not in Joann Leeson."""
    folded = fold_name(html.unescape(text), len(text) * 2)
    return any(trace in folded and _whole(trace).search(folded) for trace in traces)


def without(text: str, traces: Collection[str], name: str) -> str:
    """The text, plain or HTML, with `name` where it says any of these, however they are spelled there."""
    for trace in traces:
        folded, places = _spread(text)
        for found in reversed(list(_whole(trace).finditer(folded))):
            text = text[: places[found.start()][0]] + name + text[places[found.end() - 1][1] :]
    return text


def without_in(value: Any, traces: Collection[str]) -> Any:
    """The same for JSON: nothing is left of each text that says any of these."""
    if isinstance(value, dict):
        return {key: without_in(each, traces) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [without_in(each, traces) for each in value]
    return "" if isinstance(value, str) and bears(value, traces) else value


_JOINED = "[0-9a-z\u00df-\u024f\u0370-\u052f]"
"""What makes one word with its neighbour, in scripts that part words by blanks; a name in another script ends where it ends."""


def _whole(trace: str) -> re.Pattern[str]:
    """An address is not the end of another one, nor the beginning; a word of a name is not part of another word."""
    before, after = ("[0-9a-z.+_-]", r"(?![0-9a-z_-]|\.[0-9a-z])") if "@" in trace else (_JOINED, f"(?!{_JOINED})")
    starts = f"(?<!{before})" if re.match(_JOINED, trace) else ""
    ends = after if re.match(_JOINED, trace[-1]) else ""
    return re.compile(starts + re.escape(trace) + ends)


def _spread(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as fold_name folds it, and for each of its characters where in the text it comes from."""
    folded, places = "", []
    for found in re.finditer(r"&[#\w]+;|\s+|.", text, re.DOTALL):
        said = html.unescape(found[0])
        plain = " " if said.isspace() else "".join(_bare(said))
        folded += plain
        places += [found.span()] * len(plain)
    return folded, places


def _bare(said: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", said).casefold()
    yield unicodedata.normalize("NFKC", "".join(each for each in plain if not "\u0300" <= each <= "\u036f"))
