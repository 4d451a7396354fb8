"""The alarm in the inbox: a line for each alert, and none to read where nothing is owed any more."""

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.jobs.worker import drain
from community.notifications.models_inbox import Notice
from community.responses.actions import AnswerDraft, answer_idea
from tests import factories
from tests.cast import ADA, MARTA
from tests.notifications.alarms import DUE, WARNED, Watch, alerts, owed
from tests.notifications.conftest import WORDS
from tests.notifications.mails import rows
from tests.notifications.test_inbox import lines, unread_of


@pytest.fixture
def watch(ladder, moved_clock):
    return Watch(moved_clock)


def notices():
    db.session.expire_all()
    return db.session.query(Notice).filter(Notice.kind.in_(("answer_due_soon", "answer_overdue"))).order_by(Notice.id).all()


def told(watch, moment=WARNED):
    watch.look(moment)
    watch.gather(moment.replace(minute=2))


def test_each_alert_of_one_mail_has_its_line(watch, as_person):
    owed(7)
    told(watch)
    assert {row.kind for row in rows()} == {"answers_owed"}
    assert len(notices()) == len(alerts()) == 7
    assert {notice.mail_id for notice in notices()} == {rows()[0].id}
    assert lines(as_person(MARTA))[0] == "Unread: An answer to Print page 7 is due soon."
    assert 'href="/desk/ideas/7"' in as_person(MARTA).get("/me/inbox").text


def test_what_is_told_anew_keeps_its_line(watch):
    owed(1)
    told(watch)
    with writing():
        for alert in alerts():
            alert.state, alert.mail_id = "waiting", None
    watch.gather(WARNED.replace(minute=9))
    assert len(rows()) == 2
    assert [notice.mail_id for notice in notices()] == [rows()[1].id]


def test_the_next_tier_is_another_line(watch):
    owed(1)
    told(watch)
    told(watch, DUE)
    assert {notice.kind for notice in notices()} == {"answer_due_soon", "answer_overdue"}


def test_once_it_is_answered_nobody_need_look_after_it(watch):
    answered, other = owed(2)
    told(watch)
    assert unread_of(MARTA) == 2
    with writing():
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, answered), AnswerDraft.of("shipped", WORDS), now=clock.now())
    drain()
    assert [(notice.idea_id, notice.read_at is None) for notice in notices()] == [(answered, False), (other, True)]
    assert unread_of(MARTA) == 1
    assert unread_of(ADA) == 3
