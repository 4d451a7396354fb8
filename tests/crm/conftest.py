from collections.abc import Iterator

import pytest

from community.crm.signing import new_secret
from tests.receiver import Receiver


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver(secret=new_secret(), drip=0.05) as running:
        yield running
