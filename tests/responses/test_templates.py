"""Templates of answers, kept by those who answer, in the browser."""

import re
from html import unescape

import pytest

from community.audit import AuditEntry
from community.db import db, writing
from community.responses.models_drafting import AnswerTemplate
from tests import factories
from tests.cast import ADA, MARTA, ROOT, SAM

BODY = "Thank you, {author}. We look at “{title}” because [why]."


@pytest.fixture
def topic_id(app):
    with writing():
        return factories.topic("rotas", MARTA).id


def form(**changes):
    return {"name": "We look into it", "status": "review", "topic": "", "body": BODY, **changes}


def stored():
    db.session.expire_all()
    return db.session.query(AnswerTemplate).order_by(AnswerTemplate.id).all()


def words(shown):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown.text)).split())


def make(browser, **changes):
    return browser.post("/desk/templates/new", data=form(**changes))


@pytest.mark.parametrize("part", [MARTA, ROOT])
def test_who_answers_makes_one(as_person, topic_id, part):
    browser = as_person(part)
    made = make(browser, topic=str(topic_id))
    assert made.status_code == 303
    (template,) = stored()
    assert (template.name, template.status, template.topic_id, template.body) == ("We look into it", "review", topic_id, BODY)
    assert "We look into it Under review Rotas" in words(browser.get(made.location))
    assert db.session.query(AuditEntry).filter_by(act="template.added").count() == 1


@pytest.mark.parametrize("part", [SAM, ADA])
def test_others_find_no_such_page(as_person, topic_id, part):
    assert make(as_person(part)).status_code == 404
    assert as_person(part).get("/desk/templates").status_code == 404
    assert stored() == []


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"name": ""}, "name", "needs a name"), ({"name": "x" * 81}, "name", "shorten"), ({"status": "merged"}, "status", "choose what"),
        ({"status": "nonsense"}, "status", "choose what"), ({"topic": "99"}, "topic", "choose a topic"), ({"topic": "x"}, "topic", "choose a topic"),
        ({"body": ""}, "body", "needs the words"), ({"body": "Dear {customer_name}"}, "body", "{customer_name} would stay empty"),
        ({"body": "Dear {}"}, "body", "{} would stay empty"), ({"body": "x" * 20_001}, "body", "longer than we can keep"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_was_typed(as_person, topic_id, changes, field, said):
    refused = make(as_person(MARTA), **changes)
    assert refused.status_code == 422
    problem = re.search(rf'id="{field}-problem">(.*?)</p>', refused.text, re.DOTALL)[1]
    assert said in unescape(problem)
    assert changes.get("body", BODY)[:40] in unescape(refused.text)
    assert stored() == []


def test_two_templates_never_share_a_name(as_person, topic_id):
    marta = as_person(MARTA)
    make(marta)
    assert "Another template has this name" in words(make(marta, name="we look INTO it"))
    assert len(stored()) == 1


def test_one_is_changed_and_keeps_its_own_name(as_person, topic_id):
    marta = as_person(MARTA)
    make(marta)
    (template,) = stored()
    assert marta.post(f"/desk/templates/{template.id}", data=form(body="Shorter, {answerer}.")).status_code == 303
    assert stored()[0].body == "Shorter, {answerer}."
    entry = db.session.query(AuditEntry).filter_by(act="template.changed").one()
    assert "Shorter" not in str(entry.after)


def test_saving_it_unchanged_notes_nothing(as_person, topic_id):
    marta = as_person(MARTA)
    make(marta)
    marta.post(f"/desk/templates/{stored()[0].id}", data=form())
    assert db.session.query(AuditEntry).filter_by(act="template.changed").count() == 0


def test_one_is_removed_and_a_second_time_is_not_found(as_person, topic_id):
    marta = as_person(MARTA)
    make(marta)
    (template,) = stored()
    assert marta.post(f"/desk/templates/{template.id}/remove").status_code == 303
    assert stored() == []
    assert marta.post(f"/desk/templates/{template.id}/remove").status_code == 404


def test_the_composer_offers_those_of_its_topic_and_those_of_all(as_person, topic_id):
    with writing():
        other = factories.topic("payroll", MARTA).id
        idea_id = factories.idea(ADA).id
    marta = as_person(MARTA)
    for name, topic in (("For all", ""), ("For rotas", str(topic_id)), ("For payroll", str(other))):
        make(marta, name=name, topic=topic)
    shown = words(marta.get(f"/desk/ideas/{idea_id}"))
    assert "For all, Under review" in shown
    assert "For rotas, Under review" in shown
    assert "For payroll" not in shown
