"""Handing ideas over, ticked ones or all of somebody's: seen before, in one go, on record, told once."""

import re

import pytest

from community import clock
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.jobs.worker import drain
from community.notifications.models import Mail
from community.responses import actions, actions_clocks
from community.responses.models import Clock
from tests import factories
from tests.cast import ADA, DEV, MARTA, OWEN, ROOT, SAM
from tests.notifications.mails import html_of, text_of, urls_in


@pytest.fixture
def ids(app):
    """Three ideas in a topic of Marta's, one of them hidden since; Dev and Owen may answer too."""
    with writing():
        factories.topic("rotas", MARTA, manager_id=factories.person(OWEN).id)
        for part in (DEV, ROOT):
            factories.person(part)
        found = [factories.idea(ADA, title) for title in ("Print the week", "Swap by text", "Gone by now")]
        for idea in found:
            actions_clocks.start_clock(idea, "first", now=clock.now())
        found[2].state = IdeaState.HIDDEN
        return [idea.id for idea in found]


def listed(ids):
    return ",".join(map(str, ids))


def hand_over(browser, ids, part=DEV, **changes):
    return browser.post("/desk/hand-over", data={"ids": listed(ids), "to": str(factories.person(part).id), **changes})


def owners(ids):
    db.session.expire_all()
    return [db.session.get(Idea, each).owner_id for each in ids]


def mails():
    return db.session.query(Mail).filter_by(kind="handed_over").order_by(Mail.id).all()


def test_nothing_changes_before_it_was_seen_what_does(as_person, ids):
    marta, dev = as_person(MARTA), factories.person(DEV).id
    text = marta.get(f"/desk/hand-over?ids={listed(ids)}").text
    assert "Print the week" in text
    assert "Gone by now" not in text
    assert 'action="/desk/hand-over"' in text
    assert "goes to" not in text
    seen = marta.get(f"/desk/hand-over?ids={listed(ids)}&to={dev}").text
    for said in ("2 ideas go to Dev Rao", "None of them is overdue.", "Dev Rao has 0 to answer now", "told of all of them in one mail"):
        assert said in seen
    assert f'name="ids" value="{listed(ids[:2])}"' in seen
    assert owners(ids) == [None, None, None]


def test_a_fragment_is_the_preview_alone(as_person, ids):
    address = f"/desk/hand-over?ids={listed(ids)}&to={factories.person(DEV).id}"
    text = as_person(MARTA).get(address, headers={"HX-Request": "true"}).text
    assert "2 ideas go to Dev Rao" in text
    assert "<html" not in text


def test_all_of_one_person_are_those_with_their_name_on_them(as_person, ids):
    with writing() as session:
        factories.topic("swaps", DEV)
        factories.idea(ADA, "In Dev's topic", slug="swaps")
        session.get_one(Idea, factories.idea(ADA, "Marta took it", slug="swaps").id).owner_id = factories.person(MARTA).id
    text = as_person(OWEN).get(f"/desk/hand-over?of={factories.person(MARTA).id}").text
    assert "Hand over what is Marta Lindqvist's" in text
    assert [title in text for title in ("Print the week", "Marta took it", "In Dev's topic")] == [True, True, False]


def test_the_colleague_answers_them_from_then_on_and_no_clock_moves(as_person, ids):
    before = [(row.idea_id, row.started_at, row.due_at) for row in db.session.query(Clock).order_by(Clock.id)]
    answer = hand_over(as_person(MARTA), ids)
    assert answer.status_code == 303
    dev = factories.person(DEV).id
    assert owners(ids) == [dev, dev, None]
    assert [(row.idea_id, row.started_at, row.due_at) for row in db.session.query(Clock).order_by(Clock.id)] == before


def test_each_is_on_record_and_they_are_told_once(as_person, ids):
    hand_over(as_person(MARTA), ids)
    dev = factories.person(DEV).id
    each = db.session.query(Event).filter_by(kind="idea.assigned").order_by(Event.id).all()
    assert [(event.idea_id, event.person_id, event.data["together"]) for event in each] == [(ids[0], dev, True), (ids[1], dev, True)]
    together = db.session.query(Event).filter_by(kind="ideas.handed_over").one()
    assert (together.person_id, together.data) == (dev, {"ideas": ids[:2]})
    assert db.session.query(AuditEntry).filter_by(act="idea.assigned").count() == 2
    drain()
    (mail,) = mails()
    assert mail.address == DEV.email
    assert {url.rpartition("/")[2] for url in urls_in(html_of(mail)) if "/desk/ideas/" in url} == set(map(str, ids[:2]))
    drain()
    assert len(mails()) == 1


def test_one_idea_passed_on_is_told_too_and_what_one_takes_oneself_is_not(as_person, ids):
    as_person(MARTA).post(f"/desk/ideas/{ids[0]}/assign", data={"owner": str(factories.person(DEV).id)})
    hand_over(as_person(OWEN), ids[1:2], OWEN)
    drain()
    (mail,) = mails()
    assert (mail.address, b"Print the week" in mail.content) == (DEV.email, True)


def test_a_second_click_changes_nothing(as_person, ids):
    marta = as_person(MARTA)
    hand_over(marta, ids)
    assert hand_over(marta, ids).status_code == 303
    assert db.session.query(Event).filter_by(kind="idea.assigned").count() == 2
    assert db.session.query(Event).filter_by(kind="ideas.handed_over").count() == 1


def test_a_fault_half_way_hands_nothing_over(app, ids, monkeypatch):
    real = actions.assign_idea

    def breaks(actor, idea, colleague, **more):
        if idea.id == ids[1]:
            raise OSError("the disk is full")
        return real(actor, idea, colleague, **more)

    monkeypatch.setattr(actions, "assign_idea", breaks)
    with pytest.raises(OSError, match="full"), writing():
        actions.hand_over(factories.viewer(MARTA), ids, factories.person(DEV), now=clock.now())
    assert owners(ids) == [None, None, None]
    assert db.session.query(Event).filter_by(kind="idea.assigned").count() == 0


@pytest.mark.parametrize("to", ["", "0", "999", "²", "-1", str(2**60)])
def test_whom_nobody_knows_gets_nothing_and_the_choice_stays(as_person, ids, to):
    answer = hand_over(as_person(MARTA), ids, to=to)
    assert answer.status_code == 422
    assert "Please choose a colleague who can answer." in answer.text
    assert "Print the week" in answer.text
    assert owners(ids) == [None, None, None]


@pytest.mark.parametrize("asked", ["", "?ids=", "?ids=x,,-1,99999999999,²", "?of=999", "?ids=999&to=x", "?id=\x00"])
def test_nonsense_finds_nothing_to_hand_over(as_person, ids, asked):
    answer = as_person(MARTA).get(f"/desk/hand-over{asked}")
    assert answer.status_code == 200
    assert "There is nothing to hand over" in answer.text


def test_a_colleague_who_is_away_or_has_much_is_shown_so(as_person, ids):
    with writing():
        factories.person(DEV).away_from = clock.now()
        actions.hand_over(factories.viewer(MARTA), ids[:1], factories.person(DEV), now=clock.now())
    text = as_person(MARTA).get(f"/desk/hand-over?ids={listed(ids)}&to={factories.person(DEV).id}").text
    for said in ("1 idea goes to Dev Rao", "1 is theirs already", "Dev Rao has 1 to answer now", "Dev Rao is away"):
        assert said in text


@pytest.mark.parametrize("part", [SAM, ADA])
def test_only_those_who_may_answer_hand_over(as_person, ids, part):
    assert hand_over(as_person(part), ids).status_code == 404
    assert owners(ids) == [None, None, None]


def test_twenty_are_named_and_the_others_counted(as_person, ids):
    with writing():
        more = [factories.idea(ADA, f"Idea {number}").id for number in range(25)]
    hand_over(as_person(MARTA), [*ids, *more])
    drain()
    (mail,) = mails()
    text = text_of(mail)
    assert "27 ideas are yours to answer from now on" in text
    assert "And 7 more, in your workspace." in text
    assert len(set(re.findall(r"/desk/ideas/(\d+)", text))) == 20
