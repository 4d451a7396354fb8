"""A beta of an idea: staff open it, customers ask, staff invite, customers say yes or no from the mail or from their page."""

import csv
import io

import pytest

from community import clock
from community.accounts.models import HeldAct, Person
from community.advocates import actions_betas as actions
from community.advocates.actions_betas import BetaRefused
from community.advocates.models_thanks import Beta, BetaPlace
from community.db import db, writing
from community.events import record
from community.ideas.models import Topic
from community.jobs.worker import drain
from community.notifications.links import sign
from tests import factories
from tests.accounts.mails import last_code
from tests.advocates.giving import (
    TRIED,
    an_idea,
    ask_to_try,
    close_beta,
    events,
    id_of,
    invite,
    link_in,
    mails,
    open_beta,
    place,
    say,
)
from tests.advocates.helping import answer
from tests.cast import ADA, BEN, CLEO, MARTA, SAM
from tests.notifications.mails import text_of
from tests.triage.joining import join


@pytest.fixture
def idea(app) -> int:
    return an_idea()


@pytest.fixture
def beta(idea) -> int:
    return open_beta(idea)


def desk(idea):
    return f"/desk/ideas/{idea}/beta"


def test_staff_open_a_beta_and_everybody_reads_of_it(as_person, client, idea):
    sam = as_person(SAM)
    assert "I would like to try it" not in client.get(f"/ideas/{idea}").text
    assert sam.post(f"{desk(idea)}/open", data={"words": TRIED}).status_code == 303
    page = client.get(f"/ideas/{idea}").text
    assert TRIED in page
    assert "I would like to try it" in page
    assert "A beta was opened, to be tried" in page
    assert "Who asked, and who is invited" in sam.get(f"/ideas/{idea}").text
    assert "I would like to try it" not in sam.get(f"/ideas/{idea}").text
    again = sam.post(f"{desk(idea)}/open", data={"words": "Another."})
    assert again.status_code == 422
    assert "A beta of this idea is open already." in again.text
    assert db.session.query(Beta).count() == 1


@pytest.mark.parametrize(("words", "said"), [(" ", "Please say what can be tried"), ("x" * 10_000, "Please shorten this to 2000 characters.")])
def test_a_beta_needs_words_of_some_length(as_person, idea, words, said):
    page = as_person(SAM).post(f"{desk(idea)}/open", data={"words": words})
    assert page.status_code == 422
    assert said in page.text
    assert words.strip() in page.text


def test_a_customer_asks_once_and_takes_it_back(as_person, idea, beta):
    ben = as_person(BEN)
    for _ in range(2):
        assert ben.post(f"/ideas/{idea}/beta/ask").status_code == 303
    assert len(events("beta.asked")) == 1
    assert "You asked to try it." in ben.get(f"/ideas/{idea}").text
    fragment = ben.post(f"/ideas/{idea}/beta/take-back", headers={"HX-Request": "true"}).text
    assert "I would like to try it" in fragment
    assert "<html" not in fragment
    assert place(BEN, beta) is None
    assert "There was nothing to take back." in ben.post(f"/ideas/{idea}/beta/take-back", headers={"HX-Request": "true"}).text


def test_a_visitor_asks_first_and_signs_in_last(client, idea, beta):
    assert client.post(f"/ideas/{idea}/beta/ask").status_code == 303
    act = db.session.query(HeldAct).one()
    assert (act.kind, act.payload) == ("beta", {"idea_id": idea})
    assert "That you would like to try “Print the week on one page” first" in client.get("/sign-in").text
    client.post("/sign-in", data={"email": BEN.email})
    client.post("/sign-in/code", data={"code": last_code()})
    assert place(BEN, beta).asked_at is not None


def test_colleagues_do_not_ask_and_a_closed_beta_takes_nobody(as_person, idea, beta):
    with writing(), pytest.raises(BetaRefused):
        actions.ask_to_try(factories.viewer(SAM), db.session.get_one(Beta, beta), now=clock.now())
    close_beta(beta)
    answered = as_person(BEN).post(f"/ideas/{idea}/beta/ask", follow_redirects=True)
    assert "The beta was closed meanwhile." in answered.text
    assert db.session.query(BetaPlace).count() == 0


def test_staff_invite_who_asked_and_one_more_by_address_and_each_once(as_person, idea, beta):
    ask_to_try(BEN, beta)
    id_of(CLEO)
    sam = as_person(SAM)
    page = sam.get(desk(idea)).text
    assert "Invite Ben Talbot" in page
    for _ in range(2):
        done = sam.post(f"{desk(idea)}/invite", data={"person": id_of(BEN), "email": " Cleo@Elsewhere.example ", "words": "Have a look."})
        assert done.status_code == 303
    assert [event.person_id for event in events("beta.invited")] == [id_of(BEN), id_of(CLEO)]
    ben, cleo = mails("beta_invited")
    assert (ben.address, cleo.address) == (BEN.email, CLEO.email)
    assert "There is a place for you to try it" in text_of(ben)
    assert "You are invited to try it first" in text_of(cleo)
    assert "Have a look." in text_of(cleo)
    assert TRIED in text_of(cleo)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Please choose who is invited"), ({"email": "nobody@nowhere.example"}, "Nobody here has this address."),
        ({"email": "nonsense"}, "Nobody here has this address."), ({"email": MARTA.email}, "They are a colleague."),
        ({"email": BEN.email, "words": "x" * 10_000}, "Please shorten this to 2000 characters."),
    ],
)
def test_an_invitation_that_cannot_be_comes_back_with_what_was_typed(as_person, idea, beta, data, said):
    id_of(BEN), id_of(MARTA)
    page = as_person(SAM).post(f"{desk(idea)}/invite", data=data)
    assert page.status_code == 422
    assert said in page.text
    for typed in data.values():
        assert typed in page.text
    assert events("beta.invited") == []


def test_from_the_persons_page_too_and_who_was_invited_gets_no_second_mail(as_person, idea, beta):
    sam, ben = as_person(SAM), id_of(BEN)
    assert "Print the week on one page" in sam.get(f"/people/{ben}/invite").text
    assert "Please choose a beta that is open." in sam.post(f"/people/{ben}/invite", data={"beta": "77"}).text
    first = sam.post(f"/people/{ben}/invite", data={"beta": beta, "words": ""}, follow_redirects=True).text
    assert "Invited. Ben Talbot hears it by mail." in first
    second = sam.post(f"/people/{ben}/invite", data={"beta": beta}, follow_redirects=True).text
    assert "Ben Talbot is invited already; nothing more was sent." in second
    assert len(mails("beta_invited")) == 1


@pytest.mark.parametrize("state", ["erased", "banned"])
def test_who_is_gone_is_not_invited(as_person, idea, beta, state):
    with writing() as session:
        session.get(Person, id_of(BEN)).state = state
    page = as_person(SAM).post(f"/people/{id_of(BEN)}/invite", data={"beta": beta, "words": "Come and see."})
    assert page.status_code == 422
    assert "nothing can reach them" in page.text
    assert "Come and see." in page.text


def test_who_may_not_see_the_idea_is_not_invited(as_person, idea, beta):
    with writing() as session:
        session.query(Topic).one().visibility = "staff"
    page = as_person(SAM).post(f"/people/{id_of(BEN)}/invite", data={"beta": beta})
    assert page.status_code == 422
    assert "They may not see this idea" in page.text


def test_looking_changes_nothing_and_a_button_says_yes_without_signing_in(client, idea, beta):
    invite(BEN, beta)
    path = link_in(mails("beta_invited")[0], "/betas/by-mail/")
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "For Ben Talbot. You need not sign in to answer." in page.text
    assert place(BEN, beta).answer == ""
    assert client.post(path, data={"answer": "perhaps"}).status_code == 422
    assert "You take part." in client.post(path, data={"answer": "yes"}).text
    client.post(path, data={"answer": "yes"})
    assert [event.data["answer"] for event in events("beta.answered")] == ["yes"]
    assert "That is fine." in client.post(path, data={"answer": "no"}).text
    assert place(BEN, beta).answer == "no"
    assert "Sign in" in client.get(f"/ideas/{idea}").text


def test_after_its_end_an_answer_is_final_and_the_page_says_so(client, as_person, idea, beta):
    invite(BEN, beta)
    path = link_in(mails("beta_invited")[0], "/betas/by-mail/")
    client.post(path, data={"answer": "yes"})
    close_beta(beta)
    late = client.post(path, data={"answer": "no"})
    assert late.status_code == 409
    assert "This beta was closed" in late.text
    assert "Your word was kept: Took part." in late.text
    assert place(BEN, beta).answer == "yes"


def test_a_token_is_good_for_one_person_one_beta_and_one_act(client, beta, moved_clock):
    invite(BEN, beta)
    until = int(clock.now().timestamp()) + 9_999
    for what in ([beta, id_of(CLEO), until], [beta + 1, id_of(BEN), until], [beta, id_of(BEN), until - 20_000], ["x"], []):
        assert client.get(f"/betas/by-mail/{sign('beta', what)}").status_code == 404
    assert client.get(f"/betas/by-mail/{sign('reply', [beta, id_of(BEN), until])}").status_code == 404
    path = link_in(mails("beta_invited")[0], "/betas/by-mail/")
    moved_clock(181 * 86_400)
    assert client.get(path).status_code == 404


def test_the_profile_leads_to_the_invitation_and_shows_what_was_said(as_person, client, idea, beta):
    invite(BEN, beta)
    ben, mine = id_of(BEN), as_person(BEN)
    assert f'href="/betas/{beta}"' in mine.get(f"/people/{ben}").text
    assert mine.post(f"/betas/{beta}", data={"answer": "yes"}).status_code == 200
    assert "Takes part" in mine.get(f"/people/{ben}").text
    assert "Takes part" in as_person(SAM).get(f"/people/{ben}").text
    for stranger in (client, as_person(CLEO)):
        assert "Takes part" not in stranger.get(f"/people/{ben}").text
    for part in (CLEO, SAM):
        assert as_person(part).get(f"/betas/{beta}").status_code == 404


def test_what_shipped_after_somebody_tested_it_counts_as_their_help(client, as_person, idea, beta):
    invite(BEN, beta)
    say(BEN, beta, "yes")
    answer(idea)
    page = client.get(f"/people/{id_of(BEN)}").text
    assert "1 thing shipped with their help" in page
    assert "They tested it" in page
    own = as_person(BEN).get(f"/people/{id_of(BEN)}").text
    assert "1 thing shipped with your help" in own
    assert "You tested it" in own


def test_a_beta_goes_with_the_idea_that_its_idea_joins(client, as_person, idea, beta):
    root = an_idea(CLEO)
    join(idea, root)
    assert "I would like to try it" in client.get(f"/ideas/{root}").text
    assert as_person(BEN).post(f"/ideas/{root}/beta/ask").status_code == 303
    assert place(BEN, beta).asked_at is not None
    assert TRIED in as_person(SAM).get(desk(root)).text


def test_the_list_comes_as_csv_with_no_formula_in_it(as_person, idea, beta):
    with writing():
        factories.person(BEN).name = "=HYPERLINK(1)"
    ask_to_try(BEN, beta)
    invite(CLEO, beta)
    say(CLEO, beta, "no")
    answered = as_person(SAM).get(f"{desk(idea)}/list.csv")
    assert answered.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answered.text)))
    assert [(row["name"], row["email"], bool(row["asked_at"]), bool(row["invited_at"]), row["answer"]) for row in rows] == [
        ("Cleo Marsh", CLEO.email, False, True, "no"), ("'=HYPERLINK(1)", BEN.email, True, False, ""),
    ]


def test_who_is_erased_is_on_no_list_any_more(as_person, idea, beta):
    ask_to_try(BEN, beta)
    with writing():
        ben = factories.person(BEN)
        ben.state = "erased"
        record("person.erased", at=clock.now(), person_id=ben.id)
    assert "Ben Talbot" not in as_person(SAM).get(desk(idea)).text
    assert BEN.email not in as_person(SAM).get(f"{desk(idea)}/list.csv").text
    drain()
    assert db.session.query(BetaPlace).count() == 0


def test_a_mail_about_a_beta_that_was_closed_is_not_written(app, idea, beta):
    invite(BEN, beta)
    close_beta(beta)
    assert mails("beta_invited") == []


def test_closing_twice_and_without_any_beta_changes_nothing(as_person, idea):
    sam = as_person(SAM)
    assert "It was closed already." in sam.post(f"{desk(idea)}/close", follow_redirects=True).text
    open_beta(idea)
    for _ in range(2):
        sam.post(f"{desk(idea)}/close")
    assert len(events("beta.closed")) == 1
    assert sam.get(f"{desk(idea)}/list.csv").status_code == 200


def test_customers_do_not_find_the_list(as_person, client, idea, beta):
    for path in (desk(idea), f"{desk(idea)}/list.csv"):
        assert as_person(ADA).get(path).status_code == 404
        assert client.get(path).location.startswith("/sign-in")
