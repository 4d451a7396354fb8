"""Many things at once about one idea: the first come alone, the rest in one mail when the window ends."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Comment
from community.jobs import digests as job
from community.jobs.worker import drain
from community.notifications.actions_delivery import claim_next
from community.notifications.models import Mail
from community.notifications.models_inbox import Notice
from community.notifications.rules_digests import WINDOW
from tests.cast import ADA
from tests.notifications.conftest import comment
from tests.notifications.mails import html_of, parsed, rows, text_of

WORDS = ("one", "two", "three", "four", "five", "six", "seven")


@pytest.fixture
def burst(idea_id):
    """Seven comments by Ben on Ada's idea within a minute."""
    drain()
    return [comment(idea_id, body=f"Number {word}.") for word in WORDS]


def later(move, wait):
    move((clock.now() - datetime.now(UTC) + wait).total_seconds())
    while job.make():
        pass


def test_the_fifth_and_all_after_it_come_as_one_and_name_everything(burst, idea_id, moved_clock):
    assert len(rows(address=ADA.email)) == 4, "that it is published, and three comments"
    later(moved_clock, WINDOW - timedelta(seconds=30))
    assert rows("idea_activity") == []
    later(moved_clock, timedelta(seconds=60))
    (mail,) = rows("idea_activity")
    assert (mail.address, mail.idea_id) == (ADA.email, idea_id)
    for part in (text_of(mail), html_of(mail)):
        assert [word for word in WORDS if f"Number {word}." in part] == ["four", "five", "six", "seven"]
    assert str(parsed(mail)["In-Reply-To"]) == f"<idea.{idea_id}@127.0.0.1>"
    assert db.session.query(Notice).filter(Notice.mail_id.is_(None), Notice.pace == "folded").count() == 0
    later(moved_clock, timedelta(hours=1))
    assert len(rows("idea_activity")) == 1


def test_what_is_hidden_between_its_making_and_its_sending_does_not_go(burst, moved_clock):
    later(moved_clock, WINDOW + timedelta(seconds=5))
    with writing():
        db.session.query(Mail).filter(Mail.kind != "idea_activity").update({"state": "sent"})
        db.session.get_one(Comment, burst[-1]).hidden_at = clock.now()
        letter = claim_next(clock.now())
    assert letter is not None, [(m.state, m.reason) for m in rows("idea_activity")]
    assert b"Number six." in letter.content
    assert b"Number seven." not in letter.content
    assert letter.message_id == rows("idea_activity")[0].message_id


def test_a_burst_for_somebody_who_wants_nothing_of_it_stays_in_the_inbox(burst, idea_id, as_person, moved_clock):
    as_person(ADA).post(f"/ideas/{idea_id}/follow", data={"level": "nothing"})
    later(moved_clock, WINDOW + timedelta(seconds=5))
    assert rows("idea_activity") == []
