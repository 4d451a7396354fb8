"""What staff see of a merge: what it does before it happens, several at once, what cannot be, and taking it apart."""

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea, Topic
from community.ideas.rules import IdeaState
from community.triage.forms import MOST_AT_ONCE
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, MO, SAM
from tests.triage.joining import POSTER, PRINT, idea, join, two_ideas, vote

TOLD = "Your idea has joined a bigger one. Your words are on it, and you will hear the answer first."


@pytest.fixture
def pair(app):
    return two_ideas()


@pytest.fixture
def marta(as_person):
    return as_person(MARTA)


def merged():
    return {row.id: row.root_id for row in db.session.query(Idea.id, Idea.root_id).filter(Idea.root_id.is_not(None))}


def test_the_preview_says_what_it_comes_to_and_changes_nothing(marta, pair):
    older, younger = pair
    vote(older, ADA, CLEO)
    vote(younger, BEN, CLEO)
    with writing():
        factories.comment(CLEO, idea(younger))
    page = marta.get(f"/desk/ideas/{older}/merge?from={younger}").text
    assert "After the merge: 3 votes" in page
    assert "(2 + 2, less 1 person who voted twice)" in page
    assert "1 comment and 0 voices" in page
    assert "1 author is told:" in page
    assert TOLD in page
    assert "Merge 1 idea into this one" in page
    assert merged() == {}


def test_htmx_gets_the_preview_alone_and_hears_one_sentence(marta, pair):
    older, younger = pair
    vote(older, ADA)
    answer = marta.get(f"/desk/ideas/{older}/merge?from={younger}", headers={"HX-Request": "true"})
    assert answer.text.startswith('<div class="stack" id="preview">')
    assert '<div id="say" hx-swap-oob="innerHTML">Merging gives 1 vote.</div>' in answer.text


def test_either_can_be_the_one_that_stays(marta, pair):
    older, younger = pair
    assert f"/desk/ideas/{younger}/merge?from={older}" in marta.get(f"/desk/ideas/{older}/merge?from={younger}").text


def test_words_a_number_and_an_address_all_find_the_other(marta, pair):
    older, younger = pair
    assert POSTER in marta.get(f"/desk/ideas/{older}/merge", query_string={"q": "poster of the rota"}).text
    for typed in (str(younger), f"http://127.0.0.1:8000/ideas/{younger}/a-poster"):
        assert "After the merge" in marta.get(f"/desk/ideas/{older}/merge", query_string={"q": typed}).text


def test_several_become_part_of_one_in_one_go(marta, pair):
    older, younger = pair
    with writing():
        third = factories.idea(CLEO, "The rota on the door").id
    answer = marta.post(f"/desk/ideas/{older}/merge", data={"from": [younger, third]})
    assert (answer.status_code, answer.location) == (303, f"/desk/ideas/{older}")
    assert merged() == {younger: older, third: older}
    assert "Joined. “Print the week on one page” has 0 votes now." in marta.get(answer.location).text


def test_a_second_click_changes_nothing_and_says_the_same(marta, pair):
    older, younger = pair
    for _ in range(2):
        assert marta.post(f"/desk/ideas/{older}/merge", data={"from": younger}).status_code == 303
    assert merged() == {younger: older}


def test_all_or_none(marta, pair):
    older, younger = pair
    answer = marta.post(f"/desk/ideas/{older}/merge", data={"from": [younger, 999]})
    assert answer.status_code == 422
    assert "no idea with that number" in answer.text
    assert f'value="{younger}" checked' in answer.text
    assert merged() == {}


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("itself", "cannot become part of itself"), ("merged", "part of another idea already"), ("hidden", "is not public now"),
        ("private", "Not everybody behind"), ("nothing", "choose at least one idea"), ("tampered", "choose at least one idea"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words_and_nothing_changes(marta, pair, case, said):
    older, younger = pair
    root, chosen = older, str(younger)
    with writing():
        third = factories.idea(CLEO, "The rota on the door").id
        db.session.add(Topic(slug="inner", name="Inner", visibility="staff", opened_at=clock.now(), calendar_id=factories.calendar().id))
        db.session.flush()
        inner = factories.idea(DEV, "Ours alone", slug="inner").id
    if case == "itself":
        chosen = str(older)
    elif case == "merged":
        join(younger, third, work=False)
    elif case == "hidden":
        with writing():
            idea(younger).state = IdeaState.HIDDEN
    elif case == "private":
        root = inner
    else:
        chosen = {"nothing": "", "tampered": "1 OR 1=1; --"}[case]
    before = merged()
    answer = marta.post(f"/desk/ideas/{root}/merge", data={"from": chosen})
    assert answer.status_code == 422
    assert said in answer.text
    assert merged() == before
    preview = marta.get(f"/desk/ideas/{root}/merge", query_string={"from": chosen})
    assert preview.status_code == 200
    assert "Merge 1 idea" not in preview.text


def test_no_more_than_so_many_at_once_however_many_are_named(marta, pair):
    answer = marta.get(f"/desk/ideas/{pair[0]}/merge", query_string={"from": list(range(1, 500))})
    assert answer.status_code == 200
    assert answer.text.count('checked><span>') <= MOST_AT_ONCE


@pytest.mark.parametrize("part", [SAM, MO], ids=["staff", "moderator"])
def test_who_may_not_merge_sees_what_it_would_do_and_no_button(as_person, pair, part):
    older, younger = pair
    page = as_person(part).get(f"/desk/ideas/{older}/merge?from={younger}").text
    assert "Merge 1 idea" not in page
    assert "You can point it out" in page
    assert as_person(part).post(f"/desk/ideas/{older}/merge", data={"from": younger}).status_code == 404
    assert merged() == {}


def test_from_the_queue_one_comes_back_to_the_queue_and_nowhere_else(marta, pair):
    older, younger = pair
    back = marta.post(f"/desk/ideas/{older}/merge", data={"from": younger, "next": "/desk/proposals"})
    assert back.location == "/desk/proposals"
    away = marta.post(f"/desk/ideas/{older}/merge", data={"from": younger, "next": "https://evil.example/"})
    assert away.location == f"/desk/ideas/{older}"


def test_taking_apart_says_first_what_goes_back_and_what_stays(marta, pair):
    older, younger = pair
    vote(younger, BEN, CLEO)
    with writing():
        factories.comment(CLEO, idea(younger))
    join(younger, older)
    vote(older, ADA)
    page = marta.get(f"/desk/ideas/{younger}/unmerge").text
    assert "its 2 votes, 1 comment and 0 voices" in page
    assert "1 vote, 0 comments and 0 voices" in page
    answer = marta.post(f"/desk/ideas/{younger}/unmerge")
    assert (answer.status_code, answer.location) == (303, f"/desk/ideas/{younger}")
    assert merged() == {}
    assert (idea(older).vote_count, idea(younger).vote_count) == (1, 2)
    assert "stands on its own again" in marta.get(answer.location).text


@pytest.mark.parametrize("part", [SAM, MO, BEN])
def test_taking_apart_is_for_those_who_may_join(as_person, pair, part):
    older, younger = pair
    join(younger, older, work=False)
    assert as_person(part).post(f"/desk/ideas/{younger}/unmerge").status_code == 404
    assert merged() == {younger: older}


def test_what_is_part_of_nothing_cannot_be_taken_apart(marta, pair):
    assert marta.get(f"/desk/ideas/{pair[0]}/unmerge").status_code == 404
    assert marta.post(f"/desk/ideas/{pair[0]}/unmerge").status_code == 404


def test_the_page_to_answer_on_shows_what_joined_and_where_it_was_said(marta, pair):
    older, younger = pair
    with writing():
        factories.comment(CLEO, idea(younger), "On the door as well.")
    join(younger, older)
    page = marta.get(f"/desk/ideas/{older}").text
    assert f"/desk/ideas/{younger}/unmerge" in page
    assert f"came with “{POSTER}”," in page
    assert PRINT in page
