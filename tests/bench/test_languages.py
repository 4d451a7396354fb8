"""`heed bench languages`: sixty ideas in seven languages, and how well each is found in other words."""

import re

import pytest

from community.bench.languages import (
    LANGUAGES,
    Answer,
    read,
    scored,
    table,
)

WORD = re.compile(r"\w{5,}")
SMALL = ("quando", "können", "avant")
"""Function words of five letters and more that a title and its question may share."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_sixty(language):
    ideas = read(language)
    assert [idea.id for idea in ideas] == [idea.id for idea in read("en")]
    assert len({idea.id for idea in ideas}) == len({idea.title for idea in ideas}) == len({idea.query for idea in ideas}) == 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_has_hardly_a_word_of_the_title(language):
    shared = [
        (idea.id, common) for idea in read(language)
        if (common := set(WORD.findall(idea.title.lower())) & set(WORD.findall(idea.query.lower())) - set(SMALL))
    ]
    assert shared == []


def test_titles_are_as_long_as_titles_are():
    lengths = [len(idea.title.split()) for idea in read("en")]
    assert 4 <= min(lengths) <= max(lengths) <= 12


def answer(place, language="en", direction="same"):
    ids = [f"other {n}" for n in range(10)]
    if place:
        ids[place - 1] = "mine"
    return Answer(direction, language, "mine", tuple(ids))


def test_ranks_are_counted():
    score = scored([answer(1), answer(3), answer(10), answer(None)])
    assert (score.hit_1, score.hit_5, score.questions) == (0.25, 0.5, 4)
    assert score.mrr == pytest.approx((1 + 1 / 3 + 1 / 10) / 4)


def test_the_table_tells_the_share_of_english_and_what_is_below_the_goal():
    answers = [answer(1), answer(2), answer(1, "de"), answer(None, "de"), answer(1, "fr"), answer(5, "fr")]
    lines = list(table(answers, "whoosh"))
    assert "Ideas and questions in one language" in lines[0]
    assert re.search(r"en +0\.500 +1\.000 +0\.750 +100%$", lines[2])
    assert re.search(r"de +0\.500 +0\.500 +0\.500 +50% +below the goal of 80%$", lines[3])
    assert re.search(r"fr .*100%$", lines[4])


def test_without_an_answer_in_english_nothing_is_a_share_of_it():
    assert any("0%" in line for line in table([answer(None), answer(1, "de")], "whoosh"))
