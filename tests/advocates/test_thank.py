"""Staff thank a customer, in words and with a perk: the person reads it, others only as far as the person likes."""

import pytest

from community import clock
from community.accounts.models import Person
from community.advocates.actions_thanks import Perk
from community.advocates.models_thanks import Thanks
from community.advocates.rules_thanks import why_not
from community.audit import AuditEntry
from community.db import db, writing
from community.events import record
from community.ideas.models import Topic
from community.jobs.worker import drain
from community.notifications.rules_telling import Pace
from community.voices.models import Voice
from tests import factories
from tests.advocates.giving import an_idea, events, id_of, mails, thank
from tests.advocates.helping import comment_of
from tests.cast import BEN, CLEO, MARTA, SAM
from tests.notifications import digests
from tests.notifications.mails import text_of

WORDS = "Your list of what the wards print saved us a month."


def given() -> list[Thanks]:
    db.session.rollback()
    return db.session.query(Thanks).order_by(Thanks.id).all()


def post(browser, part, **data):
    return browser.post(f"/people/{id_of(part)}/thank", data={"words": WORDS, **data})


def test_thanks_are_kept_recorded_and_mailed_once(as_person):
    answer = post(as_person(SAM), BEN, perk="A month without charge", until="2031-03-31", note="Code BEN-31", key="k" * 20)
    assert answer.status_code == 303
    post(as_person(SAM), BEN, key="k" * 20)
    (row,) = given()
    assert (row.words, row.perk, row.perk_until.isoformat(), row.perk_note, row.shown_at) == (WORDS, "A month without charge", "2031-03-31", "Code BEN-31", None)
    (event,) = events("thanks.given")
    assert (event.person_id, event.data) == (id_of(BEN), {"thanks_id": row.id, "perk": True, "until": "2031-03-31"})
    assert db.session.query(AuditEntry).filter_by(act="thanks.given").count() == 1
    (mail,) = mails("thanked")
    assert mail.address == BEN.email
    assert mail.subject == "Thank you, from Sam Ito"
    for words in (WORDS, "A month without charge", "Good until 31 March 2031", "Code BEN-31"):
        assert words in text_of(mail)


def test_thanks_for_a_comment_or_a_voice_say_what_for(as_person):
    idea = an_idea()
    comment = comment_of(BEN, idea, "We print it on A3.")
    with writing() as session:
        voice = Voice(idea_id=idea, person_id=factories.person(CLEO).id, text="Half of us have no phone.", created_at=clock.now())
        session.add(voice)
        session.flush()
        voice_id = voice.id
    sam = as_person(SAM)
    page = sam.get(f"/ideas/{idea}").text
    assert f"/people/{id_of(BEN)}/thank?comment={comment}" in page
    assert f"/people/{id_of(CLEO)}/thank?voice={voice_id}" in page
    form = sam.get(f"/people/{id_of(BEN)}/thank?comment={comment}").text
    assert "We print it on A3." in form
    assert "Print the week on one page" in form
    assert f'name="comment" value="{comment}"' in form
    post(sam, BEN, comment=comment)
    post(sam, CLEO, voice=voice_id)
    assert [(row.idea_id, row.comment_id, row.voice_id) for row in given()] == [(idea, comment, None), (idea, None, voice_id)]
    assert "Print the week on one page" in text_of(mails("thanked")[0])


def test_customers_find_no_way_to_thank(as_person, client):
    idea = an_idea()
    comment_of(BEN, idea)
    for browser in (client, as_person(CLEO)):
        assert "/thank" not in browser.get(f"/ideas/{idea}").text
        assert "Give something back" not in browser.get(f"/people/{id_of(BEN)}").text


def test_what_is_not_theirs_or_not_for_them_to_see_is_no_reason_to_thank(as_person):
    idea = an_idea()
    comment = comment_of(BEN, idea)
    sam = as_person(SAM)
    assert sam.get(f"/people/{id_of(CLEO)}/thank?comment={comment}").status_code == 404
    assert sam.get(f"/people/{id_of(CLEO)}/thank?voice=99").status_code == 404
    assert sam.get(f"/people/{id_of(CLEO)}/thank?idea={idea}").status_code == 200
    with writing() as session:
        session.query(Topic).one().visibility = "staff"
    assert sam.get(f"/people/{id_of(CLEO)}/thank?idea={idea}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": " \n "}, "Please say what you thank them for"),
        ({"words": "x" * 10_000}, "Please shorten this to 2000 characters."),
        ({"note": "CODE-1"}, "Please say what the perk is"),
        ({"perk": "A mug", "until": "soon"}, "Please write the date as year, month and day"),
        ({"perk": "A mug", "until": "2020-01-01"}, "Please choose a day that is not past"),
        ({"perk": "p" * 121}, "Please shorten this to 120 characters."),
        ({"perk": "A mug", "note": "n" * 501}, "Please shorten this to 500 characters."),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(as_person, typed, said):
    answer = post(as_person(SAM), BEN, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    for value in typed.values():
        assert value.strip() in answer.text
    assert given() == []


@pytest.mark.parametrize(
    ("state", "role", "code"),
    [
        ("active", "customer", ""), ("active", "staff", "staff"), ("erased", "customer", "erased"), ("banned", "customer", "banned"),
        ("deactivated", "staff", "gone"), ("deactivated", "customer", "gone"),
    ],
)
def test_who_can_be_thanked(state, role, code):
    assert why_not(role=role, state=state) == code


@pytest.mark.parametrize(("state", "said"), [("erased", "has been erased"), ("banned", "is kept out")])
def test_who_is_gone_cannot_be_thanked_and_the_words_come_back(as_person, state, said):
    with writing() as session:
        session.get(Person, id_of(BEN)).state = state
    answer = post(as_person(SAM), BEN)
    assert answer.status_code == 422
    assert said in answer.text
    assert WORDS in answer.text
    assert given() == []
    assert "Give something back" not in as_person(SAM).get(f"/people/{id_of(BEN)}").text


def test_a_colleague_is_not_thanked_here(as_person):
    answer = post(as_person(SAM), MARTA)
    assert answer.status_code == 422
    assert "They are a colleague." in answer.text
    assert as_person(SAM).get(f"/people/{id_of(MARTA)}/thank").status_code == 200


def test_whom_only_the_crm_knows_hears_nothing(as_person):
    with writing():
        factories.person(BEN).contact_since = clock.now()
    answer = post(as_person(SAM), BEN)
    assert answer.status_code == 422
    assert "they have not joined here" in answer.text
    assert given() == []


def test_words_and_perks_are_read_by_the_person_and_staff_alone(client, as_person):
    idea = an_idea()
    thank(BEN, WORDS, idea, Perk("A mug", None, "Code MUG-1"))
    ben = id_of(BEN)
    for browser in (as_person(BEN), as_person(SAM)):
        page = browser.get(f"/people/{ben}").text
        assert [words for words in (WORDS, "A mug", "Code MUG-1", "Marta Lindqvist") if words not in page] == []
    for browser in (client, as_person(CLEO)):
        page = browser.get(f"/people/{ben}").text
        assert [words for words in (WORDS, "A mug", "MUG-1", "Marta", "Thanks from", "Thanked") if words in page] == []


def test_the_person_may_let_others_see_that_they_were_thanked_and_take_it_back(client, as_person):
    thanks_id, ben = thank(BEN, WORDS, an_idea()), id_of(BEN)
    browser = as_person(BEN)
    assert browser.post(f"/me/thanks/{thanks_id}/show").status_code == 303
    browser.post(f"/me/thanks/{thanks_id}/show")
    assert len(events("thanks.shown")) == 1
    page = client.get(f"/people/{ben}").text
    assert "Thanked" in page
    assert "Print the week on one page" in page
    assert WORDS not in page
    assert "Marta" not in page
    browser.post(f"/me/thanks/{thanks_id}/keep")
    assert "Thanked" not in client.get(f"/people/{ben}").text


def test_others_cannot_show_it(as_person):
    thanks_id = thank(BEN)
    for part in (CLEO, SAM):
        assert as_person(part).post(f"/me/thanks/{thanks_id}/show").status_code == 404
    assert given()[0].shown_at is None


def test_of_an_idea_that_is_not_open_to_the_reader_nothing_is_named(client, as_person):
    thanks_id = thank(BEN, WORDS, an_idea())
    as_person(BEN).post(f"/me/thanks/{thanks_id}/show")
    with writing() as session:
        session.query(Topic).one().visibility = "staff"
    page = client.get(f"/people/{id_of(BEN)}").text
    assert "Thanked" in page
    assert "Print the week" not in page


def test_the_line_in_the_inbox_leads_to_ones_page(as_person):
    thank(BEN, WORDS)
    drain()
    browser = as_person(BEN)
    assert "thanks you." in browser.get("/me/inbox").text
    assert browser.get("/me/thanks").location == f"/people/{id_of(BEN)}#thanks"


def test_who_is_erased_takes_the_thanks_along(app):
    thank(BEN, WORDS)
    thank(CLEO, WORDS)
    with writing() as session:
        ben = session.get(Person, id_of(BEN))
        ben.state = "erased"
        record("person.erased", at=clock.now(), person_id=ben.id)
    drain()
    assert [row.person_id for row in given()] == [id_of(CLEO)]


def test_thanks_written_before_somebody_left_are_not_mailed(app):
    thank(BEN, WORDS)
    with writing() as session:
        session.get(Person, id_of(BEN)).state = "banned"
    assert mails("thanked") == []


def test_who_wants_no_such_mail_still_finds_it_on_their_page(as_person):
    id_of(BEN)
    digests.choose(BEN, "thanked", Pace.NEVER, now=clock.now())
    thank(BEN, WORDS)
    assert [(mail.state, mail.reason) for mail in mails("thanked")] == [("skipped", "refused")]
    assert WORDS in as_person(BEN).get(f"/people/{id_of(BEN)}").text
