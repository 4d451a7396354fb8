"""What is said of us elsewhere becomes a voice, is tied to who said it, and is owed a reply."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.accounts import actions_handles
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.ideas.models_mentions import Mention
from community.ideas.queries_groups import hold_root
from community.jobs import worker
from community.moderation.actions import hide, restore
from community.moderation.queries import subject
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.models import Clock
from community.responses.timing import due_by_default, late_since
from community.triage import actions_mentions as actions
from community.triage import queries_mentions as queries
from community.triage.actions_mentions import Said
from community.triage.rules_mentions import clean_url
from community.voices.models import Voice
from tests import factories
from tests.cast import ADA, BEN, MARTA, MO, SAM
from tests.triage.helping import join, leave

MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
DAY = timedelta(days=1)
WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
SAID = Said("https://x.example/nightowl/1", "Still no way to print the week on one page.", "x", "NightOwl")
REPLY = "We are building it, and write to you here when it is there."
URL = "https://x.example/nightowl/1"


@pytest.fixture
def idea_id(app):
    """An idea that was answered on Tuesday."""
    made = suggest()
    answer(made, MONDAY + DAY)
    return made


def suggest(at=MONDAY):
    """An idea of Ada's that was not answered yet."""
    with writing():
        factories.topic("rotas", MARTA)
        made = factories.idea(ADA, now=at).id
    worker.drain()
    return made


def answer(idea_id, at, words=WORDS):
    with writing():
        answer_idea(factories.viewer(MARTA), hold_root(idea_id), AnswerDraft.of("planned", words, date(2026, 10, 1)), now=at)
    worker.drain()


def log(said=SAID, by=SAM, at=MONDAY + 2 * DAY):
    with writing():
        row, fresh = actions.log_mention(factories.viewer(by), said, now=at)
    worker.drain()
    return row.id, fresh


def tie(mention_id, idea_id, at=MONDAY + 3 * DAY, by=SAM):
    with writing():
        actions.tie_mention(factories.viewer(by), read(mention_id), hold_root(idea_id), now=at)
    worker.drain()


def reply(mention_id, at, words=REPLY):
    with writing():
        actions.reply_to_mention(factories.viewer(SAM), read(mention_id), words, now=at)
    worker.drain()


def read(mention_id):
    return db.session.get_one(Mention, mention_id)


def link(part, handle="nightowl", channel="x"):
    with writing():
        row = actions_handles.link_handle(factories.viewer(part), factories.person(part), channel, handle, now=clock.now())
    worker.drain()
    return row


def cycles():
    db.session.rollback()
    rows = db.session.query(Clock).filter_by(kind="next").order_by(Clock.id)
    return [(row.mention_id, row.started_at - MONDAY, row.stopped_at and row.stopped_at - MONDAY, row.outcome) for row in rows]


def waits():
    db.session.rollback()
    return db.session.query(Idea).order_by(Idea.id).first().asked_due_at is not None


def test_a_mention_becomes_a_voice_with_its_words_exactly_and_says_where_it_was(idea_id):
    mention_id, _ = log()
    tie(mention_id, idea_id)
    (voice,) = db.session.query(Voice)
    assert (voice.idea_id, voice.source, voice.text, voice.seen_at, voice.person_id) == (idea_id, "mention", SAID.text, "@NightOwl, X", None)
    assert (read(mention_id).voice_id, read(mention_id).text) == (voice.id, "")
    assert db.session.get_one(Idea, idea_id).voice_count == 1


def test_the_same_words_at_the_same_address_are_logged_once(idea_id):
    assert log()[1] is True
    assert log(by=MARTA)[1] is False
    assert log(Said(SAID.url, "Other words there."))[1] is True
    assert db.session.query(Event).filter_by(kind="mention.logged").count() == 2


def test_an_event_of_it_says_no_word_of_it(idea_id):
    log()
    event = db.session.query(Event).filter_by(kind="mention.logged").one()
    assert event.data == {"mention_id": 1}


def test_a_reply_is_owed_from_when_it_was_logged_however_long_its_idea_was_looked_for(idea_id):
    mention_id, _ = log(at=MONDAY + 2 * DAY)
    assert cycles() == []
    tie(mention_id, idea_id, at=MONDAY + 9 * DAY)
    assert cycles() == [(mention_id, 2 * DAY, None, "")]
    assert waits()


def test_staffs_reply_there_ends_what_is_owed_and_a_nod_does_not(idea_id):
    mention_id, _ = log()
    tie(mention_id, idea_id)
    for nod in ("", "Thanks!", "👍"):
        with pytest.raises(actions.NoReply):
            reply(mention_id, MONDAY + 4 * DAY, nod)
        db.session.rollback()
    assert waits()
    reply(mention_id, MONDAY + 4 * DAY)
    assert cycles() == [(mention_id, 2 * DAY, 4 * DAY, "answered")]
    reply(mention_id, MONDAY + 5 * DAY, REPLY + " It will be this year.")
    assert cycles() == [(mention_id, 2 * DAY, 4 * DAY, "answered")]
    assert not waits()


def test_a_new_answer_ends_it_too(idea_id):
    mention_id, _ = log()
    tie(mention_id, idea_id)
    answer(idea_id, MONDAY + 6 * DAY, WORDS + " And it is nearer than it was.")
    assert cycles() == [(mention_id, 2 * DAY, 6 * DAY, "answered")]


def test_a_reply_before_its_idea_was_found_leaves_nothing_to_owe(idea_id):
    mention_id, _ = log()
    reply(mention_id, MONDAY + 2.5 * DAY)
    tie(mention_id, idea_id)
    assert not waits()
    assert [row[2] for row in cycles()] in ([], [2.5 * DAY])


def test_on_an_idea_without_an_answer_the_first_clock_stands_for_it(app):
    idea_id = suggest()
    mention_id, _ = log()
    tie(mention_id, idea_id)
    assert cycles() == []


def test_what_waited_before_there_was_an_idea_for_it_is_owed_a_reply_from_when_it_was_logged(app):
    """Its own clock runs beside that of the first answer, which ends both."""
    mention_id, _ = log(at=MONDAY)
    idea_id = suggest(MONDAY + 8 * DAY)
    tie(mention_id, idea_id, at=MONDAY + 8 * DAY)
    first = db.session.query(Clock).filter_by(kind="first").one()
    waiting = db.session.query(Clock).filter_by(kind="next").one()
    assert (waiting.mention_id, waiting.started_at, waiting.stopped_at) == (mention_id, MONDAY, None)
    assert waiting.due_at < first.due_at
    answer(idea_id, MONDAY + 9 * DAY)
    ended = db.session.query(Clock).filter_by(kind="next").one()
    assert (ended.outcome, ended.stopped_at) == ("answered", MONDAY + 9 * DAY)
    comment_later, _ = log(Said("https://x.example/2", "Another wish altogether.", "x", "NightOwl"), at=MONDAY + 2 * DAY)
    tie(comment_later, idea_id, at=MONDAY + 10 * DAY)
    assert db.session.query(Clock).filter_by(kind="next").count() == 1


def test_a_reply_there_ends_it_before_the_first_answer(app):
    mention_id, _ = log(at=MONDAY)
    idea_id = suggest(MONDAY + 3 * DAY)
    tie(mention_id, idea_id, at=MONDAY + 3 * DAY)
    reply(mention_id, MONDAY + 4 * DAY)
    assert db.session.query(Clock).filter_by(kind="next").one().outcome == "answered"
    answer(idea_id, MONDAY + 5 * DAY)
    assert db.session.query(Clock).filter_by(kind="next").one().stopped_at == MONDAY + 4 * DAY


def test_one_that_waits_for_an_idea_says_until_when_we_owe_a_reply(idea_id, as_person, moved_clock):
    """Ten working days, as where no topic says otherwise; overdue ones are the first, and counted on every page of the desk."""
    late, fresh = clock.now() - 20 * DAY, clock.now() - DAY
    log(Said("https://x.example/2", "A new one.", "x", "NightOwl"), at=fresh)
    answered, _ = log(Said("https://x.example/3", "Replied to.", "x", "NightOwl"), at=late)
    first, _ = log(at=late)
    reply(answered, clock.now())
    counts = queries.count_mentions(clock.now())
    assert (counts.waiting, counts.late_waiting, counts.late_owed) == (3, 1, 0)
    page = as_person(SAM).get("/desk/mentions/").text
    assert page.count("a reply was due") == page.count("a reply is due") == 1
    assert "1 overdue" in page
    assert 'class="num late">3' in as_person(SAM).get("/desk").text
    assert "A reply was due" in as_person(SAM).get(f"/desk/mentions/{first}").text
    tie(first, idea_id, at=clock.now())
    counts = queries.count_mentions(clock.now())
    assert (counts.waiting, counts.late_waiting, counts.owed, counts.late_owed) == (2, 0, 1, 1)


@given(st.integers(0, 1_000_000))
def test_what_is_late_by_default_is_known_from_when_it_began(minutes):
    now = MONDAY + timedelta(minutes=minutes)
    since = late_since(now)
    minute = now.replace(second=0, microsecond=0)
    assert due_by_default(since) <= minute
    assert due_by_default(since + timedelta(minutes=1)) > minute


def test_a_question_in_a_comment_and_a_mention_take_their_turns(idea_id):
    first, _ = log(at=MONDAY + 2 * DAY)
    second, _ = log(Said("https://x.example/2", "And on paper please."), at=MONDAY + 3 * DAY)
    tie(second, idea_id)
    tie(first, idea_id)
    assert [row for row in cycles() if row[2] is None] == [(first, 2 * DAY, None, "")]
    reply(first, MONDAY + 5 * DAY)
    assert [row for row in cycles() if row[2] is None] == [(second, 3 * DAY, None, "")]


def test_what_is_said_of_a_part_is_owed_by_the_root_and_goes_back_with_the_part(idea_id):
    with writing():
        part = factories.idea(BEN, "A poster of the week", now=MONDAY).id
    worker.drain()
    answer(part, MONDAY + DAY, WORDS + " As a poster.")
    mention_id, _ = log()
    tie(mention_id, part)
    join(part, idea_id, now=MONDAY + 4 * DAY)
    worker.drain()
    running = db.session.query(Clock).filter_by(kind="next", stopped_at=None).one()
    assert (running.idea_id, running.mention_id) == (idea_id, mention_id)
    leave(part, now=MONDAY + 5 * DAY)
    worker.drain()
    running = db.session.query(Clock).filter_by(kind="next", stopped_at=None).one()
    assert running.idea_id == part


def test_words_out_of_sight_ask_for_nothing_and_do_again_when_they_are_back(idea_id):
    mention_id, _ = log()
    tie(mention_id, idea_id)
    with writing():
        hide(factories.viewer(MO), subject(factories.viewer(MO), "voice", 1), "abuse", now=MONDAY + 4 * DAY)
    worker.drain()
    assert not waits()
    with writing():
        restore(factories.viewer(MO), subject(factories.viewer(MO), "voice", 1), now=MONDAY + 5 * DAY)
    worker.drain()
    assert waits()


def test_what_our_own_people_say_elsewhere_asks_nothing(idea_id):
    link(MARTA)
    mention_id, _ = log()
    tie(mention_id, idea_id)
    assert not waits()


def test_whose_name_is_linked_is_known_at_once_and_whose_is_linked_later_then(idea_id):
    log(Said("https://x.example/0", "First of all.", "x", "other"))
    mention_id, _ = log()
    tie(mention_id, idea_id)
    row = link(ADA)
    db.session.rollback()
    assert [(each.person_id, each.handle_id) for each in db.session.query(Mention).order_by(Mention.id)] == [(None, None), (row.person_id, row.id)]
    assert db.session.query(Voice).one().person_id == row.person_id
    again, _ = log(Said("https://x.example/3", "And once more.", "x", "@NIGHTOWL"))
    assert read(again).person_id == row.person_id


def test_a_name_that_is_removed_takes_its_mentions_along(idea_id):
    row = link(ADA)
    mention_id, _ = log()
    tie(mention_id, idea_id)
    with writing():
        actions_handles.unlink_handle(factories.viewer(ADA), db.session.merge(row), now=clock.now())
    worker.drain()
    assert read(mention_id).person_id is None
    assert db.session.query(Voice).one().person_id is None


def test_the_public_reads_the_name_from_there_and_only_staff_whose_it_is(idea_id, client, as_person):
    link(BEN)
    mention_id, _ = log()
    tie(mention_id, idea_id)
    for path in (f"/ideas/{idea_id}", f"/ideas/{idea_id}/voices"):
        for reader in (client, as_person(ADA)):
            page = reader.get(path).text
            assert "@NightOwl, X" in page
            assert BEN.name not in page
            assert URL in page
        assert BEN.name in as_person(SAM).get(path).text


def test_our_reply_there_stands_below_the_voice(idea_id, client):
    mention_id, _ = log()
    tie(mention_id, idea_id)
    reply(mention_id, MONDAY + 4 * DAY)
    assert REPLY in client.get(f"/ideas/{idea_id}").text


def test_what_is_set_aside_is_tied_no_more_until_it_is_brought_back(idea_id, as_person):
    mention_id, _ = log()
    sam = as_person(SAM)
    sam.post(f"/desk/mentions/{mention_id}/aside")
    assert sam.post(f"/desk/mentions/{mention_id}/tie", data={"idea": idea_id}).status_code == 409
    sam.post(f"/desk/mentions/{mention_id}/back")
    assert sam.post(f"/desk/mentions/{mention_id}/tie", data={"idea": idea_id}).status_code == 303
    assert sam.post(f"/desk/mentions/{mention_id}/tie", data={"idea": idea_id}).status_code == 409
    acts = [entry.act for entry in db.session.query(AuditEntry) if entry.act.startswith("mention.")]
    assert acts == ["mention.set_aside", "mention.brought_back"]


def test_the_same_words_from_two_places_are_one_voice(idea_id):
    first, _ = log(Said("https://a.example/", "Please print it."))
    second, _ = log(Said("https://b.example/", "Please print it."))
    tie(first, idea_id)
    tie(second, idea_id)
    assert db.session.query(Voice).count() == 1
    assert (read(second).idea_id, read(second).voice_id, read(second).text) == (idea_id, None, "Please print it.")


def test_staff_log_one_from_the_page_of_an_idea(idea_id, as_person):
    sam = as_person(SAM)
    assert f"/desk/mentions/new?idea={idea_id}" in sam.get(f"/ideas/{idea_id}").text
    form = {"url": URL, "text": SAID.text, "channel": "x", "handle": "@nightowl", "idea": idea_id}
    assert "It is a voice of the idea now" in sam.post("/desk/mentions/new", data=form, follow_redirects=True).text
    assert "This one is here already" in sam.post("/desk/mentions/new", data=form, follow_redirects=True).text
    worker.drain()
    assert waits()
    assert SAID.text in sam.get("/desk/mentions/?state=owed").text


def test_staff_find_the_idea_or_make_one_of_it(idea_id, as_person):
    mention_id, _ = log()
    sam = as_person(SAM)
    page = sam.get(f"/desk/mentions/{mention_id}").text
    assert "Print the week on one page" in page
    assert sam.post(f"/desk/mentions/{mention_id}/idea", data={"title": "", "topic": "1"}).status_code == 422
    assert sam.post(f"/desk/mentions/{mention_id}/idea", data={"title": "A big button to print", "topic": "1"}).status_code == 303
    made = db.session.query(Idea).filter_by(title="A big button to print").one()
    assert (read(mention_id).idea_id, made.voice_count, made.body) == (made.id, 1, SAID.text)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("url", ""), ("url", "javascript:alert(1)"), ("url", "ftp://x.example/"), ("url", "https://a b.example/"), ("url", "https://me:pw@x.example/"), ("url", "https://x.example/" + "y" * 2000), ("url", "https://x.example/\u202egpj.exe"), ("text", ""), ("text", " \u200b"), ("text", "x" * 2001), ("handle", "two words"), ("handle", "x" * 121)],
)
def test_what_cannot_be_logged_is_said_beside_its_field_and_the_rest_stays(as_person, idea_id, field, typed):
    form = {"url": URL, "text": "Some words", "channel": "x", "handle": "owl"}
    answer = as_person(SAM).post("/desk/mentions/new", data={**form, field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    assert (URL if field != "url" else "Some words") in answer.text
    assert db.session.query(Mention).count() == 0


@pytest.mark.parametrize("url", ["https://x.example", "http://x.example:8080/a?b=c#d", "https://xn--bcher-kva.example/", "https://[2001:db8::1]/", "https://bücher.example/é"])
def test_an_address_of_the_web_is_kept_as_it_is(url):
    assert clean_url(url) == url


@pytest.mark.parametrize("url", ["//x.example/", "https://", "https:///x", "data:text/html,x", "https://x.example:99999/", "https://x.example\\@y.example/", "https://[::1", "HTTPS", "https://x.example/\n", "\x00https://x.example/"])
def test_what_is_no_address_of_the_web_is_none(url):
    assert clean_url(url) == "" or "\n" in url


def test_who_is_erased_leaves_neither_name_nor_place(idea_id):
    link(ADA)
    tied, _ = log()
    tie(tied, idea_id)
    waiting, _ = log(Said("https://x.example/9", "Other words", "x", "nightowl"))
    with writing():
        for row in db.session.query(Mention):
            actions.forget_speaker(row, now=clock.now())
    kept = " ".join(repr(tuple(row)) for table in (Mention.__table__, Voice.__table__) for row in db.session.execute(table.select())).lower()
    assert "nightowl" not in kept
    assert "x.example" not in kept
    assert "other words" not in kept
    assert read(waiting).set_aside_at is not None
