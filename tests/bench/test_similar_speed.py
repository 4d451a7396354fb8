"""`heed bench similar-speed` on a small community: made-up texts are like real ones, and every figure is there."""

import re
from collections import Counter

import numpy as np
import pytest
from click.testing import CliRunner

from community.bench.similar_speed import Spent, bench_similar_speed, table
from community.bench.vocabulary import FUNCTION_WORDS, Vocabulary
from community.cli import heed


@pytest.fixture(scope="module")
def said():
    vocabulary = Vocabulary(words=5_000)
    return [vocabulary.say() for _ in range(600)]


def test_titles_and_texts_are_as_long_as_people_make_them(said):
    titles, bodies = ([len(text.split()) for text in texts] for texts in zip(*((s.title, s.body) for s in said), strict=True))
    assert (min(titles), max(titles)) == (4, 12)
    assert 20 <= min(bodies) < 30
    assert 110 < max(bodies) <= 120


def test_words_recur_as_in_life(said):
    counts = Counter(word for one in said for word in re.findall(r"\w+", one.body.lower()))
    assert counts.most_common(1)[0][0] == FUNCTION_WORDS[0]
    shares = np.array(sorted(counts.values(), reverse=True), float)
    ranks = np.arange(1, len(shares) + 1)
    slope = np.polyfit(np.log(ranks[10:300] + 2.7), np.log(shares[10:300]), 1)[0]
    assert -1.25 < slope < -0.9


def test_the_same_seed_says_the_same_and_goes_on_with_the_same_words():
    one, other = Vocabulary(words=3_000), Vocabulary(words=3_000)
    assert [one.say() for _ in range(5)] == [other.say() for _ in range(5)]
    other = Vocabulary(words=3_000).go_on(7)
    assert other.lexicon == one.lexicon
    assert other.say() != one.say()


@pytest.mark.parametrize("backend", ["whoosh", "postgres"])
def test_every_figure_is_told(backend):
    lines = []
    spent = bench_similar_speed(60, backend, 4, lines.append)
    assert [one.name for one in spent] == ["title only", "title and body"]
    assert all(0 < one.p50 <= one.p95 for one in spent)
    told = "\n".join(lines)
    assert re.search(r"memory: \d+ MB", told)
    assert "goal" not in told


def test_a_goal_stands_beside_the_figure_it_is_for():
    spent = [Spent("title only", 10, 20, 0), Spent("title and body", 90, 140, 0)]
    assert [re.findall(r"goal (\d+)", line) for line in table(spent, 30_000, "whoosh")] == [[], ["150"], ["300"]]
    assert [re.findall(r"goal (\d+)", line) for line in table(spent, 100_000, "postgres")] == [[], ["40"], ["190"]]


def test_the_command_takes_small_numbers():
    result = CliRunner().invoke(heed, ["bench", "similar-speed", "--ideas", "40", "--queries", "3"])
    assert result.exit_code == 0, result.output
    assert "title and body" in result.output
