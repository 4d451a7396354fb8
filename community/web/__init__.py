"""What every page shares: sessions, same-origin proof, headers, assets, errors, words."""

from flask import Flask
from flask_compress import Compress
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix

from community.config import Settings
from community.web import (
    addresses,
    admin_words,
    api,
    assets,
    audit_words,
    auth,
    chrome,
    clock_page,
    clock_words,
    errors,
    feed_links,
    filters,
    guard,
    kept,
    languages,
    pace,
    parts,
    promise_bar,
    said,
    sharing,
)


def init_app(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    _trust_proxies(app, settings)
    Htmx(app)
    Compress(app)
    for part in (languages, addresses, assets, auth, api, guard, errors, filters, admin_words, audit_words, chrome, clock_words, clock_page, feed_links, promise_bar, said, sharing, kept, pace, parts):
        part.init_app(app)
    chrome.share_macros(app)


def _trust_proxies(app: Flask, settings: Settings) -> None:
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
