"""Words for the causes in the ledger."""

from flask_babel import gettext as _

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


def reasons() -> list[tuple[str, int, str]]:
    """What earns points, how many, and why that many; from the same constants the ledger is kept by."""
    return [
        (_("An idea you suggested ships"), POINTS[Cause.IDEA_SHIPPED], _("It is the outcome that everybody waits for.")),
        (_("You are the first to point out that two ideas are the same, and they are joined"), POINTS[Cause.DUPLICATE_FOUND], _("Everybody behind them is heard together, and gets one answer. An idea of your own does not count here.")),
        (_("Your comment is marked helpful by the person who asked"), POINTS[Cause.HELPFUL_TO_ASKER], _("Whoever asked knows best whether it helped. It counts once for each comment.")),
        (_("Your comment is marked helpful by staff"), POINTS[Cause.HELPFUL_TO_STAFF], _("Staff see what helps others too. It counts once for each comment, however many of them mark it.")),
    ]
