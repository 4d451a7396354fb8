"""An alarm that came back is told to whoever comes next: not even a mail server drops a ball quietly."""

import pytest

from community import clock
from community.db import writing
from community.inbound.bouncing import take_bounce
from community.notifications.envelopes import return_path
from tests.cast import DEV, MARTA
from tests.inbound.reports import sample
from tests.notifications.alarms import WARNED, Watch, alerts, owed
from tests.notifications.conftest import ladder  # noqa: F401
from tests.notifications.mails import rows
from tests.notifications.test_gather import SOON


@pytest.fixture
def watch(ladder, moved_clock):  # noqa: F811
    return Watch(moved_clock)


@pytest.mark.parametrize("name", ["postfix_unknown_user", "postfix_expired"])
def test_the_next_in_line_hears_it_once(watch, name):
    owed()
    watch.look(WARNED)
    watch.gather(WARNED + SOON)
    with writing():
        (mail,) = rows("answer_due_soon")
        mail.state, key = "sent", return_path(mail.id)
        raw = sample(name, return_path=key, message_id=mail.message_id, to=mail.address)
    for _ in range(2):
        with writing():
            assert take_bounce(raw, recipient=key, now=clock.now()) == "bounced"
        watch.gather(WARNED + 2 * SOON)
    assert [(each.address, each.state) for each in rows("answer_due_soon")] == [(MARTA.email, "bounced"), (DEV.email, "queued")]
    assert [alert.state for alert in alerts()] == ["settled", "mailed"]
