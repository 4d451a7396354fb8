"""Words about addresses that mail came back from."""

from flask_babel import lazy_gettext as _l

CAUSES = {
    "hard": _l("It cannot be delivered, now or later."),
    "soft": _l("Several mails in a row could not be delivered."),
    "complaint": _l("Its reader called a mail unwanted."),
}
ENDINGS = {
    "expired": _l("after 30 days"),
    "staff": _l("by an administrator"),
    "proved": _l("by a code that arrived"),
}


def bounce_cause(cause: str) -> str:
    return str(CAUSES[cause])


def suspension_ending(ended_by: str) -> str:
    return str(ENDINGS[ended_by])
