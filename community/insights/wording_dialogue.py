"""The six steps of a conversation in words, for either side: what insights/dialogue.py counts by."""

from typing import NamedTuple

from flask_babel import gettext as _


class StepWords(NamedTuple):
    """One step: its number, what the customers have done on it, and what the company has."""

    number: int
    customers: str
    company: str


def steps_in_words() -> list[StepWords]:
    customers = (
        _("One person asked"), _("Others voted for it"), _("Others said it in words of their own"), _("The author replied to us"),
        _("Others spoke after we had"), _("Customers answered each other"),
    )
    company = (
        _("We have not said a word"), _("Somebody took it on, or said a first word"), _("We gave an answer"),
        _("We spoke again after the author replied"), _("We spoke with others than the author"),
        _("We asked, were told, and answered with it"),
    )
    return [StepWords(number, *words) for number, words in enumerate(zip(customers, company, strict=True), 1)]
