"""What programs write about mail, read without a database: standards, habits, and any bytes at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.inbound.reports import read_report
from tests.inbound.reports import CORPUS, NO_REPORTS, REPORTS, sample

KEY = "bounces+42." + "abcdefghijklmnopqrstuvwxy2"
OURS = {"return_path": f"{KEY}@localhost.example", "message_id": "<heed.7.0123456789abcdef01234567@localhost.example>", "to": "ada@brannocs.example"}
FIELDS = ["Action: failed", "Action: delayed", "Status: 5.1.1", "Status: 4", "Status: \u0665.1.1", "Final-Recipient: rfc822; a@b", "Diagnostic-Code: smtp; 550 no", "", " folded", "Feedback-Type: abuse", "\x00", "=?utf-8?b?////?="]


def test_every_file_of_the_corpus_is_expected_to_mean_something():
    assert {path.stem for path in CORPUS.glob("*.eml")} == {*REPORTS, *NO_REPORTS}
    assert len(REPORTS) >= 14


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lines", ["\n", "\r\n"])
def test_a_report_says_what_became_of_which_mail(name, lines):
    report = read_report(sample(name, **OURS).replace(b"\n", lines.encode()))
    expected = REPORTS[name]
    assert (report.what, report.status) == (expected.what, expected.status)
    assert KEY in report.keys or OURS["message_id"] in report.message_ids


@pytest.mark.parametrize("name", NO_REPORTS)
def test_a_person_who_is_away_or_quotes_a_report_reports_nothing(name):
    assert read_report(sample(name, **OURS)) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("postfix_unknown_user", "User unknown in virtual mailbox table"), ("gmail_unknown", "does not exist"),
        ("utf8_global", "Empfänger unbekannt"), ("qmail_unknown", "550 5.1.1 User unknown"), ("yahoo_unknown", "doesn't have a yahoo"),
        ("exchange_2003", "Unknown Recipient"), ("arf_abuse", "abuse"),
    ],
)
def test_its_reason_is_what_the_other_side_said(name, words):
    reason = read_report(sample(name, **OURS)).reason
    assert words in reason
    assert "\n" not in reason
    assert len(reason) <= 500


def test_of_several_recipients_the_worst_counts():
    raw = sample("postfix_delivered", **OURS).replace(b"\n--frontier-1\nContent-Description: Und", b"\nFinal-Recipient: rfc822; x@y\nAction: failed\nStatus: 5.2.1\n\n--frontier-1\nContent-Description: Und")
    assert (read_report(raw).what, read_report(raw).status) == ("failed", "5.2.1")


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(raw):
    assert read_report(raw) is None


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from([*REPORTS, *NO_REPORTS]), cut=st.integers(0, 4000), junk=st.binary(max_size=30), lines=st.lists(st.sampled_from(FIELDS), max_size=6))
def test_a_broken_report_is_read_without_an_error(name, cut, junk, lines):
    raw = sample(name, **OURS)
    found = read_report(raw[:cut] + junk + "\n".join(lines).encode() + raw[cut + 3 :])
    if found is not None:
        found.reason.encode()
        assert "\x00" not in found.reason
