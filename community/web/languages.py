"""Each reader's language and time zone."""

from functools import lru_cache
from typing import Any

from babel import Locale
from flask import Flask, current_app, g
from flask_babel import Babel, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from community.accounts.viewer import Viewer
from community.config import ROOT
from community.notifications.rendering import Reader
from community.web.auth import viewer

LANGUAGES = {"en": "en_GB"}
"""Each language and the locale its dates and numbers follow: 12 Dec, not Dec 12."""
SITE_ZONE = "UTC"


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    Babel(app, locale_selector=locale, timezone_selector=zone)
    app.jinja_env.globals.update({"_": translated, "gettext": translated})
    app.context_processor(lambda: {"language": language(), "direction": direction()})


def reader() -> Viewer | Reader:
    """Whom the words are for: the reader of the mail being written, else the person looking."""
    return g.get("reader") or viewer()


def language() -> str:
    chosen = reader().locale
    return chosen if chosen in LANGUAGES else "en"


def locale() -> str:
    return LANGUAGES[language()]


def direction() -> str:
    """Which way one reads: ltr or rtl."""
    return Locale.parse(locale()).text_direction


def zone() -> str:
    return reader().zone or current_app.config.get("SITE_ZONE", SITE_ZONE)


@pass_eval_context
def translated(context: EvalContext, message: str, **values: Any) -> str:
    """`_()` of the templates: what Jinja's own does, with each sentence looked up once a language."""
    if not values:
        return _sentence(message, language(), context.autoescape)
    return _words(message, language(), context.autoescape) % values


@lru_cache(maxsize=4096)
def _sentence(message: str, language: str, html: bool) -> str:
    return _words(message, language, html) % {}


@lru_cache(maxsize=4096)
def _words(message: str, language: str, html: bool) -> str:
    said = get_translations().ugettext(message)
    return Markup(said) if html else said
