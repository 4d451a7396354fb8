"""Words for the causes in the ledger."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row

from community.advocates.rules import POINTS, Cause


def line_word(cause: str, points: int) -> str:
    """Why a line of the ledger is there."""
    gained, lost = _line_words()[Cause(cause)]
    return gained if points > 0 else lost


def _line_words() -> dict[Cause, tuple[str, str]]:
    """Each cause when it gives points, and when it takes them back."""
    return {
        Cause.IDEA_SHIPPED: (_("A suggested idea shipped"), _("The idea no longer counts as shipped")),
        Cause.IDEA_PLANNED: (_("A suggested idea is planned"), _("What counted for planning it: it has shipped, or plans changed")),
        Cause.PART_SHIPPED: (_("An idea that joined another shipped with it"), _("What it joined no longer counts as shipped")),
        Cause.VOICE_SHIPPED: (_("Words that stood behind an idea which shipped"), _("The words no longer count for what shipped")),
        Cause.DUPLICATE_FOUND: (_("Pointed out that an idea had been asked before"), _("The two ideas stand apart again")),
        Cause.HELPFUL_TO_ASKER: (_("A comment helped the person who asked"), _("The mark of the person who asked was taken back")),
        Cause.HELPFUL_TO_STAFF: (_("Staff found a comment helpful"), _("The mark of staff was taken back")),
        Cause.REPLY_CREDITED: (_("A reply to staff changed an answer"), _("The answer that a reply changed is gone")),
        Cause.ANSWER_CORRECTED: (_("A comment put an answer of ours right"), _("What a comment put right was taken back")),
        Cause.REFERRAL_ACTIVE: (_("Somebody they brought along takes part"), _("Somebody they brought along no longer takes part")),
        Cause.DECAY: (_("What had faded of points that were taken back"), _("Points of earlier months fade a little")),
    }


def help_words(row: Row, mine: bool = False) -> str:
    """What part somebody had in an idea that shipped, the closest first, and what else they gave to it; `mine`: said to them."""
    if row.own and mine:
        said = [ngettext("Suggested by you, %(num)s vote", "Suggested by you, %(num)s votes", row.vote_count)]
    elif row.own:
        said = [ngettext("Suggested by them, %(num)s vote", "Suggested by them, %(num)s votes", row.vote_count)]
    else:
        said = [_("An idea of yours is part of it") if mine else _("An idea of theirs is part of it")] if row.idea else []
    return ". ".join([*said, *(_helped_you(row) if mine else _helped_them(row))])


def _helped_them(row: Row) -> list[str]:
    said = [_("Their words changed the answer")] if row.credit else []
    said += [ngettext("%(num)s voice of theirs", "%(num)s voices of theirs", row.voice)] if row.voice else []
    said += [_("A comment of theirs helped")] if row.comment else []
    return said + ([_("They tested it")] if row.beta else [])


def _helped_you(row: Row) -> list[str]:
    said = [_("Your words changed the answer")] if row.credit else []
    said += [ngettext("%(num)s voice of yours", "%(num)s voices of yours", row.voice)] if row.voice else []
    said += [_("A comment of yours helped")] if row.comment else []
    return said + ([_("You tested it")] if row.beta else [])


def reasons() -> list[tuple[str, int, str]]:
    """What earns points, how many, and why that many; from the same constants the ledger is kept by."""
    return [(what, POINTS[cause], why) for cause, (what, why) in _reasons().items()]


def _reasons() -> dict[Cause, tuple[str, str]]:
    return {
        Cause.IDEA_SHIPPED: (_("An idea you suggested ships"), _("It is the outcome that everybody waits for.")),
        Cause.IDEA_PLANNED: (_("An idea you suggested is planned"), _("It is a promise. When it ships, the points for shipping take the place of these.")),
        Cause.PART_SHIPPED: (_("An idea of yours that joined another ships with it"), _("Everybody behind it made it heavier.")),
        Cause.VOICE_SHIPPED: (_("An idea ships that you gave words of your own"), _("Words tell what a vote cannot. It counts once for each idea.")),
        Cause.DUPLICATE_FOUND: (_("You are the first to point out that two ideas are the same, and they are joined"), _("Everybody behind them is heard together, and gets one answer. An idea of your own does not count here.")),
        Cause.HELPFUL_TO_ASKER: (_("Your comment is marked helpful by the person who asked"), _("Whoever asked knows best whether it helped. It counts once for each comment.")),
        Cause.HELPFUL_TO_STAFF: (_("Your comment is marked helpful by staff"), _("Staff see what helps others too. It counts once for each comment, however many of them mark it.")),
        Cause.REPLY_CREDITED: (_("Your reply to a question of ours changes an answer"), _("The answer says so, with your name.")),
        Cause.ANSWER_CORRECTED: (_("Your comment puts an answer of ours right"), _("It saves everybody who would have read what was wrong.")),
        Cause.REFERRAL_ACTIVE: (_("Somebody you brought along takes part"), _("Somebody who stays, not a click on a link.")),
    }
