"""Words for kinds of mail, for why one comes, and for why one did not."""

from flask_babel import lazy_gettext as _l

WHEN = {
    "idea_published": _l("An idea of mine is published"),
    "idea_answered": _l("An idea I asked for, voted for or follow is answered"),
    "idea_commented": _l("Someone comments on an idea of mine, or on one I follow"),
}

NAMES = {
    "sign_in": _l("Sign-in code"),
    "idea_published": _l("Idea published"),
    "idea_answered": _l("Idea answered"),
    "idea_commented": _l("Comment"),
    "answer_due_soon": _l("Answer due soon"),
    "answer_overdue": _l("Answer overdue"),
    "decision_due": _l("Decision due"),
    "answer_repeated": _l("Under review twice"),
    "endpoint_disabled": _l("Endpoint disabled"),
}


def mail_when(kind: str) -> str:
    return str(WHEN[kind])


def mail_name(kind: str) -> str:
    return str(NAMES.get(kind, kind))
