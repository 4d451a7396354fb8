"""Each reader's language and time zone."""

from flask import Flask, current_app
from flask_babel import Babel

from community.config import ROOT
from community.web.auth import viewer

LANGUAGES = {"en": "en_GB"}
"""Each language and the locale its dates and numbers follow: 12 Dec, not Dec 12."""
SITE_ZONE = "UTC"


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    Babel(app, locale_selector=locale, timezone_selector=zone)
    app.context_processor(lambda: {"language": language(), "direction": "ltr"})


def language() -> str:
    chosen = viewer().locale
    return chosen if chosen in LANGUAGES else "en"


def locale() -> str:
    return LANGUAGES[language()]


def zone() -> str:
    return viewer().zone or current_app.config.get("SITE_ZONE", SITE_ZONE)
