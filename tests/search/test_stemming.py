"""Words brought to their stems, one by one and by many threads at once."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import Stemmer

from community.search.stemming import STEMMERS, stem, stems

WORDS = sorted(set(re.findall(r"[^\W\d_]{5,}", (Path(__file__).parent / "usual.txt").read_text())))


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ("printing", "printed", "prints")), ("de", ("Schichten", "Schicht")), ("fr", ("horaires", "horaire")), ("nl", ("diensten", "dienst")),
        ("it", ("turni", "turno")), ("es", ("turnos", "turno")), ("fi", ("vuorot", "vuoro")), ("pl", ("zmianami", "zmiana")),
        ("ru", ("смены", "смена")), ("sv", ("passen", "pass")),
    ],
)
def test_the_forms_of_a_word_have_one_stem(language, forms):
    assert len({stem(form, language) for form in forms}) == 1
    assert stem(forms[0], language) in stems(forms[-1], (language,))


def test_every_language_named_has_a_stemmer():
    assert set(STEMMERS.values()) <= set(Stemmer.algorithms())


def test_a_language_without_a_stemmer_is_read_as_english():
    assert stem("printing", "xx") == stem("printing", "") == stem("printing", "en") == "print"


@pytest.fixture
def in_turns():
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.parametrize("language", ["en", "de"])
def test_threads_that_stem_at_once_get_their_own_words(in_turns, language):
    afresh = stem.__wrapped__
    right = [afresh(word, language) for word in WORDS]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: [afresh(word, language) for word in WORDS], range(24)))
    assert found == [right] * 24
