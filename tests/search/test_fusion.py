"""Words and meaning made one: more of either never hurts, and what has only a word in common stays away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.search import fusion, meaning
from community.search.block import Block
from community.search.fusion import Ranked, best_of_group, certainty, nearness, rank
from community.search.meaning import Asked, Cosines, Mean

cosine = st.floats(-1, 1)
cosines = st.builds(Cosines, cosine, cosine, *[st.none() | cosine] * 3)
words = st.dictionaries(st.integers(1, 30), st.floats(0.01, 50).map(lambda score: round(score, 2)), max_size=12)
meant = st.dictionaries(st.integers(1, 30), cosines, max_size=12)


def order(found):
    return [one.idea_id for one in found]


@given(words, meant, st.floats(0.1, 60))
def test_everything_found_is_ranked_once_and_surely_between_nothing_and_one(said, near, perfect):
    found = rank(said, near, perfect)
    assert sorted(order(found)) == sorted(said.keys() | near.keys())
    assert all(0 <= one.certainty <= 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@given(words, st.floats(0.1, 60))
def test_without_vectors_the_words_alone_decide(said, perfect):
    assert order(rank(said, {}, perfect)) == sorted(said, key=lambda i: (-said[i], -i))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_more_of_either_makes_more_certain(share, more, close, closer):
    low, high = sorted((share, more))
    assert certainty(low, close) <= certainty(high, close)
    low, high = sorted((close, closer))
    assert certainty(share, low) <= certainty(share, high)


def test_a_near_meaning_lifts_an_idea_without_a_common_word_above_one_with_a_common_word():
    found = rank({1: 5.0, 2: 1.0}, {1: Cosines(0.05, 0.0), 2: Cosines(0.0, 0.0), 3: Cosines(0.7, 0.6)}, perfect=40.0)
    assert order(found)[0] == 3
    assert [one.idea_id for one in found if one.alike] == [3]


def test_an_idea_without_vectors_yet_counts_as_near_as_its_words_would_have_it():
    found = rank({1: 8.0, 2: 8.0, 3: 1.0}, {1: Cosines(0.6, 0.6), 3: Cosines(0.1, 0.1)}, perfect=10.0)
    assert order(found) == [2, 1, 3]
    assert found[0].score == found[1].score


def test_we_are_sure_of_what_comes_near_and_offer_what_may_be_meant():
    found = rank({}, {1: Cosines(0.5, 0.5), 2: Cosines(0.2, 0.2), 3: Cosines(0.05, 0.05)}, perfect=1.0)
    assert [(one.idea_id, one.alike, one.sure) for one in found] == [(1, True, True), (2, True, False), (3, False, False)]
    assert [one.sure for one in rank({1: 5.0, 2: 0.1}, {}, perfect=10.0)] == [True, False]


def test_a_text_counts_half():
    assert abs(nearness(Cosines(0.2, 0.4)) - 0.3) < 1e-9
    assert abs(nearness(Cosines(0.2, 0.4, 0.8, 0.6)) - 0.6) < 1e-9


def test_what_lies_in_a_crowd_must_come_nearer_than_what_stands_alone():
    crowded, unknown, alone = (nearness(Cosines(0.5, 0.5, crowd=crowd)) for crowd in (0.6, None, 0.1))
    assert crowded < unknown < alone
    assert order(rank({}, {1: Cosines(0.5, 0.5, crowd=0.6), 2: Cosines(0.45, 0.45, crowd=0.2)}, 1.0)) == [2, 1]


@given(meant, st.dictionaries(st.integers(1, 30), st.integers(31, 33), max_size=10))
def test_an_idea_is_as_near_as_the_nearest_that_joined_it(near, roots):
    best = best_of_group(near, roots, nearness)
    assert set(best) == {roots.get(i, i) for i in near}
    for i, value in near.items():
        assert nearness(best[roots.get(i, i)]) >= nearness(value)


def test_nothing_found_is_nothing_ranked():
    assert rank({}, {}, 0.0) == []
    assert rank({1: 0.0}, {}, 0.0) == [Ranked(1, 0.0, 0.0, False)]
    assert fusion.WEIGHT > 0


def sample(rows, seed=1):
    """Vectors that point much the same way, as those of this model do."""
    random = np.random.default_rng(seed)
    return meaning.unit((meaning.USUAL + 0.025 * random.standard_normal((rows, 384))).astype(np.float32))


def test_packing_loses_next_to_nothing():
    vectors = sample(200)
    packed = meaning.unpack(meaning.from_bytes(meaning.pack(vectors).tobytes()).reshape(200, 384))
    true = meaning.unusual(vectors)
    assert np.abs(packed @ packed.T - true @ true.T).max() < 0.01
    assert meaning.pack(vectors).nbytes == 200 * 384


def a_block(rows, seed=1):
    title, whole = meaning.pack(sample(rows, seed)), meaning.pack(sample(rows, seed + 1))
    return Block.of([(number, t.tobytes(), w.tobytes(), None) for number, (t, w) in enumerate(zip(title, whole, strict=True), 1)]), title, whole


def mean(title, whole):
    return Mean(*(meaning.mean_of(part.astype(np.int64).sum(axis=0), len(part)) for part in (title, whole)))


def test_cosines_are_those_of_the_centred_vectors():
    block, title, whole = a_block(40)
    middle = mean(title, whole)
    block.centre(middle)
    wanted = Asked(*(meaning.unusual(sample(1, seed))[0] for seed in (8, 9)))
    found = block.cosines(wanted, range(40))
    for number in range(40):
        t = meaning.unit(meaning.unpack(title[number]) - middle.title)
        w = meaning.unit(meaning.unpack(whole[number]) - middle.whole)
        q, r = meaning.unit(wanted.title - middle.title), meaning.unit(wanted.whole - middle.whole)
        near = found[number + 1]
        assert np.allclose((near.title, near.cross, near.whole), (q @ t, q @ w, r @ w), atol=1e-4)
        shift = (meaning.unpack(title[number]) - middle.title) / np.linalg.norm(meaning.unpack(title[number]) - middle.title)
        assert abs(near.back - r @ shift) < 1e-4
        assert near.crowd is None


def test_the_nearest_are_the_nearest_also_across_chunks(monkeypatch):
    monkeypatch.setattr("community.search.block.CHUNK", 7)
    block, title, whole = a_block(40)
    block.centre(mean(title, whole))
    wanted = Asked(meaning.unusual(sample(1, 5))[0])
    everything = block.cosines(wanted, range(40))
    best = sorted(everything, key=lambda i: -nearness(everything[i]))[:6]
    assert {int(block.ids[row]) for row in block.nearest(wanted, 6)} == set(best)


@pytest.mark.parametrize("chunk", [7, 4096])
def test_a_crowd_is_the_mean_of_the_five_nearest_that_are_not_part_of_the_same(monkeypatch, chunk):
    monkeypatch.setattr("community.search.block.CHUNK", chunk)
    block, title, whole = a_block(40)
    middle = mean(title, whole)
    block.centre(middle)
    t, w = (meaning.unit(meaning.unpack(rows) - part) for rows, part in ((title, middle.title), (whole, middle.whole)))
    near = (t @ t.T + w @ w.T) / 2
    np.fill_diagonal(near, -1)
    twin = int(near[2].argmax())
    found = block.crowds([1, 3, 99], {twin + 1: 3})
    near[2, twin] = -1
    assert found.keys() == {1, 3}
    for number, crowd in found.items():
        assert abs(crowd - np.sort(near[number - 1])[-5:].mean()) < 1e-3


def test_alone_there_is_no_crowd():
    block, title, whole = a_block(3)
    block.centre(mean(title, whole))
    assert block.crowds([1], {2: 1, 3: 1}) == {1: 0.0}
    one, *_ = a_block(1)
    assert one.crowds([1], {}) == {}


@given(st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=40))
def test_a_block_holds_what_came_last_for_each_idea(changes):
    packed = [row.tobytes() for row in meaning.pack(sample(40))]
    block, expected, crowds = Block(), {}, {}
    block.centre(Mean(np.zeros(384, np.float32), np.zeros(384, np.float32)))
    for number, (idea_id, there) in enumerate(changes):
        content = packed[number] if there else b""
        block.take_in([(idea_id, content, content, number / 100 if there else None)])
        expected.pop(idea_id, None)
        if there:
            expected[idea_id] = content
            crowds[idea_id] = number / 100
    assert {i: round(float(block.crowd[row]), 2) for i, row in block.place.items()} == {i: crowds[i] for i in expected}
    assert {i: block.title[row].tobytes() for i, row in block.place.items()} == expected
    assert sorted(block.place.values()) == list(range(block.count))
    assert all(block.ids[row] == i for i, row in block.place.items())


def test_a_small_community_is_centred_by_general_text_and_a_large_one_by_its_own():
    packed = meaning.pack(np.repeat(sample(1), 1000, axis=0)).astype(np.int64)
    few, many = meaning.mean_of(packed[:2].sum(axis=0), 2), meaning.mean_of(packed.sum(axis=0), 1000)
    assert np.linalg.norm(few) < 0.05
    assert np.linalg.norm(many) > 0.9
    assert np.linalg.norm(meaning.mean_of(np.zeros(384, np.int64), 0)) == 0
