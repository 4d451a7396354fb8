"""The model behind its one door: any text is survived, and a machine that cannot run it is noticed before it is asked to."""

import importlib
import threading

import numpy as np
import pytest

from community.search import meaning, sentences
from community.search.meaning import USUAL
from tests.search.conftest import HERE

DREADFUL = [
    "", " ", "x", "a" * 10_000, "\0", "swap\0shifts", "😀" * 600, "\ufdfa" * 3_000, "\ud800 alone", "\u202eright to left", "\u2028\u2029",
    "日本語の文章" * 300, "אבגד " * 500, "\u0301" * 2_000, "\x01\x02\x7f", "word " * 5_000, "ﬃ" * 2_000, "\U0001d54f" * 800, "\u0344" * 2_000,
]


@pytest.mark.parametrize("text", DREADFUL, ids=lambda text: repr(text[:12]))
def test_any_text_has_a_vector_of_unit_length(text):
    for wanted in (text, sentences.title_text(text), sentences.whole_text(text, text)):
        [vector] = sentences.encode([wanted])
        assert vector.shape == (384,)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_what_could_break_the_c_code_is_composed_before():
    """Its room is four letters a byte; this one is three bytes and would become eighteen letters inside."""
    assert len(sentences.clean("\ufdfa")) == 18
    assert "\0" not in sentences.clean("a\0b")


def test_the_same_wish_in_two_languages_is_nearer_than_another_wish():
    swap, tausch, printing = meaning.unusual(
        sentences.encode(["Let people swap shifts without asking a manager", "Schichten tauschen ohne den Chef zu fragen", "Print the week on one page"])
    )
    assert swap @ tausch > 3 * abs(swap @ printing)


@pytest.mark.parametrize("text", ["Нужна печать недели на одной странице. " * 4_000, "e7f1a9" * 500, "休暇" * 900])
def test_no_text_costs_more_than_its_first_tokens(text):
    model = sentences._model()
    short = sentences._short(model, text)
    assert text.startswith(short)
    assert sentences.MOST_TOKENS // 2 < model.token_count(short, True) <= sentences.MOST_TOKENS


def test_a_body_is_read_as_far_as_its_start():
    assert sentences.whole_text("Title", "") == sentences.whole_text("  Title ", " \n ") == "Title"
    assert sentences.whole_text("Title", "a  b\n" * 900) == "Title\n" + ("a b " * 900)[:300]


def test_many_threads_get_the_same_answer():
    texts, found = [f"wish number {number}" for number in range(12)], {}

    def ask(number):
        found[number] = sentences.encode(texts)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(found[0], found[number]) for number in range(4))


def test_the_usual_vector_is_the_mean_of_the_usual_sentences():
    usual = (HERE / "usual.txt").read_text(encoding="utf-8").splitlines()
    assert len(usual) >= 70
    assert np.abs(sentences.encode(usual).mean(axis=0) - USUAL).max() < 1e-3


@pytest.fixture
def unloaded():
    """As in a process that has not loaded the model yet."""
    sentences._model.cache_clear()
    sentences.problem.cache_clear()
    yield
    sentences._model.cache_clear()
    sentences.problem.cache_clear()


@pytest.mark.parametrize("fault", [ImportError("no module"), OSError("no such library"), RuntimeError("failed to load model")])
def test_a_wheel_that_cannot_be_loaded_is_named_and_no_error(unloaded, monkeypatch, fault):
    def refuse(name):
        raise fault

    monkeypatch.setattr(importlib, "import_module", refuse)
    assert str(fault) in sentences.problem()
    with pytest.raises(sentences.CannotLoad):
        sentences.encode(["anything"])


def test_a_processor_without_the_instructions_is_never_asked_to_run_them(unloaded, monkeypatch):
    monkeypatch.setattr(sentences, "_processor", lambda: frozenset({"sse2", "avx"}))
    monkeypatch.setattr(importlib, "import_module", lambda name: pytest.fail("it was loaded"))
    assert sentences.problem() == "this processor lacks avx2 and fma"


def test_what_was_asked_just_now_is_remembered():
    one = sentences.encode_one("a wish that nobody had")
    assert sentences.encode_one("a wish that nobody had") is one
    assert not one.flags.writeable
