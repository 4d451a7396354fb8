"""Segments: made with a look at who is in them, and in step with accounts and levels from then on."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts import handlers
from community.accounts.actions_segments import add_segment, settle_all
from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Segment, SegmentMember
from community.accounts.queries_segments import segments_of
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from tests import factories
from tests.cast import ADA, BEN, ROOT

RICH = {"all": [{"about": "value", "at_least": 1_000_000, "currency": "EUR"}]}
LOUD = {"any": [{"about": "level", "at_least": "advocate"}]}


def members(segment_id):
    db.session.expire_all()
    return sorted(row.organisation_id for row in db.session.query(SegmentMember).filter_by(segment_id=segment_id))


@pytest.fixture
def two(app):
    """Brannocs is worth 20,000 EUR a year and has Ada; Ostara renews in 40 days and has Ben."""
    with writing():
        factories.person(ADA), factories.person(BEN)
        rich, soon = factories.organisation("brannocs"), factories.organisation("ostara")
        rich.value_cents, rich.currency, rich.fields = 2_000_000, "EUR", {"country": "GB"}
        soon.renewal_on = clock.now().date() + timedelta(days=40)
        return rich.id, soon.id


def add(name, rule):
    with writing():
        return add_segment(factories.viewer(ROOT), name, rule, now=clock.now()).id


def test_a_new_segment_has_its_accounts_at_once(two):
    assert members(add("Rich", RICH)) == [two[0]]
    assert members(add("Soon", {"all": [{"about": "renewal", "within_days": 60}]})) == [two[1]]
    assert [row.name for row in segments_of(two[0])] == ["Rich"]


def test_an_account_comes_and_goes_with_what_is_known_of_it(two):
    segment = add("Rich", RICH)
    with writing():
        db.session.get_one(Organisation, two[1]).value_cents = 1_000_000
        db.session.get_one(Organisation, two[1]).currency = "EUR"
        db.session.get_one(Organisation, two[0]).value_cents = 999_999
        event = Event(kind="accounts.updated", at=clock.now(), data={"organisation_ids": list(two)})
        handlers.settle_segments(event, 0, clock.now())
        handlers.settle_segments(event, 0, clock.now())
    assert members(segment) == [two[1]]


def test_an_account_follows_the_level_of_its_people(two):
    segment = add("Loud", LOUD)
    assert members(segment) == []
    with writing():
        ada = db.session.query(Person).filter_by(email=ADA.email).one()
        ada.level = "champion"
        db.session.flush()
        handlers.settle_segments(Event(kind="advocate.level_changed", at=clock.now(), person_id=ada.id, data={}), 0, clock.now())
    assert members(segment) == [two[0]]


def test_a_renewal_comes_nearer_with_the_days(two):
    segment = add("Soon", {"all": [{"about": "renewal", "within_days": 30}]})
    assert members(segment) == []
    with writing():
        assert settle_all(None, now=clock.now() + timedelta(days=11)) == 1
        assert settle_all(None, now=clock.now() + timedelta(days=11)) == 0
    assert members(segment) == [two[1]]
    with writing():
        settle_all(None, now=clock.now() + timedelta(days=50))
    assert members(segment) == []


def test_the_page_shows_who_is_in_it_before_it_is_saved(two, as_person):
    root = as_person(ROOT)
    said = {"name": "Rich", "how": "all", "about-0": "value", "name-0": "eur", "word-0": "10000", "about-1": "field_is", "name-1": "country", "word-1": "gb"}
    shown = root.post("/admin/segments/new", data={**said, "preview": "1"})
    assert shown.status_code == 200
    assert "1 account is in it" in shown.text
    assert "Hospital" in shown.text
    assert db.session.query(Segment).count() == 0
    assert root.post("/admin/segments/new", data=said).status_code == 303
    row = db.session.query(Segment).one()
    assert row.rule == {"all": [{"about": "value", "at_least": 1_000_000, "currency": "EUR"}, {"about": "field", "name": "country", "is": "gb"}]}
    assert members(row.id) == [two[0]]
    segment_id = db.session.query(Segment.id).scalar()
    again = root.get(f"/admin/segments/{segment_id}").text
    assert 'value="10000.00"' in again
    changed = {"name": "Rich", "how": "any", "about-0": "renewal", "word-0": "90"}
    assert root.post(f"/admin/segments/{segment_id}", data=changed).status_code == 303
    assert members(segment_id) == [two[1]]
    assert root.post(f"/admin/segments/{segment_id}/remove").status_code == 303
    assert (db.session.query(Segment).count(), db.session.query(SegmentMember).count()) == (0, 0)
    assert [entry.act for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)] == ["segment.added", "segment.changed", "segment.removed"]


@pytest.mark.parametrize(("said", "word"), [
    ({"name": "", "about-0": "segment", "word-0": "x"}, "needs a name"), ({"name": "n"}, "at least one condition"),
    ({"name": "rich", "about-0": "segment", "word-0": "x"}, "with this name already"), ({"name": "n" * 81, "about-0": "segment", "word-0": "x"}, "shorten"),
    ({"name": "n", "about-0": "value", "name-0": "money", "word-0": "5"}, "needs its currency"), ({"name": "n", "about-0": "value", "name-0": "EUR", "word-0": "5.555"}, "complete this"),
    ({"name": "n", "about-0": "field_is", "word-0": "x"}, "name of the field"), ({"name": "n", "about-0": "level", "word-0": "king"}, "complete this"),
    ({"name": "n", "about-0": "renewal", "word-0": "soon"}, "number of days"), ({"name": "n", "about-0": "renewal", "word-0": "99999"}, "number of days"),
    ({"name": "n", "about-0": "weather"}, "complete this"),
])
def test_a_mistake_is_named_and_what_was_typed_stays(two, as_person, said, word):
    add("Rich", RICH)
    answer = as_person(ROOT).post("/admin/segments/new", data=said)
    assert answer.status_code == 422
    assert word in answer.text
    assert f'value="{said.get("word-0", "")}"' in answer.text
    assert db.session.query(Segment).count() == 1
