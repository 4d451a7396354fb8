"""What follows from an idea's later days: more people, replies, changed words, the day to look again, shipped."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock, events
from community.accounts.models import Person
from community.db import db, writing
from community.ideas.actions import follow_idea
from community.ideas.models import Comment
from community.jobs import clocks as jobs
from community.jobs.worker import drain
from community.notifications.handlers_news import on_idea_shipped
from community.notifications.queries import why_unwanted
from community.responses.actions import AnswerDraft, answer_idea, edit_answer
from community.responses.models import Answer
from community.triage.actions import merge, unmerge
from community.voices.models import Voice
from community.votes.actions import withdraw_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, DORA, MARTA, MO, OWEN, SAM
from tests.notifications.conftest import WORDS, answer, comment, edit, idea, look_again_is_due, reply, vote
from tests.notifications.mails import html_of, rows, text_of


@pytest.fixture
def idea_id(idea_id):
    """Ada's idea with her own vote; what its publication causes has been done."""
    vote(idea_id, ADA)
    drain()
    return idea_id


def told(kind):
    return {mail.address: mail for mail in rows(kind) if mail.state == "queued"}


def follow(part, idea_id, level="all"):
    with writing():
        follow_idea(idea_id, factories.person(part).id, level, now=clock.now())


def test_the_fifth_person_is_told_to_whoever_asked_and_to_nobody_else(idea_id):
    vote(idea_id, BEN, CLEO, SAM)
    drain()
    assert told("idea_reached") == {}
    vote(idea_id, MO)
    drain()
    assert list(told("idea_reached")) == [ADA.email]
    mail = told("idea_reached")[ADA.email]
    assert mail.subject == "5 people want it: Print the week on one page"
    assert "It began with you." in text_of(mail)
    assert not any(part.name in text_of(mail) for part in (BEN, CLEO, SAM, MO)), "who voted is not told"


def test_a_milestone_is_told_once_however_votes_come_and_go(idea_id):
    vote(idea_id, BEN, CLEO, SAM, MO)
    for _ in range(2):
        with writing():
            withdraw_vote(factories.viewer(MO), idea(idea_id), now=clock.now())
        vote(idea_id, MO)
        drain()
    assert len(rows("idea_reached")) == 1


def test_joining_tells_the_number_to_whose_idea_grew_and_not_again_to_whose_idea_joined(idea_id):
    vote(idea_id, BEN, CLEO)
    with writing():
        part = factories.idea(BEN, "A poster for the wall").id
    vote(part, SAM, MO, DEV)
    drain()
    with writing():
        merge(factories.viewer(MARTA), idea(part), idea(idea_id), now=clock.now())
    drain()
    assert list(told("idea_reached")) == [ADA.email]
    assert told("idea_reached")[ADA.email].subject == "5 people want it: Print the week on one page"
    with writing():
        unmerge(factories.viewer(MARTA), idea(part), now=clock.now())
        merge(factories.viewer(MARTA), idea(part), idea(idea_id), now=clock.now())
    drain()
    assert len(rows("idea_reached")) == 1


def test_who_read_of_as_many_before_joining_is_not_told_the_smaller_number_again(idea_id):
    with writing():
        part = factories.idea(BEN, "A poster for the wall").id
    vote(part, BEN, SAM, MO, DEV, CLEO)
    drain()
    assert list(told("idea_reached")) == [BEN.email]
    vote(idea_id, OWEN, DORA)
    with writing():
        merge(factories.viewer(MARTA), idea(part), idea(idea_id), now=clock.now())
    drain()
    assert [(mail.address, mail.subject[:8]) for mail in rows("idea_reached")] == [(BEN.email, "5 people"), (ADA.email, "5 people")]


def test_a_reply_is_told_to_whose_comment_it_replies_to_with_their_words(idea_id):
    first = comment(idea_id, by=CLEO, body="We need **this** at the café too.")
    reply(idea_id, to=first, by=BEN, body="So do we.")
    mail = told("comment_replied")[CLEO.email]
    assert mail.subject == "Ben Talbot replied to you: Print the week on one page"
    for said in ("replied to your comment", "We need this at the café too.", "So do we.", "because you wrote the comment"):
        assert said in text_of(mail)
        assert said in " ".join(html_of(mail).split())
    assert BEN.email not in told("comment_replied"), "nobody is told of their own words"
    assert ADA.email in {mail.address for mail in rows("idea_commented") if mail.event_id == told("comment_replied")[CLEO.email].event_id}


def test_who_replied_before_hears_of_the_thread_unless_they_chose_answers_only(idea_id):
    first = comment(idea_id, by=CLEO)
    reply(idea_id, to=first, by=BEN)
    reply(idea_id, to=first, by=SAM)
    follow(SAM, idea_id, "answers")
    reply(idea_id, to=first, by=MO)
    latest = max(mail.event_id for mail in rows("comment_replied"))
    heard = {mail.address: mail for mail in rows("comment_replied") if mail.event_id == latest}
    assert set(heard) == {CLEO.email, BEN.email}
    assert "in a conversation you are in" in text_of(heard[BEN.email])
    assert "Cleo Marsh had written:" in text_of(heard[BEN.email])


def test_a_direct_reply_comes_to_who_chose_answers_only_and_not_to_who_chose_nothing(idea_id):
    first = comment(idea_id, by=CLEO)
    follow(CLEO, idea_id, "answers")
    reply(idea_id, to=first, by=BEN)
    assert CLEO.email in told("comment_replied")
    follow(CLEO, idea_id, "nothing")
    reply(idea_id, to=first, by=SAM)
    assert [mail.reason for mail in rows("comment_replied", address=CLEO.email)] == ["", "stopped"]


def test_words_out_of_sight_are_not_quoted(idea_id):
    first = comment(idea_id, by=CLEO, body="Something rude.")
    with writing():
        db.session.get_one(Comment, first).hidden_at = clock.now()
    reply(idea_id, to=first, by=BEN)
    assert all("Something rude." not in text_of(mail) for mail in told("comment_replied").values())


def test_changed_words_are_told_to_who_was_told_of_the_answer(idea_id):
    vote(idea_id, BEN)
    edit(answer(idea_id), WORDS + " The first version prints one page.")
    assert set(told("answer_changed")) == {ADA.email, BEN.email}
    mail = told("answer_changed")[BEN.email]
    assert mail.subject == "Answer changed: Print the week on one page"
    assert "The first version prints one page." in text_of(mail)
    assert "What was decided is as it was: Declined." in text_of(mail)
    assert "You get this because you voted for the idea." in text_of(mail)


def test_what_looks_the_same_is_no_change(idea_id):
    given = answer(idea_id)
    edit(given, WORDS.replace("now, and", "now,\nand").replace("  ", " ") + "\n\n")
    assert rows("answer_changed") == []


def test_of_several_changes_only_the_last_is_told(idea_id):
    given = answer(idea_id)
    for more in (" One.", " Two."):
        edit_silently(given, WORDS + more)
    drain()
    assert len(told("answer_changed")) == 1
    assert "Two." in text_of(told("answer_changed")[ADA.email])


def edit_silently(answer_id, body):
    given = db.session.get_one(Answer, answer_id)
    with writing():
        edit_answer(factories.viewer(MARTA), idea(given.idea_id), AnswerDraft.of(given.status, body, None), now=clock.now())


def test_the_day_to_look_again_is_told_to_author_and_followers_not_to_every_voter(idea_id, moved_clock):
    other = look_again_is_due_with(moved_clock, voter=BEN, follower=CLEO)
    assert set(told("answer_expired")) == {ADA.email, CLEO.email}
    mail = told("answer_expired")[ADA.email]
    assert mail.idea_id == other
    assert "We owe your idea a new answer" in text_of(mail)
    assert "Marta Lindqvist answered “Planned”" in text_of(mail)
    assert "The clock runs again, for everybody to see." in text_of(mail)


def look_again_is_due_with(move, voter, follower):
    with writing():
        made = factories.idea(ADA, "Show the rota in Welsh").id
    vote(made, voter)
    follow(follower, made, "answers")
    drain()
    answer(made, "planned", review_on=(clock.now() + timedelta(days=20)).date())
    pass_the_day(made, move)
    return made


def pass_the_day(made, move):
    move((idea(made).review_at - datetime.now(UTC)).total_seconds() + 60)
    while jobs.renew():
        pass
    drain()


def test_a_new_answer_in_good_time_tells_nothing_of_a_day_that_passed(idea_id, moved_clock):
    answer(idea_id, "planned", review_on=(clock.now() + timedelta(days=20)).date())
    answer(idea_id, "declined", WORDS + " It turned out too hard.")
    moved_clock(timedelta(days=40).total_seconds())
    while jobs.renew():
        pass
    drain()
    assert rows("answer_expired") == []


def test_a_first_clock_tells_no_customer_anything(idea_id):
    assert rows("answer_expired") == []


def test_the_mail_of_the_day_stays_behind_once_the_new_answer_is_there(idea_id, moved_clock):
    made = look_again_is_due(moved_clock)
    (mail,) = rows("answer_expired")
    assert why_unwanted(mail, clock.now()) == ""
    answer(made, "declined", WORDS + " It will not come.")
    (mail,) = rows("answer_expired")
    assert why_unwanted(mail, clock.now()) == "settled"


def test_shipping_is_one_mail_with_the_answer_and_thanks_by_name(idea_id):
    vote(idea_id, BEN, CLEO, SAM)
    with writing():
        db.session.add(Voice(idea_id=idea_id, person_id=factories.person(BEN).id, text="On one sheet, please.", created_at=clock.now()))
    answer(idea_id, "shipped")
    assert rows("idea_answered") == []
    mails = told("idea_shipped")
    assert set(mails) == {ADA.email, BEN.email, CLEO.email, SAM.email}
    ada, ben, cleo = (text_of(mails[part.email]) for part in (ADA, BEN, CLEO))
    assert "What you asked for is here" in ada
    assert "It began with you: you asked for it." in ada
    assert "Ben Talbot said in their own words why it matters." in ada
    assert "Ada Okoro asked for it." in ben
    assert "You said in your own words why it matters." in ben
    assert "What you voted for is here" in cleo
    assert "We are building this now" in cleo
    for text in (ada, ben, cleo):
        assert "2 more people voted for it." in text
        assert "Sam Ito" not in text, "votes are counted and name nobody"


def test_names_that_are_gone_are_not_named(idea_id):
    with writing():
        hidden, erased = factories.person(CLEO), factories.person(SAM)
        db.session.add(Voice(idea_id=idea_id, person_id=hidden.id, text="Hidden words.", hidden_at=clock.now(), created_at=clock.now()))
        db.session.add(Voice(idea_id=idea_id, person_id=erased.id, text="Words of one who left.", created_at=clock.now()))
        db.session.get_one(Person, erased.id).state = "erased"
    answer(idea_id, "shipped")
    text = text_of(told("idea_shipped")[ADA.email])
    assert "Cleo Marsh" not in text
    assert "Sam Ito" not in text


def test_shipping_told_twice_is_one_mail_each(idea_id):
    answer(idea_id, "shipped")
    event = db.session.query(events.Event).filter_by(kind="idea.shipped").one()
    with writing():
        on_idea_shipped(event, 0, clock.now())
    assert len(rows("idea_shipped")) == 1


def test_an_answer_withdrawn_before_its_turn_is_not_told(idea_id):
    with writing():
        given = answer_idea(factories.viewer(MARTA), idea(idea_id), AnswerDraft.of("shipped", WORDS, None), now=clock.now())
        given.withdrawn_at = clock.now()
    drain()
    assert rows("idea_shipped") == []


def test_shipped_again_in_other_words_is_an_answer_like_any_other(idea_id):
    answer(idea_id, "shipped")
    answer(idea_id, "shipped", WORDS + " Now also in colour.")
    assert list(told("idea_answered")) == [ADA.email]
    assert len(rows("idea_shipped")) == 1
