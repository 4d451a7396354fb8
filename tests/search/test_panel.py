"""The panel of similar ideas: while one types, and as a step between writing and posting."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.accounts import limits
from community.config import ROOT
from community.db import writing
from community.ideas.models import Idea
from community.responses.actions import AnswerDraft, answer_idea
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA

HTMX = {"HX-Request": "true"}


@pytest.fixture
def swap(post, work):
    with writing():
        factories.topic("rotas", owner=MARTA)
    idea = post(ADA, "Let people swap shifts without asking a manager", "If both are trained the swap could simply happen.")
    post(BEN, "Offer an open shift to everyone trained for it", "One tap.")
    work()
    return idea


def asked(client, q, **more):
    return client.get("/ideas/similar", query_string={"q": q, **more}, headers=HTMX)


def test_similar_ideas_come_with_everything_one_needs_to_choose(client, swap):
    answer = asked(client, "nurses swap their shifts")
    assert answer.status_code == 200
    assert "One idea sounds like yours" in answer.text
    assert "<mark>swap</mark> <mark>shifts</mark>" in answer.text
    assert 'data-status="new"' in answer.text
    assert "data-clock=" in answer.text
    assert f'formaction="/ideas/{swap}/join"' in answer.text
    assert '<input type="hidden" name="shown" value="1" form="ask-form">' in answer.text
    assert "1 similar idea found" in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("q", ["", "swap", "swap shifts", "  swap   shifts  "])
def test_nothing_comes_before_the_third_word(client, swap, q):
    assert asked(client, q).text.strip() == ""


def test_what_was_typed_is_escaped(client, swap):
    hostile = 'swap shifts "><script>alert(1)</script>'
    text = asked(client, hostile).text + client.get("/ideas/new", query_string={"q": hostile}).text
    assert "<script>" not in text
    assert "&#34;&gt;&lt;script&gt;" in text


def test_an_idea_set_aside_leaves_the_panel_and_stays_away_while_typing(client, swap):
    answer = client.post("/ideas/similar/dismiss", data={"q": "nurses swap shifts", "id": str(swap), "row": [str(swap)]}, headers=HTMX)
    assert f'id="similar-{swap}"' not in answer.text
    assert f'<input type="hidden" name="not" value="{swap}" form="ask-form">' in answer.text
    assert "Set aside." in answer.text
    assert f'id="similar-{swap}"' not in asked(client, "nurses swap shifts often", **{"not": str(swap)}).text


def test_without_a_script_setting_aside_keeps_the_draft(client, swap):
    draft = {"q": "nurses swap shifts", "title": "A title", "body": "A <body> text", "tags": "night", "importance": "3", "not": str(swap), "topic": "1"}
    text = client.post("/ideas/new", data=draft).text
    assert f'id="similar-{swap}"' not in text
    for kept in ("nurses swap shifts", 'value="A title"', "A &lt;body&gt; text", 'value="night"', 'value="3" checked', 'value="1" selected'):
        assert kept in text


def test_without_a_script_the_button_leads_to_the_same_panel(client, swap):
    text = client.get("/ideas/new?q=nurses+swap+shifts").text
    assert f'id="similar-{swap}"' in text
    assert "None of these? Then it is a new idea" in text
    assert 'value="nurses swap shifts"' in text


def test_the_address_of_a_fragment_leads_to_its_page(client, swap):
    answer = client.get("/ideas/similar?q=nurses+swap+shifts")
    assert (answer.status_code, answer.location) == (303, "/ideas/new?q=nurses+swap+shifts")


def test_the_body_is_looked_at_too(client, post, work, swap):
    payroll = post(BEN, "Export hours in columns we choose", "The payroll bureau wants the cost centre first.")
    work()
    data = {"q": "please help me", "title": "please help me", "body": "our payroll bureau wants the cost centre", "key": "k"}
    text = client.post("/ideas/similar", data=data, headers=HTMX).text
    assert f'id="similar-{payroll}"' in text
    assert 'form="idea"' in text
    assert 'form="ask-form"' not in text


@pytest.mark.parametrize("status", ["declined", "shipped"])
def test_a_closed_idea_shows_with_a_line_of_its_answer_and_no_vote(client, swap, status):
    words = "We looked at this with three wards and it would break the rest rules, so we will not build it."
    with writing() as session:
        idea = session.get(Idea, swap)
        answer_idea(factories.viewer(MARTA), idea, AnswerDraft.of(status, words), now=clock.now() + timedelta(minutes=5))
    text = asked(client, "nurses swap shifts").text
    assert "Marta Lindqvist answered:" in text
    assert "We looked at this with three wards" in text
    assert "Read the answer" in text
    assert f'action="/ideas/{swap}/join"' not in text


def test_one_who_votes_already_is_not_asked_to_vote_again(as_person, swap):
    ben = as_person(BEN)
    ben.post(f"/ideas/{swap}/vote")
    text = asked(ben, "nurses swap shifts").text
    assert "With you, 1" in text
    assert "Add my words" in text


def test_reading_similar_ideas_stays_within_its_statement_budget(as_person, swap, statements):
    ben = as_person(BEN)
    with statements() as sent:
        asked(ben, "nurses swap shifts")
    assert len(sent) <= 9, sent


def test_looking_changes_nothing(client, swap, app):
    asked(client, "nurses swap shifts")
    with writing() as session:
        assert session.scalars(select(Vote)).all() == []


@pytest.fixture
def standing_clock(monkeypatch):
    """No window of a limit ends while the test runs."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)


def test_a_reader_in_a_hurry_is_asked_to_wait(client, swap, standing_clock):
    answers = [asked(client, "nurses swap shifts").status_code for _ in range(51)]
    assert answers == [200] * 50 + [429]


def test_somebody_who_types_fast_is_never_asked_to_wait():
    """One person can ask once in each pause between two keys, and sets aside in between without asking again."""
    template = (ROOT / "templates/ideas/new.html").read_text() + (ROOT / "templates/search/_ask.html").read_text()
    [pause] = {int(found) for found in re.findall(r"delay:(\d+)ms", template)}
    assert pause == 350
    asked_at_most = limits.SEARCHES.per / timedelta(milliseconds=pause) + 1
    assert 1.5 * asked_at_most < limits.SEARCHES.most


def test_one_who_must_wait_keeps_the_panel_and_can_still_post(client, swap, standing_clock):
    for _ in range(51):
        answer = asked(client, "nurses swap shifts")
    assert (answer.status_code, answer.headers["HX-Reswap"], answer.text) == (429, "none", "")
    assert 0 < int(answer.headers["Retry-After"]) <= 10
    page = client.post("/ideas/new", data={"q": "nurses swap shifts", "title": "Swap", "body": "Often", "not": "7", "shown": "3"})
    assert page.status_code == 200
    assert 'id="similar-' not in page.text
    for kept in ('value="Swap"', "Often", '<input type="hidden" name="not" value="7" form="idea">', 'name="shown" value="3"'):
        assert kept in page.text


@pytest.mark.parametrize("q", ["", "swap", "two words"])
def test_what_shows_nothing_costs_nothing(client, swap, statements, q):
    with statements() as sent:
        assert asked(client, q).status_code == 200
    assert sent == []


def test_asked_again_while_nothing_changed_nothing_is_looked_for(client, swap, statements):
    first = asked(client, "nurses swap shifts")
    with statements() as sent:
        again = client.get("/ideas/similar?q=nurses+swap+shifts", headers={**HTMX, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert len(sent) == 1


def test_a_vote_or_another_text_makes_it_new(client, as_person, swap):
    etag = asked(client, "nurses swap shifts").headers["ETag"]
    assert client.get("/ideas/similar?q=nurses+swap+shift", headers={**HTMX, "If-None-Match": etag}).status_code == 200
    as_person(CLEO).post(f"/ideas/{swap}/vote")
    again = client.get("/ideas/similar?q=nurses+swap+shifts", headers={**HTMX, "If-None-Match": etag})
    assert again.status_code == 200
    assert "1 vote" in again.text


def test_what_somebody_signed_in_sees_is_never_spared(as_person, swap):
    answer = asked(as_person(BEN), "nurses swap shifts")
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_same_ideas_are_not_said_aloud_again(client, swap):
    assert 'id="say"' in asked(client, "nurses swap shifts").text
    assert 'id="say"' not in asked(client, "nurses swap shifts often", row=str(swap)).text
    assert 'id="say"' in asked(client, "nurses swap shifts often", row="77").text


def test_setting_aside_says_how_many_are_left_and_looks_for_nothing(client, swap, statements):
    form = {"q": "nurses swap shifts", "title": "x", "id": str(swap), "row": [str(swap), "88", "89"], "not": "89"}
    with statements() as sent:
        answer = client.post("/ideas/similar/dismiss", data=form, headers=HTMX)
    assert sent == []
    assert f'<li hidden><input type="hidden" name="not" value="{swap}" form="idea"></li>' in answer.text
    assert "One other idea is left" in answer.text
    last = client.post("/ideas/similar/dismiss", data={"id": str(swap), "row": [str(swap)]}, headers=HTMX).text
    assert "Then yours is a new idea" in last
    assert "data-focus" in last


def test_how_many_were_shown_is_not_forgotten_while_the_panel_empties(client, swap):
    text = asked(client, "nurses swap shifts", **{"not": str(swap)}).text
    assert 'name="shown" value="1"' in text
    assert 'name="shown" value="4"' in asked(client, "a wish nobody ever had", shown="4").text


def test_a_panel_asked_for_without_a_script_is_the_page_with_all_that_was_typed(client, swap):
    for path in ("/ideas/similar", "/ideas/similar/dismiss"):
        answer = client.post(path, data={"q": "nurses swap", "title": "Swap", "body": "Often"})
        assert (answer.status_code, answer.location) == (307, "/ideas/new"), "307: the browser posts the same form there"


def test_words_alone_begin_the_form(client, swap):
    story = "We do it every week. " * 12
    text = client.post("/ideas/new", data={"q": f"Nurses swap shifts. {story}"}).text
    assert re.search(r'id="title"[^>]* value="Nurses swap shifts\.?"', text)
    assert text.count(story.strip()) == 2


def test_the_list_page_has_one_search_field(client, swap):
    text = client.get("/").text
    assert text.count('role="search"') == 1
    assert "What would make this better?" in text
    assert 'hx-get="/ideas/similar"' in text
    assert 'hx-sync="#similar:replace"' in text
    assert "delay:350ms" in text


def test_what_may_be_meant_is_offered_as_a_question(client, post, work, sentences):
    """In other words, or in another language, an idea comes less near: it is shown, without saying that it is the same."""
    post(ADA, "Let people swap shifts without asking a manager", "If both are trained the swap could simply happen.")
    post(BEN, "Print the week on one page", "Half the kitchen has no phone.")
    work()
    assert "One idea sounds like yours" in asked(client, "swap a shift without asking the manager").text
    answer = asked(client, "einen Dienst untereinander weitergeben").text
    assert "Is it one of these?" in answer
    assert "sounds like yours" not in answer
    assert "swap shifts" in answer
