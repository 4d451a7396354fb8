"""A name elsewhere belongs to one person: linked by them or by staff, doubted in the open, forgotten with them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from community import clock
from community.accounts import actions_handles as actions
from community.accounts.models import Person
from community.accounts.models_handles import Handle, HandleClaim
from community.accounts.queries_handles import claims, person_by_handle
from community.accounts.rules import PersonState
from community.accounts.rules_handles import LONGEST_HANDLE, clean_channel, clean_handle, fold_handle, parted
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from tests import factories
from tests.cast import ADA, BEN, CLEO, MO, SAM


def link(actor, part, handle="nightowl", channel="x"):
    with writing():
        row = actions.link_handle(factories.viewer(actor), factories.person(part), channel, handle, now=clock.now())
        return row.id if row else None


def whose(channel, handle):
    db.session.rollback()
    found = person_by_handle(channel, handle)
    return found.name if found else None


def kept():
    db.session.rollback()
    return [(row.channel, row.handle, row.person_id == row.linked_by_id) for row in db.session.query(Handle).order_by(Handle.id)]


@pytest.mark.parametrize("typed", ["nightowl", "@nightowl", "NightOwl", "ＮＩＧＨＴＯＷＬ", " @@NightOwl ", "＠nightowl", "night\u200bowl", "\u202enightowl"])
def test_a_name_is_found_however_it_is_written(app, typed):
    link(ADA, ADA, "@NightOwl")
    assert whose("x", typed) == ADA.name
    assert whose("bluesky", typed) is None


@pytest.mark.parametrize(("typed", "is_one"), [("", False), ("@", False), ("two words", False), ("x" * 121, False), ("…", False), ("x" * 120, True), ("@ada@social.example", True), ("+44 20", False), ("艾达", True)])
def test_a_name_is_one_word_that_says_something(typed, is_one):
    assert bool(clean_handle(typed)) is is_one


@pytest.mark.parametrize(("typed", "stored"), [("X", "x"), (" Our  Forum ", "our forum"), ("other", ""), ("a:b", ""), ("", ""), ("x" * 41, ""), ("ＦＯＲＵＭ", "forum"), ("<b>", "")])
def test_a_channel_has_one_form_and_no_colon(typed, stored):
    assert clean_channel(typed) == stored


@pytest.mark.parametrize(("typed", "both"), [("x:ada", ("x", "ada")), ("ada", ("", "ada")), ("matrix:@ada:server.example", ("matrix", "@ada:server.example")), (":ada", ("", ":ada")), ("X:@Ada", ("x", "@Ada"))])
def test_channel_and_name_can_be_said_in_one_word(typed, both):
    assert parted(typed) == both


@given(st.text(max_size=80))
@example("0\u00b8")
@example("A\u00b4")
@example("R\u00b8\u00a8x")
def test_folding_a_folded_name_changes_nothing(typed):
    folded = fold_handle(typed)
    assert fold_handle(folded) == folded or len(folded) > LONGEST_HANDLE


def test_the_person_links_and_removes_it_by_their_own_word(as_person):
    ada = as_person(ADA)
    assert ada.post("/me/handles", data={"channel": "x", "handle": "@NightOwl"}).status_code == 303
    assert ada.post("/me/handles", data={"channel": "other", "other": "Our Forum", "handle": "owl"}).status_code == 303
    assert ada.post("/me/handles", data={"channel": "x", "handle": "nightowl"}).status_code == 303
    assert kept() == [("x", "NightOwl", True), ("our forum", "owl", True)]
    assert "you said so" in ada.get("/me/handles").text
    assert ada.post("/me/handles/1/remove").status_code == 303
    assert kept() == [("our forum", "owl", True)]
    acts = [entry.act for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts == ["handle.linked", "handle.linked", "handle.unlinked"]
    assert all("owl" not in repr((entry.before, entry.after)).lower() for entry in db.session.query(AuditEntry))


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"channel": "", "handle": "a"}, "channel"), ({"channel": "myspace", "handle": "a"}, "channel"), ({"channel": "other", "other": "a:b", "handle": "a"}, "other"), ({"channel": "x", "handle": "two words"}, "handle"), ({"channel": "x", "handle": "\x00\u202e"}, "handle")],
)
def test_what_is_none_is_said_beside_its_field_and_stays_typed(as_person, typed, field):
    answer = as_person(ADA).post("/me/handles", data=typed)
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    assert kept() == []


def test_a_second_person_is_refused_without_hearing_whose_it_is_and_staff_see_both(as_person):
    link(ADA, ADA)
    ben = as_person(BEN)
    for _ in range(2):
        answer = ben.post("/me/handles", data={"channel": "x", "handle": "NIGHTOWL"})
        assert answer.status_code == 422
        assert "Somebody else has linked this name already" in answer.text
        assert ADA.name not in answer.text
    assert len(claims()) == 1
    shown = as_person(SAM).get("/desk/handles").text
    assert ADA.name in shown
    assert BEN.name in shown


@pytest.mark.parametrize(("to", "owner"), [("holder", ADA), ("claimant", BEN)])
def test_staff_decide_whose_it_is(as_person, to, owner):
    link(ADA, ADA)
    assert link(BEN, BEN) is None
    as_person(SAM).post("/desk/handles/1", data={"to": to})
    assert whose("x", "nightowl") == owner.name
    assert claims() == []
    assert db.session.query(AuditEntry).filter_by(act="handle.settled").one().after == {"channel": "x", "given": to == "claimant"}


def test_staff_link_a_name_and_vouch_for_one_that_was_a_persons_own_word(as_person):
    link(ADA, ADA)
    sam, ada_id = as_person(SAM), 1
    assert sam.post(f"/people/{ada_id}/handles", data={"channel": "mastodon", "handle": "@ada@social.example"}).status_code == 303
    assert kept() == [("x", "nightowl", True), ("mastodon", "ada@social.example", False)]
    sam.post(f"/people/{ada_id}/handles/1/vouch")
    assert kept()[0] == ("x", "nightowl", False)
    sam.post(f"/people/{ada_id}/handles/2/remove")
    assert len(kept()) == 1
    with writing():
        cleo = factories.person(CLEO).id
    refused = sam.post(f"/people/{cleo}/handles", data={"channel": "x", "handle": "nightowl"})
    assert refused.status_code == 422
    assert ADA.name in refused.text


@pytest.mark.parametrize("path", ["/me/handles/1/remove", "/people/2/handles/1/remove", "/people/2/handles/1/burn", "/people/1/handles/99/remove", "/desk/handles/99"])
def test_what_is_another_persons_or_does_not_exist_is_not_there(as_person, path):
    link(ADA, ADA)
    with writing():
        factories.person(MO)
    assert as_person(MO).post(path).status_code == 404
    assert len(kept()) == 1


def test_nobody_links_without_end(as_person, early_in_the_hour):
    ada = as_person(ADA)
    codes = [ada.post("/me/handles", data={"channel": "x", "handle": f"owl{number}"}).status_code for number in range(21)]
    assert codes == [303] * 20 + [429]
    for number in range(20, 30):
        link(ADA, ADA, f"owl{number}")
    assert "as many as we keep" in ada.post("/me/handles", data={"channel": "x", "handle": "more"}).text


def test_what_was_linked_is_an_event_without_a_word_in_it(app):
    link(ADA, ADA)
    events = [(event.kind, event.person_id, event.data) for event in db.session.query(Event).filter(Event.kind.like("handle.%"))]
    assert events == [("handle.linked", 1, {"handle_id": 1})]


def test_a_name_goes_with_its_person(app):
    link(ADA, ADA)
    link(BEN, BEN)
    link(BEN, BEN, "ben")
    link(ADA, ADA, "ben")
    with writing():
        actions.forget_handles(factories.person(ADA).id)
    assert kept() == [("x", "ben", True)]
    assert db.session.query(HandleClaim).count() == 0


def test_the_erased_are_found_by_no_name(app):
    link(ADA, ADA)
    with writing() as session:
        session.query(Person).filter_by(email=ADA.email).one().state = PersonState.ERASED
    assert whose("x", "nightowl") is None
