"""Words for votes that staff set aside."""

from flask_babel import gettext as _


def reason_word(reason: str) -> str:
    """For staff."""
    return {
        "spam": _("Spam, or a made-up account"), "test": _("A test of ours"),
        "double": _("The same person twice"), "other": _("Another reason"),
    }.get(reason, reason)


def reason_told(reason: str) -> str:
    """For the person whose vote it is."""
    return {
        "spam": _("Our team took it for an automatic vote. If that is a mistake, please tell us and we count it again."),
        "test": _("It was given while we tried something out."),
        "double": _("You are counted with another address of yours already, as far as we can see, and each person counts once. If that is not so, please tell us."),
        "other": _("Our team looked at it and set it aside. If you think that is a mistake, please tell us."),
    }.get(reason, "")
