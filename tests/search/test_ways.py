"""By which terms a written word is met: in the languages held here, with slips, half-typed, in parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.viewer import VISITOR
from community.db import db, writing
from community.ideas.models import Idea
from community.jobs import indexing
from community.search.finding import search_ideas
from community.search.models import SearchWord
from community.search.narrowing import SearchQuery
from community.search.queries import similar_ideas
from community.search.stemming import fold, stem, stems
from community.search.vocabulary import Vocabulary, slips
from community.search.ways import Held, find_ways
from tests.cast import ADA, BEN


def found(text):
    db.session.rollback()
    return [result.card.id for result in search_ideas(VISITOR, SearchQuery(text)).results]


def similar(text):
    db.session.rollback()
    return [row.card.id for row in similar_ideas(VISITOR, text)]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "téléchargements", "téléchargement"), ("de", "Schichten", "Schicht"), ("de", "Häuser", "Haus"), ("it", "turni", "turno"),
        ("nl", "roosters", "rooster"), ("es", "turnos", "turno"), ("pt", "escalas", "escala"), ("sv", "kollegorna", "kollegor"),
        ("pl", "godzinami", "godziny"), ("ru", "сменами", "смены"), ("ar", "الأفكار", "أفكار"), ("en", "calendars", "calendar"),
    ],
)
def test_forms_of_a_word_meet_in_its_language(language, one, other):
    assert stem(one, language) == stem(other, language)


def test_a_word_typed_without_its_accents_is_met_too():
    assert stem("téléchargé", "fr") in stems("telecharge", ("fr",))


@pytest.mark.parametrize("junk", ["", "\x00", "\ud800", "\u200b", "😀", "a" * 500, "ـــ", "ְְ"])
def test_any_word_has_a_stem_or_none(junk):
    for language in ("", "en", "fr", "ar", "xx"):
        assert len(stem(junk, language)) <= 40


@given(st.text(max_size=60), st.sampled_from(["", "en", "fr", "de", "ar", "tr", "fi", "ja"]))
def test_a_stem_is_folded_and_short(word, language):
    assert len(stem(word, language)) <= 40
    assert "" not in stems(word, (language,))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("calendar", "calendar", 0), ("calender", "calendar", 1), ("claendar", "calendar", 1), ("calndr", "calendar", 2), ("shift", "print", 3), ("", "ab", 2)],
)
def test_slips_are_counted_up_to_two(one, other, apart):
    assert slips(one, other, 2) == apart


@given(st.text("abcdef", max_size=9), st.text("abcdef", max_size=9))
def test_slips_are_the_same_both_ways(one, other):
    assert slips(one, other, 2) == slips(other, one, 2)
    assert (slips(one, other, 2) == 0) == (one == other)


WORDS = ["calendar", "calendars", "print", "printing", "prince", "schicht", "tausch", "tauschen", "résumé", "планирование"]


def known(words=WORDS):
    vocabulary = Vocabulary()
    for word in words:
        vocabulary.learn([word])
    return vocabulary


@pytest.mark.parametrize(
    ("typed", "near"),
    [("calender", "calendar"), ("prnit", "print"), ("resumee", "résumé"), ("планировнаие", "планирование"), ("clendars", "calendar")],
)
def test_near_words_are_found_in_any_alphabet(typed, near):
    assert near in known().near(typed)


def test_short_words_forgive_one_slip_long_ones_two():
    assert "print" not in known().near("prnnt1")
    assert "calendar" in known().near("callendr")


@given(st.sampled_from([w for w in WORDS if len(w) > 4]), st.data())
def test_one_slip_is_never_missed(word, data):
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("aeinrstz"))
    for typed in (word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + word[at + 1] + word[at] + word[at + 2 :]):
        assert fold(typed) == fold(word) or word in known().near(typed)


def test_words_that_begin_so_are_bounded_and_shortest_first():
    vocabulary = known([f"print{'a' * n}" for n in range(200)])
    assert list(vocabulary.begun("pri"))[:2] == ["print", "printa"]
    assert len(vocabulary.begun("pri")) == 24


def test_a_compound_is_two_known_words():
    assert set(known().parts("schichttausch")) == {"schicht", "tausch"}
    assert set(known([*WORDS, "urlaub", "planung"]).parts("urlaubsplanung")) == {"urlaub", "planung"}
    assert known().parts("calendar") == {}


def held(having, entries=1_000, languages=None):
    return Held(entries, languages or {"en": entries}, lambda terms: {term: having[term] for term in terms if term in having}, known)


def test_an_unknown_word_is_worth_less_than_the_word_itself():
    here = held({"calendar": 10})
    assert find_ways(["calendar"], here).rarity["calendar"] > find_ways(["calender"], here).rarity["calender"] > 0
    assert find_ways(["calender"], here).unknown == {"calender"}
    assert find_ways(["calender"], here, guess=False).rarity == {}


def test_a_rare_word_is_also_taken_for_a_much_commoner_one_near_it():
    ways = find_ways(["calender"], held({"calend": 1, "calendar": 300}))
    assert "calendar" in ways.worth["calender"]
    assert "calendar" not in find_ways(["calender"], held({"calend": 1, "calendar": 15})).worth["calender"]


def test_the_stems_of_one_word_are_as_rare_as_all_of_them_together():
    ways = find_ways(["planungen"], held({"planungen": 1, "planung": 99}, languages={"en": 900, "de": 100}))
    assert len(set(ways.worth["planungen"].values())) == 1
    assert ways.rarity["planungen"] == find_ways(["calendar"], held({"calendar": 100})).rarity["calendar"]


def test_stop_words_of_a_language_spoken_here_say_nothing():
    mixed = held({"die": 5}, languages={"en": 500, "de": 500})
    assert find_ways(["die"], mixed).idle == {"die"}
    assert find_ways(["die"], held({"die": 5}, languages={"en": 999, "de": 1})).idle == set()


@pytest.fixture
def ideas(post, work):
    made = {
        "de": post(ADA, "Schichten mit Kollegen tauschen", "Wenn beide einverstanden sind, soll der Dienstplan es einfach übernehmen."),
        "fr": post(BEN, "Téléchargement des plannings en PDF", "Nous voulons télécharger chaque semaine le planning de l'équipe."),
        "en": post(ADA, "A calendar for the whole team", "Everyone looks at the calendar first thing in the morning."),
        "ja": post(BEN, "勤務表を印刷したい", "一週間を一ページにまとめてほしい。"),
        "he": post(ADA, "להדפיס את לוח המשמרות", "עמוד אחד לכל שבוע מספיק לנו."),
        "hi": post(BEN, "पूरा सप्ताह एक पृष्ठ पर छापें", "रसोई में किसी के पास फोन नहीं है।"),
        "th": post(ADA, "พิมพ์ตารางงานทั้งสัปดาห์ในหน้าเดียว"),
        "ar": post(BEN, "طباعة جدول الأسبوع في صفحة واحدة", "لا يملك أحد في المطبخ هاتفا."),
    }
    work()
    return made


@pytest.mark.parametrize(
    ("typed", "idea"),
    [
        ("Schicht", "de"), ("Dienstpläne", "de"), ("Schichttausch", "de"), ("plannings téléchargés", "fr"), ("telechargements", "fr"), ("calendars", "en"),
        ("calender", "en"), ("calen", "en"), ("印刷", "ja"), ("המשמרות", "he"), ("सप्ताह", "hi"), ("ตารางงาน", "th"), ("جدول", "ar"), ("الجدول", "ar"),
    ],
)
def test_a_wish_is_found_in_its_own_language(ideas, typed, idea):
    assert found(typed)[:1] == [ideas[idea]]
    assert similar(typed)[:1] == [ideas[idea]]


def test_the_met_word_is_marked_as_it_stands(ideas):
    row = next(row for row in similar_ideas(VISITOR, "Schicht tausch") if row.card.id == ideas["de"])
    assert "<mark>Schichten</mark>" in row.title


def test_a_minus_excludes_in_every_language(ideas):
    assert ideas["de"] not in found("Kollegen -Schicht")
    assert found("Kollegen") == [ideas["de"]]


def test_ideas_from_before_are_told_their_language_by_the_worker(ideas, work):
    with writing() as session:
        session.get(Idea, ideas["de"]).language = ""
    indexing.rebuild_index()
    db.session.rollback()
    assert db.session.get(Idea, ideas["de"]).language == "de"


def test_words_written_after_a_process_began_are_known_to_it(ideas, post, work):
    assert found("photocopiers") == []
    idea = post(BEN, "Send the week to the photocopier")
    work()
    assert found("photocpier") == [idea]


def test_words_nobody_writes_any_more_are_gone_after_building_anew(app, ideas):
    with writing() as session:
        session.get(Idea, ideas["en"]).state = "hidden"
    indexing.rebuild_index()
    assert "calendar" not in words()
    assert "dienstplan" in words()


def words():
    db.session.rollback()
    return set(db.session.scalars(db.select(SearchWord.word)))
