"""Each reader's language and time zone."""

from flask import Flask, current_app
from flask_babel import Babel

from community.config import ROOT
from community.web.auth import viewer

LANGUAGES = ("en",)
SITE_ZONE = "UTC"


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    Babel(app, locale_selector=language, timezone_selector=zone)
    app.context_processor(lambda: {"language": language(), "direction": "ltr"})


def language() -> str:
    chosen = viewer().locale
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def zone() -> str:
    return viewer().zone or current_app.config.get("SITE_ZONE", SITE_ZONE)
