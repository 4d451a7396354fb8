"""Words for whom a question is put to, and for why it is not."""

from flask_babel import gettext as _
from flask_babel import ngettext

from community.cocreation.rules import LONGEST_OPEN, LONGEST_WAIT, Problem


def audience_word(audience: str) -> str:
    """As a choice."""
    return {
        "author": _("Its author"), "voters": _("Everybody who voted"), "advocates": _("Advocates who voted"),
        "critical": _("Who called it critical"),
    }[audience]


def asked_word(audience: str, author: str) -> str:
    """Whom a question is put to, in its heading."""
    return {
        "author": author, "voters": _("everybody who voted"), "advocates": _("advocates who voted"),
        "critical": _("those who called it critical"),
    }[audience]


def problem_words(problem: Problem) -> str:
    if problem.field == "audience":
        return _audience_words(problem.code)
    if problem.field == "kind":
        return _("A draft is put to voters; an author is asked a question.") if problem.code == "not_to_author" else _("Please choose what you put to them.")
    return _closes_words(problem.code)


def _audience_words(code: str) -> str:
    return {
        "not_allowed": _("Questions are asked by product managers, managers and administrators."),
        "not_public": _("This idea is not public now, so nobody can be asked."),
        "open_to_author": _("The author has not replied to your last question yet. One question at a time; it stands on the page."),
        "open_to_voters": _("A question to the voters is open. It can be closed, and then another one asked."),
        "out_of_reach": _("The author gets no mail of this kind, so the clock cannot wait for them. Please answer, or write a comment."),
        "nobody": _("Nobody of them can be told by mail. Please choose others, or write a comment."),
    }.get(code, _("Please choose whom you ask."))


def _closes_words(code: str) -> str:
    match code:
        case "past" | "not_ahead":
            return _("Please choose a day after today.")
        case "too_far" | "too_long":
            return ngettext(
                "A question to the author waits %(num)s day at most, one to voters %(days)s.",
                "A question to the author waits %(num)s days at most, one to voters %(days)s.", LONGEST_WAIT.days, days=LONGEST_OPEN.days,
            )
        case "second_person":
            return _("You have let this clock wait for 30 days in all. For longer, a colleague has to ask.")
        case "no_date":
            return _("Please write the date as year, month and day, such as 2027-03-31.")
    return _("Please say until when replies are welcome.")
