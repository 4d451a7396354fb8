"""Sending again: one mail, and all that were given up."""

import re

import pytest

from community.audit import AuditEntry
from community.db import db
from community.jobs import mail as jobs
from tests.cast import ADA, MARTA, MO
from tests.notifications.mails import rows


def test_sending_again_queues_the_same_bytes_under_the_same_id(root, queue):
    queue("a@x.example", state="dead", reason="550", attempts=3)
    before = rows()[0]
    known = (before.message_id, before.content)
    assert root.post(f"/admin/mail/{before.id}/again", data={"state": "dead"}).headers["Location"] == "/admin/mail?state=dead"
    (mail,) = rows()
    assert (mail.state, mail.attempts, mail.reason) == ("queued", 0, "")
    assert (mail.message_id, mail.content) == known
    assert db.session.query(AuditEntry).filter_by(act="mail.sent_again").count() == 1


def test_from_its_own_page_one_comes_back_there(root, queue):
    queue("a@x.example", state="dead")
    assert root.post("/admin/mail/1/again", data={"back": "mail"}).headers["Location"] == "/admin/mail/1"


def test_what_waits_or_has_no_words_is_not_sent_again(root, queue):
    queue("a@x.example")
    queue("b@x.example", state="skipped", content=b"")
    for mail in rows():
        root.post(f"/admin/mail/{mail.id}/again")
    assert [mail.state for mail in rows()] == ["queued", "skipped"]
    assert db.session.query(AuditEntry).count() == 0


@pytest.mark.parametrize("mail_id", [99, 2**40])
def test_an_unknown_mail_is_not_there(root, mail_id):
    assert root.post(f"/admin/mail/{mail_id}/again").status_code == 404
    assert root.get(f"/admin/mail/{mail_id}").status_code == 404


@pytest.mark.parametrize("part", [ADA, MARTA, MO])
def test_it_is_for_administrators_only(as_person, queue, part):
    queue("a@x.example", state="dead")
    somebody = as_person(part)
    assert {somebody.get("/admin/mail/again").status_code, somebody.post("/admin/mail/again").status_code, somebody.get("/admin/mail/1").status_code} == {404}
    assert [mail.state for mail in rows()] == ["dead"]


def put_on_the_log(queue):
    """Six were given up: two of them of another kind, one a code, one without words; others went or wait."""
    queue("a@x.example", "b@x.example", state="dead", reason="451 try later", attempts=16)
    queue("c@x.example", state="dead", reason="550 no such person", attempts=1)
    queue("d@x.example", kind="sign_in", state="dead", reason="late")
    queue("e@x.example", state="dead", content=b"", reason="550 no such person")
    queue("f@x.example", state="sent")
    queue("g@x.example", state="skipped", reason="refused")


def button(page):
    """What the button of the page would post."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_all_that_was_given_up_goes_again_once_it_was_looked_at(root, queue):
    put_on_the_log(queue)
    assert "/admin/mail/again?state=dead" in root.get("/admin/mail?state=dead").text
    page = root.get("/admin/mail/again?state=dead").text
    assert "Send 3 mails again?" in page
    assert page.index("451 try later") < page.index("550 no such person")
    assert [mail.state for mail in rows()].count("dead") == 5
    assert root.post("/admin/mail/again", data=button(page)).status_code == 303
    assert {mail.address[0]: mail.state for mail in rows()} == {"a": "queued", "b": "queued", "c": "queued", "d": "dead", "e": "dead", "f": "sent", "g": "skipped"}
    assert {(mail.attempts, mail.reason) for mail in rows() if mail.state == "queued"} == {(0, "")}


def test_only_what_matches_the_filter_goes_again(root, queue):
    put_on_the_log(queue)
    page = root.get("/admin/mail/again?state=dead&address=c@x.example").text
    assert "Send 1 mail again?" in page
    root.post("/admin/mail/again", data=button(page))
    assert [mail.address for mail in rows(state="queued")] == ["c@x.example"]


def test_what_is_given_up_meanwhile_stays(root, queue):
    put_on_the_log(queue)
    page = root.get("/admin/mail/again?state=dead").text
    queue("later@x.example", state="dead", reason="550")
    root.post("/admin/mail/again", data=button(page))
    assert [mail.address for mail in rows(state="dead")][-1] == "later@x.example"


def test_it_is_written_down_once_without_addresses(root, queue):
    put_on_the_log(queue)
    for _ in range(2):
        root.post("/admin/mail/again", data={"state": "dead", "address": "a@x.example"})
    (entry,) = db.session.query(AuditEntry).filter_by(act="mails.sent_again")
    assert (entry.before, entry.after) == ({"state": "dead"}, {"state": "queued", "count": 1})
    assert "Sent given-up mails again" in root.get("/admin/audit/").text


def test_nothing_to_send_again_says_so(root, queue):
    queue("a@x.example", state="dead", kind="sign_in")
    assert "Nothing to send again" in root.get("/admin/mail/again").text
    assert root.post("/admin/mail/again").status_code == 303
    assert "There is nothing to send again." in root.get("/admin/mail").text


def test_what_went_again_is_asked_again_before_it_leaves(root, queue):
    """Who has left meanwhile gets nothing."""
    queue("a@x.example", "b@x.example", state="dead")
    root.post("/admin/mail/again", data={"state": "dead"})
    while jobs.deliver():
        pass
    assert {mail.state for mail in rows()} <= {"sent", "failed"}
