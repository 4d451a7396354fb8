"""The sentences of digests, put into words in the language of whoever reads them."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import format_date, format_decimal, get_timezone
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.notifications.counting import ngettext
from community.notifications.wording import lazily, mail_name, mail_reason

SECTIONS = {
    "answered": _l("Answered"), "shipped": _l("Shipped"), "said": _l("Said"), "moved": _l("Moved on"),
    "yours": _l("Your ideas"), "rising": _l("Is this yours too?"),
    "overdue": _l("Overdue"), "soon": _l("Due next"), "new": _l("New"), "merged": _l("Joined a bigger idea"),
}
LEADS_TO = {
    "answered": _l("All answered ideas"), "shipped": _l("All that shipped"), "said": _l("All ideas"), "moved": _l("All ideas"),
    "yours": _l("All my ideas"), "rising": _l("All that rise"),
    "overdue": _l("Open your desk"), "soon": _l("Open your desk"), "new": _l("All new ideas"), "merged": _l("All ideas"),
}
STATUSES = {
    "review": _l("Under review"), "planned": _l("Planned"), "progress": _l("In progress"), "shipped": _l("Shipped"),
    "later": _l("Not now"), "declined": _l("Declined"),
}
WHY = {
    "weekly_digest": _l("You get this because you chose to hear of your ideas once a week. Nothing happened means no mail."),
    "daily_digest": _l("You get this because you chose to hear of some things once a day, or because more happened than we send one by one. Nothing happened means no mail."),
    "staff_recap": _l("You get this because you own a topic, or chose it. Nothing to tell means no mail, and alerts come by themselves."),
    "idea_activity": _l("You get this because much happened at once to an idea you care about. This is all of it, in one mail."),
    "digest_paused": _l("You get this because digests were on for you."),
}
WEEKDAYS = (_l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"))
ACTION = {"desk": _l("Open your desk"), "idea": _l("See the idea"), "ideas": _l("See all ideas")}


@lazily
def counted(counts: Mapping[str, int]) -> str:
    """2 answers, 1 thing shipped, 3 comments: what a digest holds, by section."""
    said = {
        "answered": ngettext("%(num)s answer", "%(num)s answers", counts.get("answered", 0)),
        "shipped": ngettext("%(num)s thing shipped", "%(num)s things shipped", counts.get("shipped", 0)),
        "said": ngettext("%(num)s idea talked about", "%(num)s ideas talked about", counts.get("said", 0)),
        "moved": ngettext("%(num)s idea moved on", "%(num)s ideas moved on", counts.get("moved", 0)),
        "yours": ngettext("%(num)s idea of yours gained", "%(num)s ideas of yours gained", counts.get("yours", 0)),
        "rising": ngettext("%(num)s idea that may be yours too", "%(num)s ideas that may be yours too", counts.get("rising", 0)),
        "overdue": ngettext("%(num)s answer overdue", "%(num)s answers overdue", counts.get("overdue", 0)),
        "soon": ngettext("%(num)s due next", "%(num)s due next", counts.get("soon", 0)),
        "new": ngettext("%(num)s new idea", "%(num)s new ideas", counts.get("new", 0)),
        "merged": ngettext("%(num)s joined another", "%(num)s joined another", counts.get("merged", 0)),
    }
    return ", ".join(words for name, words in said.items() if counts.get(name))


@lazily
def between(since: datetime, until: datetime) -> str:
    """from 13 November to 19 November, or on 19 November, in the reader's zone."""
    zone = get_timezone()
    first, last = (format_date(at.astimezone(zone), "d MMMM") for at in (since, until))
    if first == last:
        return _("What happened on %(day)s.", day=first)
    return _("What happened from %(first)s to %(last)s.", first=first, last=last)


@lazily
def answer_line(status: str, name: str, words: str, review_at: datetime | None) -> str:
    """In progress. Marta Lindqvist: A pilot starts in December. The answer is looked at again by 12 December."""
    said = _("%(status)s. %(name)s: %(words)s", status=str(STATUSES[status]), name=name, words=words)
    if review_at is None:
        return said
    day = format_date(review_at.astimezone(get_timezone()), "d MMMM")
    return said + " " + _("The answer is looked at again by %(day)s.", day=day)


@lazily
def comment_line(name: str, words: str) -> str:
    return _("%(name)s: %(words)s", name=name, words=words)


@lazily
def more_comments(count: int) -> str:
    return ngettext("And %(num)s more comment.", "And %(num)s more comments.", count)


@lazily
def moved_line(kind: str, root_title: str) -> str:
    """What happened to an idea besides answers and comments."""
    if kind == "idea_merged" and root_title:
        return _("It is part of a bigger idea now: %(title)s", title=root_title)
    if kind == "idea_unmerged":
        return _("It stands on its own again.")
    if kind == "idea_published":
        return _("It is published, and the clock for our answer runs.")
    return mail_name(kind)


@lazily
def gained_line(votes: int, comments: int, due_at: datetime | None) -> str:
    """12 more people want it, 3 comments. An answer is due by 3 December."""
    parts = []
    if votes:
        parts.append(ngettext("%(num)s more person wants it.", "%(num)s more people want it.", votes))
    if comments:
        parts.append(ngettext("%(num)s new comment.", "%(num)s new comments.", comments))
    if due_at is not None:
        parts.append(_("An answer is due by %(day)s.", day=format_date(due_at.astimezone(get_timezone()), "d MMMM")))
    return " ".join(parts)


@lazily
def votes_line(votes: int, due_at: datetime | None) -> str:
    said = ngettext("%(num)s vote.", "%(num)s votes.", votes)
    if due_at is None:
        return said
    return said + " " + _("An answer is due by %(day)s.", day=format_date(due_at.astimezone(get_timezone()), "d MMMM"))


@lazily
def points_line(points: int) -> str:
    return ngettext("Your help counted: %(num)s point.", "Your help counted: %(num)s points.", points)


@lazily
def record_line(days: int, percent: int | None) -> str:
    """On the whole, ideas were answered in 5 days and 91 % in time."""
    said = ngettext("On the whole, ideas are answered in %(num)s day", "On the whole, ideas are answered in %(num)s days", days)
    return said + (_(", %(percent)s %% of them in time.", percent=percent) if percent is not None else ".")


@lazily
def and_more(count: int) -> str:
    return ngettext("and %(num)s more", "and %(num)s more", count)


@lazily
def owed_line(standing: object, votes: int) -> str:
    """Overdue by 3 days. 12 votes."""
    return f"{standing} " + ngettext("%(num)s vote.", "%(num)s votes.", votes)


@lazily
def joined_line(root_title: str) -> str:
    return _("Part of: %(title)s", title=root_title)


@lazily
def said_of_answer(helpful: int, unhelpful: int) -> str:
    """3 found it helpful, 1 did not; empty where nobody said anything."""
    if not helpful + unhelpful:
        return ""
    return ngettext("%(num)s person found it helpful", "%(num)s people found it helpful", helpful) + ", " + ngettext("%(num)s did not.", "%(num)s did not.", unhelpful)


@lazily
def moods_line(helpful: int, unhelpful: int, scores: int, total: int) -> str:
    """Of answers: 9 found one helpful, 2 did not. How easy it was: 5.4 of 7, said by 8."""
    parts = []
    if helpful + unhelpful:
        parts.append(
            _("What people said of your answers:") + " "
            + ngettext("%(num)s person found one helpful", "%(num)s people found one helpful", helpful) + ", "
            + ngettext("%(num)s did not.", "%(num)s did not.", unhelpful)
        )
    if scores:
        mean = format_decimal(round(total / scores, 1))
        parts.append(ngettext("How easy it was to be answered: %(mean)s of 7, said by %(num)s person.", "How easy it was to be answered: %(mean)s of 7, said by %(num)s people.", scores, mean=mean))
    return " ".join(parts)


@lazily
def mentions_line(late: int, soon: int) -> str:
    """Said elsewhere, and waiting for an idea: 2 replies are overdue, 1 is due next."""
    parts = [ngettext("%(num)s reply is overdue", "%(num)s replies are overdue", late)] if late else []
    parts += [ngettext("%(num)s is due next", "%(num)s are due next", soon)] if soon else []
    return _("Said elsewhere, and waiting for an idea: %(counted)s.", counted=", ".join(parts))


SKIPPED = {
    "nothing": _l("There was nothing to tell."),
    "silent": _l("Nobody had been here for half a year, so digests pause."),
}


def skipped_reason(reason: str) -> str:
    """Why a digest was not written."""
    return str(SKIPPED.get(reason) or mail_reason(reason))
