"""The headers of a mail, composed without a database: threads, ways to stop, what no header may carry."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.rules import clean_email
from community.notifications.messages import Envelope, Words, compose, message_id_of
from community.notifications.rules import thread

AT = datetime(2026, 11, 23, 9, 14, 2, tzinfo=UTC)
WORDS = Words("Your idea is answered", "Hello Ada\n\nhttp://ideas.example/ideas/7\n", "<p>Hello Ada <a href='http://ideas.example/ideas/7'>x</a></p>")
LINE_ENDS = ["\r\n", "\n", "\r", "\x00", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"]
STOP = "https://ideas.example/mail/stop/" + "a1B2-_" * 30
STOP_MAIL = "unsubscribe+4294967295.4294967295." + "a" * 26 + "@replies.ideas.example"


def envelope(**changes):
    given = {
        "sender": "Heed <ideas@ideas.example>", "address": "ada@brannocs.example", "name": "Ada Okoro",
        "message_id": "<heed.1.abc@ideas.example>", "domain": "ideas.example", "date": AT,
    }
    return Envelope(**given | changes)


def headers_of(words=WORDS, **changes):
    return message_from_bytes(compose(envelope(**changes), words), policy=policy.default)


def test_what_can_be_stopped_says_both_ways_and_is_list_mail():
    mail = headers_of(stop=STOP, stop_mail=STOP_MAIL, kind="idea_answered")
    assert str(mail["List-Unsubscribe"]) == f"<{STOP}>, <mailto:{STOP_MAIL}?subject=unsubscribe>"
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(mail["Precedence"]) == "list"
    assert str(mail["Feedback-ID"]).startswith("idea_answered::list:heed")


def test_no_encoding_and_no_fold_breaks_an_address_or_an_id():
    """Python would write one that is longer than a line as an encoded word, and no mail program could use it."""
    domain = "d" * 60 + ".ideas.example"
    many = tuple(f"{number}.1.2" for number in range(400))
    raw = compose(envelope(stop=STOP, stop_mail=STOP_MAIL, domain=domain, thread=[2**31 - 1, 2**31 - 2], alerts=many, kind="idea_answered"), WORDS)
    head = raw.split(b"\r\n\r\n")[0].decode()
    unfolded = head.replace("\r\n ", " ")
    ids = [f"<idea.{2**31 - 1}@{domain}>", f"<idea.{2**31 - 2}@{domain}>"]
    for line in (
        f"List-Unsubscribe: <{STOP}>, <mailto:{STOP_MAIL}?subject=unsubscribe>", f"List-Id: <ideas.{domain}>", f"In-Reply-To: {ids[0]}",
        f"References: {' '.join(ids)}", f"Heed-Alerts: {', '.join(many)}", "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ):
        assert line in unfolded.split("\r\n")
    assert "=?" not in head
    assert max(map(len, head.split("\r\n"))) < 300


def test_what_cannot_be_stopped_says_no_way_and_is_no_list_mail():
    mail = headers_of(listed=False, kind="sign_in")
    assert [mail[name] for name in ("List-Unsubscribe", "List-Unsubscribe-Post", "Precedence", "List-Id")] == [None] * 4
    assert str(mail["Auto-Submitted"]) == "auto-generated"
    assert str(mail["Feedback-ID"]).startswith("sign_in::direct:heed")
    assert 5 <= len(str(mail["Feedback-ID"]).rpartition(":")[2]) <= 15


def test_an_answer_goes_where_it_should():
    assert headers_of()["Reply-To"] is None
    assert str(headers_of(reply_to="reply+abc@ideas.example")["Reply-To"]) == "reply+abc@ideas.example"


def test_the_date_is_the_moment_it_was_written_at():
    assert headers_of()["Date"].datetime == AT
    assert str(headers_of()["Date"]) == "Mon, 23 Nov 2026 09:14:02 +0000"


def test_a_subject_in_any_script_is_seven_bits_wide_and_reads_as_written():
    title = "Ådå 予定表 \U0001f600 " * 6
    raw = compose(envelope(), Words(title, "x", "<p>x</p>"))
    assert raw.isascii()
    assert str(message_from_bytes(raw, policy=policy.default)["Subject"]) == " ".join(title.split())[:180]
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("end", LINE_ENDS)
def test_no_line_end_starts_a_header(end):
    bad = f"x{end}Bcc: eve@elsewhere.example{end}{end}body"
    mail = headers_of(Words(bad, "text", "<p>html</p>"), name=bad)
    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == ["ada@brannocs.example"]
    assert mail.get_body(("plain",)).get_content().split() == ["text"]


@pytest.mark.parametrize(
    "address", ["a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "a@b.example\nX: y", "a b@c.example", "a@b@c.example", "", "<a@b.example>", "a@b.example;c@d.example", "a\x00@b.example", "ü@b.example", "a@ü.example", '"a b"@c.example', "a..b@c.example", ".a@b.example"]
)
def test_never_two_recipients_and_no_header_from_an_address(address):
    with pytest.raises(ValueError, match="is not one address"):
        compose(envelope(address=address), WORDS)


@pytest.mark.parametrize("address", ["a@b.example, c@d.example", "a@b.example\u2028", "a@b.example\x85c@d.example", "a@b.example\r\nBcc: c@d.example"])
def test_such_an_address_is_not_taken_from_anybody(address):
    assert "," not in clean_email(address)
    assert not re.search(r"[\s\x00-\x1f\x85\u2028\u2029]", clean_email(address))


@given(subject=st.text(max_size=200), name=st.text(max_size=80), text=st.text(max_size=300))
def test_any_words_make_one_whole_mail(subject, name, text):
    raw = compose(envelope(name=name, stop=STOP), Words(subject, text, f"<p>{text}</p>"))
    mail = message_from_bytes(raw, policy=policy.default)
    assert raw.isascii()
    assert sorted(mail.keys()) == sorted(headers_of(stop=STOP).keys())
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_an_id_is_the_same_for_the_same_facts_and_no_other():
    ids = {message_id_of("secret", "ideas.example", *facts) for facts in [(1, "a", "p"), (1, "a", "q"), (1, "b", "p"), (2, "a", "p")] * 2}
    assert len(ids) == 4
    assert message_id_of("another", "ideas.example", 1, "a", "p") not in ids


def threads(mails):
    """How a mail program groups them: the algorithm of jwz.org/doc/threading.html, steps 1 and 2, by References alone."""
    parent = {}

    def root(of):
        while parent.get(of):
            of = parent[of]
        return of

    for mail in mails:
        ids = [*str(mail["References"] or mail["In-Reply-To"] or "").split(), str(mail["Message-ID"])]
        for above, below in pairwise(ids):
            last = below == ids[-1]
            if (last or parent.get(below) is None) and root(above) != below:
                parent[below] = above
    return {root(str(mail["Message-ID"])) for mail in mails}


def story(*steps):
    return [headers_of(thread=thread(idea_id, root_id), message_id=f"<m{number}@ideas.example>") for number, (idea_id, root_id) in enumerate(steps)]


@pytest.mark.parametrize(
    ("steps", "many"),
    [
        ([(1, None)] * 3, 1),
        ([(1, None), (2, None)], 2),
        ([(1, None), (1, 2), (2, None)], 1),
        ([(2, None), (1, None), (1, 2), (2, None), (1, None)], 1),
        ([(1, None), (1, 2), (1, 3), (2, 3), (3, None)], 1),
        ([(1, None), (1, 2), (2, 3), (1, 3), (3, None)], 1),
    ],
)
def test_a_mail_program_shows_one_thread_for_an_idea_before_and_after_it_joined_another(steps, many):
    assert len(threads(story(*steps))) == many
    assert len(threads(story(*reversed(steps)))) == many
