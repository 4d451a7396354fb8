"""Templates of answers: words with variables, and what a variable becomes. Pure."""

import re
from collections.abc import Mapping

VARIABLES = ("author", "title", "votes", "topic", "review_date", "answerer")
_VARIABLE = re.compile(r"\{[ \t]*([^{}\n]*?)[ \t]*\}")
_MARKS = re.compile(r"([\\`*_~])")
_PARENTHESES = str.maketrans("{}[]<>", "()()()")


def unknown_variables(body: str) -> list[str]:
    """What stands in braces and is no variable, each once, in order."""
    return list(dict.fromkeys(match[0] for match in _VARIABLE.finditer(body) if match[1] not in VARIABLES))


def fill(body: str, values: Mapping[str, str]) -> str:
    """The words with each variable's value; one without a value stays, and an answer that holds it is refused.

    A value is read as text: it brings no Markdown, no further variable and no gap along.
    """

    def value_of(match: re.Match[str]) -> str:
        value = values.get(match[1], "")
        return as_text(value) if value else match[0]

    return _VARIABLE.sub(value_of, body)


def as_text(value: str) -> str:
    """One line that Markdown shows as it is; brackets, which would read as a gap or a link, become parentheses."""
    return _MARKS.sub(r"\\\1", " ".join(value.split()).translate(_PARENTHESES))
