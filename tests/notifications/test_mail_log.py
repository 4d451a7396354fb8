"""The mail log: what became of every mail, and sending one again."""

import pytest

from community import clock, events
from community.audit import AuditEntry
from community.db import db, writing
from community.notifications.actions import queue_mail
from community.notifications.models import Mail
from community.notifications.queries_log import PAGE_SIZE
from tests.cast import ADA, MARTA, MO, ROOT
from tests.notifications.mails import rows

CODE = {"code": "987654", "link": "http://127.0.0.1:8000/sign-in/link/abc", "kept": []}
OFF = {"told": "Nothing got through.", "endpoint_url": "http://127.0.0.1:8000/x", "why": "You administer."}


@pytest.fixture
def queue(app):
    def put(*addresses, kind="endpoint_disabled", **facts):
        with writing():
            for address in addresses:
                event = events.record("ping", at=clock.now())
                mail = queue_mail(kind, address=address, person=None, context=CODE if kind == "sign_in" else {**OFF, "at": clock.now()}, event=event, now=clock.now())
                for name, value in facts.items():
                    setattr(mail, name, value)

    return put


@pytest.fixture
def root(as_person):
    return as_person(ROOT)


def test_every_state_is_shown_with_its_reason(root, queue):
    queue("a@x.example")
    queue("b@x.example", state="skipped", reason="refused")
    queue("c@x.example", state="failed", reason="450 later", attempts=2)
    queue("d@x.example", state="dead", reason="550 no such person")
    queue("e@x.example", state="sent", sent_at=clock.now())
    page = root.get("/admin/mail").text
    for words in ("Waiting", "does not want such mails", "450 later", "2 tries", "550 no such person", "Given up", "Sent"):
        assert words in page


def test_a_code_to_sign_in_is_never_shown(root, queue):
    queue("a@x.example", kind="sign_in")
    page = root.get("/admin/mail").text
    assert "987" not in page
    assert "Sign-in code" in page


@pytest.mark.parametrize(("query", "shown"), [("state=dead", ["b"]), ("kind=sign_in", ["c"]), ("address=A@X.example", ["a"]), ("state=dead&kind=sign_in", [])])
def test_filters_narrow_it(root, queue, query, shown):
    queue("a@x.example")
    queue("b@x.example", state="dead")
    queue("c@x.example", kind="sign_in")
    page = root.get(f"/admin/mail?{query}").text
    assert [name for name in "abc" if f"{name}@x.example ·" in page] == shown


@pytest.mark.parametrize("query", ["state=x", "kind=%00", "before=-1", "before=999999999999999999999", "before=x", "address=%F0%9F"])
def test_a_strange_filter_is_no_error(root, query):
    assert root.get(f"/admin/mail?{query}").status_code in (200, 400)


def test_more_than_a_page_goes_on_by_key(root, queue):
    queue(*(f"p{n}@x.example" for n in range(PAGE_SIZE + 2)))
    first = root.get("/admin/mail").text
    assert first.count('class="mail-row"') == PAGE_SIZE
    assert "before=3" in first
    assert root.get("/admin/mail?before=3").text.count('class="mail-row"') == 2
    more = root.get("/admin/mail?before=3", headers={"HX-Request": "true"}).text
    assert "<html" not in more
    assert "before=" not in more


def test_it_says_since_when_mails_wait(root, queue, moved_clock):
    queue("a@x.example")
    assert "since" in root.get("/admin/mail").text
    with writing():
        db.session.query(Mail).one().state = "sent"
    assert "since" not in root.get("/admin/mail").text


def test_sending_again_queues_the_same_bytes_under_the_same_id(root, queue):
    queue("a@x.example", state="dead", reason="550", attempts=3)
    before = rows()[0]
    known = (before.message_id, before.content)
    assert root.post(f"/admin/mail/{before.id}/again", data={"state": "dead"}).headers["Location"] == "/admin/mail?state=dead"
    (mail,) = rows()
    assert (mail.state, mail.attempts, mail.reason) == ("queued", 0, "")
    assert (mail.message_id, mail.content) == known
    assert db.session.query(AuditEntry).filter_by(act="mail.sent_again").count() == 1


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


@pytest.mark.parametrize("part", [ADA, MARTA, MO])
def test_it_is_for_administrators_only(as_person, part):
    assert as_person(part).get("/admin/mail").status_code == 404
    assert as_person(part).post("/admin/mail/1/again").status_code == 404
