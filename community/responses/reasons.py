"""Why an answer that waited was not published, in words for pages and mails."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

REASONS = {
    "answered_meanwhile": _l("The idea was answered in the meantime."),
    "not_public": _l("The idea is not public any more, or it has become part of another one."),
    "not_allowed": _l("Its writer does not answer ideas any more."),
    "not_in_future": _l("The day on which we were to look again is past."),
    "repeated": _l("These are the words of the last answer."),
}


def why_not_published(code: str) -> LazyString:
    return REASONS.get(code, _l("The idea or the rules of its topic have changed since it was written."))
