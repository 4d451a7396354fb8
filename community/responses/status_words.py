"""What each status is called."""

from flask_babel import lazy_gettext as _l

STATUS_WORDS = {
    "new": _l("New"), "review": _l("Under review"), "planned": _l("Planned"), "progress": _l("In progress"),
    "shipped": _l("Shipped"), "later": _l("Not now"), "declined": _l("Declined"), "merged": _l("Merged"),
}
