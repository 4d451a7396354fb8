"""Words for what people choose about mails."""

from flask_babel import lazy_gettext as _l

PACES = {
    "at_once": _l("At once"),
    "daily": _l("Once a day, together"),
    "weekly": _l("Once a week, together"),
    "never": _l("Never"),
}

LEVELS = {
    "all": _l("Answers and comments"),
    "answers": _l("Official answers only"),
    "nothing": _l("Nothing"),
}

STOPPED = {
    "daily_digest": _l("You stopped the mail that comes once a day. Send it again, with what is set to once a day."),
    "weekly_digest": _l("You stopped the mail that comes once a week. Send it again, with what is set to once a week."),
}


def pace_word(pace: str) -> str:
    return str(PACES[pace])


def level_word(level: str) -> str:
    return str(LEVELS[level])


def stopped_word(kind: str) -> str:
    """What is said of a gathered mail that its reader stopped, beside the box that lets it come again."""
    return str(STOPPED[kind])
