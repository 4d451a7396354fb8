"""What a CRM is told of somebody, in words for that person."""

from datetime import datetime

from flask_babel import format_date, format_datetime, format_decimal, ngettext
from flask_babel import gettext as _

from community.crm.snapshots import Snapshot

Line = tuple[str, str]


def lines_of(snapshot: Snapshot) -> list[Line]:
    """Each fact of the snapshot with its name; what is not known is said to be empty."""
    said = {**_who(snapshot), **_counts(snapshot), **_standing(snapshot), **_effort(snapshot)}
    return [(label, value or _("none")) for label, value in said.items()]


def _who(snapshot: Snapshot) -> dict[str, str]:
    accounts = [key for key in dict.fromkeys([snapshot["account_key"], *snapshot["account_keys"]]) if key]
    return {
        _("Your number here"): str(snapshot["member_id"]),
        _("Your number in our customer records"): snapshot["external_id"] or "",
        _("Your e-mail address"): snapshot["email"] or "",
        _("The address of your page"): snapshot["profile_url"],
        _("Companies of yours that they know by a number"): format_decimal(len(accounts)),
        _("Here since"): _day(snapshot["first_seen_at"]),
        _("Last here"): _day(snapshot["last_active_at"]),
        _("Allowed again"): _day(snapshot["consent_crm_at"]),
    }


def _counts(snapshot: Snapshot) -> dict[str, str]:
    names = {
        "ideas_submitted": _("Ideas you suggested"), "ideas_planned": _("of them planned or being built"), "ideas_shipped": _("of them shipped"),
        "open_unanswered": _("of them without an answer yet"), "votes_cast": _("Votes for others' ideas"),
        "votes_received": _("Votes of others for yours"), "voices": _("Times you said why"), "comments": _("Comments"),
        "helpful_marks": _("Marks that a comment helped"), "referrals_accepted": _("People you brought along"),
    }
    return {label: format_decimal(snapshot[name]) for name, label in names.items()}


def _standing(snapshot: Snapshot) -> dict[str, str]:
    """Estimates in money are drawn from what other companies pay, so that their figures would tell of those."""
    valued = any(snapshot[name] is not None for name in ("referral_value", "influence_value", "knowledge_value"))
    return {
        _("Points, and what for"): _points(snapshot),
        _("Level"): _level(snapshot["level"]),
        _("Counts as an advocate"): _("yes, since %(day)s", day=_day(snapshot["advocate_since"])) if snapshot["is_advocate"] else _("no"),
        _("What your help is worth to us, in money"): _("an estimate, which only our staff see") if valued else "",
    }


def _points(snapshot: Snapshot) -> str:
    sum_ = ngettext("%(num)s point", "%(num)s points", snapshot["reputation"])
    kinds = len(snapshot["reputation_parts"])
    return sum_ + (", " + ngettext("for %(num)s kind of help", "for %(num)s kinds of help", kinds) if kinds else "")


def _effort(snapshot: Snapshot) -> dict[str, str]:
    last = snapshot["ces_last"]
    return {
        _("Times you said how easy it was"): format_decimal(snapshot["efforts_given"]),
        _("The last of them"): _("%(score)s of 7, %(day)s", score=last, day=_day(snapshot["ces_last_at"])) if last else "",
        _("Which edition this is"): str(snapshot["version"]),
    }


def _day(stamp: str | None) -> str:
    return format_date(datetime.fromisoformat(stamp), "long") if stamp else ""


def _level(level: str) -> str:
    return {
        "member": _("Member"), "contributor": _("Contributor"), "advocate": _("Advocate"), "champion": _("Champion"),
    }[level]


def last_word(at: datetime | None) -> str:
    if at is None:
        return _("In the last 30 days nothing about you arrived there.")
    return _("The last time that something about you arrived there: %(moment)s.", moment=format_datetime(at, "d MMM y, HH:mm zzz"))
