"""From an empty site to an open topic, all in the browser; the list of first steps goes away when it is done."""

import pytest

from community.accounts.actions_admin import make_administrator
from community.db import db, writing
from community.ideas.models import Topic
from community.responses.models import Calendar
from tests import factories
from tests.admin.test_calendars import WEEK
from tests.cast import EVERYONE, MARTA, ROOT


@pytest.fixture
def root(as_person):
    return as_person(ROOT)


def steps(browser):
    page = browser.get("/admin/").text
    return page.split('class="steps"')[1].split("</ol>")[0] if 'class="steps"' in page else ""


def done(browser):
    return steps(browser).count('class="done"')


def test_an_empty_site_is_led_through_step_by_step(root, client):
    assert (done(root), steps(root).count("<li")) == (0, 5)
    root.post("/admin/settings", data={"name": "Ideas", "company": "Hourfold"})
    assert done(root) == 1
    root.post("/admin/calendars/new", data=WEEK)
    assert done(root) == 2
    root.post("/admin/people/new", data={"email": "marta@hourfold.example", "name": "Marta", "role": "product_manager"})
    assert done(root) == 3
    calendar = db.session.query(Calendar.id).scalar()
    marta, owen = person_ids("marta@hourfold.example", ROOT.email)
    topic = {
        "name": "Rotas", "owner": marta, "deputy": owen, "manager": owen, "calendar": calendar, "promise_amount": "10",
        "promise_unit": "days", "review_months": "6", "visibility": "everyone", "position": "1",
    }
    root.post("/admin/topics/new", data=topic)
    assert done(root) == 4
    topic_id = db.session.query(Topic.id).scalar()
    assert f'href="/admin/topics/{topic_id}"' in steps(root)
    root.post(f"/admin/topics/{topic_id}/open")
    assert steps(root) == ""
    assert "Rotas" in client.get("/").text


def person_ids(*emails):
    from_row = {person.email: person.id for person in db.session.query(factories.Person)}
    return [from_row[email] for email in emails]


def test_the_next_step_is_the_one_that_stands_out(root):
    assert steps(root).count("btn primary") == 1
    assert 'class="btn primary" href="/admin/settings"' in steps(root)


def test_an_open_topic_that_loses_its_manager_is_named_on_the_first_page(root):
    with writing():
        ids = {part.key: factories.person(part).id for part in EVERYONE}
        factories.topic("rotas", owner=MARTA, deputy_id=ids["dev"], manager_id=ids["owen"])
    assert "nobody is sure to answer" not in root.get("/admin/").text
    root.post(f"/admin/people/{ids['owen']}/deactivate")
    assert "nobody is sure to answer; it needs a manager" in root.get("/admin/").text


def test_the_first_page_says_what_waits_for_moderators(root):
    with writing():
        factories.topic(owner=MARTA)
        factories.idea(MARTA, hold=True)
    page = root.get("/admin/").text
    assert 'href="/moderation/">1<' in page


def test_an_administrator_made_at_the_prompt_starts_here(app, as_person):
    with writing():
        make_administrator(factories.person(MARTA), None, now=factories.clock.now())
    assert as_person(MARTA).get("/admin/").status_code == 200
