"""The demonstration's own CRM: it takes what one of the endpoints at its address signed, and is nowhere else."""

from dataclasses import replace

import pytest

from community import clock
from community.crm.actions import EndpointDraft, register_endpoint
from community.crm.signing import new_secret, sign
from community.db import writing
from tests import factories
from tests.cast import ROOT

BODY = b'{"type":"ping"}'


@pytest.fixture
def secrets(app, monkeypatch) -> list[str]:
    """Those of two endpoints at the demonstration's own address."""
    settings = replace(app.config["SETTINGS"], env="demo")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    draft = EndpointDraft("CRM", settings.base_url + "/demo/crm", ["ping"])
    with writing():
        made = [register_endpoint(factories.viewer(ROOT), draft, secret_key=settings.secret_key, now=clock.now()) for _ in range(2)]
    return [secret for _, secret in made]


def test_what_either_signed_is_taken(client, secrets):
    for secret in secrets:
        taken = client.post("/demo/crm", data=BODY, headers=sign(secret, "msg_1", clock.now(), BODY))
        assert (taken.status_code, taken.json) == (200, {"taken": "msg_1"})


def test_what_nobody_signed_or_was_changed_is_not(client, secrets):
    signed = sign(secrets[0], "msg_1", clock.now(), BODY)
    assert client.post("/demo/crm", data=BODY + b" ", headers=signed).status_code == 401
    assert client.post("/demo/crm", data=BODY, headers=sign(new_secret(), "msg_1", clock.now(), BODY)).status_code == 401
    assert client.post("/demo/crm", data=BODY).status_code == 401
    assert client.get("/demo/crm").status_code == 405


def test_a_real_community_has_no_such_page(client, secrets, app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], env="production"))
    assert client.post("/demo/crm", data=BODY, headers=sign(secrets[0], "msg_1", clock.now(), BODY)).status_code == 404
