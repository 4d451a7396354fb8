"""An IMAP mailbox: stored first, flagged after, each mail once."""

import pytest

from community.db import db
from community.ideas.models import Comment
from community.inbound import mailbox
from community.inbound.rules import LARGEST
from community.jobs.inbound import fetch, process
from tests.cast import ADA
from tests.inbound.imap_server import imap_server
from tests.inbound.letters import address, mail, rows


@pytest.fixture(scope="module")
def imap():
    with imap_server() as server:
        yield server


@pytest.fixture
def server(imap, settings):
    settings(imap_url=imap.url)
    with imap.box() as client:
        if everything := client.search(["ALL"]):
            client.delete_messages(everything)
            client.expunge()
    return imap


def test_what_nobody_has_seen_is_taken_once(server, idea_id):
    server.deliver(mail(ADA, address(ADA, idea_id), "One."), mail(ADA, address(ADA, idea_id), "Two."))
    for _ in range(2):
        assert fetch() is False
    assert [(found.channel, found.state) for found in rows()] == [("mailbox", "waiting")] * 2
    assert server.unseen() == 0
    while process():
        pass
    assert [comment.body for comment in db.session.query(Comment).order_by(Comment.id)] == ["One.", "Two."]


def test_one_that_came_by_another_way_too_is_flagged_and_no_second(server, idea_id):
    raw = mail(ADA, address(ADA, idea_id), message_id="<one@brannocs.example>")
    server.deliver(raw, raw)
    fetch()
    assert (len(rows()), server.unseen()) == (1, 0)


def test_of_one_that_is_too_large_the_head_is_fetched_alone(server, idea_id):
    server.deliver(mail(ADA, address(ADA, idea_id)) + b"A" * LARGEST)
    fetch()
    (found,) = rows()
    assert found.size > LARGEST
    assert len(found.content) < 2_000
    assert found.address == ADA.email
    process()
    assert rows()[0].reason == "too_large"


def test_a_password_that_is_wrong_is_said_and_nothing_falls(server, settings, caplog):
    settings(imap_url=server.url.replace("s%20cret", "wrong"))
    assert fetch() is False
    assert "mailbox: it could not be read" in caplog.text


def test_a_server_that_is_not_there_is_said_and_nothing_falls(settings, caplog):
    settings(imap_url="imaps://heed:secret@127.0.0.1:9/INBOX")
    assert fetch() is False
    assert "mailbox: it could not be read" in caplog.text


def test_the_folder_and_what_is_percent_encoded_are_read_from_the_address(server):
    with mailbox.opened(server.url) as opened:
        assert opened.waiting() == []
