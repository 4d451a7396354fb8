"""The page of one mail: what it says, why it went or did not, and what became of each try."""

import re

import pytest
from werkzeug.exceptions import HTTPException

from community import clock, events
from community.db import db, writing
from community.jobs.worker import drain
from community.notifications.actions_delivery import claim_next, note_outcome
from community.notifications.models import Mail
from community.notifications.models_tries import MailTry
from community.notifications.rules import Fate, Outcome
from community.notifications.showing import shown, without_keys
from tests.cast import MARTA
from tests.notifications.conftest import every_kind
from tests.notifications.mails import parsed, rows, text_of, urls_in


def tried(*outcomes):
    """Try the mail that is due, as often as there are outcomes."""
    for outcome in outcomes:
        with writing():
            db.session.query(Mail).update({"run_at": clock.now()})
            letter = claim_next(clock.now())
        with writing():
            note_outcome(letter, outcome, now=clock.now())


def test_each_try_is_there_with_what_was_replied(root, queue):
    queue("a@x.example")
    tried(Outcome(Fate.LATER, "450 4.2.1 come back"), Outcome(Fate.LATER, "421 busy"), Outcome(Fate.ACCEPTED))
    page = root.get("/admin/mail/1").text
    assert re.findall(r"<li><p class=\"line\"><b>([^<]+)</b>", page) == ["Refused for now", "Refused for now", "Handed over"]
    assert "450 4.2.1 come back" in page
    assert "421 busy" in page


def test_what_waits_says_when_it_is_tried_next(root, queue):
    queue("a@x.example")
    tried(Outcome(Fate.LATER, "450"))
    assert "Next try" in root.get("/admin/mail/1").text
    tried(Outcome(Fate.NEVER, "550 gone"))
    page = root.get("/admin/mail/1").text
    assert "Next try" not in page
    assert "Given up" in page


def test_a_try_whose_lease_was_lost_is_not_noted_twice(app, queue):
    queue("a@x.example")
    with writing():
        letter = claim_next(clock.now())
    for _ in range(2):
        with writing():
            note_outcome(letter, Outcome(Fate.ACCEPTED), now=clock.now())
    assert db.session.query(MailTry).count() == 1


def test_tries_go_with_their_mail(app, queue):
    queue("a@x.example")
    tried(Outcome(Fate.ACCEPTED))
    with writing() as session:
        session.execute(Mail.__table__.delete())
    assert db.session.query(MailTry).count() == 0


def test_it_says_whom_it_is_for_of_what_and_after_which_event(root, idea_id):
    with writing():
        actor = db.session.query(events.Event).filter_by(kind="idea.published").one()
    drain()
    mail = rows("idea_published")[0]
    page = root.get(f"/admin/mail/{mail.id}").text
    assert f'href="/admin/people/{mail.person_id}"' in page
    assert f'href="/ideas/{idea_id}"' in page
    assert f"<code>{actor.kind}</code>" in page
    assert "Ada Okoro" in page


def test_reading_a_code_to_sign_in_is_not_offered(root, queue):
    queue("a@x.example", kind="sign_in")
    page = root.get("/admin/mail/1").text
    assert "987" not in page
    assert "sign-in/link" not in page
    assert "<h1 dir=\"auto\">Sign-in code</h1>" in page


def test_what_was_never_written_says_so(root, queue):
    queue("a@x.example", state="skipped", reason="refused", content=b"", subject="")
    page = root.get("/admin/mail/1").text
    assert "It was never written" in page
    assert "does not want such mails" in page


def test_no_mail_shows_staff_a_key_of_its_reader(app, idea_id, moved_clock):
    """Of every mail there is: no address that is shown has anything in it that a page takes as a token."""
    every_kind(idea_id, moved_clock)
    found = {mail.kind: mail for mail in rows() if mail.content and mail.kind != "sign_in"}
    tokens = {token for mail in found.values() for url in urls_in(text_of(mail) + str(parsed(mail)["List-Unsubscribe"])) if (token := token_in(app, url))}
    assert len(tokens) > 20
    for kind, mail in found.items():
        seen = shown(mail.content)
        everything = seen.text + "".join(value for _, value in seen.headers)
        assert not [token for token in tokens if token in everything], kind


def token_in(app, url):
    path = url.split("?")[0].split("8000", 1)[-1]
    try:
        return app.url_map.bind("127.0.0.1").match(path, method="GET")[1].get("token")
    except HTTPException:
        return None


def test_the_rest_of_its_words_are_as_they_went(app, idea_id):
    drain()
    mail = rows("idea_published")[0]
    words = [line for line in text_of(mail).splitlines() if "http" not in line]
    assert words == [line for line in shown(mail.content).text.splitlines() if "http" not in line]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("https://x.example/ideas/7/print-the-week-on-one-page-please", None),
        ("https://x.example/mail/stop/WzEsImlkZWEiLDFd.c2lnbmF0dXJl-abc", "https://x.example/mail/stop/…"),
        ("https://x.example/ideas/7?n=WzEsImlkZWEiLDFd.c2ln#answer", "https://x.example/ideas/7?n=…#answer"),
        ("<mailto:reply+k3jd82hd72hs8dk2hd8s@in.example>", "<mailto:reply+…@in.example>"),
        ("Write to ada+shop@x.example", None),
        ("A_Very_Long_Name_Of_A_File.txt", None),
    ],
)
def test_keys_are_left_out_and_nothing_else(text, seen):
    assert without_keys(text) == (seen or text)


def test_a_reader_of_no_administration_is_sent_away(as_person, queue):
    queue("a@x.example")
    assert as_person(MARTA).get("/admin/mail/1").status_code == 404
