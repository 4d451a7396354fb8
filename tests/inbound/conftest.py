"""An idea of Ada's on an open topic of Marta's, in an installation whose mails can be replied to."""

from dataclasses import replace

import pytest

from community.db import db, writing
from community.ideas.models import Idea
from tests import factories
from tests.cast import ADA, DEV, MARTA, OWEN

LADDER = {"owner_id": MARTA, "deputy_id": DEV, "manager_id": OWEN}


@pytest.fixture
def settings(app, monkeypatch):
    """Change settings for one test: settings(authserv="mx.hourfold.example")."""

    def change(**changes):
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **changes))

    change(replies=True)
    return change


@pytest.fixture
def idea_id(settings):
    with writing():
        factories.topic("rotas", **{rung: factories.person(part).id for rung, part in LADDER.items()})
        return factories.idea(ADA).id


def idea(idea_id):
    return db.session.get_one(Idea, idea_id)
