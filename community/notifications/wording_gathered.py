"""Words for the kinds of mail that are made of what waits."""

from flask_babel import lazy_gettext as _l

WHEN = {
    "idea_activity": _l("Much happens at once to an idea I care about, in one mail"),
    "daily_digest": _l("What waits for once a day, at eight in the morning"),
    "weekly_digest": _l("What happened in a week to my ideas, at eight in the morning"),
    "staff_recap": _l("What is owed, new and answered in my topics"),
    "digest_paused": _l("My digests pause because I have not been here for long"),
}

NAMES = {
    "idea_activity": _l("Much about one idea"),
    "daily_digest": _l("Daily digest"),
    "weekly_digest": _l("Weekly digest"),
    "staff_recap": _l("Recap for staff"),
    "digest_paused": _l("Digests paused"),
}
