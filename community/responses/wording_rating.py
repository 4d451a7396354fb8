"""Words around ratings and the effort question."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

REASONS = {
    "clear": _l("It is clear"),
    "reasons": _l("It says why"),
    "date": _l("It says when"),
    "solved": _l("It already helps me"),
    "unclear": _l("I do not understand it"),
    "beside": _l("It answers something else"),
    "no_reasons": _l("It does not say why"),
    "no_date": _l("It does not say when"),
    "late": _l("It came too late"),
    "other": _l("Something else"),
}

SCALE = {
    1: _l("Strongly disagree"),
    2: _l("Disagree"),
    3: _l("Somewhat disagree"),
    4: _l("Neither agree nor disagree"),
    5: _l("Somewhat agree"),
    6: _l("Agree"),
    7: _l("Strongly agree"),
}


def reason_word(code: str) -> str:
    return str(REASONS[code]) if code in REASONS else ""


def effort_word(score: int) -> str:
    return str(SCALE[score])


def effort_question(company: str) -> str:
    """The statement of Customer Effort Score 2.0, with the company's name where it has one.

    Source: M. Dixon, N. Toman and R. DeLisi, "The Effortless Experience" (2013): "The company made it easy for me to
    handle my issue", asked as to what extent one agrees, from 1 (strongly disagree) to 7 (strongly agree). A language
    that changes its sense makes another question of it: see rules_rating.WORDING.
    """
    if company:
        return _("%(company)s made it easy for me to handle my issue.", company=company)
    return _("The company made it easy for me to handle my issue.")
