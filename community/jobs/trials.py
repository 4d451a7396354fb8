"""Sending the test mails that staff ask for."""

from flask import current_app

from community import clock
from community.config import Settings
from community.db import db, reading, writing
from community.notifications import actions_trials as actions
from community.notifications import queries_trials as queries
from community.notifications.trying import try_out


def try_next() -> bool:
    """Send one; False when none was asked for."""
    settings: Settings = current_app.config["SETTINGS"]
    with reading():
        if not queries.waiting_trials():
            return False
    with writing():
        begun = actions.begin_trial(clock.now())
    db.session.remove()
    if begun is None:
        return False
    trial_id, address = begun
    said: list[str] = []
    result = try_out(settings, address, clock.now(), said.append)
    db.session.remove()
    with writing():
        actions.end_trial(trial_id, result, said, now=clock.now())
    return True
