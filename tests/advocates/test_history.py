"""Staff read what one person did and was told, across channels, in one list."""

import re
from datetime import timedelta

import pytest

from community import clock
from community.advocates.queries_history import CHANNELS, PAGE_SIZE
from community.db import db, writing
from community.ideas.models import Idea
from community.ideas.models_mentions import Mention
from community.voices.models import Voice
from community.votes.actions import cast_vote
from community.web.histories import EVERY, channel_words, history_of, read_key
from tests import factories
from tests.advocates.giving import an_idea, ask_to_try, id_of, open_beta, share, thank
from tests.advocates.helping import comment_of, settle
from tests.cast import ADA, BEN, MARTA, SAM
from tests.inbound.letters import address, arrive, mail


def history(channel="", before=""):
    return history_of(factories.viewer(SAM), id_of(BEN), channel, before)


def said_elsewhere(person_id, logger_id, number, text, **more):
    facts = {"url": f"https://x.example/{number}", "fingerprint": str(number), "logged_at": clock.now(), **more}
    return Mention(person_id=person_id, logged_by_id=logger_id, text=text, **facts)


@pytest.fixture
def busy(app) -> int:
    """Ben did one of each; the idea is Ada's."""
    idea = an_idea()
    with writing():
        cast_vote(factories.viewer(BEN), db.session.get_one(Idea, idea), 3, now=clock.now())
        factories.idea(BEN, "A poster for the wall")
    comment_of(BEN, idea, "We print it on A3.")
    with writing() as session:
        ben, sam = factories.person(BEN).id, factories.person(SAM).id
        facts = {"idea_id": idea, "person_id": ben, "created_at": clock.now()}
        session.add_all([
            Voice(source="call", noted_by_id=sam, text="He rang about paper.", **facts), Voice(id=900, source="mention", noted_by_id=sam, text="On a forum.", **facts),
            Voice(source="question", question_id=77, text="A4, beside the kettle.", **facts),
        ])
        session.flush()
        session.add(said_elsewhere(ben, sam, 1, "", idea_id=idea, voice_id=900))
    thank(BEN, "That helped three wards.", idea)
    ask_to_try(BEN, open_beta(idea))
    share(BEN, idea)
    settle()
    arrive(mail(BEN, address(BEN, idea), "From the train: yes please."))
    return idea


def test_every_channel_has_its_line_and_its_word(app, busy):
    with app.test_request_context():
        assert set(EVERY) == set(CHANNELS) == set(channel_words())
    found = history()
    assert {line.channel for line in found.lines} == set(CHANNELS)
    assert [line.at for line in found.lines] == sorted((line.at for line in found.lines), reverse=True)
    for channel in CHANNELS:
        assert {line.channel for line in history(channel).lines} == {channel}


def test_what_they_said_elsewhere_is_there_before_it_has_an_idea_and_when_it_was_set_aside(app, busy, as_person):
    with writing() as session:
        ben, sam = factories.person(BEN).id, factories.person(SAM).id
        session.add(said_elsewhere(ben, sam, 2, "Still no way to print."))
        session.add(said_elsewhere(ben, sam, 3, "Nice weather.", set_aside_at=clock.now()))
        session.add(said_elsewhere(sam, sam, 4, "Somebody else's."))
    assert [(line.detail, line.words, line.idea_id) for line in history("mention").lines] == [
        ("aside", "Nice weather.", None), ("waiting", "Still no way to print.", None), ("tied", "On a forum.", busy),
    ]
    page = as_person(SAM).get(f"/people/{id_of(BEN)}/history?channel=mention").text
    for words in ("it waits for an idea", "it was set aside", "Mentioned it elsewhere", "Still no way to print.", "/desk/mentions/"):
        assert words in page


def test_staff_read_it_with_the_words_and_the_ideas(as_person, busy):
    page = as_person(SAM).get(f"/people/{id_of(BEN)}/history").text
    for words in ("He rang about paper.", "On a forum.", "A4, beside the kettle.", "That helped three wards.", "We print it on A3.", "Voted, critical", "Said in a call"):
        assert words in page, words
    assert page.count(f'href="/ideas/{busy}"') >= 6
    only = as_person(SAM).get(f"/people/{id_of(BEN)}/history?channel=comment").text
    assert "We print it on A3." in only
    assert "He rang about paper." not in only
    assert '<option value="comment" selected>' in only
    assert f'href="/people/{id_of(BEN)}/history"' in as_person(SAM).get(f"/people/{id_of(BEN)}").text


def test_nobody_else_reads_it_not_even_the_person(as_person, client, busy):
    path = f"/people/{id_of(BEN)}/history"
    assert client.get(path).location.startswith("/sign-in")
    for part in (BEN, ADA):
        assert as_person(part).get(path).status_code == 404
    assert history_of(factories.viewer(BEN), id_of(BEN)).lines == []


def test_it_is_read_page_by_page_with_no_line_twice_and_none_left_out(as_person, app):
    now, ben = clock.now(), id_of(BEN)
    idea = an_idea()
    with writing() as session:
        session.add_all(Voice(idea_id=idea, person_id=ben, text=f"Voice {n}", source="vote", created_at=now - timedelta(minutes=n // 3)) for n in range(60))
        session.add_all(said_elsewhere(ben, ben, n, f"Heard {n}", logged_at=now - timedelta(minutes=n // 3)) for n in range(60))
    seen, before = [], ""
    while True:
        found = history(before=before)
        assert len(found.lines) <= PAGE_SIZE
        seen += [(line.channel, line.id) for line in found.lines]
        if not found.older:
            break
        before = found.older
    assert len(seen) == len(set(seen)) == 120
    page = as_person(SAM).get(f"/people/{ben}/history").text
    older = re.search(r'href="(/people/\d+/history\?before=[^"]+)"', page)[1].replace("&amp;", "&")
    assert "Voice" in as_person(SAM).get(older).text


@pytest.mark.parametrize("text", ["", "x", "2026-01-01T00:00:00~vote~1", "2026-01-01T00:00:00+00:00~nothing~1", "2026-01-01T00:00:00+00:00~vote~²", "~~", "9" * 400,
    "0001-01-01T00:00:00+10:00~vote~1", "9999-12-31T23:59:59-10:00~mail~1", "2026-01-01T00:00:00+00:00~vote~-1"])
def test_a_key_that_is_none_begins_at_the_start(as_person, text):
    assert read_key(text) is None
    assert as_person(SAM).get(f"/people/{id_of(BEN)}/history", query_string={"before": text, "channel": "nonsense"}).status_code == 200


def test_an_empty_history_says_so(as_person):
    assert "Nothing here" in as_person(SAM).get(f"/people/{id_of(MARTA)}/history?channel=vote").text


def test_it_costs_few_statements(as_person, busy, statements):
    browser = as_person(SAM)
    with statements() as sent:
        browser.get(f"/people/{id_of(BEN)}/history")
    assert len([one for one in sent if "SELECT" in one]) <= 6, sent
