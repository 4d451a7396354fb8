"""With the sentence vectors on, an idea is found in other words and in other languages."""

from community.bench.languages import LANGUAGES, bench_languages, by_language

FLOOR = 0.5
"""Measured: .75 (Japanese) to .95 (English, French, German). By chance five of twenty stand in front one time in four."""


def test_english_ideas_are_found_from_every_language():
    said = []
    answers = bench_languages("whoosh", said.append, most=20, directions=["english"])
    scores = by_language(answers, "english")
    assert list(scores) == list(LANGUAGES)
    assert {language: score.hit_5 for language, score in scores.items() if score.hit_5 < FLOOR} == {}, said
