"""Words for the mails that give something back."""

from flask_babel import lazy_gettext as _l

WHEN = {
    "thanked": _l("Staff thank me for my help, or give me something for it"),
    "beta_invited": _l("Staff invite me to try something first"),
    "cocreate_invited": _l("Staff show me a draft of an answer, to hear what I would say"),
}

NAMES = {"thanked": _l("Thanks"), "beta_invited": _l("Invitation to a beta"), "cocreate_invited": _l("Draft to look at")}

WHO = {
    "thanked": _l("Whom staff thank"),
    "beta_invited": _l("Whom staff invite to a beta; once for each"),
    "cocreate_invited": _l("Whom staff show a draft of an answer"),
}

WHY = {
    "thanked": _l("You get this because somebody here wanted to thank you."),
    "beta_invited": _l("You get this because staff chose you to try it."),
    "cocreate_invited": _l("You get this because staff would like to hear what you say of the draft."),
}
