"""What is typed is kept: by itself, by a button, through two windows, and when a colleague was faster."""

import re
import threading
from datetime import datetime, timedelta
from html import unescape

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.responses import actions, actions_clocks
from community.responses.actions import AnswerDraft
from community.responses.actions_drafting import Typed, beside, save_draft
from community.responses.models import Answer
from community.responses.models_drafting import AnswerTemplate, Draft, WaitingAnswer
from community.responses.models_promises import PolicyVersion
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, OWEN, SAM

WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
OTHER = "We have looked at it again, and it is nearer than it was: the print page is drawn already."
HTMX = {"HX-Request": "true"}


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA, manager_id=factories.person(OWEN).id)
        factories.person(DEV)
        idea = factories.idea(ADA)
        actions_clocks.start_clock(idea, "first", now=clock.now())
    return idea.id


def fields(**changes):
    review = (clock.now() + timedelta(days=60)).date().isoformat()
    return {"status": "planned", "review_on": review, "body": WORDS, "over": "0", "revision": "0", **changes}


def save(browser, idea_id, headers=HTMX, **changes):
    return browser.post(f"/desk/ideas/{idea_id}/draft", data=fields(**changes), headers=headers)


def stored():
    db.session.expire_all()
    return db.session.query(Draft).one()


def body(shown):
    return unescape(re.search(r'<textarea id="body"[^>]*>\n?(.*?)</textarea>', shown.text, re.DOTALL)[1])


def words(shown):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown.text)).split())


def revision(shown):
    return int(re.search(r'name="revision" value="(\d+)"', shown.text)[1])


def test_a_pause_in_typing_saves_and_says_so_once(as_person, idea_id):
    marta = as_person(MARTA)
    first = save(marta, idea_id, body="So f")
    assert "Draft saved" in words(first)
    assert 'id="say"' in first.text
    assert 'name="said" value="1"' in first.text
    second = save(marta, idea_id, body="So far", revision="1", said="1")
    assert revision(second) == 2
    assert 'id="say"' not in second.text
    assert stored().body == "So far"


def test_reading_the_page_saves_nothing(as_person, idea_id):
    as_person(MARTA).get(f"/desk/ideas/{idea_id}")
    assert db.session.query(Draft).count() == 0


def test_an_empty_field_makes_no_draft(as_person, idea_id):
    assert save(as_person(MARTA), idea_id, body="").status_code == 200
    assert db.session.query(Draft).count() == 0


def test_it_stands_there_again_on_coming_back(as_person, idea_id):
    save(as_person(MARTA), idea_id, status="later", body="  Not yet,\n\nfor a reason.")
    shown = as_person(MARTA).get(f"/desk/ideas/{idea_id}")
    assert body(shown) == "Not yet,\n\nfor a reason."
    assert '<option value="later" selected>' in shown.text
    assert revision(shown) == 1


def test_each_person_has_their_own(as_person, idea_id):
    save(as_person(MARTA), idea_id)
    assert body(as_person(DEV).get(f"/desk/ideas/{idea_id}")) == ""


def test_without_a_script_a_button_saves_it(as_person, idea_id):
    marta = as_person(MARTA)
    saved = save(marta, idea_id, headers=None)
    assert saved.status_code == 303
    assert "The draft is saved." in words(marta.get(saved.location))
    assert stored().body == WORDS


def test_the_second_window_is_told_and_neither_loses_a_word(as_person, idea_id):
    one, two = as_person(MARTA), as_person(MARTA)
    save(one, idea_id, body="From the first.")
    save(two, idea_id, body="From the second.", revision="1")
    late = save(one, idea_id, body="From the first, and more.", revision="1")
    assert late.status_code == 409
    assert "You have saved other words in another window" in words(late)
    assert "From the second." in late.text
    assert stored().body == "From the second."
    kept = save(one, idea_id, body="From the first, and more.", revision="1", insist="1")
    assert kept.status_code == 200
    assert (stored().body, stored().set_aside) == ("From the first, and more.", "From the second.")
    assert "From the second." in kept.text


def test_a_third_window_keeps_the_words_of_both_others(as_person, idea_id):
    marta = as_person(MARTA)
    for text in ("The first window.", "The second window.", "The third window.", "The third window."):
        save(marta, idea_id, body=text, insist="1")
    assert (stored().body, stored().set_aside) == ("The third window.", "The second window.\n\nThe first window.")


@pytest.mark.parametrize(("words", "kept", "expected"), [
    ("New.", "", "New."), ("", "Old.", "Old."), ("New.", "Old.", "New.\n\nOld."), ("Old.", "Old. And more.", "Old. And more."),
    ("Old. And more.", "Old.", "Old. And more."), ("", "", ""),
])
def test_what_is_set_aside_stands_there_once(words, kept, expected):
    assert beside(words, kept) == expected


def test_two_windows_that_save_first_at_the_same_moment_share_one_draft(built_app, idea_id):
    """A pause in typing and a click on the button, say; on PostgreSQL the second would break the unique key."""
    troubles, start = [], threading.Barrier(3)

    def first_saving(text):
        with built_app.app_context():
            start.wait()
            try:
                with writing():
                    typed = Typed("planned", "", text, 0)
                    save_draft(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), typed, seen=0, insist=True, now=clock.now())
            except Exception as trouble:
                troubles.append(trouble)
            db.session.remove()

    threads = [threading.Thread(target=first_saving, args=(f"Window {n} has these words.",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    db.session.rollback()
    assert troubles == []
    kept = stored()
    assert sorted(re.findall(r"Window \d", f"{kept.body} {kept.set_aside}")) == ["Window 0", "Window 1", "Window 2"]


def test_without_a_script_the_second_window_gets_its_page_back(as_person, idea_id):
    one, two = as_person(MARTA), as_person(MARTA)
    save(one, idea_id, body="From the first.")
    save(two, idea_id, body="From the second.", revision="1")
    late = save(one, idea_id, headers=None, body="From the first, and more.", revision="1")
    assert late.status_code == 409
    assert body(late) == "From the first, and more."
    assert "From the second." in late.text


def test_the_same_words_from_two_windows_are_no_quarrel(as_person, idea_id):
    one, two = as_person(MARTA), as_person(MARTA)
    save(one, idea_id)
    assert save(two, idea_id).status_code == 200


def test_a_draft_that_was_overtaken_says_so_and_keeps_its_words(as_person, idea_id):
    save(as_person(MARTA), idea_id)
    with writing():
        actions.answer_idea(factories.viewer(DEV), db.session.get_one(Idea, idea_id), AnswerDraft.of("shipped", OTHER, None), now=clock.now())
    shown = as_person(MARTA).get(f"/desk/ideas/{idea_id}")
    assert "Dev Rao has answered since you began this draft." in words(shown)
    assert body(shown) == WORDS


def test_it_goes_when_its_words_are_published(as_person, idea_id):
    marta = as_person(MARTA)
    save(marta, idea_id)
    marta.post(f"/desk/ideas/{idea_id}/answer", data=fields())
    assert db.session.query(Answer).count() == 1
    assert db.session.query(Draft).count() == 0
    save(marta, idea_id)  # what was under way when the button was pressed
    assert db.session.query(Draft).count() == 0


def test_it_can_be_thrown_away(as_person, idea_id):
    marta = as_person(MARTA)
    save(marta, idea_id)
    for _ in range(2):
        assert marta.post(f"/desk/ideas/{idea_id}/draft/drop", data=fields()).status_code == 303
    assert db.session.query(Draft).count() == 0


def test_the_rest_of_the_staff_keep_no_drafts(as_person, idea_id):
    assert save(as_person(SAM), idea_id).status_code == 404


def test_the_preview_shows_the_page_and_the_mail(as_person, idea_id):
    marta = as_person(MARTA)
    shown = marta.post(f"/desk/ideas/{idea_id}/answer", data=fields(preview="1"))
    assert shown.status_code == 200
    assert "As the customer sees it" in words(shown)
    assert "frame-src 'self'" in shown.headers["Content-Security-Policy"]
    mail = marta.get(f"/desk/ideas/{idea_id}/mail")
    assert "Hello Ada Okoro" in words(mail)
    assert "forty of you told us" in mail.text
    assert "href=" not in mail.text
    assert "/mail/stop/" not in mail.text
    assert mail.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert db.session.query(Answer).count() == 0


def test_there_is_no_mail_to_look_at_before_anything_is_written(as_person, idea_id):
    assert as_person(MARTA).get(f"/desk/ideas/{idea_id}/mail").status_code == 404


@pytest.fixture
def template_id(idea_id):
    with writing() as session:
        made = AnswerTemplate(name="We build it", status="planned", body="Thank you, {author}. “{title}” comes; we look again by {review_date}.")
        session.add(made)
        session.flush()
        return made.id


def use(browser, idea_id, template_id, **changes):
    return browser.post(f"/desk/ideas/{idea_id}/template", data=fields(**{"template": str(template_id), "status": "", **changes}))


def test_a_template_fills_an_empty_composer(as_person, idea_id, template_id):
    shown = as_person(MARTA).get(f"/desk/ideas/{idea_id}?template={template_id}")
    assert body(shown).startswith("Thank you, Ada Okoro. “Print the week on one page” comes; we look again by ")
    assert "{" not in body(shown)
    assert '<option value="planned" selected>' in shown.text


def test_a_template_asks_before_it_touches_what_was_typed(as_person, idea_id, template_id):
    marta = as_person(MARTA)
    asked = use(marta, idea_id, template_id)
    assert body(asked) == WORDS
    assert "What shall the template do?" in words(asked)
    assert body(use(marta, idea_id, template_id, how="replace")).startswith("Thank you, Ada")
    below = body(use(marta, idea_id, template_id, how="below"))
    assert below.startswith(f"{WORDS}\n\nThank you, Ada")


def test_a_template_by_address_asks_before_it_touches_a_draft(as_person, idea_id, template_id):
    marta = as_person(MARTA)
    save(marta, idea_id)
    shown = marta.get(f"/desk/ideas/{idea_id}?template={template_id}")
    assert body(shown) == WORDS
    assert "What shall the template do?" in words(shown)


@pytest.mark.parametrize("template", ["", "x", "999", "9" * 30])
def test_a_template_that_is_not_there_loses_nothing(as_person, idea_id, template):
    marta = as_person(MARTA)
    asked = use(marta, idea_id, template)
    assert asked.status_code == 422
    assert body(asked) == WORDS
    assert marta.get(f"/desk/ideas/{idea_id}?template={template}").status_code == 200


def test_a_gap_that_was_not_filled_is_never_published(as_person, idea_id):
    with writing():
        factories.person(MARTA)
    refused = as_person(MARTA).post(f"/desk/ideas/{idea_id}/answer", data=fields(body=WORDS + " {review_date}"))
    assert refused.status_code == 422
    assert db.session.query(Answer).count() == 0


def plan(browser, idea_id, **changes):
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    return browser.post(f"/desk/ideas/{idea_id}/answer", data=fields(later="1", **{"publish_day": day, "publish_time": "09:30", **changes}))


def test_an_answer_is_planned_by_the_writers_own_clock(as_person, idea_id):
    with writing():
        factories.person(MARTA).zone = "Asia/Kathmandu"
    planned = plan(as_person(MARTA), idea_id)
    assert planned.status_code == 303
    waiting = db.session.query(WaitingAnswer).one()
    assert waiting.publish_at.strftime("%H:%M") == "03:45"
    shown = as_person(MARTA).get(f"/desk/ideas/{idea_id}")
    assert 'name="publish_time" value="09:30"' in shown.text
    assert body(shown) == WORDS


@pytest.mark.parametrize("given", [{"publish_day": ""}, {"publish_time": "25:99"}, {"publish_day": "tomorrow"}, {"publish_day": "2020-01-01"}, {"publish_day": "9999-12-31"}])
def test_a_time_that_cannot_be_keeps_what_was_typed(as_person, idea_id, given):
    refused = plan(as_person(MARTA), idea_id, **given)
    assert refused.status_code == 422
    assert body(refused) == WORDS
    assert 'id="publish_on-problem"' in refused.text
    assert db.session.query(WaitingAnswer).count() == 0


def two_people():
    with writing() as session:
        session.query(PolicyVersion).update({"needs_approval": True})


def test_the_whole_way_through_a_second_person(as_person, idea_id):
    two_people()
    marta, owen = as_person(MARTA), as_person(OWEN)
    assert "Send it for approval" in marta.get(f"/desk/ideas/{idea_id}").text
    marta.post(f"/desk/ideas/{idea_id}/answer", data=fields())
    waiting = db.session.query(WaitingAnswer).one()
    assert "Wait for your approval 1" in words(owen.get("/desk"))
    assert "Wait for your approval" not in words(marta.get("/desk/waiting"))
    assert "Approve and publish" not in marta.get(f"/desk/waiting/{waiting.id}").text
    back = owen.post(f"/desk/waiting/{waiting.id}/send-back", data={"note": "  "})
    assert back.status_code == 422
    long = owen.post(f"/desk/waiting/{waiting.id}/send-back", data={"note": "word " * 400 + "and its end."})
    assert (long.status_code, "and its end.</textarea>" in long.text) == (422, True)
    owen.post(f"/desk/waiting/{waiting.id}/send-back", data={"note": "Please say from when."})
    shown = marta.get(f"/desk/ideas/{idea_id}")
    assert "Please say from when." in words(shown)
    assert body(shown) == WORDS
    marta.post(f"/desk/ideas/{idea_id}/answer", data=fields(body=OTHER))
    again = db.session.query(WaitingAnswer).filter_by(state="waiting").one()
    assert owen.post(f"/desk/waiting/{again.id}/approve", data={"seen": "7"}).status_code == 422
    assert owen.post(f"/desk/waiting/{again.id}/approve", data={"seen": "1"}).status_code == 303
    assert db.session.query(Answer).one().body == OTHER
    assert marta.post(f"/desk/waiting/{again.id}/hold-back").status_code == 422


def test_its_writer_finds_no_way_to_approve_it(as_person, idea_id):
    two_people()
    marta = as_person(MARTA)
    marta.post(f"/desk/ideas/{idea_id}/answer", data=fields())
    waiting = db.session.query(WaitingAnswer).one()
    for verb in ("approve", "publish"):
        assert marta.post(f"/desk/waiting/{waiting.id}/{verb}", data={"seen": "1"}).status_code == 422
    assert db.session.query(Answer).count() == 0


def test_who_hears_is_counted_by_what_ties_them_and_who_does_not_by_why(as_person, idea_id):
    with writing():
        for part in (BEN, CLEO):
            vote(part, idea_id)
        factories.person(CLEO).mail_suspended_at = clock.now()
    shown = words(as_person(MARTA).get(f"/desk/ideas/{idea_id}"))
    assert "2 people hear of it by mail, 1 does not" in shown
    assert "1 who asked for it 1 who voted for it" in shown
    assert "Not 1 whom no mail reaches" in shown


def vote(part, idea_id):
    cast_vote(factories.viewer(part), db.session.get_one(Idea, idea_id), 2, now=clock.now())


def test_the_composer_stays_within_its_statement_budget(as_person, idea_id, template_id, statements):
    marta = as_person(MARTA)
    save(marta, idea_id)
    with statements() as sent:
        assert marta.get(f"/desk/ideas/{idea_id}").status_code == 200
    assert len(sent) <= 30, len(sent)
    with statements() as sent:
        save(marta, idea_id, body="More of it", revision="1")
    assert len(sent) <= 8, sent


def test_a_clock_that_stands_in_the_past_still_saves(as_person, idea_id, moved_clock):
    marta = as_person(MARTA)
    save(marta, idea_id)
    moved_clock(-3600)
    assert save(marta, idea_id, body="Later words", revision="1").status_code == 200
    assert stored().saved_at < datetime.now(stored().saved_at.tzinfo)
