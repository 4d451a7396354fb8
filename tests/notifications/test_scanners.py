"""Mail scanners fetch every address in a mail: nothing they look at changes anything."""

from urllib.parse import urlsplit

from community.db import db
from tests.notifications.conftest import every_kind
from tests.notifications.mails import html_of, parsed, rows, text_of, urls_in
from tests.web.test_reading_writes_nothing import content

OURS = "127.0.0.1:8000"


def test_every_address_in_every_mail_is_looked_at_and_no_row_changes(app, idea_id, moved_clock):
    every_kind(idea_id, moved_clock)
    urls = set()
    for mail in rows():
        if mail.content:
            urls |= urls_in(text_of(mail)) | urls_in(html_of(mail)) | urls_in(str(parsed(mail)["List-Unsubscribe"] or ""))
    paths = sorted({url.split(OURS, 1)[1] for url in urls if urlsplit(url).netloc == OURS})
    assert len(paths) > 60
    assert sum("/mail/stop/" in path for path in paths) >= 5
    scanner = app.test_client(use_cookies=False)
    before = content()
    for path in paths:
        for ask in (scanner.get, scanner.head):
            assert ask(path).status_code < 500, path
            db.session.rollback()
    assert content() == before
