"""Words for the mails that give something back."""

from flask_babel import lazy_gettext as _l

from community.accounts.rules import Level

WHEN = {
    "level_reached": _l("So much has come of my help that I become an advocate or a champion"),
    "thanked": _l("Staff thank me for my help, or give me something for it"),
    "beta_invited": _l("Staff invite me to try something first"),
    "cocreate_invited": _l("Staff show me a draft of an answer, to hear what I would say"),
}

NAMES = {"level_reached": _l("Level reached"), "thanked": _l("Thanks"), "beta_invited": _l("Invitation to a beta"), "cocreate_invited": _l("Draft to look at")}

WHO = {
    "level_reached": _l("Who becomes an advocate or a champion"),
    "thanked": _l("Whom staff thank"),
    "beta_invited": _l("Whom staff invite to a beta; once for each"),
    "cocreate_invited": _l("Whom staff show a draft of an answer"),
}

WHY = {
    "level_reached": _l("You get this because of what came of your help here."),
    "thanked": _l("You get this because somebody here wanted to thank you."),
    "beta_invited": _l("You get this because staff chose you to try it."),
    "cocreate_invited": _l("You get this because staff would like to hear what you say of the draft."),
}

LEVELS = {
    Level.ADVOCATE: _l("You are an advocate now, thank you"),
    Level.CHAMPION: _l("You are a champion now, thank you"),
}
