"""Words for what does not work."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


def switched_off(reason: str) -> LazyString:
    return {
        "gone": _l("It answered 410, which means that it wants nothing more."),
        "failing": _l("Nothing got through for five days."),
        "secret": _l("Its secret can no longer be read. Please make a new one, then switch it on."),
    }.get(reason, _l("Nothing more is sent to it."))


def crm_switched_off(reason: str) -> LazyString:
    return {
        "failing": _l("Nothing got through for five days."),
        "secret": _l("Its credentials can no longer be read. Please enter them again, then switch it on."),
    }.get(reason, _l("Nothing more is sent to it."))


def does_not_confirm(status: int | None) -> LazyString:
    """What the CRM last replied to all that was sent to it; None where it did not reply."""
    if status in (401, 403):
        return _l("The CRM refuses the credentials. They may have been withdrawn or have run out: please enter new ones.")
    return _l("The CRM replies %(status)s.", status=status) if status else _l("The CRM does not reply.")


def came_back(cause: str) -> LazyString:
    return {
        "hard": _l("The mail server there says that it cannot be delivered, now or later."),
        "soft": _l("Several mails in a row were refused or came back."),
    }.get(cause, _l("Mails came back."))
