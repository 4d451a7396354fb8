"""What a token of the API may do, in words."""

from flask_babel import gettext as _


def scope_word(scope: str) -> str:
    return {
        "people:read": _("Look people up: who somebody is, their ideas and what they are owed"),
        "accounts:write": _("Bring in accounts and contacts"),
        "mentions:write": _("Log mentions seen elsewhere"),
    }[scope]
