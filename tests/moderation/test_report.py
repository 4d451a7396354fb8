"""Reporting from its place: thanked, one open report each, looked at by a moderator."""

import pytest

from community.db import db, writing
from community.ideas.models import Topic
from community.moderation.models import Report
from tests.cast import ADA, BEN, CLEO, MO, SAM
from tests.moderation.conftest import acts, idea

SPAM = {"reason": "spam", "note": "A link to pills."}
KINDS = ("idea", "comment", "voice")


def reports():
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Report).order_by(Report.id).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_kept_and_its_sender_thanked(as_person, scene, kind):
    cleo = as_person(CLEO)
    assert "Report th" in cleo.get(f"/report/{kind}/{scene.id_of(kind)}").text
    answer = cleo.post(f"/report/{kind}/{scene.id_of(kind)}", data=SPAM)
    assert answer.location == f"/ideas/{scene.idea}"
    (row,) = reports()
    assert (row.subject_kind, row.subject_id, row.idea_id, row.reason, row.note) == (
        kind, scene.id_of(kind), scene.idea, "spam", "A link to pills.",
    )
    assert "Thank you for telling us" in cleo.get("/me").text + cleo.get(f"/ideas/{scene.idea}").text


def test_one_person_has_one_open_report_and_may_report_again_once_it_is_settled(as_person, scene):
    cleo = as_person(CLEO)
    for _ in range(2):
        cleo.post(f"/report/comment/{scene.comment}", data=SPAM)
    assert len(reports()) == 1
    assert "already" in cleo.get(f"/report/comment/{scene.comment}").text
    as_person(MO).post(f"/moderation/comment/{scene.comment}/dismiss")
    cleo.post(f"/report/comment/{scene.comment}", data=SPAM)
    assert [row.outcome for row in reports()] == ["kept", ""]


def test_the_queue_shows_one_case_with_everyones_reasons(as_person, scene):
    as_person(CLEO).post(f"/report/comment/{scene.comment}", data=SPAM)
    as_person(ADA).post(f"/report/comment/{scene.comment}", data={"reason": "hurtful"})
    page = as_person(MO).get("/moderation/reports").text
    assert page.count("Buy my miracle cure.") == 1
    assert "A link to pills." in page
    assert "It hurts or insults somebody" in page
    assert "Cleo Marsh" in page


def test_hiding_settles_every_report_of_it(as_person, scene):
    as_person(CLEO).post(f"/report/comment/{scene.comment}", data=SPAM)
    as_person(ADA).post(f"/report/comment/{scene.comment}", data=SPAM)
    as_person(CLEO).post(f"/report/idea/{scene.idea}", data=SPAM)
    as_person(MO).post(f"/moderation/comment/{scene.comment}/hide", data={"reason": "Advertising."})
    assert [row.outcome for row in reports()] == ["hidden", "hidden", ""]
    assert reports()[0].resolved_by_id is not None


def test_letting_it_stay_settles_them_too_and_is_noted(as_person, scene):
    as_person(CLEO).post(f"/report/idea/{scene.idea}", data=SPAM)
    mo = as_person(MO)
    for _ in range(2):
        mo.post(f"/moderation/idea/{scene.idea}/dismiss")
    assert acts() == ["reports.dismissed"]
    assert idea(scene.idea).state == "published"
    assert "No report waits" in mo.get("/moderation/reports").text


@pytest.mark.parametrize(
    ("data", "field"),
    [({"reason": ""}, "reason"), ({"reason": "because"}, "reason"), ({"reason": "other"}, "note"),
     ({"reason": "spam", "note": "n" * 501}, "note")],
)
def test_a_report_without_its_reason_is_asked_for_it(as_person, scene, data, field):
    answer = as_person(CLEO).post(f"/report/idea/{scene.idea}", data=data)
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    assert data.get("note", "") in answer.text
    assert reports() == []


def test_a_visitor_is_led_to_sign_in_and_back(client, scene):
    answer = client.get(f"/report/idea/{scene.idea}")
    assert answer.status_code == 302
    assert f"next=/report/idea/{scene.idea}" in answer.location
    assert client.post(f"/report/idea/{scene.idea}", data=SPAM).status_code in (302, 303)
    assert reports() == []


def test_what_one_cannot_see_one_cannot_report(as_person, scene):
    with writing():
        db.session.query(Topic).one().visibility = "staff"
    for kind in KINDS:
        assert as_person(CLEO).post(f"/report/{kind}/{scene.id_of(kind)}", data=SPAM).status_code == 404
    assert reports() == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_out_of_sight_is_not_reported_again(as_person, scene, kind):
    as_person(MO).post(f"/moderation/{kind}/{scene.id_of(kind)}/hide", data={"reason": "Spam."})
    assert as_person(CLEO).get(f"/report/{kind}/{scene.id_of(kind)}").status_code == 404


def test_many_reports_in_an_hour_are_asked_to_wait(as_person, scene):
    cleo = as_person(CLEO)
    codes = [cleo.post(f"/report/idea/{scene.idea}", data=SPAM).status_code for _ in range(21)]
    assert codes == [303] * 20 + [429]


def test_only_named_fields_are_taken(as_person, scene):
    as_person(CLEO).post(f"/report/idea/{scene.idea}", data={**SPAM, "outcome": "hidden", "resolved_at": "2026-01-01", "reporter_id": "1"})
    (row,) = reports()
    assert (row.outcome, row.resolved_at) == ("", None)


def test_moderators_alone_read_reports(as_person, scene):
    for part in (SAM, BEN):
        assert as_person(part).get("/moderation/reports").status_code == 404
