"""What each event carries: as its schema says, small, and no more of anybody than the CRM needs."""

import json
import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from community import clock
from community.accounts.models import Organisation, Person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.crm import catalogue
from community.crm.actions_consent import refuse_export
from community.crm.catalogue import LARGEST_BODY, SCHEMAS, SUBSCRIBABLE
from community.crm.models import Delivery
from community.crm.payloads import body_of, data_of
from community.db import db, writing
from community.events import KINDS, Event, record
from community.ideas.models import Idea
from community.jobs.registry import handlers_of
from community.jobs.worker import drain
from community.moderation.actions import hide
from community.moderation.queries import subject
from community.responses.actions_escalating import escalate_next
from community.triage.actions_mentions import Said, log_mention
from community.voices.actions import add_voice
from community.votes.actions import cast_vote, weigh_vote, withdraw_vote
from tests import factories
from tests.advocates.helping import answer, comment_of, idea_of, mark
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, MO, SAM
from tests.crm.checked import judge
from tests.crm.endpoints import listen, ping
from tests.crm.schemas import check, fits, undescribed
from tests.crm.weighing import settle
from tests.triage.joining import join, take_apart

BODY = "Half the kitchen has no phone on shift."


def vote(part, idea_id, importance=3):
    with writing():
        cast_vote(factories.viewer(part), db.session.get_one(Idea, idea_id), importance, now=clock.now())


def link(part, key="00Q-4471", account="ACC-9"):
    """The CRM's own keys for a person and their organisation."""
    with writing():
        person = factories.person(part)
        person.external_id = key
        if person.organisation_id:
            db.session.get_one(Organisation, person.organisation_id).external_id = account


def bodies(kind="") -> list[dict]:
    drain()
    rows = db.session.query(Delivery).order_by(Delivery.id)
    return [json.loads(row.body) for row in rows if row.body and (not kind or row.kind == kind)]


@pytest.fixture
def everything(hook, moved_clock) -> list[dict]:
    """One of each event, as it is stored for sending; where a verb needs a longer story, only its event."""
    where = listen(hook, kinds=SUBSCRIBABLE)
    link(ADA)
    idea = idea_of(ADA, title="Print “the week” on one page, 漢字", body=BODY)
    vote(BEN, idea)
    ben = factories.viewer(BEN)
    with writing():
        row = db.session.get_one(Idea, idea)
        weigh_vote(ben, row, 1, now=clock.now())
        withdraw_vote(ben, row, now=clock.now())
        add_voice(ben, row, "For the night shift.", now=clock.now())
    mark(ADA, comment_of(BEN, idea))
    answer(idea, "planned", "We have put it into our plan for the spring, and we tell you when it starts.")
    answer(idea)
    late = idea_of(CLEO)
    vote(ADA, late)
    part = idea_of(BEN, title="A poster for the wall")
    join(part, idea)
    take_apart(part)
    ping(where)
    _record_the_rest(idea, where)
    drain()
    settle()
    moved_clock(60 * 86_400)
    with writing():
        while escalate_next(clock.now()):
            pass
    assert late
    return bodies()


def _record_the_rest(idea_id: int, endpoint_id: int) -> None:
    with writing():
        ada, ben, at = factories.person(ADA).id, factories.person(BEN).id, clock.now()
        for kind in ("idea.edited", "idea.moved", "idea.hidden", "idea.restored"):
            record(kind, at=at, actor_id=ada, idea_id=idea_id)
        for kind in ("vote.voided", "vote.restored"):
            record(kind, at=at, actor_id=ada, idea_id=idea_id, person_id=ben)
        for kind in ("answer.withdrawn", "answer.rated"):
            record(kind, at=at, actor_id=ben, idea_id=idea_id, answer_id=1, helpful=True)
        log_mention(factories.viewer(SAM), Said("https://social.example/@owl/1", "Print it, please.", "mastodon", "owl"), now=at)
        record("question.answered", at=at, actor_id=ben, idea_id=idea_id, person_id=ben, question_id=1, voice_id=1, edited=False)
        record("effort.answered", at=at, actor_id=ada, idea_id=idea_id, person_id=ada, effort_id=1, answer_id=1, score=7, before=None)
        record("clock.due", at=at, idea_id=idea_id, clock_id=1, clock="first", tier=2, due_at=at.isoformat(), told=[])
        record("advocate.level_changed", at=at, person_id=ben, before="member", after="contributor")
        record("person.updated", at=at, actor_id=ada, person_id=ada)
        for kind in ("referral.active", "referral.undone"):
            record(kind, at=at, person_id=ada, referred_id=ben)
        facts = {"thanks_id": 1, "perk": True, "until": "2027-03-31", "beta_id": 1, "answer": "yes", "shared_id": 1}
        for kind in ("thanks.given", "beta.invited", "beta.answered", "cocreate.invited", "cocreate.answered"):
            record(kind, at=at, actor_id=ada, idea_id=idea_id, person_id=ben, **facts)
        record("endpoint.disabled", at=at, endpoint_id=endpoint_id + 1, reason="gone")
        mo = factories.person(MO)
        refuse_export(Viewer.of(mo), mo, now=at)
        record("person.erased", at=at, actor_id=ada, person_id=factories.person(DEV).id)


def test_every_kind_is_sent_and_fits_its_schema(everything):
    assert {message["type"] for message in everything} == set(SCHEMAS)
    for message in everything:
        judge(message["type"], message)


def test_nothing_is_sent_that_no_schema_names(everything):
    assert [undescribed(message, SCHEMAS[message["type"]]) for message in everything] == [[]] * len(everything)


def test_no_text_is_sent_but_the_title(everything):
    sent = json.dumps(everything, ensure_ascii=False)
    assert "Print “the week” on one page, 漢字" in sent
    for words in (BODY, "We export it", "night shift", "in our plan", "Thank you for asking", "Ada Okoro", "Rota planner"):
        assert words not in sent


def test_the_catalogue_knows_every_kind_that_can_be_chosen():
    assert set(SCHEMAS) <= KINDS
    assert [kind for kind in SCHEMAS if not handlers_of(kind)] == []


def test_the_author_of_an_idea_comes_with_crm_keys_and_address(hook):
    listen(hook)
    link(ADA)
    idea = idea_of(ADA)
    (message,) = bodies("idea.published")
    person = message["data"]["person"]
    assert (person["external_id"], person["email"]) == ("00Q-4471", "ada@brannocs.example")
    assert person["organisation"]["external_id"] == "ACC-9"
    assert person["url"].endswith(f"/people/{person['id']}")
    assert message["data"]["idea"]["url"].endswith(f"/ideas/{idea}")
    assert message["data"]["idea"]["id"] == idea


def test_a_merge_names_both_ideas_and_concerns_whose_idea_joined(hook):
    listen(hook)
    root, part = idea_of(ADA), idea_of(BEN, title="A poster for the wall")
    vote(CLEO, part)
    join(part, root)
    take_apart(part)
    for kind, votes in (("idea.merged", 1), ("idea.unmerged", 0)):
        (message,) = bodies(kind)
        data = message["data"]
        assert (data["idea"]["id"], data["root"]["id"], data["root"]["votes"]) == (part, root, votes)
        assert data["person"]["email"] == BEN.email
        assert data["merge"]["id"] == 1


def test_a_vote_concerns_whoever_voted(hook):
    listen(hook)
    vote(BEN, idea_of(ADA), importance=1)
    (message,) = bodies("vote.cast")
    assert message["data"]["person"]["email"] == BEN.email
    assert message["data"]["vote"]["importance"] == 1
    assert message["data"]["idea"]["votes"] == 1


def test_an_answer_and_a_late_clock_concern_whoever_asked(hook, moved_clock):
    listen(hook)
    idea = idea_of(CLEO)
    drain()
    moved_clock(60 * 86_400)
    with writing():
        escalate_next(clock.now())
    answer(idea, "later")
    (late,), (answered,) = bodies("clock.escalated"), bodies("answer.published")
    assert late["data"]["person"]["email"] == answered["data"]["person"]["email"] == CLEO.email
    assert late["data"]["clock"]["tier"] == 4
    assert (answered["data"]["answer"]["status"], answered["data"]["answer"]["first"]) == ("later", True)
    assert answered["data"]["answer"]["look_again_at"].endswith("Z")
    assert answered["data"]["person"]["organisation"] is None


def test_points_concern_whoever_earned_them(hook):
    listen(hook)
    idea = idea_of(ADA)
    mark(ADA, comment_of(BEN, idea))
    (message,) = bodies("advocate.changed")
    assert (message["data"]["person"]["email"], message["data"]["person"]["points"]) == (BEN.email, 10)
    assert message["data"]["advocate"]["change"] == 10
    assert message["data"]["idea"]["id"] == idea


def test_of_an_erased_person_nothing_is_sent(hook):
    listen(hook)
    idea_of(ADA)
    with writing() as session:
        session.query(Person).filter_by(email=ADA.email).update({"state": PersonState.ERASED})
    (message,) = bodies()
    assert message["data"]["person"] is None
    assert ADA.email not in json.dumps(message)
    check(message, SCHEMAS[message["type"]])


def test_the_largest_possible_body_stays_under_twenty_kilobytes(hook):
    listen(hook)
    link(ADA, "k" * 120, "漢" * 120)
    idea_of(ADA, title="漢" * 200)
    drain()
    (row,) = db.session.query(Delivery)
    assert len(row.body) < LARGEST_BODY / 10


def test_what_would_be_too_large_is_a_link(hook, monkeypatch):
    monkeypatch.setattr(catalogue, "LARGEST_BODY", 200)
    listen(hook, kinds=("idea.published", "person.updated"))
    idea = idea_of(ADA)
    with writing():
        ada = factories.person(ADA).id
        record("person.updated", at=clock.now(), actor_id=ada, person_id=ada)
    links = [message["data"]["link"] for message in bodies()]
    assert [link.rpartition("/")[0].rpartition("/")[2] for link in links] == ["ideas", "people"]
    assert [link.rpartition("/")[2] for link in links] == [str(idea), str(ada)]


def test_the_title_of_what_is_hidden_is_not_told(hook):
    listen(hook, kinds=("idea.hidden",))
    idea = idea_of(ADA)
    with writing():
        mo = factories.viewer(MO)
        hide(mo, subject(mo, "idea", idea), "spam", now=clock.now())
    (message,) = bodies("idea.hidden")
    assert (message["data"]["idea"]["id"], message["data"]["idea"]["title"]) == (idea, "")


def test_the_time_is_that_of_the_event_in_utc(app):
    at = clock.now().replace(microsecond=0)
    event = Event(id=1, kind="ping", at=at.astimezone(ZoneInfo("Asia/Kathmandu")))
    assert json.loads(body_of(event, {}, ""))["timestamp"] == at.isoformat().replace("+00:00", "Z")


def test_whoever_keeps_the_highest_version_ends_with_our_state(hook):
    """WH-11: no order is promised, so each object says how new it is."""
    listen(hook)
    link(ADA)
    ideas = [idea_of(ADA, title=f"Idea {number}") for number in range(3)]
    drain()
    for number, part in enumerate((BEN, CLEO, SAM, MARTA)):
        vote(part, ideas[number % 3])
        drain()
    with writing():
        withdraw_vote(factories.viewer(CLEO), db.session.get_one(Idea, ideas[1]), now=clock.now())
    mark(ADA, comment_of(BEN, ideas[0]))
    vote(ADA, ideas[1])
    answer(ideas[2])
    messages = bodies()
    random.Random(5).shuffle(messages)
    known: dict = {}
    for message in messages:
        for part in ("idea", "person"):
            seen = message["data"].get(part)
            if seen and seen["version"] >= known.get((part, seen["id"]), {"version": 0})["version"]:
                known[part, seen["id"]] = seen
    db.session.rollback()
    for row in db.session.query(Idea):
        assert (known["idea", row.id]["votes"], known["idea", row.id]["status"]) == (row.vote_count, row.status)
    for row in db.session.query(Person).filter(Person.email.in_((ADA.email, BEN.email))):
        assert known["person", row.id]["points"] == row.points


def test_equal_versions_say_the_same(hook):
    listen(hook)
    idea = idea_of(ADA)
    for part in (BEN, CLEO):
        vote(part, idea)
    seen: dict = {}
    for message in bodies():
        found = message["data"]["idea"]
        assert seen.setdefault(found["version"], found) == found


def test_what_the_checker_must_refuse_it_refuses():
    good = {"type": "ping", "timestamp": "2026-11-22T09:00:00Z", "data": {"endpoint": {"id": 1}}}
    check(good, SCHEMAS["ping"])
    for wrong in (
        {**good, "type": "pong"}, {**good, "timestamp": "yesterday"}, {**good, "data": {}},
        {**good, "data": {"endpoint": {"id": "1"}}}, {**good, "data": {"endpoint": {"id": 0}}},
        {**good, "data": {"endpoint": {"id": True}}}, {"type": "ping"},
    ):
        assert not fits(wrong, SCHEMAS["ping"]), wrong
    assert undescribed({**good, "more": 1}, SCHEMAS["ping"]) == ["$.more"]


def test_a_payload_is_made_of_the_present_state(app):
    idea = idea_of(ADA)
    event = db.session.query(Event).filter_by(kind="idea.published").one()
    with writing() as session:
        session.get_one(Idea, idea).title = "Renamed"
    data, person_id = data_of(event, "https://ideas.example.com")
    assert data["idea"]["title"] == "Renamed"
    assert data["idea"]["url"] == f"https://ideas.example.com/ideas/{idea}"
    assert person_id == data["person"]["id"]
    assert timedelta() <= clock.now() - event.at
