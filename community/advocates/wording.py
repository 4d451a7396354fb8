"""Words for the causes in the ledger."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row

from community.advocates.rules import POINTS, Cause


def line_word(cause: str, points: int) -> str:
    """Why a line of the ledger is there."""
    gained, lost = {
        Cause.IDEA_SHIPPED: (_("A suggested idea shipped"), _("The idea no longer counts as shipped")),
        Cause.DUPLICATE_FOUND: (_("Pointed out that an idea had been asked before"), _("The two ideas stand apart again")),
        Cause.HELPFUL_TO_ASKER: (_("A comment helped the person who asked"), _("The mark of the person who asked was taken back")),
        Cause.HELPFUL_TO_STAFF: (_("Staff found a comment helpful"), _("The mark of staff was taken back")),
    }[Cause(cause)]
    return gained if points > 0 else lost


def help_words(row: Row) -> str:
    """What part somebody had in an idea that shipped, the closest first, and what else they gave to it."""
    if row.own:
        said = [ngettext("Suggested by them, %(num)s vote", "Suggested by them, %(num)s votes", row.vote_count)]
    else:
        said = [_("An idea of theirs is part of it")] if row.idea else []
    said += [_("Their words changed the answer")] if row.credit else []
    said += [ngettext("%(num)s voice of theirs", "%(num)s voices of theirs", row.voice)] if row.voice else []
    said += [_("A comment of theirs helped")] if row.comment else []
    said += [_("They tested it")] if row.beta else []
    return ". ".join(said)


def reasons() -> list[tuple[str, int, str]]:
    """What earns points, how many, and why that many; from the same constants the ledger is kept by."""
    return [
        (_("An idea you suggested ships"), POINTS[Cause.IDEA_SHIPPED], _("It is the outcome that everybody waits for.")),
        (_("You are the first to point out that two ideas are the same, and they are joined"), POINTS[Cause.DUPLICATE_FOUND], _("Everybody behind them is heard together, and gets one answer. An idea of your own does not count here.")),
        (_("Your comment is marked helpful by the person who asked"), POINTS[Cause.HELPFUL_TO_ASKER], _("Whoever asked knows best whether it helped. It counts once for each comment.")),
        (_("Your comment is marked helpful by staff"), POINTS[Cause.HELPFUL_TO_STAFF], _("Staff see what helps others too. It counts once for each comment, however many of them mark it.")),
    ]
