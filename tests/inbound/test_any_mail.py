"""Any bytes at all: they come in, something becomes of them, and whatever goes wrong with one stops no other."""

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community import clock
from community.db import db, writing
from community.ideas.models import Comment
from community.inbound import actions
from community.inbound.reading import read
from community.inbound.rules import MOST_TRIES
from community.inbound.stripping import own_words
from tests.cast import ADA, ROOT
from tests.inbound.letters import address, arrive, mail, row, rows, take
from tests.inbound.test_corpus import FATES, raw

HEADERS = ["From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Message-ID", "Auto-Submitted", "Authentication-Results"]
VALUES = st.text(max_size=60) | st.sampled_from([
    "multipart/mixed; boundary=\"", "multipart/alternative; boundary=b", "text/plain; charset=\"", "text/html", "message/rfc822", "text/plain; format=flowed; charset=utf-7",
    "base64", "x-uuencode", "quoted-printable", "=?utf-8?b?//8=?=", "<<>>@", "a@b, c@d", "=?x?q?=", "attachment; filename*=utf-9''%ff", "auto-replied", "mx; dmarc=(",
])
LINES = st.tuples(st.sampled_from(HEADERS), VALUES).map(lambda pair: f"{pair[0]}: {pair[1]}".encode("utf-8", "replace"))
BODIES = st.binary(max_size=200) | st.sampled_from([b"--b\n\n--b\n\n--b--", b"<div><p>" * 60, b"begin 644 x\nM", b"\xff\xfe\x00", b"> > >\n" * 20])
MAILS = st.binary(max_size=300) | st.builds(lambda head, body: b"\n".join(head) + b"\n\n" + body, st.lists(LINES, max_size=8), BODIES)
CUT = st.sampled_from(sorted(FATES)).flatmap(lambda name: st.integers(0, len(raw(name))).map(lambda end: raw(name)[:end]))


@given(content=MAILS | CUT)
@settings(max_examples=150, deadline=None)
def test_reading_never_raises(content):
    letter = read(content)
    assert isinstance(letter.words, str)
    letter.text.encode()


@given(content=MAILS | CUT)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_processing_always_comes_to_an_end(app, content):
    assert arrive(content).state == "done"


def test_a_thousand_parts_within_each_other_are_a_mail_as_well():
    inner = b"deep"
    for number in range(400):
        inner = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%s\n--b%d--\n" % (number, number, inner, number)
    assert isinstance(read(b"From: ada@brannocs.example\n" + inner).words, str)
    assert isinstance(read(b"Content-Type: text/html\n\n" + b"<div>" * 5000 + b"deep").words, str)


def test_text_made_to_take_its_time_takes_little():
    for text in ("\n" * 24_000, "Am a schrieb " * 2_000, ("Am a schrieb " * 13 + "\n") * 150, "On " * 8_000, "> " * 12_000, "\n _" * 8_000):
        began = time.process_time()
        own_words(text)
        assert time.process_time() - began < 5, text[:20]


def test_a_long_line_is_kept_to_its_end():
    line = "word " * 300 + "end"
    assert own_words(f"{line}\n\nOn Mon, 1 Jun 2026 at 09:00, Heed <x@y.example> wrote:\n\n> before") == line


def test_one_that_kills_the_worker_every_time_is_set_aside_too(idea_id, moved_clock):
    """Each try is counted before it is made: nobody was left to note how it ended."""
    bad = take(mail(ADA, address(ADA, idea_id)))
    for minutes in range(0, 10 * MOST_TRIES, 10):
        moved_clock(minutes * 60)
        with writing():
            assert actions.claim_next(clock.now()).id == bad
    moved_clock(7_200)
    arrive(mail(ADA, address(ADA, idea_id), "The next one."))
    assert (row(bad).state, row(bad).error) == ("failed", "Every try ended without a word.")
    assert db.session.query(Comment).one().body == "The next one."


def test_one_that_cannot_be_processed_stops_no_other_and_waits_for_staff(idea_id, monkeypatch, moved_clock):
    act = actions.act
    monkeypatch.setattr("community.inbound.actions.act", lambda reply: 1 / 0 if "poison" in reply.letter.words else act(reply))
    bad = take(mail(ADA, address(ADA, idea_id), "poison"))
    good = arrive(mail(ADA, address(ADA, idea_id), "good"))
    assert good.outcome == "comment"
    assert (row(bad).state, row(bad).attempts) == ("waiting", 1)
    for day in range(1, MOST_TRIES + 1):
        moved_clock(day * 86_400)
        arrive(mail(ADA, address(ADA, idea_id), f"Day {day}"))
    assert (row(bad).state, row(bad).attempts, row(bad).error) == ("failed", MOST_TRIES, "ZeroDivisionError: division by zero")
    assert rows()[-1].outcome == "comment"


def test_staff_see_it_and_have_it_processed_again(idea_id, monkeypatch, as_person):
    with monkeypatch.context() as broken:
        broken.setattr("community.inbound.actions.act", lambda reply: 1 / 0)
        broken.setattr("community.inbound.rules.wait_after", lambda attempts: None)
        bad = arrive(mail(ADA, address(ADA, idea_id), "In the end it gets through.")).id
    browser = as_person(ROOT)
    shown = browser.get("/admin/mail/received").get_data(as_text=True)
    assert "Needs a look" in shown
    assert "ZeroDivisionError" in shown
    assert browser.get(f"/admin/mail/received/{bad}.eml").data == row(bad).content
    assert browser.post(f"/admin/mail/received/{bad}/again").status_code == 303
    arrive(mail(ADA, "nobody@hourfold.example", "another"))
    assert (row(bad).outcome, db.session.query(Comment).one().body) == ("comment", "In the end it gets through.")
    browser.post(f"/admin/mail/received/{bad}/again")
    assert row(bad).state == "done", "what was posted is not posted twice"


def test_the_bytes_are_forgotten_after_thirty_days_and_what_became_of_it_is_not(idea_id, moved_clock):
    found = arrive(mail(ADA, address(ADA, idea_id))).id
    waiting = take(mail(ADA, address(ADA, idea_id), "still waiting"))
    moved_clock(31 * 86_400)
    assert actions.prune(clock.now()) is True
    assert actions.prune(clock.now()) is False
    assert (row(found).content, row(found).outcome) == (b"", "comment")
    assert row(waiting).content != b""
