"""Write first, sign in last: what was held takes effect once, on whatever device, or is given back."""

from datetime import timedelta

import pytest
from werkzeug.exceptions import RequestEntityTooLarge

from community import clock
from community.accounts.actions import hold_act
from community.accounts.models import HeldAct, SignIn
from community.accounts.passwords import hash_password
from community.accounts.queries import hash_of
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.votes.models import Vote
from community.web import held_kinds
from community.web.held import hold
from community.web.held_kinds import Kind
from tests import factories
from tests.accounts.mails import ask, last_code, last_link, mails, text_of
from tests.cast import ADA, BEN, MARTA

DAY = 86_400


@pytest.fixture
def idea_id(app):
    with writing():
        return factories.idea(ADA, title="Print the week on one page").id


def votes():
    return db.session.query(Vote).all()


def acts():
    return db.session.query(HeldAct).order_by(HeldAct.id).populate_existing().all()


def sign_in(browser, email="nia@ostara.example"):
    ask(browser, email)
    return browser.post("/sign-in/code", data={"code": last_code()})


def test_the_vote_counts_when_the_code_comes_back(client, idea_id):
    client.post(f"/ideas/{idea_id}/vote", data={"importance": "3"})
    assert votes() == []
    sign_in(client)
    [vote] = votes()
    assert (vote.idea_id, vote.importance) == (idea_id, 3)
    assert db.session.get(Idea, idea_id, populate_existing=True).vote_count == 1
    [act] = acts()
    assert (act.outcome, act.person_id) == ("done", vote.person_id)
    assert "Your vote for “Print the week on one page” is in." in client.get("/welcome").text


def test_someone_known_is_told_where_they_were_going(client, idea_id):
    with writing():
        factories.person(BEN)
    client.post(f"/ideas/{idea_id}/vote")
    ask(client, BEN.email, f"/ideas/{idea_id}")
    answer = client.post("/sign-in/code", data={"code": last_code()})
    assert answer.location == f"/ideas/{idea_id}"
    assert "Your vote for “Print the week on one page” is in." in client.get(answer.location).text


def test_the_link_brings_it_into_effect_on_another_device(client, other_browser, idea_id):
    client.post(f"/ideas/{idea_id}/vote")
    ask(client)
    page = other_browser.get(last_link()).text
    assert "Your vote for “Print the week on one page”" in page
    other_browser.post(last_link(), data={"mine": "1"})
    assert len(votes()) == 1


def test_a_password_brings_it_into_effect_too(client, idea_id):
    with writing():
        factories.person(BEN)
    browser_password(client, BEN, "vier Wörter ohne Sinn")
    client.post(f"/ideas/{idea_id}/vote")
    client.post("/sign-in/password", data={"email": BEN.email, "password": "vier Wörter ohne Sinn"})
    assert len(votes()) == 1


def browser_password(client, part, password):
    hashed = hash_password(password)
    with writing():
        factories.person(part).password_hash = hashed


def test_the_mail_names_what_is_kept(client, idea_id):
    client.post(f"/ideas/{idea_id}/vote")
    ask(client)
    assert "Your vote for “Print the week on one page”" in text_of(mails()[-1])


def test_what_another_browser_holds_is_not_taken_along(client, other_browser, idea_id):
    other_browser.post(f"/ideas/{idea_id}/vote")
    sign_in(client)
    assert votes() == []
    assert acts()[0].done_at is None


def test_an_act_linked_to_an_older_code_of_the_address_waits_for_its_own(client, other_browser, idea_id):
    """Someone else's acts must not slip in under my name because they once typed my address."""
    other_browser.post(f"/ideas/{idea_id}/vote")
    ask(other_browser)
    sign_in(client)
    assert votes() == []


def test_the_time_that_counts_is_the_confirmations(client, idea_id, moved_clock):
    client.post(f"/ideas/{idea_id}/vote")
    moved_clock(3 * DAY)
    sign_in(client)
    [vote] = votes()
    assert vote.created_at - acts()[0].created_at >= timedelta(days=3)
    assert abs(vote.created_at - clock.now()) < timedelta(minutes=1)


def test_after_seven_days_it_is_no_longer_held(client, idea_id, moved_clock):
    client.post(f"/ideas/{idea_id}/vote")
    moved_clock(7 * DAY + 60)
    assert "Print the week" not in client.get("/sign-in").text
    sign_in(client)
    assert votes() == []


def test_it_takes_effect_at_most_once(client, idea_id):
    """Not even when the browser's old mark comes back with a copied cookie."""
    client.post(f"/ideas/{idea_id}/vote")
    with client.session_transaction() as session:
        mark = session["browser"]
    sign_in(client)
    client.post(f"/ideas/{idea_id}/vote/withdraw")
    client.post("/sign-out")
    with client.session_transaction() as session:
        session["browser"] = mark
    sign_in(client)
    assert votes() == []


def test_a_vote_given_before_is_not_given_twice(client, other_browser, idea_id):
    for browser in (client, other_browser):
        browser.post(f"/ideas/{idea_id}/vote")
        sign_in(browser)
    assert len(votes()) == 1
    assert db.session.query(Event).filter_by(kind="vote.cast").count() == 1
    assert acts()[1].outcome == "done"
    assert "already voted" in acts()[1].said


def test_a_vote_for_an_idea_that_joined_another_counts_there(client, idea_id):
    client.post(f"/ideas/{idea_id}/vote")
    with writing():
        root = factories.idea(ADA, title="One page a week")
        db.session.get(Idea, idea_id).root_id = root.id
    sign_in(client)
    assert [vote.idea_id for vote in votes()] == [root.id]


@pytest.mark.parametrize("change", [{"state": "hidden"}, {"state": "deleted"}])
def test_what_is_gone_by_then_is_said_and_changes_nothing(client, idea_id, change):
    client.post(f"/ideas/{idea_id}/vote")
    with writing():
        for name, value in change.items():
            setattr(db.session.get(Idea, idea_id), name, value)
    answer = sign_in(client)
    assert answer.location.startswith("/welcome")
    assert "That idea is no longer here." in client.get(answer.location).text
    assert (votes(), acts()[0].outcome) == ([], "refused")


def test_what_one_may_see_by_then_decides_and_not_what_the_visitor_saw(client, idea_id):
    client.post(f"/ideas/{idea_id}/vote")
    with writing():
        factories.topic("rotas", visibility="staff")
    sign_in(client)
    assert votes() == []
    assert acts()[0].outcome == "refused"


def test_one_that_breaks_takes_nothing_from_the_others(client, idea_id, monkeypatch):
    def breaks(actor, payload, now):
        db.session.add(Vote(idea_id=idea_id, person_id=actor.id, importance=9, void=False, created_at=now))
        db.session.flush()
        raise RuntimeError("broken")

    broken = Kind(lambda p: "Your comment", breaks, held_kinds.idea_place, lambda p: p["text"])
    monkeypatch.setitem(held_kinds.KINDS, "comment", broken)
    with client.session_transaction() as session:
        session["browser"] = "b" * 43
    keep(client, "comment", {"idea_id": idea_id, "text": "Words <b>I</b> wrote"})
    client.post(f"/ideas/{idea_id}/vote")
    answer = sign_in(client)
    assert [act.outcome for act in acts()] == ["refused", "done"]
    assert [vote.importance for vote in votes()] == [2]
    page = client.get(answer.location).text
    assert "Something broke on our side" in page
    assert "Words &lt;b&gt;I&lt;/b&gt; wrote" in page


def keep(client, kind, payload):
    with writing():
        hold_act(kind, payload, browser_hash=hash_of("b" * 43), network="127.0.0.1", now=clock.now())


def test_a_crash_before_the_commit_leaves_all_as_it_was(client, idea_id, monkeypatch):
    """The act, its mark, the session and the used code are one transaction."""
    client.post(f"/ideas/{idea_id}/vote")
    ask(client)
    monkeypatch.setattr("community.accounts.actions.settle_act", _dies)
    assert client.post("/sign-in/code", data={"code": last_code()}).status_code == 500
    assert votes() == []
    assert db.session.query(SignIn).populate_existing().one().used_at is None
    monkeypatch.undo()
    client.post("/sign-in/code", data={"code": last_code()})
    assert len(votes()) == 1


def _dies(*args, **kwargs):
    raise RuntimeError("the process died here")


def test_who_may_not_come_in_brings_nothing_into_effect(client, idea_id):
    with writing():
        factories.person(BEN).state = "banned"
    client.post(f"/ideas/{idea_id}/vote")
    sign_in(client, BEN.email)
    assert votes() == []
    assert acts()[0].done_at is None


def test_the_sign_in_page_says_what_is_kept_and_lets_go_of_it(client, idea_id):
    client.post(f"/ideas/{idea_id}/vote")
    assert "Your vote for “Print the week on one page”" in client.get("/sign-in").text
    client.post(f"/sign-in/held/{acts()[0].id}/drop")
    assert acts() == []
    assert "Your vote for" not in client.get("/sign-in").text


def test_nobody_lets_go_of_what_another_browser_holds(client, other_browser, idea_id):
    client.post(f"/ideas/{idea_id}/vote")
    other_browser.post(f"/sign-in/held/{acts()[0].id}/drop")
    assert len(acts()) == 1


def test_what_a_visitor_may_no_longer_see_is_not_named(client, idea_id):
    client.post(f"/ideas/{idea_id}/vote")
    with writing():
        factories.topic("rotas", visibility="staff")
    page = client.get("/sign-in").text
    assert "Print the week" not in page
    assert "Your vote for" in page


def test_more_than_can_be_kept_is_refused(app, client):
    with app.test_request_context("/", headers={"Sec-Fetch-Site": "same-origin"}), pytest.raises(RequestEntityTooLarge):
        hold("vote", {"idea_id": 1, "text": "x" * 70_000})


def test_staff_sign_in_with_what_they_held_as_well(client, idea_id):
    with writing():
        factories.person(MARTA)
    client.post(f"/ideas/{idea_id}/vote")
    sign_in(client, MARTA.email)
    assert len(votes()) == 1
