"""How often one reader may ask for what is costly to read. Counted in this process: reading writes no row."""

from threading import Lock

from flask import Flask, current_app
from werkzeug.exceptions import TooManyRequests

from community import clock
from community.accounts.limits import Rate, wait_seconds
from community.web.auth import this_network, viewer

MOST_READERS = 10_000
_lock = Lock()


def init_app(app: Flask) -> None:
    forget_all(app)


def forget_all(app: Flask) -> None:
    app.extensions["pace"] = {}


def reader(what: str) -> str:
    """The key this reader is counted under: by person, or by network for visitors."""
    return f"{what}:{viewer().id or this_network()}"


def keep_pace(rate: Rate, key: str) -> None:
    """Count one request under this key, or answer 429 with the seconds to wait."""
    if not within_pace(rate, key):
        raise TooManyRequests(retry_after=wait_seconds(rate, clock.now()))


def within_pace(rate: Rate, key: str) -> bool:
    """Count one request under this key; False once there were too many in this window."""
    counts: dict[str, tuple[int, int]] = current_app.extensions["pace"]
    window = int(clock.now().timestamp() // rate.per.total_seconds())
    with _lock:
        if len(counts) >= MOST_READERS:
            counts.clear()
        since, count = counts.get(key, (window, 0))
        counts[key] = (window, count + 1 if since == window else 1)
        return counts[key][1] <= rate.most
