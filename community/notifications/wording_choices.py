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


def pace_word(pace: str) -> str:
    return str(PACES[pace])


def level_word(level: str) -> str:
    return str(LEVELS[level])
