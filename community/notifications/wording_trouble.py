"""Words for what does not work."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


def switched_off(reason: str) -> LazyString:
    return {
        "gone": _l("It answered 410, which means that it wants nothing more."),
        "failing": _l("Nothing got through for five days."),
        "secret": _l("Its secret can no longer be read. Please make a new one, then switch it on."),
    }.get(reason, _l("Nothing more is sent to it."))


def came_back(cause: str) -> LazyString:
    return {
        "hard": _l("The mail server there says that it cannot be delivered, now or later."),
        "soft": _l("Several mails in a row were refused or came back."),
    }.get(cause, _l("Mails came back."))
