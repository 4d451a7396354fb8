"""Words for connections to CRMs."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from community.crm.dial import WORDS
from community.crm.models_vendors import Connection, CrmRun, SyncAttempt
from community.crm.rules import Failure
from community.crm.wording import stretch


def disabled_word(reason: str) -> str:
    return {
        "": _("It has not been switched on yet."),
        "by_hand": _("An administrator switched it off."),
        "failing": _("Nothing got through for five days."),
        "secret": _("Its credentials cannot be read with this installation's secret key. Please enter them again, then switch it on."),
    }[reason]


def health(row: Connection, now: datetime) -> tuple[str, str]:
    """A tone (good, warn, bad or "") and one sentence on how a connection is doing."""
    if row.enabled_at is None:
        return "bad" if row.disabled_reason in ("failing", "secret") else "", _("Switched off. %(reason)s", reason=disabled_word(row.disabled_reason))
    if row.failing_since is not None:
        return "warn", _("Nothing has got through for %(time)s.", time=stretch(now - row.failing_since))
    if row.last_success_at is not None:
        return "good", _("Works. The CRM last confirmed something %(time)s ago.", time=stretch(now - row.last_success_at))
    return "", _("Nothing has been sent yet.")


def tried_word(row: SyncAttempt) -> str:
    return _("Reply %(status)s", status=row.status) if row.status is not None else str(WORDS[Failure(row.problem)])


def found_words(run: CrmRun) -> list[tuple[str, int]]:
    """What a walk found, in the order of interest: words and how many people and accounts."""
    count = run.counts.get
    found = [
        (_("New to the CRM"), count("new", 0)), (_("With something changed"), count("changed", 0)),
        (_("Fields that differ"), count("fields", 0)), (_("The same as confirmed"), count("same", 0)),
    ]
    seldom = [(_("Not to be sent"), count("nothing", 0)), (_("Erased here, to be emptied there"), count("forget", 0))]
    return found + [each for each in seldom if each[1]]


def again_word(count: int) -> str:
    if not count:
        return _("Nothing had been refused.")
    return ngettext("%(num)s record is sent again.", "%(num)s records are sent again.", count)


def field_words() -> dict[str, str]:
    """What stands in each of our fields, for whoever maps them."""
    return {
        "email": _("E-mail address"), "profile_url": _("Address of the profile"), "account_key": _("The CRM's key of the account"),
        "first_seen_at": _("Joined"), "last_active_at": _("Last active"), "ideas_submitted": _("Ideas suggested"),
        "ideas_planned": _("Ideas planned or in progress"), "ideas_shipped": _("Ideas shipped"), "open_unanswered": _("Ideas that wait for an answer"),
        "votes_cast": _("Votes given to others' ideas"), "votes_received": _("Votes received"), "voices": _("Own words added to ideas"),
        "comments": _("Comments"), "helpful_marks": _("Comments marked helpful"), "reputation": _("Points"), "level": _("Level"),
        "is_advocate": _("Is an advocate"), "advocate_since": _("Advocate since"), "referrals_accepted": _("Referrals that became active"),
        "referral_value": _("Referral value (estimate)"), "influence_value": _("Influence value (estimate)"),
        "knowledge_value": _("Knowledge value (estimate)"), "value_currency": _("Currency of the values"), "value_basis": _("How the values are computed"),
        "efforts_given": _("Answers to how easy it was"), "ces_last": _("Last effort score (1 to 7)"), "ces_last_at": _("Last effort score given"),
        "consent_crm_at": _("Last allowed export"), "version": _("Version, grows with everything that happens"),
        "active_members": _("People who suggested or voted"), "ideas_wanted": _("The five ideas most wanted"),
        "shipped_for_them": _("Ideas of theirs that shipped"), "overdue_answers": _("Answers overdue"),
        "ces_mean": _("Mean effort score"), "ces_n": _("Effort scores given"),
    }
