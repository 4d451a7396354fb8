"""Share links: made on the page, taken off the address, counted once and only when something happens."""

import re
from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import HeldAct, Person, SignIn
from community.advocates.models_referrals import Referral
from community.advocates.rules_sharing import LASTS
from community.db import db, writing
from community.votes.models import Vote
from tests import factories
from tests.accounts.mails import ask, last_code, last_link
from tests.advocates.sharing import come_by, join, link_of, via_of
from tests.cast import ADA, BEN, CLEO, MARTA


@pytest.fixture
def idea(app):
    with writing():
        return factories.idea(ADA).id


def ids(*people):
    with writing():
        return [factories.person(each).id for each in people]


def rows():
    db.session.rollback()
    found = db.session.query(Referral).order_by(Referral.id).all()
    return [(row.referrer_id, row.kind, row.about_id, row.own) for row in found]


def test_the_panel_gives_each_reader_a_link_of_their_own_and_visitors_the_plain_one(as_person, client, idea):
    mine, theirs, plain = (re.search(r'id="share-link"[^>]* value="([^"]+)"', browser.get(f"/ideas/{idea}").text)[1] for browser in (as_person(ADA), as_person(BEN), client))
    assert via_of(mine) != via_of(theirs)
    assert "via=" not in plain
    assert mine.split("?")[0] == plain


def test_landing_leads_to_the_same_page_without_the_reference_and_writes_nothing(client, app, idea, statements):
    ada, = ids(ADA)
    with statements() as sent:
        answer = come_by(client, app, ada, idea, f"/ideas/{idea}?talk=3&x=1")
    assert (answer.status_code, answer.location) == (302, f"/ideas/{idea}?talk=3&x=1")
    assert answer.headers["Cache-Control"] == "no-store"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert f"Max-Age={30 * 86_400}" in cookie
    assert not [each for each in sent if not each.lower().startswith(("select", "begin", "rollback"))]
    assert db.session.query(Referral).count() == 0


@pytest.mark.parametrize("said", ["", "x", "A" * 22, "ä" * 22, "1", "%00"])
def test_a_reference_that_is_not_ours_goes_and_leaves_nothing(client, said):
    answer = client.get("/", query_string={"via": said})
    assert (answer.status_code, answer.location) in ((302, "/"), (400, None))
    assert "via=" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("path", ["//evil.example/", "/%2f%2fevil.example", "/nothing-here"])
def test_a_made_up_path_leads_nowhere_else(client, app, path):
    ada, = ids(ADA)
    assert "evil" not in (come_by(client, app, ada, 0, path).location or "")


def test_a_page_for_visitors_reads_the_same_by_whatever_link(app, idea, client, other_browser):
    ada, = ids(ADA)
    come_by(other_browser, app, ada, idea, f"/ideas/{idea}")
    assert other_browser.get(f"/ideas/{idea}").text == client.get(f"/ideas/{idea}").text
    assert other_browser.get(f"/ideas/{idea}").headers["Cache-Control"] == "no-cache"


def test_who_joins_votes_and_suggests_by_a_link_is_noted_once_each(client, app, idea):
    cleo, = ids(CLEO)
    come_by(client, app, cleo, idea)
    client.post(f"/ideas/{idea}/vote")
    join(client)
    client.post(f"/ideas/{idea}/vote/withdraw")
    client.post(f"/ideas/{idea}/vote")
    client.post("/ideas", data={"title": "A bell for the night shift", "body": "", "topic": "1"})
    written = [about for _, kind, about, _ in rows() if kind == "idea"]
    assert rows() == [(cleo, "join", 0, ""), (cleo, "vote", idea, ""), (cleo, "idea", written[0], "")]
    assert db.session.query(Referral).first().idea_id == idea


def test_who_has_been_here_for_long_did_not_join_by_it_but_their_vote_counts(as_person, app, idea):
    cleo, = ids(CLEO)
    ben = as_person(BEN)
    come_by(ben, app, cleo)
    ben.post(f"/ideas/{idea}/vote")
    assert rows() == [(cleo, "vote", idea, "")]


def test_the_last_link_counts(client, app, idea):
    cleo, ben = ids(CLEO, BEN)
    come_by(client, app, ben)
    come_by(client, app, cleo)
    join(client, "zoe@lumen.example")
    assert rows() == [(cleo, "join", 0, "")]


def test_a_link_is_forgotten_after_thirty_days(client, app, moved_clock):
    cleo, = ids(CLEO)
    come_by(client, app, cleo)
    moved_clock(LASTS.total_seconds() + 1)
    join(client)
    assert rows() == []


def test_nobody_brings_themselves(as_person, app, idea):
    ben, = ids(BEN)
    browser = as_person(BEN)
    come_by(browser, app, ben)
    browser.post(f"/ideas/{idea}/vote")
    assert rows() == []


@pytest.mark.parametrize(("who", "email", "why"), [(BEN, "nia@ostara.example", "account"), (CLEO, "nia@elsewhere.example", "domain"), (MARTA, "zoe@lumen.example", "staff")])
def test_a_colleague_is_noted_and_earns_nothing(client, app, who, email, why):
    referrer, = ids(who)
    come_by(client, app, referrer)
    join(client, email)
    assert rows() == [(referrer, "join", 0, why)]


def test_the_link_of_whoever_is_gone_brings_nobody(client, app):
    cleo, = ids(CLEO)
    come_by(client, app, cleo)
    with writing():
        db.session.get(Person, cleo).state = "banned"
    join(client)
    assert rows() == []


def test_a_link_counts_on_whatever_device_the_mail_is_opened(client, other_browser, app, idea):
    cleo, = ids(CLEO)
    come_by(client, app, cleo, idea)
    client.post(f"/ideas/{idea}/vote")
    ask(client)
    other_browser.post(last_link(), data={"mine": "1"})
    assert rows() == [(cleo, "join", 0, ""), (cleo, "vote", idea, "")]
    assert db.session.query(Vote).filter_by(idea_id=idea).count() == 1


def test_a_changed_cookie_counts_for_nothing(client, app):
    cleo, = ids(CLEO)
    client.set_cookie("via", f"{link_of(app, cleo)}.6923a1c0.AAAAAAAAAAAAAAAA")
    join(client)
    assert rows() == []
    assert db.session.query(SignIn).one().via
    assert not db.session.query(HeldAct).count()


def test_the_newcomer_is_asked_once_and_may_answer_later(client, app):
    cleo, = ids(CLEO)
    come_by(client, app, cleo)
    ask(client)
    welcome = client.post("/sign-in/code", data={"code": last_code()}).location
    assert "Would you have joined without this invitation?" in client.get(welcome).text
    assert client.post("/me/invitation", data={"next": welcome}).location == welcome
    assert "Would you have joined" in client.get("/me").text
    client.post("/me/invitation", data={"would_have": "no", "next": "//evil.example"})
    db.session.rollback()
    assert db.session.query(Referral).one().would_have == "no"
    assert "Would you have joined" not in client.get("/me").text


def test_who_came_by_themselves_is_asked_nothing(client):
    join(client)
    assert "Would you have joined" not in client.get("/welcome").text
    assert client.post("/me/invitation", data={"would_have": "no"}).status_code == 404


def test_what_came_of_ones_link_stands_on_ones_own_page(as_person, client, app, idea):
    cleo, = ids(CLEO)
    come_by(client, app, cleo)
    client.post(f"/ideas/{idea}/vote")
    join(client)
    page = as_person(CLEO).get("/me").text
    assert "1 person joined" in page
    assert "1 vote" in page
    assert db.session.query(Referral).filter(Referral.landed_at > clock.now() - timedelta(minutes=5)).count() == 2
