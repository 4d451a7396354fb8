"""What people and administrators type about people, tokens, handles and segments: each wrong input has its sentence."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from community.accounts.forms import AddressForm, PasswordForm, ProfileForm, clean_code, zones
from community.accounts.forms_admin import InviteForm, PersonForm, parse_people_filter
from community.accounts.forms_handles import HandleForm
from community.accounts.forms_segments import MOST_CONDITIONS, ConditionForm, SegmentForm
from community.accounts.forms_tokens import TokenForm
from community.accounts.queries_admin import PeopleFilter

ADA = SimpleNamespace(name="Ada Okoro", title="Rota planner", locale="en", zone="Europe/London", email="ada@brannocs.example")
LONG = "Please shorten this to {} characters.".format
NO_ADDRESS = "Please give one mail address, such as ines@example.com."
HANDLE = "Please write the name as it stands there, in one word of at most 120 characters."


@pytest.mark.parametrize("typed", ["", "ada", "Ada <ada@x.example>", "a@x.example, b@x.example", "a@x.example\r\nBcc: b@x.example", "x" * 5_000])
def test_where_to_send_a_code_is_one_address(reading, typed):
    form = AddressForm.parse({"email": typed})
    with reading():
        assert not form.check()
    assert form.problems == {"email": NO_ADDRESS}


def test_an_address_is_used_as_it_is_kept(reading):
    form = AddressForm.parse({"email": " Ada@BRANNOCS.example "})
    with reading():
        assert form.check()
    assert form.email == "Ada@brannocs.example"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("123456", "123456"), (" 123 456 ", "123456"), ("123-456", "123456"), ("Your code: 123456.", "123456"), ("١٢٣٤٥٦", "123456"), ("²³", ""), ("", ""), ("1" * 500, "1111111"), ("x" * 40 + "123456", "")],
)
def test_a_code_is_its_digits_whatever_stands_between(typed, digits):
    assert clean_code(typed) == digits


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Please tell us what to call you."), ("name", "...", "Please tell us what to call you."), ("name", "x" * 81, LONG(80)), ("title", "x" * 121, LONG(120)),
        ("locale", "xx", "Please choose a language from the list."), ("zone", "Mars/Base", "Please choose a time zone from the list."), ("zone", "europe/london", "Please choose a time zone from the list."),
    ],
)
def test_a_profile_says_what_is_wrong_beside_its_field(reading, field, typed, said):
    form = ProfileForm.parse({field: typed}, ADA)
    with reading():
        assert not form.check(("en",))
    assert form.problems == {field: said}
    others = {name for name in ("name", "title", "locale", "zone") if name != field}
    assert {name: getattr(form, name) for name in others} == {name: getattr(ADA, name) for name in others}, "what was not sent stays"


@pytest.mark.parametrize(("field", "typed"), [("name", "x" * 80), ("title", "x" * 120), ("title", ""), ("zone", "UTC")])
def test_the_last_that_fits_is_taken(reading, field, typed):
    form = ProfileForm.parse({field: typed}, ADA)
    with reading():
        assert form.check(("en",)) is True
    assert getattr(form, field) == typed


def test_a_good_password_is_taken(reading):
    with reading():
        assert PasswordForm.parse({"password": "nine purple kettles"}).check(ADA) is True


def test_the_zones_are_those_of_places_and_one_more(reading):
    assert zones()[0] == "UTC"
    assert {"Europe/London", "Asia/Kathmandu", "America/Argentina/Ushuaia"} <= set(zones())
    assert not [zone for zone in zones() if zone.startswith(("Etc/", "posix", "System")) or zone == "EST"]
    with reading():
        assert ProfileForm.of(ADA).check(("en",))


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "Please use at least 8 characters."), ("x y" * 100, "Please use at most 256 characters."),
        ("password1", "That one is among the first that anyone would try. Four unrelated words make a good one."),
        ("Brannocs1", "That one is too close to your name or address. Four unrelated words make a good one."),
    ],
)
def test_a_password_is_refused_in_words_that_help(reading, password, said):
    form = PasswordForm.parse({"password": password})
    with reading():
        assert not form.check(ADA)
    assert form.problems == {"password": said}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "marta"}, {"email": "Please write one mail address, such as marta@example.com."}), ({"role": "owner"}, {"role": "Please choose a role."}), ({"role": ""}, {"role": "Please choose a role."}),
        ({"name": "x" * 81}, {"name": LONG(80)}), ({"title": "x" * 121}, {"title": LONG(120)}), ({"organisation": "9"}, {"organisation": "Please choose an organisation from the list."}),
        ({"email": "", "role": "x", "organisation": "9"}, {"email": "Please write one mail address, such as marta@example.com.", "role": "Please choose a role.", "organisation": "Please choose an organisation from the list."}),
        ({"organisation": "2"}, {}), ({"organisation": ""}, {}), ({"organisation": "-1"}, {}), ({"name": "x" * 80, "title": "x" * 120}, {}),
    ],
)
def test_an_invitation_says_all_that_is_wrong_at_once(reading, typed, said):
    form = InviteForm.parse({"email": "marta@hourfold.example", "role": "manager"} | typed)
    with reading():
        assert form.check([1, 2]) == (not said)
    assert form.problems == said


def test_an_address_that_is_none_stays_in_its_field_as_it_was_typed():
    assert InviteForm.parse({"email": " marta  at hourfold "}).email == "marta at hourfold"
    assert InviteForm.parse({"email": "Marta@HOURFOLD.example"}).email == "Marta@hourfold.example"


def test_a_person_with_a_name_is_saved(reading):
    with reading():
        assert PersonForm.parse({"name": "Marta"}).check_all([1]) is True


def test_a_person_needs_the_name_that_others_see(reading):
    form = PersonForm.parse({"name": " \u200b", "organisation": "9"})
    with reading():
        assert not form.check_all([1])
    assert form.problems == {"name": "Please write the name others will see.", "organisation": "Please choose an organisation from the list."}


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({}, PeopleFilter()), ({"role": "staff"}, PeopleFilter(role="staff")), ({"role": "king"}, PeopleFilter()), ({"state": "banned"}, PeopleFilter(state="banned")),
        ({"state": "happy"}, PeopleFilter()), ({"q": " a  b " + "x" * 100}, PeopleFilter(words=("a b " + "x" * 100)[:80])), ({"after": "7"}, PeopleFilter(after=7)), ({"after": "x"}, PeopleFilter()), ({"after": "9" * 12}, PeopleFilter()), ({"after": "1234567890"}, PeopleFilter()), ({"after": "٣"}, PeopleFilter()),
    ],
)
def test_a_list_of_people_is_asked_for_what_there_is(typed, asked):
    assert parse_people_filter(typed) == asked


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [
        ([("name", ""), ("scopes", "people:read")], ["people:read"], {"name": "The token needs a name, such as “Till in the shop”."}),
        ([("name", "x" * 81), ("scopes", "people:read")], ["people:read"], {"name": LONG(80)}),
        ([("name", "Till")], [], {"scopes": "Please choose at least one thing that it may do."}),
        ([("name", "Till"), ("scopes", "everything"), ("scopes", "PEOPLE:READ")], [], {"scopes": "Please choose at least one thing that it may do."}),
        ([("name", "x" * 80), ("scopes", "mentions:write"), ("scopes", "people:read"), ("scopes", "admin")], ["people:read", "mentions:write"], {}),
    ],
)
def test_a_token_may_do_what_was_chosen_and_nothing_else(reading, typed, kept, said):
    form = TokenForm.parse(MultiDict(typed))
    with reading():
        assert form.check() == (not said)
    assert (form.scopes, form.problems) == (kept, said)


@pytest.mark.parametrize(
    ("channel", "other", "handle", "said"),
    [
        ("github", "", "@ada", {}), ("other", "Our Forum", "ada", {}), ("", "", "ada", {"channel": "Please choose a channel."}), ("myspace", "", "ada", {"channel": "Please choose a channel."}),
        ("other", "", "ada", {"other": "Please name the channel in a word or two, such as “our forum”."}), ("other", "other", "ada", {"other": "Please name the channel in a word or two, such as “our forum”."}),
        ("other", "a:b", "ada", {"other": "Please name the channel in a word or two, such as “our forum”."}),
        *(("github", "", typed, {"handle": HANDLE}) for typed in ("", "@", "two words", "x" * 121, "!!!", "\u200b")),
    ],
)
def test_a_name_elsewhere_is_one_word_on_a_channel(reading, channel, other, handle, said):
    form = HandleForm.parse({"channel": channel, "other": other, "handle": handle})
    with reading():
        assert form.check() == (not said)
    assert form.problems == said
    if not said:
        assert (form.handle, form.named) == ("ada", "our forum" if other else "github")


INCOMPLETE = "Please complete this condition."


@pytest.mark.parametrize(
    ("about", "name", "word", "read", "problem"),
    [
        ("value", "eur", "12500,50", {"about": "value", "at_least": 1_250_050, "currency": "EUR"}, ""), ("value", "JPY", "12500", {"about": "value", "at_least": 12_500, "currency": "JPY"}, ""),
        ("value", "", "1", None, "A value needs its currency, such as EUR."), ("value", "XXQ", "1", None, "A value needs its currency, such as EUR."),
        ("value", "EUR", "much", None, INCOMPLETE), ("value", "EUR", "-1", None, INCOMPLETE), ("value", "JPY", "1.50", None, INCOMPLETE), ("value", "EUR", "9" * 30, None, INCOMPLETE),
        ("segment", "", "Charity", {"about": "segment", "is": "Charity"}, ""), ("segment", "", "", None, INCOMPLETE), ("segment", "", "x" * 81, None, INCOMPLETE), ("segment", "", "x" * 80, {"about": "segment", "is": "x" * 80}, ""),
        ("field_is", "plan", "pro", {"about": "field", "name": "plan", "is": "pro"}, ""), ("field_contains", "plan", "pro", {"about": "field", "name": "plan", "contains": "pro"}, ""),
        ("field_is", "", "pro", None, "Please write the name of the field and the word."), ("field_contains", "plan", "", None, "Please write the name of the field and the word."),
        ("level", "", "advocate", {"about": "level", "at_least": "advocate"}, ""), ("level", "", "king", None, INCOMPLETE),
        ("renewal", "", "90", {"about": "renewal", "within_days": 90}, ""), ("renewal", "", "3660", {"about": "renewal", "within_days": 3_660}, ""),
        *(("renewal", "", typed, None, "Please write a number of days, such as 90.") for typed in ("3661", "-1", "", "soon", "٣", "1.5", "9" * 40)),
        ("moon", "x", "y", None, INCOMPLETE),
    ],
)
def test_a_condition_is_read_or_says_what_it_lacks(reading, about, name, word, read, problem):
    line = ConditionForm(about, name, word)
    with reading():
        assert line.read() == read
    assert line.problem == problem


CONDITIONS = st.one_of(
    st.builds(lambda units, currency: {"about": "value", "at_least": units, "currency": currency}, st.integers(0, 10**14), st.sampled_from(["EUR", "JPY", "KWD", "GBP"])),
    st.builds(lambda word: {"about": "segment", "is": word}, st.sampled_from(["Charity", "Big ones"])),
    st.builds(lambda how, word: {"about": "field", "name": "plan", how: word}, st.sampled_from(["is", "contains"]), st.sampled_from(["pro", "a b"])),
    st.builds(lambda level: {"about": "level", "at_least": level}, st.sampled_from(["contributor", "advocate", "champion"])),
    st.builds(lambda days: {"about": "renewal", "within_days": days}, st.integers(0, 3_660)),
)


@settings(max_examples=60)
@given(st.lists(CONDITIONS, min_size=1, max_size=MOST_CONDITIONS), st.sampled_from(["all", "any"]))
def test_a_segment_opened_and_saved_unchanged_is_the_same_to_the_penny(words_app, conditions, how):
    form = SegmentForm.of(SimpleNamespace(name="Big ones", rule={how: conditions}))
    typed = {"name": form.name, "how": form.how}
    for number, line in enumerate(form.conditions):
        typed |= {f"about-{number}": line.about, f"name-{number}": line.name, f"word-{number}": line.word}
    again = SegmentForm.parse(typed)
    with words_app.test_request_context():
        assert again.check()
        assert again.rule() == {how: conditions}


@pytest.mark.parametrize(("filled", "shown"), [(0, 3), (1, 3), (2, 3), (3, 4), (5, 6), (6, 6)])
def test_there_is_room_for_another_condition_up_to_six(filled, shown):
    form = SegmentForm("Big ones", "all", [ConditionForm("segment", "", "x")] * filled)
    assert len(form.lines) == shown
    assert sum(not line.about for line in form.lines) == shown - filled


@pytest.mark.parametrize(
    ("name", "taken", "said"), [("", False, "The segment needs a name."), ("x" * 81, False, LONG(80)), ("Big ones", True, "There is a segment with this name already."), ("x" * 80, False, "")],
)
def test_a_segment_has_a_name_of_its_own(reading, name, taken, said):
    form = SegmentForm.parse({"name": name})
    with reading():
        assert form.check_name(taken=taken) == (not said)
        assert form.problems == ({"name": said} if said else {})
        assert not form.check()
    assert form.problems["conditions"] == "Please choose at least one condition."


def test_one_condition_that_is_not_complete_holds_up_all(reading):
    form = SegmentForm.parse({"about-0": "segment", "word-0": "Charity", "about-3": "level", "word-3": "king"})
    with reading():
        assert not form.check()
    assert form.problems == {"conditions": "A condition is not complete."}
    assert [line.about for line in form.conditions] == ["segment", "level"]
