from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from community.crm.signing import new_secret
from tests.crm.calls import LOOPBACK
from tests.crm.hubspot_server import HubSpot
from tests.receiver import Receiver


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver(secret=new_secret(), drip=0.05) as running:
        yield running


@pytest.fixture
def loopback(app: Flask) -> Iterator[Flask]:
    """The application of an operator who listed loopback: the one place a test may send to."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, webhook_networks=tuple(LOOPBACK))
    yield app
    app.config["SETTINGS"] = before


@pytest.fixture
def hubspot(loopback: Flask) -> Iterator[HubSpot]:
    """A HubSpot of this test's own, to which may be sent."""
    with HubSpot() as server:
        yield server


@pytest.fixture
def hook(loopback: Flask) -> Iterator[Receiver]:
    """A receiver of this test's own, which judges signatures at their own time, so that clocks may move."""
    with Receiver(frozen=True) as running:
        yield running
