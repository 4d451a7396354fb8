"""Words of the administrators' pages that several templates need."""

from flask import Flask
from flask_babel import gettext as _

from community.ideas.rules import Visibility
from community.moderation.queries import removal_of
from community.responses.version_words import promise_words


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        promise_word=promise_words, visibility_word=visibility_word, visibilities=visibilities, state_word=state_word,
        needed_list=needed_list, removal_of=removal_of,
    )


def visibilities() -> list[tuple[str, str]]:
    return [
        (Visibility.EVERYONE, _("Everyone")), (Visibility.SIGNED_IN, _("Everyone signed in")),
        (Visibility.ORGANISATIONS, _("Listed organisations")), (Visibility.STAFF, _("Staff only")),
    ]


def visibility_word(visibility: str) -> str:
    return dict(visibilities())[visibility]


def state_word(state: str) -> str:
    """Of a person."""
    return {
        "active": _("Active"), "deactivated": _("Deactivated"), "banned": _("Banned"), "erased": _("Erased"),
    }[state]


def needed_list(missing: tuple[str, ...]) -> str:
    """What a topic needs before it opens, as part of a sentence."""
    names = {"owner": _("an owner"), "deputy": _("a deputy"), "manager": _("a manager"), "calendar": _("a calendar")}
    words = [names[name] for name in missing]
    return _("%(some)s and %(last)s", some=", ".join(words[:-1]), last=words[-1]) if words[1:] else words[0]
