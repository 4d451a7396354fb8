"""Points that people pass to each other wait for staff; help in passing does not."""

from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.accounts.actions_erasing import erase_person
from community.advocates.models import HeldOutcome
from community.advocates.rules_rings import COLLEAGUES_FROM, Doubt, closes_ring, doubt
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from tests import factories
from tests.advocates.helping import answer, comment_of, idea_of, lines, mark, settle, unmark
from tests.cast import ADA, BEN, CLEO, MO, ROOT, SAM, Part

DEE = Part("dee", "Dee Okafor", "dee@brannocs.example", organisation="brannocs")


def test_helping_each_other_once_is_no_ring_and_again_and_again_is_one():
    assert not closes_ring(1, 2, {1: {2: 1}, 2: {1: 1}})
    assert not closes_ring(1, 2, {1: {2: 9}, 2: {1: 1}})
    assert closes_ring(1, 2, {1: {2: 2}, 2: {1: 2}})


def test_a_ring_of_four_is_seen_and_one_of_five_is_not():
    assert closes_ring(1, 2, {1: {2: 2}, 2: {3: 2}, 3: {4: 2}, 4: {1: 2}})
    assert not closes_ring(1, 2, {1: {2: 2}, 2: {3: 2}, 3: {4: 2}, 4: {5: 2}, 5: {1: 2}})


@given(st.dictionaries(st.integers(1, 6), st.dictionaries(st.integers(1, 6), st.integers(1, 3), max_size=4), max_size=6))
def test_who_never_gave_back_is_in_no_ring(gave):
    quiet = {giver: given for giver, given in gave.items() if giver != 9}
    quiet.setdefault(1, {})[9] = 5
    assert not closes_ring(1, 9, quiet)


def test_the_third_word_of_colleagues_is_doubtful():
    assert doubt(1, 2, {1: {2: 1}}, from_colleagues=COLLEAGUES_FROM - 1) is None
    assert doubt(1, 2, {1: {2: 1}}, from_colleagues=COLLEAGUES_FROM) is Doubt.COLLEAGUES


def help_each_other(times):
    """Ben helps Ada and Ada helps Ben, in turn."""
    for _ in range(times):
        mark(ADA, comment_of(BEN, idea_of(ADA)))
        settle()
        mark(BEN, comment_of(ADA, idea_of(BEN)))
        settle()


def held():
    db.session.rollback()
    return db.session.query(HeldOutcome).order_by(HeldOutcome.id).all()


def points(part):
    return sum(each for _, each in lines(part))


def test_a_ring_is_held_from_where_it_closes_and_everything_before_counts(app):
    help_each_other(2)
    assert (points(BEN), points(ADA)) == (19, 10)
    [row] = held()
    assert (row.person_id, row.why, row.state, row.points) == (factories.person(ADA).id, "ring", "waiting", 10)
    help_each_other(1)
    assert (points(BEN), points(ADA)) == (19, 10), "what is held makes the ring no looser"


def test_staff_let_it_count_or_not_with_a_reason_and_can_think_again(app, as_person):
    help_each_other(2)
    browser, url = as_person(MO), f"/moderation/points/{held()[0].id}"
    page = browser.get("/moderation/points/").text
    assert "Ada Okoro" in page
    assert "often given points to each other" in page
    refused = browser.post(url, data={"state": "released", "reason": "  "})
    assert refused.status_code == 422
    assert held()[0].state == "waiting"
    browser.post(url, data={"state": "refused", "reason": "Two accounts of one café."})
    settle()
    assert points(ADA) == 10
    assert "Two accounts of one café." in browser.get("/moderation/points/").text
    browser.post(url, data={"state": "released", "reason": "Two cafés after all."})
    settle()
    assert points(ADA) == 19
    assert (held()[0].reason, held()[0].decided_by_id) == ("Two cafés after all.", factories.person(MO).id)
    acts = [entry.act for entry in db.session.query(AuditEntry).filter(AuditEntry.act.like("points.%")).order_by(AuditEntry.id)]
    assert acts == ["points.refused", "points.released"]
    assert db.session.query(Event).filter_by(kind="points.held").count() == 1


def test_colleagues_count_twice_in_a_quarter_and_then_wait(app):
    ideas = [idea_of(DEE) for _ in range(3)]
    for idea in ideas:
        mark(DEE, comment_of(ADA, idea))
        settle()
    assert points(ADA) == 19
    assert [row.why for row in held()] == ["colleagues"]


def test_words_of_staff_are_in_no_ring(app):
    for _ in range(4):
        mark(SAM, comment_of(BEN, idea_of(CLEO)))
    answer(idea_of(BEN))
    settle()
    assert held() == []
    assert points(BEN) == 50 + 5 + 4 + 4 + 3


def test_what_was_held_and_taken_back_counts_nothing_when_it_is_released(app, as_person):
    help_each_other(2)
    [(held_id, comment_id)] = [(row.id, row.comment_id) for row in held()]
    unmark(BEN, comment_id)
    settle()
    as_person(MO).post(f"/moderation/points/{held_id}", data={"state": "released", "reason": "Fine."})
    settle()
    assert points(ADA) == 10


def test_what_staff_wrote_goes_when_somebody_is_erased(app, as_person):
    help_each_other(2)
    as_person(MO).post(f"/moderation/points/{held()[0].id}", data={"state": "refused", "reason": "Ada and Ben share a desk."})
    with writing():
        ben = factories.person(BEN)
        erase_person(factories.viewer(ROOT), ben, now=clock.now())
    settle()
    assert [(row.state, row.reason) for row in held()] == [("refused", "")]


def test_what_is_held_is_not_there(as_person):
    assert as_person(MO).post("/moderation/points/77", data={"state": "released", "reason": "Fine."}).status_code == 404
    assert as_person(BEN).get("/moderation/points/").status_code == 404
    with writing():
        assert db.session.query(HeldOutcome).count() == 0
