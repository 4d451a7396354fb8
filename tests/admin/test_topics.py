"""Topics in the browser: made, staffed, opened only when somebody is sure to answer, closed again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.audit import AuditEntry
from community.db import db, writing
from community.ideas.models import Topic, TopicOrganisation
from community.ideas.opening import missing_to_open
from community.jobs import worker
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.actions_clocks import start_clock
from community.responses.models import Calendar
from community.site import site_facts
from tests import factories
from tests.cast import ADA, BEN, DEV, DORA, EVERYONE, MARTA, OWEN, ROOT, SAM
from tests.notifications.mails import rows, text_of


@pytest.fixture
def root(as_person):
    return as_person(ROOT)


@pytest.fixture
def ids(app):
    with writing():
        found = {part.key: factories.person(part).id for part in EVERYONE}
        found["calendar"] = factories.calendar().id
    return found


@pytest.fixture
def full(ids):
    return {
        "name": "Swaps & cover", "description": "Swapping a shift, finding cover.", "owner": ids["marta"],
        "deputy": ids["dev"], "manager": ids["owen"], "director": ids["dora"], "calendar": ids["calendar"],
        "promise_amount": "10", "promise_unit": "days", "review_months": "6", "visibility": "everyone", "position": "1",
    }


def topics():
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Topic).order_by(Topic.id).all()


def acts():
    return [entry.act for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def test_whoever_owns_a_topic_from_now_on_is_told_what_waits_there_and_of_nothing_else(root, full, ids):
    root.post("/admin/topics/new", data=full)
    topic_id = topics()[0].id
    with writing():
        waits, given, answered = (factories.idea(ADA, title, slug="swaps-cover") for title in ("It waits", "Given to Dev", "Answered"))
        for idea in (waits, given, answered):
            start_clock(idea, "first", now=clock.now())
        given.owner_id = ids["dev"]
        answer_idea(factories.viewer(MARTA), answered, AnswerDraft.of("shipped", "It is there since Monday, under Print, thanks to you."), now=clock.now())
    changed = {**full, "owner": ids["owen"]}
    for _ in range(2):
        assert root.post(f"/admin/topics/{topic_id}", data=changed).status_code == 303
    worker.drain()
    (mail,) = rows("handed_over")
    assert mail.address == OWEN.email
    assert "It waits" in text_of(mail)
    assert "Given to Dev" not in text_of(mail)
    assert "Answered" not in text_of(mail)


def test_a_topic_is_made_closed_and_opens_with_one_press(root, full, client, ids):
    assert root.post("/admin/topics/new", data=full).status_code == 303
    (topic,) = topics()
    assert (topic.slug, topic.owner_id, topic.deputy_id, topic.opened_at) == ("swaps-cover", ids["marta"], ids["dev"], None)
    assert "Swaps &amp; cover" not in client.get("/").text
    assert "Ready to open" in root.get(f"/admin/topics/{topic.id}").text
    assert root.post(f"/admin/topics/{topic.id}/open").status_code == 303
    assert topics()[0].opened_at is not None
    assert "Swaps &amp; cover" in client.get("/").text
    assert acts() == ["topic.added", "topic.opened"]


@pytest.mark.parametrize("lacking", ["owner", "deputy", "manager", "calendar"])
def test_a_topic_without_owner_ladder_or_calendar_cannot_open_and_says_what_it_needs(root, full, lacking):
    root.post("/admin/topics/new", data={**full, lacking: ""})
    (topic,) = topics()
    assert "Ready to open" not in root.get(f"/admin/topics/{topic.id}").text
    answer = root.post(f"/admin/topics/{topic.id}/open")
    assert answer.status_code == 422
    article = "an" if lacking == "owner" else "a"
    assert f"To open, it needs {article} {lacking}" in answer.text
    assert f'id="{lacking}-problem"' in answer.text
    assert topics()[0].opened_at is None


def test_a_missing_director_means_the_administrators(root, full):
    root.post("/admin/topics/new", data={**full, "director": ""})
    assert root.post("/admin/topics/1/open".replace("1", str(topics()[0].id))).status_code == 303
    assert topics()[0].opened_at is not None


def test_one_person_may_hold_several_rungs(root, full, ids):
    alone = dict.fromkeys(("owner", "deputy", "manager", "director"), ids["marta"])
    root.post("/admin/topics/new", data={**full, **alone})
    assert root.post(f"/admin/topics/{topics()[0].id}/open").status_code == 303


@pytest.mark.parametrize("gone", ["deactivated", "role"])
def test_somebody_who_cannot_answer_any_more_does_not_count(root, full, ids, gone):
    root.post("/admin/topics/new", data=full)
    path = "deactivate" if gone == "deactivated" else "role"
    root.post(f"/admin/people/{ids['dev']}/{path}", data={"role": "staff"})
    answer = root.post(f"/admin/topics/{topics()[0].id}/open")
    assert answer.status_code == 422
    assert "it needs a deputy" in answer.text


def test_an_open_topic_keeps_what_it_needs(root, full):
    root.post("/admin/topics/new", data=full)
    (topic,) = topics()
    root.post(f"/admin/topics/{topic.id}/open")
    answer = root.post(f"/admin/topics/{topic.id}", data={**full, "manager": "", "name": "Renamed"})
    assert answer.status_code == 422
    assert 'id="manager-problem"' in answer.text
    assert 'value="Renamed"' in answer.text
    assert topics()[0].name == "Swaps & cover"


def test_a_promise_the_calendar_has_no_time_for_is_refused(root, full, ids):
    root.post("/admin/calendars/new", data={"name": "One minute a week", "zone": "Europe/London", "mon": "09:00-09:01"})
    scant = db.session.query(Calendar.id).filter_by(name="One minute a week").scalar()
    answer = root.post("/admin/topics/new", data={**full, "calendar": scant, "promise_amount": "9", "promise_unit": "hours"})
    assert answer.status_code == 422
    assert "more than a year" in answer.text
    assert 'id="promise_amount-problem"' in answer.text
    assert 'value="Swaps &amp; cover"' in answer.text
    assert topics() == []


def test_closing_takes_it_out_of_customers_sight_and_opening_brings_it_back(root, full, client):
    root.post("/admin/topics/new", data=full)
    (topic,) = topics()
    for verb, seen in (("open", True), ("close", False), ("close", False), ("open", True)):
        root.post(f"/admin/topics/{topic.id}/{verb}")
        assert ("Swaps &amp; cover" in client.get("/").text) is seen
    assert acts() == ["topic.added", "topic.opened", "topic.closed", "topic.opened"]


def test_cached_pages_notice_an_opened_topic(root, full):
    root.post("/admin/topics/new", data=full)
    before = site_facts().version
    root.post(f"/admin/topics/{topics()[0].id}/open")
    db.session.rollback()
    assert site_facts().version == before + 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "needs a name"),
        ("name", "…", "needs a name"),
        ("name", "n" * 81, "shorten this to 80"),
        ("description", "d" * 501, "shorten this to 500"),
        ("owner", "9999", "whose role lets them answer"),
        ("calendar", "9999", "from the list"),
        ("promise_amount", "0", "from 1 to 60"),
        ("promise_amount", "ten", "from 1 to 60"),
        ("promise_amount", "999999999999", "from 1 to 60"),
        ("promise_unit", "weeks", "days or hours"),
        ("review_months", "7", "from 1 to 6"),
        ("position", "-1", "from 0 to 9999"),
        ("visibility", "nobody", "who may see it"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_the_rest_stays(root, full, field, typed, said):
    answer = root.post("/admin/topics/new", data={**full, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-problem"' in answer.text
    assert 'value="10"' in answer.text or field == "promise_amount"
    assert topics() == []


@pytest.mark.parametrize("part", [SAM, ADA])
def test_only_people_who_may_answer_stand_on_a_ladder(root, full, ids, part):
    page = root.get("/admin/topics/new").text
    assert f"<option value=\"{ids['marta']}\">Marta Lindqvist" in page
    assert f"<option value=\"{ids[part.key]}\">" not in page
    assert root.post("/admin/topics/new", data={**full, "deputy": ids[part.key]}).status_code == 422


def test_listed_organisations_are_kept_only_for_a_topic_that_is_for_them(root, full, as_person, ids):
    with writing():
        brannocs = factories.organisation("brannocs").id
    listed = {**full, "visibility": "organisations", "organisations": [brannocs]}
    root.post("/admin/topics/new", data=listed)
    (topic,) = topics()
    root.post(f"/admin/topics/{topic.id}/open")
    assert "Swaps &amp; cover" in as_person(ADA).get("/").text
    assert "Swaps &amp; cover" not in as_person(BEN).get("/").text
    root.post(f"/admin/topics/{topic.id}", data={**listed, "visibility": "everyone"})
    assert db.session.query(TopicOrganisation).count() == 0
    assert "Swaps &amp; cover" in as_person(BEN).get("/").text


def test_a_topic_for_listed_organisations_needs_one(root, full):
    with writing():
        factories.organisation("ostara")
    answer = root.post("/admin/topics/new", data={**full, "visibility": "organisations"})
    assert answer.status_code == 422
    assert 'id="organisations-problem"' in answer.text


def test_a_second_topic_of_the_same_name_gets_its_own_address(root, full):
    for _ in range(3):
        root.post("/admin/topics/new", data=full)
    assert [topic.slug for topic in topics()] == ["swaps-cover", "swaps-cover-2", "swaps-cover-3"]


def test_a_name_in_another_script_still_makes_an_address(root, full):
    root.post("/admin/topics/new", data={**full, "name": "勤務表"})
    assert topics()[0].slug == "勤務表"


def test_renaming_keeps_the_address_and_is_noted_with_before_and_after(root, full):
    root.post("/admin/topics/new", data=full)
    (topic,) = topics()
    root.post(f"/admin/topics/{topic.id}", data={**full, "name": "Cover", "position": "2"})
    (topic,) = topics()
    assert (topic.name, topic.slug, topic.position) == ("Cover", "swaps-cover", 2)
    entry = db.session.query(AuditEntry).filter_by(act="topic.changed").one()
    assert entry.before == {"name": "Swaps & cover", "position": 1}
    assert entry.after == {"name": "Cover", "position": 2}


def test_its_own_page_never_changes_what_is_promised(root, full):
    root.post("/admin/topics/new", data=full)
    (topic,) = topics()
    page = root.get(f"/admin/topics/{topic.id}").text
    assert "10 working days" in page
    assert f'href="/admin/topics/{topic.id}/promises"' in page
    root.post(f"/admin/topics/{topic.id}", data={**full, "promise_amount": "5", "calendar": ""})
    (topic,) = topics()
    assert (topic.promise_amount, topic.calendar_id) == (10, int(full["calendar"]))


def test_the_list_says_which_open_topic_has_lost_its_people(root, full, ids):
    root.post("/admin/topics/new", data=full)
    root.post(f"/admin/topics/{topics()[0].id}/open")
    root.post(f"/admin/people/{ids['owen']}/deactivate")
    assert "nobody sure to answer: it needs a manager" in root.get("/admin/topics/").text


def test_only_named_fields_are_taken(root, full):
    root.post("/admin/topics/new", data={**full, "opened_at": "2026-01-01", "slug": "evil", "id": "66"})
    (topic,) = topics()
    assert (topic.opened_at, topic.slug) == (None, "swaps-cover")
    assert topic.id != 66


@pytest.mark.parametrize("path", ["", "/open", "/close"])
def test_an_unknown_topic_is_not_there(root, full, path):
    assert root.post(f"/admin/topics/777{path}", data=full).status_code == 404
    assert root.post(f"/admin/topics/99999999999{path}", data=full).status_code == 404


def test_a_product_manager_does_not_administer(as_person, full):
    for part in (MARTA, OWEN, DEV, DORA):
        assert as_person(part).post("/admin/topics/new", data=full).status_code == 404
    assert topics() == []


class Rungs:
    def __init__(self, owner, deputy, manager, calendar):
        self.owner_id, self.deputy_id, self.manager_id, self.calendar_id = owner, deputy, manager, calendar


@given(st.tuples(*[st.one_of(st.none(), st.integers(1, 4))] * 4), st.sets(st.integers(1, 4)))
def test_whoever_is_named_missing_is_what_stands_in_the_way(rungs, able):
    missing = missing_to_open(Rungs(*rungs), able)
    for name, value in zip(("owner", "deputy", "manager"), rungs, strict=False):
        assert (name in missing) == (value not in able)
    assert ("calendar" in missing) == (rungs[3] is None)
