"""Every cause beside ideas and helpful comments: what earns it, once, and what takes it back."""

import pytest

from community import clock
from community.accounts.actions_erasing import erase_person
from community.advocates import proving
from community.advocates.models import Badge
from community.cocreation.actions_credits import credit_replies
from community.db import db, writing
from community.events import record
from community.ideas.actions_correcting import correct, uncorrect
from community.ideas.models import Comment, Idea
from community.moderation.actions import ban, hide, lift_ban, restore
from community.moderation.queries import subject
from community.triage.actions import merge, unmerge
from community.voices.models import Voice
from tests import factories
from tests.advocates.helping import answer, comment_of, idea_of, lines, mark, settle, voice_of
from tests.cast import ADA, BEN, CLEO, MARTA, MO, ROOT, SAM
from tests.cocreation import helping as asking
from tests.crm.weighing import restore as let_count
from tests.crm.weighing import void
from tests.triage.helping import vote

MORE = "It is there for everyone since this morning, on the web and on the phone. Thank you for your words."


def points(part):
    return sum(each for _, each in lines(part))


def join(part, root):
    with writing():
        merge(factories.viewer(MARTA), db.session.get_one(Idea, part), db.session.get_one(Idea, root), now=clock.now())


def out_of_sight(kind, number, back=False):
    with writing():
        (restore if back else lambda *a, **k: hide(*a, "Not here.", **k))(factories.viewer(MO), subject(factories.viewer(MO), kind, number), now=clock.now())
    settle()


def test_words_in_what_shipped_count_once_for_each_idea_and_follow_what_is_in_sight(app):
    idea = idea_of(ADA)
    first, second = voice_of(BEN, idea), voice_of(BEN, idea, "And on A4, please.")
    voice_of(ADA, idea, "My own idea, in other words.")
    answer(idea)
    settle()
    voice_of(CLEO, idea, "Too late to have helped.")
    settle()
    assert lines(BEN) == [("voice_shipped", 5)]
    assert [cause for cause, _ in lines(ADA)] == ["idea_shipped"]
    assert lines(CLEO) == []
    out_of_sight("voice", first)
    assert points(BEN) == 5, "the second stands in"
    out_of_sight("voice", second)
    assert points(BEN) == 0
    out_of_sight("voice", first, back=True)
    assert points(BEN) == 5


@pytest.mark.parametrize("how", [{"noted_by": MARTA}, {"source": "mention"}], ids=["noted by staff", "said elsewhere"])
def test_words_that_others_brought_here_earn_nothing(app, how):
    idea = idea_of(ADA)
    voice = voice_of(BEN, idea)
    with writing():
        row = db.session.get_one(Voice, voice)
        row.source = how.get("source", "call")
        row.noted_by_id = factories.person(how["noted_by"]).id if "noted_by" in how else None
    answer(idea)
    settle()
    assert lines(BEN) == []


def test_words_of_a_vote_that_was_set_aside_count_nothing_until_it_counts_again(app):
    idea = idea_of(ADA)
    vote(BEN, idea)
    voice_of(BEN, idea)
    answer(idea)
    settle()
    void(BEN, idea)
    settle()
    assert points(BEN) == 0
    let_count(BEN, idea)
    settle()
    assert points(BEN) == 5


def test_an_idea_that_joined_what_shipped_counts_for_its_author_and_parts_with_it(app):
    root, part = idea_of(ADA), idea_of(BEN, title="A week on one sheet")
    join(part, root)
    answer(root)
    settle()
    assert lines(BEN) == [("part_shipped", 15)]
    with writing():
        unmerge(factories.viewer(MARTA), db.session.get_one(Idea, part), now=clock.now())
    settle()
    assert points(BEN) == 0
    assert points(ADA) == 50


def test_a_merge_takes_nothing_of_what_was_earned(app):
    planned, other = idea_of(BEN), idea_of(ADA)
    answer(planned, "planned")
    settle()
    join(planned, other)
    settle()
    assert lines(BEN) == [("idea_planned", 20)]


def test_a_hidden_idea_counts_nothing_until_it_comes_back(app):
    idea = idea_of(ADA)
    answer(idea)
    settle()
    out_of_sight("idea", idea)
    assert points(ADA) == 0
    out_of_sight("idea", idea, back=True)
    assert points(ADA) == 50


def test_a_reply_counts_when_an_answer_says_that_it_changed_it_and_not_before(app):
    idea = asking.wanted_idea()
    asked = asking.put(idea, "voters")
    asking.answer(asked, BEN)
    settle()
    assert lines(BEN) == []
    [voice] = asking.voices(question_id=asked)
    answer(idea, "declined", "We asked all of you, and half of you print nothing any more. So we leave it.")
    with writing():
        credit_replies(factories.viewer(MARTA), db.session.get_one(Idea, idea), None, [voice.id], now=clock.now())
    settle()
    assert lines(BEN) == [("reply_credited", 10)]
    out_of_sight("voice", voice.id)
    assert points(BEN) == 0


def test_a_comment_that_put_an_answer_right_counts_until_it_is_taken_back(app, as_person):
    comment = comment_of(BEN, idea_of(ADA))
    browser = as_person(SAM)
    said = browser.post(f"/comments/{comment}/corrected", follow_redirects=True)
    assert "put an answer of ours right, thank you" in said.text
    browser.post(f"/comments/{comment}/corrected")
    settle()
    assert lines(BEN) == [("answer_corrected", 15)]
    browser.post(f"/comments/{comment}/corrected/withdraw")
    settle()
    assert points(BEN) == 0
    assert as_person(BEN).post(f"/comments/{comment}/corrected").status_code == 404


def test_colleagues_and_hidden_comments_put_nothing_right(app, as_person):
    idea = idea_of(ADA)
    assert as_person(SAM).post(f"/comments/{comment_of(MARTA, idea)}/corrected").status_code == 409
    comment = comment_of(BEN, idea)
    with writing():
        assert correct(factories.viewer(SAM), db.session.get_one(Comment, comment), now=clock.now())
        assert uncorrect(factories.viewer(SAM), db.session.get_one(Comment, comment), now=clock.now())
    settle()
    assert points(BEN) == 0


def test_somebody_brought_along_counts_once_and_as_long_as_they_take_part(app):
    with writing():
        ben, cleo = factories.person(BEN).id, factories.person(CLEO).id
    for kind, due in (("referral.active", 15), ("referral.active", 15), ("referral.undone", 0), ("referral.active", 15)):
        with writing():
            record(kind, at=clock.now(), person_id=ben, referred_id=cleo)
        settle()
        assert points(BEN) == due
    with writing():
        record("referral.active", at=clock.now(), person_id=ben, referred_id=ben)
    settle()
    assert points(BEN) == 15


def test_what_the_banned_earned_and_gave_waits_until_they_are_back(app):
    idea = idea_of(ADA)
    mark(ADA, comment_of(BEN, idea))
    answer(idea)
    settle()
    with writing():
        ban(factories.viewer(MO), factories.person(ADA), "Spam", now=clock.now())
    settle()
    assert (points(ADA), points(BEN)) == (0, 0)
    with writing():
        lift_ban(factories.viewer(MO), factories.person(ADA), now=clock.now())
    settle()
    assert (points(ADA), points(BEN)) == (50, 10)


def test_who_is_erased_stands_for_nothing_and_what_they_gave_stays(app):
    idea = idea_of(ADA)
    mark(ADA, comment_of(BEN, idea))
    answer(idea)
    settle()
    with writing():
        erase_person(factories.viewer(ROOT), db.session.get_one(type(factories.person(ADA)), factories.person(ADA).id), now=clock.now())
        ada = db.session.query(Idea.author_id).filter_by(id=idea).scalar()
    settle()
    db.session.rollback()
    assert points(BEN) == 10
    assert db.session.query(Badge).filter_by(person_id=ada).count() == 0
    assert proving.next_people(0)[1] == []


def test_nothing_is_due_for_posting_voting_and_talking_much(app):
    for number in range(5):
        idea = idea_of(BEN, title=f"Print page {number}")
        vote(CLEO, idea)
        comment_of(CLEO, idea)
    settle()
    assert (lines(BEN), lines(CLEO)) == ([], [])
