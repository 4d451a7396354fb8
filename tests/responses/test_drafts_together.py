"""What is typed to answer several ideas in one go is kept: what they share, the words of each, and through two windows."""

from datetime import datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.responses.actions_drafting import add_template
from community.responses.actions_waiting import publish_next
from community.responses.models import Answer
from community.responses.models_drafting import Draft, SharedDraft, WaitingAnswer
from community.responses.models_promises import PolicyVersion
from community.triage.actions import merge
from tests import factories
from tests.cast import BEN, CLEO, DEV, MARTA, OWEN, SAM
from tests.responses.test_answer_together import OTHER, SHARED, answers, field, form, ids, post, words_in
from tests.responses.test_drafts import HTMX, revision

assert ids  # a fixture


def save(browser, ids, headers=HTMX, address="draft", **more):
    return browser.post(f"/desk/answer-together/{address}", data=form(ids, **more), headers=headers)


def here(browser, ids):
    return browser.get("/desk/answer-together", query_string={"ids": ",".join(map(str, ids))})


def shared(shown):
    return unescape(shown.text.split('<textarea id="body" name="body"')[1].split(">", 1)[1].split("</textarea>")[0]).lstrip("\n")


def drafts():
    db.session.expire_all()
    return {draft.idea_id: draft.body for draft in db.session.query(Draft)}


def test_a_pause_in_typing_keeps_all_of_it_and_says_so_once(as_person, ids):
    marta = as_person(MARTA)
    said = save(marta, ids, own={ids[1]: "Half a sen"})
    assert said.status_code == 200
    assert "Draft saved. It is saved again whenever you pause." in unescape(said.text)
    assert revision(said) == 1
    again = save(marta, ids, own={ids[1]: "Half a sentence"}, revision="1", said="1", **{f"revision-{ids[1]}": "1"})
    assert "It is saved again" not in again.text
    assert drafts() == {ids[1]: "Half a sentence"}
    assert db.session.query(SharedDraft).one().body == SHARED


def test_it_stands_there_again_in_whichever_order_they_are_ticked(as_person, ids):
    marta = as_person(MARTA)
    save(marta, ids, own={ids[1]: "Half a sentence"}, publish_day="2031-03-01", publish_time="09:30", spread="Hello.")
    shown = here(marta, [ids[2], ids[0], ids[1]])
    assert (shared(shown), field(shown, ids[1]), field(shown, ids[0])) == (SHARED, "Half a sentence", "")
    for kept in ('<option value="planned" selected', 'value="2031-03-01"', 'value="09:30"', 'name="spread" value="Hello."'):
        assert kept in shown.text
    assert shared(here(marta, ids[:2])) == ""
    assert field(here(marta, ids[:2]), ids[1]) == "Half a sentence"


def test_the_words_of_each_are_the_draft_of_its_own_page_and_the_other_way_round(as_person, ids):
    marta = as_person(MARTA)
    save(marta, ids, own={ids[0]: "From the page of all."})
    assert "From the page of all.</textarea>" in marta.get(f"/desk/ideas/{ids[0]}").text
    alone = {"status": "declined", "review_on": "", "body": "From its own page.", "over": "0", "revision": "0"}
    marta.post(f"/desk/ideas/{ids[1]}/draft", data=alone, headers=HTMX)
    shown = here(marta, ids)
    assert field(shown, ids[1]) == "From its own page."
    save(marta, ids, status="", own={ids[0]: "From the page of all.", ids[1]: "From its own page, and on."}, **{f"revision-{each}": "1" for each in ids[:2]})
    kept = db.session.query(Draft).filter_by(idea_id=ids[1]).one()
    assert (kept.body, kept.status) == ("From its own page, and on.", "declined")


def test_each_person_has_their_own(as_person, ids):
    save(as_person(MARTA), ids, own={ids[0]: "Half a sentence"})
    shown = here(as_person(OWEN), ids)
    assert (shared(shown), field(shown, ids[0])) == ("", "")


def test_without_a_script_a_button_saves_it(as_person, ids):
    marta = as_person(MARTA)
    assert "Save draft" in here(marta, ids).text
    said = save(marta, ids, headers={}, own={ids[2]: "Half a sentence"})
    assert said.status_code == 303
    shown = marta.get(said.headers["Location"])
    assert (shared(shown), field(shown, ids[2])) == (SHARED, "Half a sentence")


def test_nothing_typed_makes_no_draft(as_person, ids):
    assert save(as_person(MARTA), ids, body="").status_code == 200
    assert (drafts(), db.session.query(SharedDraft).count()) == ({}, 0)


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_second_window_is_told_and_neither_loses_a_word(as_person, ids, headers):
    marta = as_person(MARTA)
    save(marta, ids, own={ids[0]: "The first window."})
    other = save(marta, ids, headers, body="Other words for all.", own={ids[0]: "The second window."})
    assert other.status_code == (409 if headers else 422)
    text = unescape(other.text)
    assert "The first window." in text
    assert "Save these instead" in text
    assert drafts() == {ids[0]: "The first window."}
    assert (db.session.query(SharedDraft).one().body, db.session.query(SharedDraft).one().set_aside) == ("Other words for all.", SHARED)
    known = {"revision": "2", f"revision-{ids[0]}": "0"}
    insisted = save(marta, ids, own={ids[0]: "The second window."}, body="Other words for all.", insist="1", **known)
    assert insisted.status_code == 200
    kept = db.session.query(Draft).one()
    db.session.refresh(kept)
    assert (kept.body, kept.set_aside) == ("The second window.", "The first window.")


def test_a_field_left_empty_where_a_draft_was_begun_elsewhere_empties_nothing(as_person, ids):
    marta = as_person(MARTA)
    alone = {"status": "declined", "review_on": "", "body": "From its own page.", "over": "0", "revision": "0"}
    marta.post(f"/desk/ideas/{ids[1]}/draft", data=alone, headers=HTMX)
    assert save(marta, ids).status_code == 200
    assert drafts() == {ids[1]: "From its own page."}
    save(marta, ids, revision="1", **{f"revision-{ids[1]}": "1"})
    assert drafts() == {ids[1]: ""}


def test_it_goes_when_all_are_answered(as_person, ids):
    marta = as_person(MARTA)
    save(marta, ids, own={ids[0]: OTHER})
    assert post(marta, ids, own={ids[0]: OTHER}).status_code == 303
    assert (drafts(), db.session.query(SharedDraft).count()) == ({}, 0)
    assert save(marta, ids, own={ids[0]: OTHER}).status_code == 200
    assert (drafts(), db.session.query(SharedDraft).count()) == ({}, 0)


def test_of_those_that_were_refused_all_that_was_typed_is_kept(as_person, ids):
    marta = as_person(MARTA)
    save(marta, ids)
    back = post(marta, ids, own={ids[1]: "Soon."})
    assert back.status_code == 422
    assert (drafts(), db.session.query(SharedDraft).one().ids) == ({ids[1]: "Soon."}, str(ids[1]))
    shown = here(marta, [ids[1]])
    assert (shared(shown), field(shown, ids[1])) == (SHARED, "Soon.")


@pytest.mark.parametrize("two_people", [False, True])
def test_of_two_that_were_begun_one_goes_and_one_comes_back(as_person, ids, two_people):
    with writing():
        db.session.query(PolicyVersion).update({"needs_approval": two_people})
    marta, own = as_person(MARTA), {ids[0]: OTHER, ids[1]: "Not yet."}
    save(marta, ids[:2], own=own)
    back = post(marta, ids[:2], own=own, revision="1", **{f"revision-{each}": "1" for each in ids[:2]})
    assert back.status_code == 422
    assert ("1 waits for a second person." if two_people else "1 answer is published.") in words_in(back)
    assert field(back, ids[1]) == "Not yet."
    assert drafts() == {ids[1]: "Not yet."}


def test_it_can_be_thrown_away_with_the_words_of_each(as_person, ids):
    marta = as_person(MARTA)
    save(marta, ids, own={ids[0]: "Half a sentence"})
    for _again in range(2):
        assert save(marta, ids, {}, "drop").status_code == 303
    assert (drafts(), db.session.query(SharedDraft).count()) == ({}, 0)


def test_what_was_begun_is_found_among_what_waits(as_person, ids):
    marta = as_person(MARTA)
    assert "Begun for several ideas" not in marta.get("/desk/waiting").text
    save(marta, ids)
    shown = marta.get("/desk/waiting")
    assert "Begun for several ideas" in shown.text
    assert "3 ideas" in words_in(shown)
    assert "Begun for several ideas" not in as_person(OWEN).get("/desk/waiting").text


@pytest.mark.parametrize("address", ["draft", "drop"])
def test_others_of_the_staff_keep_none(as_person, ids, address):
    assert save(as_person(SAM), ids, HTMX, address).status_code == 404
    assert save(as_person(MARTA), [], {}, address).status_code == 303


def test_they_are_planned_together_by_the_writers_own_clock(as_person, ids):
    with writing():
        factories.person(MARTA).zone = "Europe/Berlin"
    day = (clock.now() + timedelta(days=3)).date()
    said = post(as_person(MARTA), ids, do="later", publish_day=day.isoformat(), publish_time="09:30", own={ids[1]: OTHER})
    assert said.status_code == 303
    planned = db.session.query(WaitingAnswer).order_by(WaitingAnswer.idea_id).all()
    assert {each.publish_at for each in planned} == {datetime.combine(day, time(9, 30), ZoneInfo("Europe/Berlin"))}
    assert [each.body for each in planned][1] == OTHER
    assert answers() == {}
    while publish_next(clock.now() + timedelta(days=4)):
        db.session.commit()
    assert set(answers()) == set(ids)


@pytest.mark.parametrize(("day", "at"), [("", ""), ("2031-02-30", "09:30"), ("2020-01-01", "09:30"), ("2090-01-01", "09:30")])
def test_a_time_that_cannot_be_loses_nothing(as_person, ids, day, at):
    back = post(as_person(MARTA), ids, do="later", publish_day=day, publish_time=at, own={ids[1]: OTHER})
    assert back.status_code == 422
    assert 'id="publish_on-problem"' in back.text
    assert field(back, ids[1]) == OTHER
    assert (answers(), db.session.query(WaitingAnswer).count()) == ({}, 0)


def test_where_a_second_person_reads_them_the_page_says_so_and_they_wait(as_person, ids):
    with writing():
        db.session.query(PolicyVersion).update({"needs_approval": True})
    marta = as_person(MARTA)
    assert "A second person reads it first." in words_in(here(marta, ids))
    assert post(marta, ids).status_code == 303
    assert {each.needs_approval for each in db.session.query(WaitingAnswer)} == {True}
    again = here(marta, ids)
    assert words_in(again).count("Your answer waits.") == 3
    assert f"An answer by {MARTA.name} waits." in words_in(here(as_person(DEV), ids))


def test_a_template_is_begun_from_with_its_gaps_and_asks_before_it_touches_what_was_typed(as_person, ids):
    with writing():
        values = {"name": "Built next", "status": "shipped", "topic_id": None, "body": "Thank you, {author}. It is there."}
        chosen = add_template(factories.viewer(MARTA), values, now=clock.now()).id
    marta = as_person(MARTA)
    begun = post(marta, ids, body="", do="template", template=str(chosen), own={ids[0]: OTHER})
    assert (shared(begun), field(begun, ids[0])) == ("Thank you, {author}. It is there.", OTHER)
    assert '<option value="shipped" selected' in begun.text
    asked = post(marta, ids, body="My own beginning.", do="template", template=str(chosen))
    assert "What shall the template do?" in asked.text
    assert shared(asked) == "My own beginning."
    below = post(marta, ids, body="My own beginning.", do="template-below", template=str(chosen))
    assert shared(below) == "My own beginning.\n\nThank you, {author}. It is there."
    none = post(marta, ids, body="My own beginning.", do="template", template="999999")
    assert (none.status_code, shared(none)) == (422, "My own beginning.")
    assert answers() == {}


def test_what_was_begun_for_an_idea_that_joined_another_is_still_found(as_person, ids):
    marta = as_person(MARTA)
    save(marta, ids, own={ids[1]: "Half a sentence"})
    with writing():
        merge(factories.viewer(MARTA), db.session.get_one(Idea, ids[1]), db.session.get_one(Idea, ids[0]), now=clock.now())
    for shown in (here(marta, ids), marta.get(f"/desk/ideas/{ids[0]}")):
        assert "Words you had begun for “A poster for the wall”" in unescape(shown.text)
        assert "Half a sentence" in shown.text
    assert shared(here(marta, ids)) == SHARED
    assert "Half a sentence" not in as_person(DEV).get(f"/desk/ideas/{ids[0]}").text


def test_what_a_colleague_answered_since_it_was_begun_is_said(as_person, ids):
    marta = as_person(MARTA)
    save(marta, ids, own={ids[0]: "Half a sentence"})
    with writing():
        row = Answer(idea_id=ids[0], author_id=factories.person(CLEO).id, status="shipped", body=OTHER, body_html=OTHER, created_at=clock.now())
        db.session.add(row)
    assert "A colleague has answered since you began this draft." in words_in(here(marta, ids))


def look_at(browser, ids, idea_id, headers=None, **more):
    return browser.post(f"/desk/answer-together/preview/{idea_id}", data=form(ids, **more), headers=headers)


def framed(browser, shown):
    """The mail in the frame of a preview."""
    return browser.get(unescape(shown.text.split('<iframe src="')[1].split('"')[0]))


def test_each_is_looked_at_as_page_and_mail_and_nothing_is_published(as_person, ids):
    marta = as_person(MARTA)
    shown = look_at(marta, ids, ids[1], own={ids[1]: f"**{OTHER}**"})
    assert shown.status_code == 200
    seen = shown.text.split(f'<section class="previewed stack" id="preview-{ids[1]}"')[1].split("</section>")[0]
    assert f"<strong>{OTHER}</strong>" in seen
    assert shown.text.count("<iframe") == 1
    assert "frame-src 'self'" in shown.headers["Content-Security-Policy"]
    mail = framed(marta, shown)
    assert f"Hello {BEN.name}" in words_in(mail)
    assert "nearer than it was" in mail.text
    assert field(shown, ids[1]) == f"**{OTHER}**"
    assert answers() == {}


def test_what_has_no_words_of_its_own_is_looked_at_with_those_of_all(as_person, ids):
    marta = as_person(MARTA)
    shown = look_at(marta, ids, ids[0])
    assert "We build “Print the week” now" in framed(marta, shown).text
    assert field(shown, ids[0]) == "", "a look writes nothing into the field"
    assert drafts() == {}


def test_the_mail_says_the_status_that_stands_above_also_where_the_draft_said_another(as_person, ids):
    marta = as_person(MARTA)
    alone = {"status": "declined", "review_on": "", "body": OTHER, "over": "0", "revision": "0"}
    marta.post(f"/desk/ideas/{ids[0]}/draft", data=alone, headers=HTMX)
    mail = framed(marta, look_at(marta, ids, ids[0], own={ids[0]: OTHER}, status="shipped", **{f"revision-{ids[0]}": "1"}))
    assert "Shipped" in mail.text
    assert "Declined" not in mail.text


def test_a_script_gets_the_preview_alone_and_the_revisions_with_it(as_person, ids):
    marta = as_person(MARTA)
    shown = look_at(marta, ids, ids[1], HTMX, own={ids[1]: OTHER})
    assert shown.text.lstrip().startswith(f'<div id="seen-{ids[1]}">')
    assert "<html" not in shown.text
    assert 'data-quiet hx-swap-oob="true"' in shown.text
    assert f'name="revision-{ids[1]}" value="1"' in shown.text
    again = save(marta, ids, own={ids[1]: f"{OTHER} And on."}, revision="1", **{f"revision-{ids[1]}": "1"})
    assert again.status_code == 200, "the next pause in typing knows what the look has saved"


def test_a_look_takes_the_words_of_another_window_for_that_idea_only(as_person, ids):
    marta = as_person(MARTA)
    save(marta, ids, own={ids[0]: "Of the other window.", ids[1]: "Of the other window too."})
    shown = look_at(marta, ids, ids[0], own={ids[0]: OTHER, ids[1]: "Of this one."})
    assert "nearer than it was" in framed(marta, shown).text
    assert drafts() == {ids[0]: OTHER, ids[1]: "Of the other window too."}
    assert db.session.query(Draft).filter_by(idea_id=ids[0]).one().set_aside == "Of the other window."
    assert "You have saved other words for “A poster for the wall” in another window" in words_in(shown)


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize("fault", [{"review_on": "soon"}, {"own": "x" * 20_001}])
def test_a_fault_is_said_instead_of_a_preview(as_person, ids, headers, fault):
    fault = {"own": {ids[1]: fault["own"]}} if "own" in fault else fault
    shown = look_at(as_person(MARTA), ids, ids[1], headers, **fault)
    assert shown.status_code == 422
    assert shown.text.count('id="problems"') == 1
    assert "<iframe" not in shown.text


def test_a_look_at_nothing_says_what_is_missing_and_frames_no_mail(as_person, ids):
    shown = look_at(as_person(MARTA), ids, ids[0], body="")
    assert shown.status_code == 200
    assert "Choose what the answer is and write it" in words_in(shown)
    assert "<iframe" not in shown.text


def test_only_what_stands_on_the_page_is_looked_at(as_person, ids):
    marta, (here_is, *_) = as_person(MARTA), ids
    assert look_at(marta, [here_is], ids[1]).status_code == 303
    with writing():
        merge(factories.viewer(MARTA), db.session.get_one(Idea, ids[1]), db.session.get_one(Idea, here_is), now=clock.now())
    assert look_at(marta, ids, ids[1], HTMX, own={ids[1]: OTHER}).status_code == 404
    assert OTHER in unescape(look_at(marta, ids, ids[1], own={ids[1]: OTHER}).text)


def test_nobody_sees_the_mail_of_what_another_person_writes(as_person, ids):
    marta = as_person(MARTA)
    look_at(marta, ids, ids[0], own={ids[0]: OTHER})
    asked = f"/desk/ideas/{ids[0]}/mail?ids={','.join(map(str, ids))}"
    assert marta.get(asked).status_code == 200
    assert as_person(DEV).get(asked).status_code == 404
    assert marta.get(f"/desk/ideas/{ids[0]}/mail?ids=x,-1").status_code == 200, "numbers that are none leave its own draft"
