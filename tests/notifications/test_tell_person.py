"""Telling one person of one event: a notice and its mail, once."""

import pytest

from community import clock
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.notifications import contexts
from community.notifications.models_inbox import Notice
from community.notifications.telling import tell_person
from tests import factories
from tests.cast import BEN
from tests.notifications.conftest import answer, vote
from tests.notifications.mails import rows


@pytest.fixture
def tell(idea_id):
    """Ben is told that the idea is published, as he never would be."""
    def told(unsent=""):
        with writing():
            idea = db.session.get_one(Idea, idea_id)
            event = db.session.query(Event).filter_by(kind="idea.published").one()
            context = {**contexts.of_idea(idea), "why": "", "as_author": True, "tie": "author", "together": ""}
            return tell_person(
                "idea_published", person=factories.person(BEN), event=event, idea=idea, why="author", unsent=unsent, context=context,
                now=clock.now(),
            )

    return told


def notices():
    db.session.expire_all()
    return db.session.query(Notice).order_by(Notice.id).all()


def test_a_notice_is_written_with_its_mail(tell, idea_id):
    notice = tell()
    (mail,) = rows("idea_published", address=BEN.email)
    assert (notice.mail_id, mail.state) == (mail.id, "queued")
    assert (notice.kind, notice.idea_id, notice.why, notice.pace, notice.read_at) == ("idea_published", idea_id, "author", "at_once", None)


def test_a_second_time_changes_nothing(tell):
    assert tell().id == tell().id
    assert len(notices()) == len(rows("idea_published", address=BEN.email)) == 1


def test_what_is_refused_stands_in_the_inbox_and_in_the_log_with_the_reason(tell):
    notice = tell(unsent="refused")
    (mail,) = rows("idea_published", address=BEN.email)
    assert (notice.pace, notice.mail_id) == ("never", mail.id)
    assert (mail.state, mail.reason) == ("skipped", "refused")


def test_who_wants_to_hear_nothing_of_an_idea_gets_no_notice(tell):
    assert tell(unsent="stopped") is None
    assert tell(unsent="stopped") is None
    assert notices() == []
    (mail,) = rows("idea_published", address=BEN.email)
    assert mail.reason == "stopped"


def test_an_event_tells_each_person_what_it_mails_them(idea_id):
    vote(idea_id, BEN)
    answer(idea_id)
    told = {(each.person_id, each.kind, each.why, each.mail_id) for each in notices()}
    assert {(mail.person_id, mail.kind, mail.id) for mail in rows() if mail.event_id} == {(person, kind, mail) for person, kind, _, mail in told}
    assert (factories.person(BEN).id, "idea_answered", "voter") in {row[:3] for row in told}
