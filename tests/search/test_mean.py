"""Did you mean: a near word that finds more, named only when this person may read it."""

import pytest

from community.accounts.viewer import VISITOR
from community.db import writing
from community.ideas.models import Idea
from community.search.spelling import meant
from tests import factories
from tests.cast import ADA, BEN, MARTA


@pytest.fixture
def ideas(post, work):
    with writing():
        factories.topic("secret", visibility="staff")
    made = [
        post(ADA, "A calendar for the whole team", "Everyone looks at the calendar first."),
        post(BEN, "Print the calendar on one page", "Half the kitchen has no phone."),
        post(MARTA, "Renegotiate the Thornbury contract", "Nobody outside may know of Thornbury.", slug="secret"),
        post(ADA, "Téléchargement du planning", "Nous voulons un téléchargement pour toute l'équipe."),
    ]
    work()
    return made


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("calender", "calendar"), ("claendar", "calendar"), ("calenda for the team", "calendar for the team"), ("prnit calendr", "print calendar"),
        ('"calender" print', '"calendar" print'), ("Calender", "calendar"),
    ],
)
def test_a_slip_is_mended_and_the_rest_stays_as_typed(ideas, typed, expected):
    assert meant(VISITOR, typed) == expected


def test_accents_come_back_with_the_word(ideas):
    assert meant(VISITOR, "telechargemant") == "téléchargement"


@pytest.mark.parametrize("typed", ["calendar", "print calendar", "", "x", "the and of", "quetzalcoatl", "-calender", "勤務交代", "12345", "calendar " * 400])
def test_what_is_known_or_near_nothing_is_left_alone(ideas, typed):
    assert meant(VISITOR, typed) is None


def test_a_word_that_stands_only_where_one_may_not_read_is_never_named(ideas):
    assert meant(VISITOR, "Thornbery") is None
    assert meant(factories.viewer(ADA), "Thornbery") is None
    assert meant(factories.viewer(MARTA), "Thornbery") == "thornbury"


def test_a_form_of_a_word_that_stands_only_where_one_may_not_read_is_not_named_either(post, work, ideas):
    post(MARTA, "Calendarise the budget", slug="secret")
    work()
    assert meant(VISITOR, "calendarize") != "calendarise"


def test_a_word_whose_ideas_are_out_of_sight_is_not_named(post, work, ideas):
    with writing() as session:
        for idea_id in ideas[:2]:
            session.get(Idea, idea_id).state = "hidden"
    assert meant(VISITOR, "calender") is None
