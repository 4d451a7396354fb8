"""Sentences of the mails that tell of an idea's later days, and of the welcome."""

from collections.abc import Mapping

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.notifications.counting import ngettext

MOST_NAMED = 12

PROMISES = (
    _l("Every idea gets an answer in words, from a named person, by a date that everybody can see."),
    _l("When that date passes, everybody sees that too, and somebody higher up is told."),
    _l("An answer that is not yet yes or no names the day on which we look again."),
    _l("Nobody is told off for asking twice: what is the same is joined, with your words on it."),
)

SENT = (
    _l("When your idea is public, with the date by which we answer, and when many others want it too."),
    _l("The answer itself to whatever you asked for, voted for or follow, and what ships of it."),
    _l("Comments on your ideas, and replies to what you wrote."),
)


def thanks(askers: Mapping[int, str], speakers: Mapping[int, str], quiet: int, reader: int) -> list[str]:
    """Who made this happen, as told to one of them: who asked, who said why in their own words, how many voted besides."""
    others = [name for person_id, name in askers.items() if person_id != reader]
    voices = [name for person_id, name in speakers.items() if person_id != reader and person_id not in askers]
    return [sentence for sentence in (
        _asked(others, mine=reader in askers), _spoke(voices, mine=reader in speakers and reader not in askers),
        _voted(quiet) if quiet else "", _("Thank you. This is here because it was asked for."),
    ) if sentence]


def _asked(others: list[str], *, mine: bool) -> str:
    if mine and others:
        return _("You asked for it, and so did %(names)s.", names=_names(others))
    if mine:
        return _("It began with you: you asked for it.")
    return _("%(names)s asked for it.", names=_names(others)) if others else ""


def _spoke(voices: list[str], *, mine: bool) -> str:
    if mine and voices:
        return _("You said in your own words why it matters, and so did %(names)s.", names=_names(voices))
    if mine:
        return _("You said in your own words why it matters.")
    return _("%(names)s said in their own words why it matters.", names=_names(voices)) if voices else ""


def _voted(quiet: int) -> str:
    return ngettext("%(num)s more person voted for it.", "%(num)s more people voted for it.", quiet)


def _names(names: list[str]) -> str:
    """A, B and C; of many only the first."""
    more = len(names) - MOST_NAMED
    shown = names[:MOST_NAMED]
    if more > 0:
        shown = [*shown, ngettext("%(num)s other", "%(num)s others", more)]
    return format_list(shown, locale=get_locale())
