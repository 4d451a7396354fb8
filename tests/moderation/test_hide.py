"""Taking something out of sight with a reason its author reads, and bringing it back."""

import pytest

from community.db import db, writing
from community.ideas.models import Comment
from community.jobs.worker import drain
from community.moderation.models import Removal
from community.voices.models import Voice
from tests import factories
from tests.cast import ADA, BEN, MO, SAM
from tests.moderation.conftest import acts, happened, idea

REASON = {"reason": "It advertises something that has no place here."}
KINDS = ("idea", "comment", "voice")


def in_sight(scene, kind):
    db.session.rollback()
    db.session.expire_all()
    if kind == "idea":
        return idea(scene.idea).state == "published"
    return db.session.get_one({"comment": Comment, "voice": Voice}[kind], scene.id_of(kind)).hidden_at is None


def counts(scene):
    found = idea(scene.idea)
    return found.comment_count, found.voice_count


@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_out_of_sight_with_event_and_audit(as_person, scene, kind):
    assert as_person(MO).post(f"/moderation/{kind}/{scene.id_of(kind)}/hide", data=REASON).status_code == 303
    assert not in_sight(scene, kind)
    assert happened(f"{kind}.hidden") == 1
    assert acts() == [f"{kind}.hidden"]
    assert db.session.query(Removal).one().reason == REASON["reason"]


@pytest.mark.parametrize(("kind", "left"), [("idea", (1, 1)), ("comment", (0, 1)), ("voice", (1, 0))])
def test_counts_follow_what_is_seen_and_come_back_with_it(as_person, scene, kind, left):
    mo, path = as_person(MO), f"/moderation/{kind}/{scene.id_of(kind)}"
    mo.post(f"{path}/hide", data=REASON)
    assert counts(scene) == left
    mo.post(f"{path}/restore")
    assert counts(scene) == (1, 1)
    assert in_sight(scene, kind)
    assert happened(f"{kind}.restored") == 1
    assert acts() == [f"{kind}.hidden", f"{kind}.restored"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_press_changes_nothing(as_person, scene, kind):
    mo, path = as_person(MO), f"/moderation/{kind}/{scene.id_of(kind)}"
    for verb in ("hide", "hide", "restore", "restore"):
        mo.post(f"{path}/{verb}", data=REASON)
    assert (happened(f"{kind}.hidden"), happened(f"{kind}.restored")) == (1, 1)
    assert counts(scene) == (1, 1)


def test_a_hidden_idea_is_gone_for_others_and_not_for_its_author(as_person, client, scene):
    as_person(MO).post(f"/moderation/idea/{scene.idea}/hide", data=REASON)
    assert client.get(f"/ideas/{scene.idea}").status_code == 404
    assert as_person(BEN).get(f"/ideas/{scene.idea}").status_code == 404
    page = as_person(ADA).get(f"/ideas/{scene.idea}")
    assert page.status_code == 200
    assert REASON["reason"] in page.text


def test_what_was_owed_for_a_hidden_idea_is_waived_and_owed_again_when_it_is_back(as_person, scene):
    drain()
    due, mo = idea(scene.idea).due_at, as_person(MO)
    mo.post(f"/moderation/idea/{scene.idea}/hide", data=REASON)
    drain()
    assert idea(scene.idea).answer_state == "none"
    mo.post(f"/moderation/idea/{scene.idea}/restore")
    drain()
    assert (idea(scene.idea).answer_state, idea(scene.idea).due_at) == ("awaiting", due)


@pytest.mark.parametrize(("typed", "said"), [("", "give the reason"), (" … ", "give the reason"), ("r" * 501, "shorten this to 500")])
def test_without_a_reason_nothing_is_hidden(as_person, scene, typed, said):
    answer = as_person(MO).post(f"/moderation/comment/{scene.comment}/hide", data={"reason": typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="reason-problem"' in answer.text
    assert typed.strip() in answer.text
    assert in_sight(scene, "comment")


def test_refusing_a_waiting_idea_tells_its_author_why_and_keeps_it_from_others(as_person, pending):
    as_person(MO).post(f"/moderation/idea/{pending}/hide", data=REASON)
    assert idea(pending).state == "hidden"
    assert acts() == ["idea.refused"]
    assert REASON["reason"] in as_person(ADA).get(f"/ideas/{pending}").text
    assert as_person(BEN).get(f"/ideas/{pending}").status_code == 404


def test_a_refused_idea_that_comes_back_is_published_and_owed_an_answer(as_person, pending):
    mo = as_person(MO)
    mo.post(f"/moderation/idea/{pending}/hide", data=REASON)
    drain()
    mo.post(f"/moderation/idea/{pending}/restore")
    drain()
    assert (idea(pending).state, idea(pending).answer_state) == ("published", "awaiting")
    assert happened("idea.published") == 1


def test_the_list_of_what_is_out_of_sight_has_reasons_and_a_way_back(as_person, scene):
    mo = as_person(MO)
    mo.post(f"/moderation/voice/{scene.voice}/hide", data=REASON)
    page = mo.get("/moderation/hidden").text
    assert "Same here, cheap pills." in page
    assert REASON["reason"] in page
    assert f"/moderation/voice/{scene.voice}/restore" in page


def test_the_list_goes_on_page_by_page(as_person, scene):
    mo = as_person(MO)
    with writing():
        on = idea(scene.idea)
        ids = [factories.comment(BEN, on, f"Spam {number}").id for number in range(60)]
    for comment_id in ids:
        mo.post(f"/moderation/comment/{comment_id}/hide", data=REASON)
    first = mo.get("/moderation/hidden").text
    assert "Spam 59" in first
    assert "Spam 9<" not in first
    after = first.split("after=")[1].split('"')[0]
    assert "Spam 9<" in mo.get(f"/moderation/hidden?after={after}").text
    assert mo.get("/moderation/hidden?after=x").status_code == 200


def test_after_hiding_one_goes_back_to_where_one_was_and_nowhere_else(as_person, scene):
    mo, path = as_person(MO), f"/moderation/comment/{scene.comment}"
    answer = mo.post(f"{path}/hide", data={**REASON, "next": f"/ideas/{scene.idea}"})
    assert answer.location == f"/ideas/{scene.idea}"
    assert mo.post(f"{path}/restore", data={"next": "https://evil.example/"}).location == "/moderation/hidden"


@pytest.mark.parametrize("kind", KINDS)
def test_staff_who_do_not_moderate_and_customers_cannot(as_person, scene, kind):
    for part in (SAM, ADA):
        for verb in ("hide", "restore", "dismiss"):
            assert as_person(part).post(f"/moderation/{kind}/{scene.id_of(kind)}/{verb}", data=REASON).status_code == 404
    assert in_sight(scene, kind)


def test_unknown_things_are_not_there(as_person, scene):
    mo = as_person(MO)
    for path in ("idea/999", "comment/999", "voice/99999999999", "answer/1"):
        assert mo.get(f"/moderation/{path}/hide").status_code == 404


def test_a_deleted_idea_cannot_be_brought_back_by_a_moderator(as_person, scene):
    with writing():
        db.session.get_one(type(idea(scene.idea)), scene.idea).state = "deleted"
    assert as_person(MO).post(f"/moderation/idea/{scene.idea}/restore").status_code == 404


def test_a_hidden_comment_is_seen_by_its_author_alone_with_the_reason(as_person, client, scene):
    as_person(MO).post(f"/moderation/comment/{scene.comment}/hide", data=REASON)
    own = as_person(BEN).get(f"/ideas/{scene.idea}").text
    assert "Buy my miracle cure." in own
    assert REASON["reason"] in own
    for page in (client.get(f"/ideas/{scene.idea}").text, as_person(ADA).get(f"/ideas/{scene.idea}").text):
        assert "Buy my miracle cure." not in page
        assert REASON["reason"] not in page


def test_a_hidden_reply_is_seen_by_its_author_alone(as_person, client, scene):
    with writing():
        parent = db.session.get_one(Comment, scene.comment)
        reply = factories.comment(ADA, idea(scene.idea), "A rude reply.", parent=parent).id
    as_person(MO).post(f"/moderation/comment/{reply}/hide", data=REASON)
    assert "A rude reply." in as_person(ADA).get(f"/ideas/{scene.idea}").text
    assert "A rude reply." not in client.get(f"/ideas/{scene.idea}").text


def test_everything_somebody_wrote_carries_its_report_link_and_a_moderators_way_to_hide_it(as_person, client, scene):
    page = client.get(f"/ideas/{scene.idea}").text
    assert f"/report/idea/{scene.idea}" in page
    assert f"/report/comment/{scene.comment}" in page
    seen = as_person(MO).get(f"/ideas/{scene.idea}").text
    assert f"/moderation/idea/{scene.idea}/hide" in seen
    assert f"/moderation/comment/{scene.comment}/hide" in seen
    assert f"/report/comment/{scene.comment}" not in as_person(BEN).get(f"/ideas/{scene.idea}").text


def test_a_hidden_voice_is_seen_by_whose_it_is_alone_with_the_reason(as_person, client, scene):
    assert f"/report/voice/{scene.voice}" in client.get(f"/ideas/{scene.idea}").text
    as_person(MO).post(f"/moderation/voice/{scene.voice}/hide", data=REASON)
    for path in (f"/ideas/{scene.idea}", f"/ideas/{scene.idea}/voices"):
        own = as_person(BEN).get(path).text
        assert "Same here, cheap pills." in own
        assert REASON["reason"] in own
        for reader in (client, as_person(ADA), as_person(MO)):
            assert "Same here, cheap pills." not in reader.get(path).text
