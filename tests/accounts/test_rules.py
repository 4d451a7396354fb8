"""Roles, addresses, names, passwords and networks: without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.accounts import rules
from community.accounts.rules import Role
from community.accounts.viewer import VISITOR, Viewer

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("role", "staff", "answers", "merges", "moderates", "administers"),
    [
        (Role.CUSTOMER, False, False, False, False, False), (Role.STAFF, True, False, False, False, False),
        (Role.PRODUCT_MANAGER, True, True, True, True, False), (Role.MANAGER, True, True, True, True, False),
        (Role.MODERATOR, True, False, False, True, False), (Role.ADMINISTRATOR, True, True, True, True, True),
        ("root", False, False, False, False, False), ("", False, False, False, False, False),
    ],
)
def test_what_each_role_may(role, staff, answers, merges, moderates, administers):
    may = (staff, answers, merges, moderates, administers)
    who = Viewer(id=7, role=role)
    assert (who.is_staff, who.may_answer, who.may_merge, who.may_moderate, who.may_administer) == may
    assert (rules.is_staff(role), rules.may_answer(role), rules.may_merge(role), rules.may_moderate(role), rules.may_administer(role)) == may


@pytest.mark.parametrize("role", list(Role))
def test_who_is_not_signed_in_may_nothing_whatever_role_stands_there(role):
    nobody = Viewer(role=role)
    assert not any((nobody.is_staff, nobody.may_answer, nobody.may_merge, nobody.may_moderate, nobody.may_administer, nobody.signed_in))
    assert nobody.is_anonymous
    assert not VISITOR.is_authenticated


@pytest.mark.parametrize("state", ["banned", "deactivated", "erased"])
def test_only_who_is_active_comes_in(state):
    assert Viewer(id=7).is_active
    assert not Viewer(id=7, state=state).is_active


@pytest.mark.parametrize(("joined", "new"), [(None, True), (NOW, True), (NOW - timedelta(hours=23, minutes=59), True), (NOW - timedelta(days=1), False)])
def test_one_is_new_for_a_day(joined, new):
    assert rules.is_new(joined, NOW) is new


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada@Brannocs.EXAMPLE ", "Ada@brannocs.example"), ("a+b@x.example", "a+b@x.example"), ("ａｄａ@x.example", "ada@x.example"),
        ("ada@münchen.example", "ada@xn--mnchen-3ya.example"), ("o'neil@x.example", "o'neil@x.example"), ("ada\u200b@x.example", "ada@x.example"),
        ("a" * 64 + "@x.example", "a" * 64 + "@x.example"), ("ada@127.example", "ada@127.example"),
    ],
)
def test_an_address_is_kept_plain(typed, kept):
    assert rules.clean_email(typed) == kept
    assert rules.is_email(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "", "ada", "@x.example", "ada@", "ada@x", "ada@@x.example", "ada@x..example", "a..b@x.example", "ada@-x.example", "ada@x-.example", "a b@x.example",
        "Ada <ada@x.example>", "a@x.example, b@x.example", "ada@x.example\nBcc: b@x.example", "a" * 65 + "@x.example", "ada@" + "x" * 64 + ".example",
        "ada@" + ".".join(["x" * 60] * 5) + ".example", "ada@[127.0.0.1]", "ada@127.0.0.1", '"ada"@x.example', "ada@x.e", "ad\u0430@x.example",
    ],
)
def test_what_is_no_plain_address_is_none(typed):
    assert rules.clean_email(typed) == ""
    assert not rules.is_email(typed)


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_an_address_that_is_kept_stays_as_it_is_and_trips_no_header(text):
    kept = rules.clean_email(text) or rules.clean_email(f"{text}@x.example")
    assert rules.clean_email(kept) == kept
    assert kept.isascii()
    assert not set(kept) & set("\r\n\0<>,;: \t")


@pytest.mark.parametrize(
    ("email", "says"), [("ada@brannocs.example", "brannocs.example"), ("ada@BRANNOCS.example", "brannocs.example"), ("ada@gmail.com", ""), ("ada@GMX.de", ""), ("", "")],
)
def test_a_domain_says_where_someone_works_unless_everybody_may_have_it(email, says):
    assert rules.mail_domain(email) == says


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("1234567", "short"), ("vier W1", "short"), ("nine purple kettles", ""), ("x" * 257, "long"), ("correct horse " * 18, ""), ("password", "common"),
        ("PASSWORD", "common"), ("password1!", "common"), ("aaaaaaaa", "common"), ("abababab", "common"), ("abcabcabc", "common"), ("a" * 16, ""), ("ada@brannocs.example", "yours"),
        ("brannocs", "yours"), ("Brannocs2026", "yours"), ("okoro okoro", ""), ("Okorookoro", "common"), ("ｂｒａｎｎｏｃｓ", "yours"),
        ("12345678", "common"), ("!?*#!?*#!?*#!?*#", ""), ("correct horse " * 18 + "four", ""), ("correct horse " * 18 + "fives", "long"),
    ],
)
def test_a_password_is_refused_for_a_reason(password, problem):
    assert rules.password_problem(password, "ada@brannocs.example", "Ada Okoro") == problem


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::", "2001:db8:1:2::/64"), ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"), ("", "unknown"), ("unix:", "unknown"), ("192.0.2.7, 10.0.0.1", "unknown"), ("192.0.2.07", "unknown"), ("999.1.1.1", "unknown"),
    ],
)
def test_a_network_is_one_address_or_what_one_house_has_of_the_long_ones(address, network):
    assert rules.network_of(address) == network


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Okoro", "AO"), ("Ada", "A"), ("ada maria okoro", "AO"), ("", "?"), ("!!! ...", "?"), ("(Ada) Okoro", "O"), ("7 up", "7U"), ("ß strauss", "SSS")],
)
def test_initials_are_of_the_first_and_the_last_word(name, letters):
    assert rules.initials(name) == letters


@pytest.mark.parametrize(
    ("email", "name"),
    [("nia.hale@x.example", "Nia Hale"), ("nia_hale-smith@x.example", "Nia Hale Smith"), ("nia+ideas@x.example", "Nia Ideas"), ("nia.1984@x.example", "Nia"), ("4711@x.example", "Member"), ("", "Member"), ("a" * 90 + "@x.example", "A" + "a" * 79)],
)
def test_one_is_greeted_by_the_name_in_the_address(email, name):
    assert rules.name_from_email(email) == name


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) AppleWebKit/605 Version/17 Safari/605", "Safari, Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) CriOS/120 Mobile Safari/604", "Chrome, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge, Windows"), ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/120 Safari/537", "Chrome, ChromeOS"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/23 Chrome/115 Safari/537", "Samsung Internet, Android"), ("curl/8.5", ""), ("", ""), ("Linux only", "Linux"),
    ],
)
def test_a_browser_is_known_again(agent, name):
    assert rules.browser_name(agent) == name


@pytest.mark.parametrize(("name", "found"), [("José", "jose"), ("ØZ", "øz"), ("  Ada   Okoro ", "ada okoro"), ("ＡＤＡ", "ada"), ("Straße", "strasse"), ("Łódź", "łodz"), ("x" * 300, "x" * 240)])
def test_a_name_is_found_however_it_is_written(name, found):
    assert rules.fold_name(name) == found
    assert rules.fold_name(found) == found


@settings(max_examples=100)
@given(st.text(max_size=80))
def test_what_is_cleaned_is_one_line_and_stays_so(text):
    line = rules.clean_line(text)
    assert rules.clean_line(line) == line
    assert line == line.strip()
    assert not set(line) & set("\r\n\0\t\x1b\u2028\u2029\u202e\ud800")


@pytest.mark.parametrize(("typed", "kept"), [("👩\u200d⚕", "👩\u200d⚕"), ("a\tb\r\nc", "a\tb\nc"), ("  a  ", "a"), ("e\u0301", "é"), ("می\u200cخواهم", "می\u200cخواهم")])
def test_what_joins_and_parts_letters_stays(typed, kept):
    assert rules.clean_text(typed) == kept


def test_an_address_has_254_letters_at_most():
    domain = ".".join(["x" * 60] * 3) + "."
    assert rules.is_email("a" * 60 + "@" + domain + "y" * (254 - 61 - len(domain)))
    assert not rules.is_email("a" * 60 + "@" + domain + "y" * (255 - 61 - len(domain)))


@settings(max_examples=100)
@given(st.text(max_size=80))
def test_a_text_keeps_its_lines_and_nothing_that_turns_them_round(text):
    kept = rules.clean_text(text)
    assert rules.clean_text(kept) == kept
    assert not set(kept) & set("\r\0\x1b\u2028\u2029\u202e\u200b")
