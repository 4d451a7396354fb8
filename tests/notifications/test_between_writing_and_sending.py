"""Between its writing and its sending a mail can lose its sense: then it is not sent, and the log says why."""

import pytest

from community import clock
from community.accounts.models import Person
from community.db import db, writing
from community.ideas.models import Idea, Topic
from community.jobs import mail as job
from community.responses.models import Answer
from tests.cast import ADA, BEN
from tests.notifications.conftest import answer, comment, hide, vote
from tests.notifications.mails import rows


@pytest.fixture
def waiting(idea_id):
    """Ben's mail about the answer to Ada's idea."""
    vote(idea_id, BEN)
    answer(idea_id)
    return idea_id


def outcome(kind="idea_answered", address=BEN.email):
    while job.deliver():
        pass
    (mail,) = rows(kind, address=address)
    return mail.state, mail.reason


def change(table, **values):
    with writing():
        row = db.session.query(table).filter_by(**values.pop("where", {})).one()
        for name, value in values.items():
            setattr(row, name, value)


def test_nothing_changed_and_it_goes(waiting):
    assert outcome() == ("sent", "")


@pytest.mark.parametrize("state", ["hidden", "deleted"])
def test_an_idea_out_of_sight_is_not_mailed(waiting, state):
    change(Idea, state=state)
    assert outcome() == ("skipped", "hidden")
    assert rows("idea_answered", address=ADA.email)[0].state == "skipped"


def test_a_withdrawn_answer_is_not_mailed(waiting):
    change(Answer, withdrawn_at=clock.now())
    assert outcome() == ("skipped", "hidden")


def test_a_hidden_comment_is_not_mailed(idea_id):
    hide(comment(idea_id))
    assert outcome("idea_commented", ADA.email) == ("skipped", "hidden")


@pytest.mark.parametrize("state", ["banned", "deactivated", "erased"])
def test_a_person_who_is_gone_gets_nothing(waiting, state):
    change(Person, where={"email": BEN.email}, state=state)
    assert outcome() == ("skipped", state)


def test_a_person_who_moved_gets_nothing_at_the_old_address(waiting):
    change(Person, where={"email": BEN.email}, email="ben@new.example", email_folded="ben@new.example")
    assert outcome() == ("skipped", "moved")


def test_a_suspended_address_gets_nothing(waiting):
    change(Person, where={"email": BEN.email}, mail_suspended_at=clock.now())
    assert outcome() == ("skipped", "suspended")


def test_a_topic_closed_to_the_reader_is_not_mailed(waiting):
    change(Topic, visibility="staff")
    assert outcome() == ("skipped", "unseen")
