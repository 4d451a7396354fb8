"""The words of a mail in its reader's language and time zone: subject, text and HTML from one folder of templates."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from flask import current_app, g
from flask_babel import get_locale, refresh

from community.accounts.models import Person
from community.notifications.counting import counted
from community.notifications.messages import Words
from community.site import site_facts


@dataclass(frozen=True)
class Reader:
    """Whose language and zone words are written in: web.languages asks for it before it asks who is signed in."""

    locale: str = "en"
    zone: str = ""


@contextmanager
def reading_as(person: Person | None) -> Iterator[None]:
    """Write as this person reads, with or without a request."""
    before = g.get("reader")
    g.reader = Reader(person.locale, person.zone) if person else Reader()
    refresh()
    try:
        yield
    finally:
        g.reader = before
        refresh()


def render(kind: str, person: Person | None, context: dict[str, Any]) -> Words:
    """The three parts of templates/mail/<kind>/, styles inlined, since many mail clients drop style sheets."""
    with reading_as(person):
        locale = get_locale()
        whose = {"language": locale.language, "direction": locale.text_direction, "person": person}
        everything = {"site": site_facts(), "ngettext": counted, **whose, **context}
        subject, text, html = (_part(kind, part, everything) for part in ("subject.txt", "body.txt", "body.html"))
    return Words(subject=subject.strip(), text=_tidy(text), html=_inliner().inline(html))


def _part(kind: str, part: str, context: dict[str, Any]) -> str:
    """Straight from the environment: the pages' own context needs a request, and mails are written without one."""
    return current_app.jinja_env.get_template(f"mail/{kind}/{part}").render(context)


def _tidy(text: str) -> str:
    """Never more than one empty line, none at the start."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
