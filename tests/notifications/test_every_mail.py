"""Every kind of mail: the same links in both parts, the right headers, nothing that fetches or tracks."""

import re
from dataclasses import dataclass, fields
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape

import pytest

from community import clock
from community.config import ROOT
from community.db import db, writing
from community.ideas.models import Idea
from community.notifications import actions
from community.notifications.previews import SAMPLES
from community.notifications.rules_telling import KINDS, REFUSABLE
from community.notifications.wording import NAMES
from community.notifications.wording_kinds import WHO
from tests.cast import ADA, BEN
from tests.notifications.conftest import comment, every_kind
from tests.notifications.mails import html_of, parsed, rows, text_of, urls_in


@dataclass(frozen=True)
class Made:
    """A mail as it was written, and what its templates were given."""

    kind: str
    content: bytes
    idea_id: int | None
    message_id: str
    created_at: datetime


MADE: dict[str, list[Made]] = {}
GIVEN: dict[str, set[str]] = {}
"""One of each kind is caused once on each database, and read by every test here."""


@pytest.fixture
def mails(app, request, monkeypatch):
    dialect = db.engine.dialect.name
    if dialect not in MADE:
        monkeypatch.setattr(actions, "render", noting(actions.render))
        every_kind(request.getfixturevalue("idea_id"), request.getfixturevalue("moved_clock"))
        MADE[dialect] = [Made(*(getattr(mail, each.name) for each in fields(Made))) for mail in rows() if mail.content]
    assert {mail.kind for mail in MADE[dialect]} == set(NAMES) - {"sign_in"}
    return MADE[dialect]


def noting(render):
    """The same, and a note of what each kind was given."""

    def render_and_note(kind, person, context):
        GIVEN.setdefault(kind, set()).update(context)
        return render(kind, person, context)

    return render_and_note


def test_the_previews_are_given_what_the_handlers_give(mails):
    """A template that shows something new must show it in its preview too."""
    assert {kind: GIVEN[kind] - SAMPLES[kind](clock.now()).keys() - FOOT for kind in GIVEN} == {kind: set() for kind in GIVEN}


def test_there_is_a_preview_a_reader_and_a_folder_for_every_kind():
    folders = {folder.name for folder in (ROOT / "templates" / "mail").iterdir() if folder.is_dir()}
    assert folders == set(KINDS) == set(NAMES) == set(SAMPLES) == set(WHO)


def test_every_mail_says_in_which_language_it_is_and_which_way_it_reads(mails):
    for mail in mails:
        html = html_of(mail)
        for tag in (re.search(r"<html [^>]*>", html), re.search(r'<div [^>]*role="main"[^>]*>', html)):
            assert 'lang="en"' in tag.group(), "many mail programs drop the html tag"
            assert 'dir="ltr"' in tag.group()


def test_both_parts_say_the_same_facts(mails):
    for mail in mails:
        text = plain(text_of(mail))
        for words in re.findall(r"<p(?![^>]*brand)[^>]*>((?:(?!<a |</p>).)*)</p>", html_of(mail), re.DOTALL):
            for line in re.split(r"<br[^>]*>", words):
                assert plain(re.sub(r"<[^>]+>", "", line)) in text, mail.kind


def plain(words):
    """The words alone: no marks before them, no quotation signs, one space between."""
    return " ".join(re.sub(r"[✓●*`>–]|(?<!\w)[-](?=\s)", " ", unescape(words)).split())

FOOT = {"stop_url", "stop_words", "preferences_url", "home_url", "reply_words", "reply_line"}


def test_text_and_html_carry_the_same_links(mails):
    for mail in mails:
        assert urls_in(text_of(mail)) == urls_in(html_of(mail)), mail.kind
        assert len(urls_in(text_of(mail))) >= 2


def test_every_link_is_built_from_the_base_address(mails):
    for mail in mails:
        foreign = {url for url in urls_in(html_of(mail)) if not url.startswith("http://127.0.0.1:8000/")}
        assert foreign <= {"https://hourfold.example/notes"}, mail.kind


def test_both_parts_say_the_same_sentences(mails):
    for mail in mails:
        text = " ".join(text_of(mail).split())
        for sentence in re.findall(r"<h1[^>]*>(.*?)</h1>", html_of(mail), re.DOTALL):
            assert " ".join(sentence.split()).replace("&#39;", "'") in text, mail.kind


def test_nothing_is_fetched_and_nothing_runs(mails):
    for mail in mails:
        html = html_of(mail)
        assert not re.search(r"<(img|script|link|iframe|object|form|table)\b|url\(|@import|\bon\w+=", html), mail.kind


def test_styles_are_inline_and_dark_mode_has_its_rules(mails):
    for mail in mails:
        html = html_of(mail)
        assert html.count("style=") > 8
        assert "prefers-color-scheme" in html
        assert html.count('class="button"') == 1, "one filled button"


def test_each_greets_says_why_and_names_one_recipient(mails):
    for mail in mails:
        text = text_of(mail)
        assert text.startswith("Hello ")
        assert "You get this because" in text
        assert len(parsed(mail)["To"].addresses) == 1
        assert parsed(mail)["Bcc"] is None
        assert parsed(mail)["Cc"] is None


def test_what_may_be_refused_is_refused_by_one_click_and_nothing_else_is(mails):
    for mail in mails:
        header, post = parsed(mail)["List-Unsubscribe"], parsed(mail)["List-Unsubscribe-Post"]
        if mail.kind in REFUSABLE:
            assert str(header).startswith("<http://127.0.0.1:8000/mail/stop/")
            assert str(post) == "List-Unsubscribe=One-Click"
            assert str(header).strip("<>") in urls_in(text_of(mail))
        else:
            assert not KINDS[mail.kind].refusable
            assert header is None
            assert post is None


def test_headers_keep_robots_quiet_and_clients_in_order(mails):
    for mail in mails:
        headers = parsed(mail)
        assert headers["Auto-Submitted"] == "auto-generated"
        assert headers["X-Auto-Response-Suppress"] == "All"
        assert headers["List-Id"] == "<ideas.127.0.0.1>"
        assert abs((parsedate_to_datetime(headers["Date"]) - mail.created_at).total_seconds()) < 1
        assert headers["Precedence"] == ("list" if mail.kind in REFUSABLE else None)
        assert str(headers["Feedback-ID"]).startswith(f"{mail.kind}::")


def test_all_mails_of_one_idea_are_one_thread(mails):
    for mail in mails:
        if mail.idea_id:
            thread = str(parsed(mail)["References"])
            assert thread.split()[-1] == f"<idea.{mail.idea_id}@127.0.0.1>"
            assert str(parsed(mail)["In-Reply-To"]) == thread.split()[0]
            assert len(thread.split()) == (2 if mail.kind in ("idea_merged", "proposal_decided") else 1)
    assert len({mail.message_id for mail in mails}) == len(mails)


def test_everything_fits_old_mail_servers(mails):
    for mail in mails:
        assert mail.content.isascii()
        assert max(len(line) for line in mail.content.split(b"\r\n")) <= 998


def test_what_people_write_stays_text_in_html(idea_id):
    body = "<script>alert(1)</script> & <img src=x onerror=alert(1)> [x](javascript:alert(1)) {{ 7*7 }} %(x)s"
    comment(idea_id, by=BEN, body=body)
    (mail,) = rows("idea_commented", address=ADA.email)
    html = html_of(mail)
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:" not in re.sub(r">[^<]*<", "><", html)
    assert "{{ 7*7 }}" in text_of(mail)
    assert "%(x)s" in text_of(mail)


def test_a_title_that_would_break_a_header_still_goes_out(idea_id):

    with writing():
        db.session.get_one(Idea, idea_id).title = "Print\r\nBcc: eve@elsewhere.example\u2028 the week"
    comment(idea_id)
    (mail,) = rows("idea_commented", address=ADA.email)
    assert mail.state == "queued"
    assert parsed(mail)["Bcc"] is None
    assert str(parsed(mail)["Subject"]).startswith("Ben Talbot commented: Print Bcc: eve@elsewhere.example")
