"""Whatever people type is shown as they typed it, and does nothing (SEC cases 1 to 6 and 12)."""

import re

import pytest

from community.db import db
from community.ideas.models import Comment, Idea
from tests import factories
from tests.cast import ADA, BEN

SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<div hx-get="/admin/site" hx-trigger="load">x</div>',
    '<a data-hx-post="/ideas/1/vote" hx-trigger="load">x</a>',
    '<b hx-on:click="alert(1)">x</b>',
    "<form id=body><input name=action></form>",
    "<a id=htmx name=config>x</a>",
    "</textarea></title></style><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
)
LINKS = (
    "[x](javascript:alert(1))", "[x](JaVa&#09;script:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)", "<javascript:alert(1)>", "[x]: javascript:alert(1)\n\n[x]", "![x](javascript:alert(1))",
    "[x](\x01javascript:alert(1))", "[x](//evil.example \"onmouseover=alert(1)\")",
)
TEMPLATES = ("{{7*7}}", "{% import os %}", "${7*7}", "%(x)s", "{0.__class__}", "#{7*7}", "<%= 7*7 %>")
CHARACTERS = (
    "two\u2028lines\u2029here", "nul\x00byte", "half \ud800 pair", "right\u202eto left", "zero\u200bwidth\u200d",
    "Z" + "\u0301" * 500, "tab\tand\x07bell", "עברית و العربية", "A" * 10_000,
)
DANGER = re.compile(
    r"<(?!/?(?:p|br|em|strong|s|code|pre|blockquote|ul|ol|li|a|hr)\b)[a-z]|\son\w+=|\shx-|\sdata-|\sstyle=|\sid=|\sname=|javascript:|vbscript:|data:text", re.IGNORECASE
)


def post(browser, idea_id, text):
    return browser.post(f"/ideas/{idea_id}/comments", data={"body": text.encode("utf-8", "surrogatepass")})


def edit(browser, idea_id, title, body):
    stamp = browser.get(f"/ideas/{idea_id}/edit").text.split('id="stamp" value="')[1].split('"')[0]
    data = {"title": title.encode("utf-8", "surrogatepass"), "body": body.encode("utf-8", "surrogatepass"), "stamp": stamp}
    return browser.post(f"/ideas/{idea_id}/edit", data=data)


def outside_of_text(html):
    """The tags a page adds for what people wrote."""
    return "".join(re.findall(r'<div class="(?:prose|said)[^>]*>(.*?)</div>', html, re.DOTALL))


@pytest.mark.parametrize("text", SCRIPTS + LINKS)
def test_markup_in_a_body_or_comment_stays_text(as_person, client, idea_id, text):
    assert post(as_person(BEN), idea_id, text).status_code == 303
    edit(as_person(ADA), idea_id, "A harmless title", text)
    for row in (db.session.query(Comment).one(), db.session.get_one(Idea, idea_id)):
        tags = " ".join(re.findall(r"<[^>]*>", row.body_html))
        assert not DANGER.search(tags), row.body_html
    html = client.get(f"/ideas/{idea_id}").text
    assert not DANGER.search(" ".join(re.findall(r"<[^>]*>", outside_of_text(html))))
    assert "<script>alert" not in html
    assert 'hx-disable' in html


@pytest.mark.parametrize("text", SCRIPTS + TEMPLATES)
def test_a_title_is_shown_as_typed_wherever_it_stands(as_person, client, idea_id, text):
    ada = as_person(ADA)
    assert edit(ada, idea_id, f"Title {text}", "Body").status_code == 303
    escaped = f"Title {text}".replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;").replace('"', "&#34;")
    for path in ("/", f"/ideas/{idea_id}", f"/ideas/{idea_id}/history"):
        html = client.get(path).text
        assert escaped in html
        assert f"Title {text}" not in html or escaped == f"Title {text}"
    assert f"<title>{escaped} ·" in client.get(f"/ideas/{idea_id}").text
    for path in (f"/ideas/{idea_id}/edit", f"/ideas/{idea_id}/delete"):
        assert escaped in ada.get(path).text


@pytest.mark.parametrize("text", TEMPLATES)
def test_template_marks_are_only_marks(as_person, client, idea_id, text):
    post(as_person(BEN), idea_id, f"`{text}` and more")
    edit(as_person(ADA), idea_id, "A harmless title", f"`{text}`")
    escaped = text.replace("<", "&lt;").replace(">", "&gt;")
    assert client.get(f"/ideas/{idea_id}").text.count(f"<code>{escaped}</code>") == 2
    assert escaped in client.get("/").text


@pytest.mark.parametrize("text", CHARACTERS)
def test_strange_characters_never_break_anything(as_person, client, idea_id, text):
    ada, ben = as_person(ADA), as_person(BEN)
    assert post(ben, idea_id, text).status_code in (303, 422)
    assert edit(ada, idea_id, text[:300], text).status_code in (303, 422)
    for path in ("/", f"/ideas/{idea_id}", f"/ideas/{idea_id}/history", f"/?tag={'x'}"):
        answer = client.get(path)
        assert answer.status_code == 200
        shown = answer.get_data(as_text=True)
        assert not re.search("[\x00\x07\u2028\u2029\u202e\ud800-\udfff]", shown)


def test_text_in_any_direction_keeps_to_itself(as_person, client, idea_id):
    post(as_person(BEN), idea_id, "שלום")
    html = client.get(f"/ideas/{idea_id}").text
    assert re.search(r'<div class="said" dir="auto"', html)
    assert re.search(r'<div class="prose" dir="auto"', html)
    assert '<h1 dir="auto">' in html
    assert "<bdi>Ben Talbot</bdi>" in html


def test_links_out_are_marked_as_not_ours(as_person, client, idea_id):
    post(as_person(BEN), idea_id, "See [this](https://elsewhere.example/a?b=1&c=2).")
    assert 'href="https://elsewhere.example/a?b=1&amp;c=2" rel="nofollow ugc noopener"' in client.get(f"/ideas/{idea_id}").text


def test_a_reply_key_cannot_be_somebody_elses(as_person, idea_id):
    key = "k" * 24
    for part in (ADA, BEN):
        assert as_person(part).post(f"/ideas/{idea_id}/comments", data={"body": f"From {part.name}", "key": key}).status_code == 303
    assert db.session.query(Comment).count() == 2
    assert {row.author_id for row in db.session.query(Comment)} == {factories.person(p).id for p in (ADA, BEN)}


def test_bytes_that_are_no_text_are_no_failure_of_ours(as_person, idea_id):
    ada = as_person(ADA)
    for name in ("title", "body", "stamp", "tags", "key", "parent", "level"):
        for junk in (b"\xff\xfe", b"\x00", b"%00", b"\xed\xa0\x80", b"9" * 400):
            for path in ("edit", "comments", "follow"):
                answer = ada.post(f"/ideas/{idea_id}/{path}", data={"title": "A title", "body": "Some words", "level": "all", name: junk})
                assert answer.status_code < 500, (name, junk, path)
