"""Digests: at eight where the reader is, once a period, from what waits and may be seen; else none, and why."""

from datetime import timedelta

import pytest

from community.accounts.rules import PersonState
from community.db import db, writing
from community.ideas.models import Comment, Follow, Idea
from community.ideas.rules import Visibility
from community.notifications import actions_digests, actions_plans
from community.notifications.models import Mail
from community.notifications.models_digests import DigestPlan
from community.notifications.models_inbox import Notice
from community.notifications.rules_telling import Pace
from community.triage.actions_mentions import Said, log_mention
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.notifications.conftest import answer, vote
from tests.notifications.digests import (
    DAY,
    HOUR,
    MONDAY,
    SUNDAY,
    choose,
    choose_weekly,
    commented,
    digests,
    make,
    move_to,
    plan,
    prefer,
    tell,
)
from tests.notifications.mails import html_of, parsed, rows, text_of, urls_in

EIGHT = MONDAY + 8 * HOUR


@pytest.fixture
def waiting(idea_id):
    """A comment of Ben's waits for Ada's daily digest."""
    return tell(ADA, idea_id, comment_id=commented(BEN, idea_id, "We need **paper** at the café too."))


def sent():
    """Every mail so far has gone."""
    with writing():
        db.session.query(Mail).update({"state": "sent"})


def test_what_waits_for_once_a_day_comes_at_eight_and_then_nothing(waiting, idea_id):
    assert make(EIGHT - timedelta(seconds=1)) == 0
    assert make(EIGHT) == 1
    (mail,) = rows("daily_digest")
    assert mail.address == ADA.email
    assert mail.subject == "Your day: 1 idea talked about"
    text = text_of(mail)
    assert "SAID" in text
    assert "Print the week on one page" in text
    assert "Ben Talbot: We need paper at the café too." in text
    assert f"http://127.0.0.1:8000/ideas/{idea_id}#c-1" in text
    assert urls_in(text) == urls_in(html_of(mail))
    assert db.session.get_one(Notice, waiting).mail_id == mail.id
    assert plan(ADA, "daily_digest").next_at is None
    assert make(EIGHT + DAY) == 0
    assert digests(ADA) == [("daily_digest", "2026-11-23", "made", "")]


def test_a_second_thing_waits_for_the_next_day(waiting, idea_id):
    make(EIGHT)
    sent()
    tell(ADA, idea_id, at=EIGHT + HOUR, comment_id=commented(CLEO, idea_id, "In Spanish, please."))
    make(EIGHT + DAY)
    first, second = rows("daily_digest")
    assert "In Spanish" not in text_of(first)
    assert "We need paper" not in text_of(second)
    assert "In Spanish" in text_of(second)


def test_it_is_eight_where_the_reader_is(waiting):
    move_to(ADA, "Asia/Kolkata", now=SUNDAY + HOUR)
    assert plan(ADA, "daily_digest").next_at == MONDAY + 2.5 * HOUR
    assert make(MONDAY + 2.5 * HOUR) == 1
    assert len(rows("daily_digest")) == 1


def test_a_zone_that_changed_without_a_word_is_seen_when_the_time_comes(waiting):
    with writing():
        factories.person(ADA).zone = "America/New_York"
    assert make(EIGHT) == 1
    assert rows("daily_digest") == []
    assert plan(ADA, "daily_digest").next_at == MONDAY + 13 * HOUR
    make(MONDAY + 13 * HOUR)
    assert len(rows("daily_digest")) == 1


def test_who_moves_past_their_eight_o_clock_gets_it_at_once_and_who_moves_back_not_again(idea_id):
    choose_weekly(ADA)
    move_to(ADA, "Pacific/Kiritimati", now=MONDAY - 4 * HOUR)
    assert plan(ADA, "weekly_digest").next_at == MONDAY - 6 * HOUR, "it is ten on Monday morning there"
    assert make(MONDAY - 4 * HOUR) == 1
    move_to(ADA, "Pacific/Honolulu", now=MONDAY - 3 * HOUR)
    assert plan(ADA, "weekly_digest").next_at == MONDAY + 7 * DAY + 18 * HOUR
    assert [period for _, period, *_ in digests(ADA)] == ["2026-11-23"]


def test_after_three_days_of_standstill_comes_one(waiting, idea_id):
    make(EIGHT + 3 * DAY)
    assert [period for _, period, *_ in digests(ADA)] == ["2026-11-26"]
    assert len(rows("daily_digest")) == 1


def test_comments_beyond_three_and_ideas_beyond_ten_are_counted(ladder):
    with writing():
        ids = [factories.idea(ADA, f"Idea {number}").id for number in range(13)]
    for idea_id in ids:
        tell(ADA, idea_id, comment_id=commented(BEN, idea_id))
    for word in ("one", "two", "three", "four"):
        tell(ADA, ids[-1], comment_id=commented(BEN, ids[-1], f"And {word}."))
    make(EIGHT)
    (mail,) = rows("daily_digest")
    text = text_of(mail)
    assert text.count("\n- ") == 10
    assert "and 3 more" in text
    assert "And 2 more comments." in text
    assert len(mail.content) < 60_000
    assert db.session.query(Notice).filter(Notice.mail_id.is_(None)).count() == 0


def test_what_is_out_of_sight_when_it_is_made_is_left_out(waiting, idea_id):
    tell(ADA, idea_id, comment_id=commented(CLEO, idea_id, "Something rude."))
    with writing():
        factories.hide_comment(2)
    make(EIGHT)
    assert "rude" not in text_of(rows("daily_digest")[0])


@pytest.mark.parametrize("change", ["hidden", "private", "stopped", "comment", "read"])
def test_nothing_in_sight_means_no_mail_and_says_so(waiting, idea_id, change):
    with writing():
        idea = db.session.get_one(Idea, idea_id)
        if change == "hidden":
            idea.state = "deleted"
        elif change == "private":
            factories.topic("rotas").visibility = Visibility.ORGANISATIONS
        elif change == "stopped":
            db.session.query(Follow).filter_by(person_id=factories.person(ADA).id).update({"level": "nothing"})
        elif change == "comment":
            factories.hide_comment(1)
        else:
            db.session.get_one(Notice, waiting).read_at = SUNDAY
    make(EIGHT)
    assert rows("daily_digest") == []
    assert digests(ADA) == [("daily_digest", "2026-11-23", "skipped", "nothing")]


@pytest.mark.parametrize(("change", "reason"), [
    ({"state": PersonState.BANNED}, "banned"), ({"state": PersonState.DEACTIVATED}, "deactivated"),
    ({"mail_suspended_at": SUNDAY}, "suspended"), ({"email": None}, "moved"),
])
def test_who_cannot_be_told_is_passed_over_with_the_reason(waiting, change, reason):
    with writing():
        person = factories.person(ADA)
        for name, value in change.items():
            setattr(person, name, value)
    person_id = person.id
    make(EIGHT)
    assert rows("daily_digest") == []
    found = db.session.query(actions_digests.Digest).filter_by(person_id=person_id).one()
    assert (found.state, found.reason) == ("skipped", reason)
    assert db.session.get_one(Notice, waiting).mail_id is None, "it still waits"


def test_who_refused_digests_gets_none(waiting):
    prefer(ADA, "daily_digest", Pace.NEVER)
    make(EIGHT)
    assert digests(ADA) == [("daily_digest", "2026-11-23", "skipped", "refused")]


def test_nobody_gets_a_weekly_digest_who_did_not_choose_it(idea_id):
    vote(idea_id, BEN, CLEO)
    assert make(MONDAY + 30 * DAY) == 0
    assert db.session.query(DigestPlan).count() == 0


def test_the_week_tells_what_happened_what_one_s_ideas_gained_and_what_rises(idea_id):
    choose_weekly(ADA, now=SUNDAY - 6 * DAY)
    with writing():
        other, young = factories.idea(ADA, "Swap shifts without asking"), factories.idea(BEN, "Quiet hours at night")
        db.session.query(Idea).update({"published_at": SUNDAY - 5 * DAY})
    vote(idea_id, BEN, CLEO)
    vote(young.id, CLEO)
    made = answer(other.id, "shipped")
    db.session.query(Notice).filter_by(kind="idea_answered").delete()
    tell(ADA, other.id, Pace.WEEKLY, kind="idea_answered", event="answer.published", answer_id=made)
    make(EIGHT)
    (mail,) = rows("weekly_digest")
    assert mail.subject == "Your week: 1 thing shipped, 1 idea of yours gained, 1 idea that may be yours too"
    text = text_of(mail)
    assert text.index("SHIPPED") < text.index("YOUR IDEAS") < text.index("IS THIS YOURS TOO?")
    assert "Shipped. Marta Lindqvist: We are building this now" in text
    assert "2 more people want it." in text
    assert "Quiet hours at night" in text
    assert str(parsed(mail)["List-Unsubscribe"]).startswith("<http://127.0.0.1:8000/mail/stop/")


def test_what_was_suggested_once_is_not_suggested_again(idea_id):
    choose_weekly(ADA, now=SUNDAY)
    with writing():
        young = factories.idea(BEN, "Quiet hours at night")
        db.session.query(Idea).update({"published_at": SUNDAY})
    for week in range(2):
        tell(ADA, idea_id, Pace.WEEKLY, at=SUNDAY + week * 7 * DAY, comment_id=commented(BEN, idea_id))
        make(EIGHT + week * 7 * DAY)
    first, second = rows("weekly_digest")
    assert young.title in text_of(first)
    assert young.title not in text_of(second)


def test_a_quiet_week_is_no_mail_though_ideas_rise(idea_id):
    choose_weekly(ADA)
    with writing():
        factories.idea(BEN, "Quiet hours at night")
        db.session.query(Idea).update({"published_at": SUNDAY})
    make(EIGHT)
    assert digests(ADA) == [("weekly_digest", "2026-11-23", "skipped", "nothing")]
    assert plan(ADA, "weekly_digest").next_at == EIGHT + 7 * DAY


def test_the_day_of_the_week_is_one_s_own_choice(idea_id):
    choose_weekly(ADA, weekday=4)
    assert plan(ADA, "weekly_digest").next_at == EIGHT + 4 * DAY
    choose_weekly(ADA, weekday=1, now=MONDAY)
    assert plan(ADA, "weekly_digest").next_at == EIGHT + DAY


def test_one_that_fails_waits_an_hour_and_stands_in_nobody_s_way(waiting, idea_id):
    tell(BEN, idea_id, comment_id=commented(CLEO, idea_id))
    with writing():
        actions_digests.put_off(factories.person(ADA).id, "daily_digest", EIGHT)
    assert make(EIGHT) == 1
    assert [mail.address for mail in rows("daily_digest")] == [BEN.email]
    assert make(EIGHT + HOUR) == 1
    assert len(rows("daily_digest")) == 2


def test_one_digest_costs_few_statements(waiting, idea_id, statements):
    for _ in range(20):
        tell(ADA, idea_id, comment_id=commented(BEN, idea_id))
    with statements() as sent:
        make(EIGHT)
    assert len(rows("daily_digest")) == 1
    assert len(sent) <= 20, sent


def test_nothing_due_costs_one_statement(waiting, statements, app, moved_clock):
    with statements() as sent:
        assert actions_digests.queries.first_due(SUNDAY) is None
    assert len(sent) == 1


def test_what_may_not_have_arrived_waits_for_the_next(waiting, idea_id):
    make(EIGHT)
    (mail,) = rows("daily_digest")
    with writing():
        actions_digests.wait_again(db.session.get_one(Mail, mail.id), EIGHT + HOUR)
    make(EIGHT + DAY)
    assert len(rows("daily_digest")) == 2
    assert "We need paper" in text_of(rows("daily_digest")[1])


def test_one_that_still_waits_is_taken_into_the_next(waiting, idea_id):
    make(EIGHT)
    tell(ADA, idea_id, at=EIGHT + HOUR, comment_id=commented(CLEO, idea_id, "In Spanish, please."))
    make(EIGHT + DAY)
    first, second = rows("daily_digest")
    assert (first.state, first.reason) == ("skipped", "gathered")
    assert "We need paper" in text_of(second)
    assert "In Spanish" in text_of(second)


def test_what_goes_out_of_sight_before_it_leaves_is_dropped_and_the_rest_goes(waiting, idea_id):
    tell(ADA, idea_id, comment_id=commented(CLEO, idea_id, "Something rude."))
    make(EIGHT)
    (mail,) = rows("daily_digest")
    before = mail.message_id
    with writing():
        factories.hide_comment(2)
        assert actions_digests.why_no_more(db.session.get_one(Mail, mail.id), EIGHT) == ""
    (mail,) = rows("daily_digest")
    assert "rude" not in text_of(mail)
    assert "We need paper" in text_of(mail)
    assert mail.message_id == before
    with writing():
        db.session.query(Comment).update({"hidden_at": EIGHT})
        assert actions_digests.why_no_more(db.session.get_one(Mail, mail.id), EIGHT) == "hidden"


def test_staff_get_a_recap_of_their_topics_unless_they_refuse(idea_id):
    with writing():
        actions_plans.enrol_owners(SUNDAY - DAY)
        db.session.query(Idea).update({"published_at": SUNDAY, "due_at": SUNDAY + HOUR})
    make(EIGHT)
    (mail,) = rows("staff_recap")
    assert mail.address == MARTA.email
    assert "OVERDUE" in text_of(mail)
    assert "Print the week on one page" in text_of(mail)
    prefer(MARTA, "staff_recap", Pace.NEVER)
    make(EIGHT + 7 * DAY)
    assert digests(MARTA)[-1] == ("staff_recap", "2026-11-30", "skipped", "refused")
    assert len(rows("staff_recap")) == 1


def test_staff_may_have_it_every_day(idea_id):
    choose(MARTA, "staff_recap", Pace.DAILY)
    assert plan(MARTA, "staff_recap").next_at == EIGHT
    make(EIGHT)
    assert plan(MARTA, "staff_recap").next_at == EIGHT + DAY


def test_a_recap_tells_of_replies_owed_to_what_waits_for_an_idea(idea_id):
    with writing():
        actions_plans.enrol_owners(SUNDAY - DAY)
        for number, ago in enumerate((30, 20, 13, 1)):
            log_mention(factories.viewer(MARTA), Said(f"https://x.example/{number}", "Paper, please."), now=SUNDAY - ago * DAY)
    make(EIGHT)
    (mail,) = rows("staff_recap")
    assert "Said elsewhere, and waiting for an idea: 2 replies are overdue, 1 is due next." in text_of(mail)
