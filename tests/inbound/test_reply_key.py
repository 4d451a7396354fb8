"""Addresses that replies go to: bound, signed, mortal, and short enough for every mail server."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.notifications.reply_keys import PURPOSES, ReplyKey, read_key, reply_address

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_what_goes_in_comes_out_in_whatever_letters(app, purpose):
    address = reply_address(7, 12, purpose, NOW, about=99)
    assert read_key(address, NOW) == read_key(address.upper(), NOW) == read_key(f"<{address}>", NOW) == ReplyKey(7, 12, purpose, 99, False)


def test_it_fits_what_smtp_allows_and_survives_servers_that_fold_letters(app):
    local = reply_address(2**31 - 1, 2**31 - 1, "question", NOW, about=2**31 - 1).partition("@")[0]
    assert len(local) <= 64
    assert re.fullmatch(r"reply\+[a-z2-7]+", local)


def test_it_closes_after_ninety_days(app):
    address = reply_address(7, 12, "comment", NOW)
    assert read_key(address, NOW + timedelta(days=90)).expired is False
    assert read_key(address, NOW + timedelta(days=91)).expired is True


def test_one_changed_letter_makes_it_nobodys(app):
    local = reply_address(7, 12, "comment", NOW).partition("@")[0]
    for place in range(len("reply+"), len(local)):
        other = "b" if local[place] == "a" else "a"
        assert read_key(local[:place] + other + local[place + 1 :], NOW) is None


def test_another_secret_opens_nothing(app, monkeypatch):
    address = reply_address(7, 12, "comment", NOW)
    monkeypatch.setattr("community.notifications.reply_keys._mark", lambda payload: b"\0" * 16)
    assert read_key(address, NOW) is None


@given(text=st.text(max_size=80) | st.from_regex(r"reply\+[a-z2-7]{50}", fullmatch=True))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_without_a_fall(app, text):
    assert read_key(text, NOW) is None
