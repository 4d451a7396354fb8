"""The answer names those whose replies changed it: at once, when it waits for its time, and in their mail."""

from datetime import timedelta

import pytest

from community import clock
from community.cocreation.models import AnswerCredit
from community.cocreation.queries_credits import credited_by
from community.db import db, writing
from community.jobs.worker import drain
from community.moderation.actions import hide
from community.moderation.queries import subject
from community.responses.actions_waiting import publish_next
from community.responses.queries import answers_of
from tests import factories
from tests.cast import BEN, CLEO, MARTA, MO
from tests.cocreation.helping import answer, put, wanted_idea
from tests.notifications.mails import html_of, rows, text_of

WORDS = "Yes. We print the week on A4 from January on, and the kitchen comes first, as you told us."
THANKS = "Your reply to our question changed this answer."


@pytest.fixture
def idea_id(app):
    return wanted_idea()


@pytest.fixture
def replies(idea_id):
    asked = put(idea_id)
    return answer(asked, BEN, "A4, by hand."), answer(asked, CLEO, "We print nothing.")


def publish(as_person, idea_id, *ticked, **more):
    done = as_person(MARTA).post(f"/desk/ideas/{idea_id}/answer", data={"status": "shipped", "body": WORDS, "over": "0", "because": list(ticked), **more})
    drain()
    return done


def credited():
    db.session.expire_all()
    return [row.voice_id for row in db.session.query(AnswerCredit).order_by(AnswerCredit.id)]


def test_the_composer_offers_the_replies(as_person, idea_id, replies):
    page = as_person(MARTA).get(f"/desk/ideas/{idea_id}").text
    assert "Which replies changed this answer?" in page
    assert f'name="because" value="{replies[0]}"' in page


def test_who_is_ticked_is_named_and_told_and_nobody_else(as_person, client, idea_id, replies):
    assert publish(as_person, idea_id, replies[0]).status_code == 303
    page = client.get(f"/ideas/{idea_id}").text
    named = page.split('class="because"')[1].split("</p>")[0]
    assert "Ben Talbot" in named
    assert "Cleo" not in named
    mails = {mail.address: mail for mail in rows("idea_shipped")}
    for read in (text_of, html_of):
        assert THANKS in read(mails[BEN.email])
        assert THANKS not in read(mails[CLEO.email])


def test_a_refused_answer_keeps_the_ticks(as_person, idea_id, replies):
    done = publish(as_person, idea_id, replies[1], body="Soon.")
    assert done.status_code == 422
    assert f'value="{replies[1]}" checked' in done.text
    assert credited() == []


def test_only_replies_on_this_idea_in_sight_count(as_person, idea_id, replies):
    with writing():
        mo = factories.viewer(MO)
        hide(mo, subject(mo, "voice", replies[1]), "Please stay kind.", now=clock.now())
    publish(as_person, idea_id, replies[0], replies[1], 999, "x", "-1")
    assert credited() == [replies[0]]


def test_a_reply_hidden_later_is_named_no_more(as_person, client, idea_id, replies):
    publish(as_person, idea_id, replies[0])
    with writing():
        mo = factories.viewer(MO)
        hide(mo, subject(mo, "voice", replies[0]), "Please stay kind.", now=clock.now())
    assert 'class="because"' not in client.get(f"/ideas/{idea_id}").text


def test_the_same_form_twice_names_them_once(as_person, idea_id, replies):
    for _ in range(2):
        publish(as_person, idea_id, replies[0])
    assert credited() == [replies[0]]


def test_what_is_ticked_waits_with_the_answer(as_person, client, idea_id, replies, moved_clock):
    day = clock.now() + timedelta(days=2)
    done = publish(as_person, idea_id, replies[0], later="1", publish_day=f"{day:%Y-%m-%d}", publish_time="09:00")
    assert done.status_code == 303
    assert 'class="because"' not in client.get(f"/ideas/{idea_id}").text
    assert f'value="{replies[0]}" checked' in as_person(MARTA).get(f"/desk/ideas/{idea_id}").text
    moved_clock(3 * 86_400)
    with writing():
        assert publish_next(clock.now())
    drain()
    assert credited_by(answers_of(idea_id)[0].id) == {factories.person(BEN).id}
    assert "Ben Talbot" in client.get(f"/ideas/{idea_id}").text.split('class="because"')[1]
    assert THANKS in text_of(rows("idea_shipped", address=BEN.email)[-1])


def test_published_at_once_after_all_it_names_what_is_ticked_then(as_person, idea_id, replies):
    day = clock.now() + timedelta(days=2)
    publish(as_person, idea_id, replies[0], later="1", publish_day=f"{day:%Y-%m-%d}", publish_time="09:00")
    publish(as_person, idea_id, replies[1])
    assert credited_by(answers_of(idea_id)[0].id) == {factories.person(CLEO).id}
