"""Every kind of mail, to look at: made up, in the reader's zone and numbers, without writing anything."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from community import clock
from community.db import db, writing
from community.notifications.links import read
from community.notifications.previews import SAMPLES, preview, reader
from community.notifications.rendering import render
from community.notifications.rules_telling import KINDS
from tests import factories
from tests.cast import BEN, MO, ROOT
from tests.notifications.mails import urls_in

INES = ("Ines Halloran", "ines@brannocs.example", "en")


@pytest.fixture
def writes(app):
    """What is written to the database meanwhile."""
    seen = []

    def note(connection, cursor, statement, *rest):
        if statement.split()[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def root(as_person):
    return as_person(ROOT)


def test_every_kind_is_listed_with_who_gets_it(root):
    page = root.get("/admin/mail/kinds").text
    for kind in KINDS:
        assert f'href="/admin/mail/kinds/{kind}"' in page
    assert "Who asked for the idea, voted for it or follows it" in page
    assert page.count("always sent") == sum(not kind.refusable for kind in KINDS.values())
    assert 'href="/admin/mail/kinds"' in root.get("/admin/mail").text


def test_a_kind_is_shown_at_two_widths_as_text_and_with_its_headers_and_nothing_is_written(root, writes):
    root.get("/admin/mail/kinds")
    writes.clear()
    page = root.get("/admin/mail/kinds/idea_answered")
    assert page.text.count('src="/admin/mail/kinds/idea_answered/html"') == 2
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "Ruth Adeyemi" in root.get("/admin/mail/kinds/idea_answered?part=text").text
    headers = root.get("/admin/mail/kinds/idea_answered?part=headers").text
    for name in ("Message-ID", "List-Unsubscribe-Post", "Auto-Submitted", "References"):
        assert f"<dt>{name}</dt>" in headers
    framed = root.get("/admin/mail/kinds/idea_answered/html")
    assert framed.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert '<base target="_blank">' in framed.text
    assert writes == []


def test_every_kind_can_be_opened(root):
    for kind in SAMPLES:
        assert root.get(f"/admin/mail/kinds/{kind}?part=text").status_code == 200, kind
    assert root.get("/admin/mail/kinds/nothing").status_code == 404
    assert root.get("/admin/mail/kinds/nothing/html").status_code == 404


@pytest.mark.parametrize("part", [BEN, MO])
def test_others_find_nothing_there(as_person, part):
    assert as_person(part).get("/admin/mail/kinds").status_code == 404
    assert as_person(part).get("/admin/mail/kinds/welcome/html").status_code == 404


def test_the_demo_shows_them_to_everybody_and_no_other_site_does(app, client, tmp_path):
    assert client.get("/mail/kinds").status_code == 404
    assert client.get("/mail/kinds/welcome").status_code == 404
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, env="demo", mail_url=f"maildir:{tmp_path / 'mail'}")
    try:
        assert 'href="/mail/kinds"' in client.get("/letterbox").text
        assert 'href="/mail/kinds/welcome"' in client.get("/mail/kinds").text
        assert "Thank you for being here" in client.get("/mail/kinds/welcome?part=text").text
        assert "Thank you for being here" in client.get("/mail/kinds/welcome/html").text
    finally:
        app.config["SETTINGS"] = before


def test_a_link_in_a_preview_acts_for_nobody(app):
    with writing():
        people = {factories.person(part).id for part in (BEN, ROOT)}
    for kind in SAMPLES:
        for url in urls_in(preview(kind, reader(*INES, "UTC"), clock.now()).text):
            for purpose in ("stop", "preferences"):
                signed = read(purpose, url.rsplit("/", 1)[-1])
                assert signed is None or signed[0] not in people, kind


def test_times_are_those_of_the_readers_zone(app):
    now = clock.now().replace(month=7, day=1, hour=12, minute=0)
    tokyo, london = (preview("answer_overdue", reader(*INES, zone), now).text for zone in ("Asia/Tokyo", "Europe/London"))
    assert "21:00" in tokyo
    assert "13:00 BST" in london


def test_numbers_are_written_as_the_reader_writes_them(app):
    letter = preview("answer_overdue", reader(*INES, "UTC"), clock.now())
    for part in (letter.text, letter.html):
        assert "1,231 people are waiting for an answer" in part
        assert "1,231 votes" in part
        assert "1231" not in part


def test_what_reads_from_right_to_left_is_laid_out_that_way(app):
    foot = {"stop_url": "", "stop_words": "", "preferences_url": "", "home_url": ""}
    context = {**SAMPLES["comment_replied"](clock.now()), **foot}
    leftwards = render("comment_replied", reader(*INES, "UTC"), {**context, "direction": "rtl", "language": "ar"}).html
    rightwards = render("comment_replied", reader(*INES, "UTC"), context).html
    assert 'dir="rtl"' in leftwards
    assert "border-right: 3px" in leftwards.replace("border-right:3px", "border-right: 3px")
    assert "border-left" not in leftwards
    assert "border-right" not in rightwards
    assert "margin-left: 8px" in leftwards.replace("margin-left:8px", "margin-left: 8px")


def test_what_happened_on_one_day_is_not_said_to_be_from_day_to_day(app):
    noon = clock.now().replace(hour=12, minute=0)
    burst = preview("idea_activity", reader(*INES, "UTC"), noon).text
    week = preview("weekly_digest", reader(*INES, "UTC"), noon).text
    assert f"What happened on {noon.day} {noon:%B}." in burst
    assert f"to {noon.day} {noon:%B}." in week
