"""Who is told that an idea joined another, and that it stands on its own again: once, gratefully, and not in vain."""

import pytest

from community import clock
from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.db import db, writing
from community.events import Event
from community.ideas.actions import follow_idea
from community.jobs.worker import drain, expand_events, run_next_dispatch
from community.notifications.actions_preferences import choose_paces
from community.notifications.handlers import on_idea_merged, on_idea_unmerged
from community.notifications.models import Mail
from community.notifications.queries import why_unwanted
from community.triage.actions import merge, unmerge
from tests import factories
from tests.advocates.helping import answer
from tests.cast import ADA, BEN, CLEO, MARTA, Part
from tests.notifications.mails import html_of, parsed, rows, text_of
from tests.triage.joining import POSTER, PRINT, idea, join, take_apart, two_ideas, vote

DAN = Part("dan", "Dan Frost", "dan@elsewhere.example")


@pytest.fixture
def pair(app):
    older, younger = two_ideas()
    drain()
    return older, younger


def told(kind="idea_merged"):
    return {mail.address: text_of(mail) for mail in rows(kind) if mail.content}


def sent():
    """As if the mails had gone out."""
    with writing():
        db.session.query(Mail).filter_by(kind="idea_merged", state="queued").update({"state": "sent"})


def test_author_and_voters_of_the_part_hear_it_once_each_with_thanks(pair):
    older, younger = pair
    vote(older, ADA, DAN)
    vote(younger, BEN, CLEO)
    join(younger, older)
    texts = told()
    assert set(texts) == {BEN.email, CLEO.email}
    assert "Your idea has joined a bigger one" in texts[BEN.email]
    assert "Your words are on it, and you will hear the answer first." in texts[BEN.email]
    assert "Thank you for asking." in texts[BEN.email]
    assert "Your vote and your words are with 3 others." in texts[CLEO.email]
    for text in texts.values():
        assert PRINT in text
        assert POSTER in text
        assert f"http://127.0.0.1:8000/ideas/{older}" in text
        assert not {"duplicate", "closed", "already exists"} & set(text.lower().split())


def test_a_follower_hears_it_and_who_merges_does_not(pair):
    older, younger = pair
    with writing():
        follow_idea(younger, factories.person(CLEO).id, "answers", now=clock.now())
    vote(younger, MARTA)
    join(younger, older, by=MARTA)
    assert set(told()) == {BEN.email, CLEO.email}
    assert "An idea you follow has joined a bigger one" in told()[CLEO.email]


def test_the_answer_that_is_there_is_in_the_mail_so_that_it_counts_for_them(pair):
    older, younger = pair
    answer(older, "planned", "We print it on one page from January, and the kitchen comes first.")
    vote(younger, CLEO)
    join(younger, older)
    text = told()[CLEO.email]
    assert "It has an answer already: Planned" in text
    assert "We print it on one page from January" in text
    assert MARTA.name in text
    [mail] = rows("idea_merged", address=CLEO.email)
    assert "We print it on one page from January" in html_of(mail)


def test_without_an_answer_the_mail_says_by_when_one_is_owed(pair):
    older, younger = pair
    join(younger, older)
    assert "A named person owes the answer by" in told()[BEN.email]


@pytest.mark.parametrize("how", ["refused", "stopped"])
def test_who_wants_no_such_mail_gets_none_and_the_log_says_why(pair, how):
    older, younger = pair
    vote(younger, CLEO)
    with writing():
        person_id = factories.person(CLEO).id
        if how == "refused":
            choose_paces(person_id, {"idea_merged": "never"}, now=clock.now())
        else:
            follow_idea(younger, person_id, "nothing", now=clock.now())
    join(younger, older)
    [mail] = rows("idea_merged", address=CLEO.email)
    assert (mail.state, mail.reason, mail.content) == ("skipped", how, b"")


def test_who_is_gone_is_told_nothing(pair):
    older, younger = pair
    vote(younger, CLEO)
    with writing():
        factories.person(CLEO).state = PersonState.BANNED
    join(younger, older)
    assert set(told()) == {BEN.email}


def test_what_joined_the_part_before_comes_along_with_its_people(pair):
    older, younger = pair
    with writing():
        third = factories.idea(DAN, "The rota on the door").id
    drain()
    join(third, younger)
    join(younger, older)
    assert [mail.address for mail in rows("idea_merged")].count(DAN.email) == 2
    assert set(told()) == {BEN.email, DAN.email}


def test_the_mail_belongs_to_both_threads_and_stops_in_one_click(pair):
    older, younger = pair
    join(younger, older)
    [mail] = rows("idea_merged")
    assert str(parsed(mail)["References"]) == f"<idea.{older}@127.0.0.1> <idea.{younger}@127.0.0.1>"
    assert "/mail/stop/" in str(parsed(mail)["List-Unsubscribe"])


def test_undone_before_the_mail_went_nobody_hears_of_either(pair):
    older, younger = pair
    vote(younger, CLEO)
    join(younger, older)
    take_apart(younger)
    assert told("idea_unmerged") == {}
    assert {why_unwanted(mail, clock.now()) for mail in rows("idea_merged")} == {"undone"}


def test_undone_afterwards_those_who_were_told_hear_it_plainly_and_nobody_else(pair):
    older, younger = pair
    vote(older, DAN)
    vote(younger, CLEO)
    join(younger, older)
    sent()
    with writing():
        follow_idea(younger, factories.person(DAN).id, "all", now=clock.now())
    take_apart(younger)
    texts = told("idea_unmerged")
    assert set(texts) == {BEN.email, CLEO.email}
    assert "Your idea stands on its own again" in texts[BEN.email]
    assert "Every vote, comment and word is back where it was given." in texts[CLEO.email]
    assert PRINT in texts[CLEO.email]


def test_joined_again_before_that_went_it_is_not_told_that_it_stands_alone(pair):
    older, younger = pair
    join(younger, older)
    sent()
    take_apart(younger)
    join(younger, older)
    [mail] = rows("idea_unmerged")
    assert why_unwanted(mail, clock.now()) == "undone"


def test_what_it_joined_went_out_of_sight_before_the_mail_did(pair):
    older, younger = pair
    join(younger, older)
    with writing():
        idea(older).state = "hidden"
    [mail] = rows("idea_merged")
    assert why_unwanted(mail, clock.now()) == "unseen"


def test_handled_twice_nobody_is_told_twice(pair):
    older, younger = pair
    vote(younger, CLEO)
    join(younger, older)
    before = len(rows())
    with writing():
        event = db.session.query(Event).filter_by(kind="idea.merged").one()
        assert on_idea_merged(event, 0, clock.now()) is None
    assert len(rows()) == before


def test_a_crowd_is_told_in_batches(pair):
    older, younger = pair
    with writing():
        now = clock.now()
        db.session.add_all(
            Person(email=f"p{n}@crowd.example", email_folded=f"p{n}@crowd.example", name=f"Person {n}", joined_at=now) for n in range(250)
        )
    with writing():
        for person in db.session.query(Person).filter(Person.email.like("%@crowd.example")):
            follow_idea(younger, person.id, "answers", now=now)
    join(younger, older, work=False)
    expand_events()
    sizes = []
    while run_next_dispatch():
        sizes.append(len(rows("idea_merged")))
    assert 200 in sizes
    assert sizes[-1] == 251
    assert len({mail.address for mail in rows("idea_merged")}) == 251


def test_the_authors_of_what_joined_hear_the_answer_first(pair):
    older, younger = pair
    with writing():
        late = Part("zoe", "Zoe Late", "zoe@elsewhere.example")
        factories.person(DAN)
        third = factories.idea(late, "The rota on the door").id
    vote(older, DAN, CLEO)
    join(younger, older)
    join(third, older)
    answer(older)
    drain()
    first = [mail.address for mail in rows("idea_shipped")][:3]
    assert set(first) == {ADA.email, BEN.email, late.email}


def join_both(first, second, root):
    """Two ideas become part of another in one moment, as staff tick them on one page."""
    now = clock.now()
    with writing():
        for part in (first, second):
            merge(factories.viewer(MARTA), idea(part), idea(root), now=now)
    drain()


@pytest.fixture
def three(pair):
    """Ada's idea, Ben's, and Cleo's; Dan voted for the last two, Ben for Cleo's as well."""
    older, younger = pair
    with writing():
        youngest = factories.idea(CLEO, "Rota on the fridge").id
    vote(younger, DAN)
    vote(youngest, DAN, BEN)
    drain()
    return older, younger, youngest


def test_who_wanted_two_that_joined_at_once_reads_of_both_in_one_mail(three):
    older, younger, youngest = three
    join_both(younger, youngest, older)
    mails = [mail for mail in rows("idea_merged") if mail.content]
    assert sorted(mail.address for mail in mails) == [BEN.email, CLEO.email, DAN.email]
    texts = told()
    for part in (BEN, DAN):
        assert POSTER in texts[part.email]
        assert "Rota on the fridge" in texts[part.email]
        assert "2 ideas you wanted have joined a bigger one" in texts[part.email]
    assert POSTER not in texts[CLEO.email]
    assert "Your idea has joined a bigger one" in texts[CLEO.email]
    noted = {(mail.address, mail.reason) for mail in rows("idea_merged") if not mail.content}
    assert noted == {(BEN.email, "together"), (DAN.email, "together")}


def test_who_stopped_the_mails_of_one_reads_of_the_other_alone(three):
    older, younger, youngest = three
    with writing():
        follow_idea(younger, factories.person(DAN).id, "nothing", now=clock.now())
    join_both(younger, youngest, older)
    text = told()[DAN.email]
    assert "Rota on the fridge" in text
    assert POSTER not in text


def test_joined_one_after_the_other_each_is_told(three):
    older, younger, youngest = three
    join(younger, older)
    join(youngest, older)
    assert sorted(mail.address for mail in rows("idea_merged") if mail.content) == [BEN.email, BEN.email, CLEO.email, DAN.email, DAN.email]


def test_taken_apart_again_they_hear_of_the_one_that_was_named_second_too(three):
    older, younger, youngest = three
    join_both(younger, youngest, older)
    sent()
    take_apart(youngest)
    assert set(told("idea_unmerged")) == {BEN.email, CLEO.email, DAN.email}


@pytest.mark.parametrize("undone", ["first", "second"])
def test_taken_apart_before_it_went_the_mail_tells_of_the_one_that_stayed(three, undone):
    older, younger, youngest = three
    join_both(younger, youngest, older)
    take_apart(younger if undone == "first" else youngest)
    went, stayed = (POSTER, "Rota on the fridge") if undone == "first" else ("Rota on the fridge", POSTER)
    [text] = [text_of(mail) for mail in wanted() if mail.address == DAN.email]
    assert stayed in text
    assert went not in text
    assert "The idea you voted for has joined a bigger one" in text
    assert told("idea_unmerged") == {}


def test_all_taken_apart_before_it_went_nobody_hears_anything(three):
    older, younger, youngest = three
    join_both(younger, youngest, older)
    take_apart(younger)
    take_apart(youngest)
    assert wanted() == []
    assert told("idea_unmerged") == {}


def test_before_what_was_undone_is_known_the_mail_that_names_it_does_not_go(three):
    older, younger, youngest = three
    join_both(younger, youngest, older)
    with writing():
        unmerge(factories.viewer(MARTA), idea(youngest), now=clock.now())
    assert DAN.email not in {mail.address for mail in wanted()}
    drain()
    assert DAN.email in {mail.address for mail in wanted()}


def test_a_mail_that_has_gone_is_not_written_again(three):
    older, younger, youngest = three
    join_both(younger, youngest, older)
    before = {mail.id: mail.content for mail in rows("idea_merged")}
    sent()
    take_apart(younger)
    assert {mail.id: mail.content for mail in rows("idea_merged")} == before


def test_those_who_heard_of_the_rest_alone_are_not_told_that_it_stands_alone(three):
    """The one taken out was never named to Dan, so its second parting is no news to him either."""
    older, younger, youngest = three
    join_both(younger, youngest, older)
    take_apart(youngest)
    sent()
    with writing():
        event = db.session.query(Event).filter_by(kind="idea.unmerged").one()
        on_idea_unmerged(event, 0, clock.now())
    assert DAN.email not in told("idea_unmerged")


def wanted():
    """The mails of merges that would go now."""
    return [mail for mail in rows("idea_merged", state="queued") if why_unwanted(mail, clock.now()) == ""]
