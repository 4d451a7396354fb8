"""The language of a text: told when it is clear, left open when it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.db import writing
from community.ideas.actions import Draft, edit_idea
from community.ideas.language import KNOWN, language_of
from tests import factories
from tests.cast import ADA

TITLES = [
    ("en", "Let people swap shifts without asking"), ("fr", "Échanger des gardes entre collègues"), ("it", "Stampare la settimana su una pagina"),
    ("nl", "Zien wie het rooster heeft gelezen"), ("de", "Die Woche auf einer Seite drucken"), ("es", "Ver quién ha leído el horario"),
    ("pt", "Horas de silêncio durante a noite"), ("ja", "夜間は通知を止める"), ("sv", "Skriv ut veckan på en sida"),
    ("pl", "Drukowanie tygodnia na jednej stronie"), ("ru", "Печатать неделю на одной странице"), ("ar", "طباعة الأسبوع في صفحة واحدة"),
    ("he", "להדפיס את השבוע בעמוד אחד"), ("th", "พิมพ์ทั้งสัปดาห์ในหน้าเดียว"), ("hi", "पूरा सप्ताह एक पृष्ठ पर छापें"), ("zh", "在一页上打印整个星期"),
]


@pytest.mark.parametrize(("language", "title"), TITLES, ids=[language for language, _ in TITLES])
def test_the_language_of_a_title_is_told(language, title):
    assert language_of(title) == language


@pytest.mark.parametrize("text", ["", "12", "a", "😀😀", "---", "\x00\x00", "\ud800\ud800"])
def test_of_what_says_too_little_nothing_is_claimed(text):
    assert language_of(text) == ""


def test_what_could_be_two_languages_is_the_one_spoken_here():
    assert language_of("Modo oscuro") == ""
    assert language_of("Modo oscuro", ("es",)) == "es"


@given(st.text(max_size=400))
def test_any_text_has_an_answer(text):
    assert language_of(text, ("en",)) in ("", *KNOWN)


def test_an_idea_keeps_its_language_and_an_edit_changes_it(app):
    with writing():
        idea = factories.idea(ADA, "Die Woche auf einer Seite drucken", "In der Küche hat niemand ein Telefon.")
        assert idea.language == "de"
        edit_idea(factories.viewer(ADA), idea, Draft.of("Print the week on one page", "Nobody in the kitchen has a phone."), now=clock.now())
        assert idea.language == "en"


def test_the_writers_own_language_decides_where_the_words_do_not():
    assert Draft.of("Modo oscuro", "").language == ""
    assert Draft.of("Modo oscuro", "", "", "es").language == "es"
