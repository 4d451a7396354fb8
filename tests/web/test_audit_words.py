"""The audit log tells acts, subjects and values in words, and leads to what was acted on."""

import ast
from pathlib import Path

import pytest

from community import audit
from community.web.audit_words import ADDRESSES, act_word, audit_value, subject_url, subject_word

HOUSE = Path(audit.__file__).parent


def logged_subjects() -> set[str]:
    """Every kind of subject that some verb writes down."""
    found = set()
    texts = [text for path in HOUSE.rglob("*.py") if "audit.log(" in (text := path.read_text())]
    for text in texts:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.log":
                subjects = [word.value for word in node.keywords if word.arg == "subject"]
                found |= {each.elts[0].value for each in subjects if isinstance(each, ast.Tuple) and isinstance(each.elts[0], ast.Constant)}
    return found


def test_every_subject_that_is_logged_has_a_word(reading):
    kinds = logged_subjects()
    assert {"idea", "person", "topic", "connection"} <= kinds
    with reading():
        assert {kind for kind in kinds if subject_word(kind) == kind} == set()


def test_what_nobody_has_words_for_yet_is_shown_as_it_is(reading):
    with reading():
        assert (act_word("moon.landed"), subject_word("moon"), subject_url("moon", 4)) == ("moon.landed", "moon", "")


@pytest.mark.parametrize(
    ("kind", "leads"),
    [
        ("idea", "/ideas/7"), ("topic", "/admin/topics/7"), ("person", "/admin/people/7"), ("organisation", "/admin/organisations/7"),
        ("calendar", "/admin/calendars/7"), ("segment", "/admin/segments/7"), ("endpoint", "/admin/endpoints/7"), ("connection", "/admin/crm/7"),
        ("mail", "/admin/mail/7"), ("site", "/admin/settings"), ("token", "/admin/tokens/"), ("comment", ""), ("voice", ""), ("delivery", ""),
    ],
)
def test_a_subject_leads_to_its_page_where_there_is_one(reading, kind, leads):
    with reading():
        assert subject_url(kind, 7) == leads


@pytest.mark.parametrize("kind", sorted(ADDRESSES))
def test_what_has_a_page_of_its_own_needs_a_number_and_the_others_none(reading, kind):
    with reading():
        assert subject_url(kind, 3).startswith("/")
        assert (subject_url(kind, None) == "") == bool(ADDRESSES[kind][1])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"), ("", "–"), (True, "yes"), (False, "no"), (0, "0"), (12, "12"), ("x", "x"), ([], "[]"), (["a", "é"], '["a", "é"]'),
        ({"mon": [["09:00", "17:00"]]}, '{"mon": [["09:00", "17:00"]]}'), (1.5, "1.5"), ("<b>", "<b>"),
    ],
)
def test_a_value_is_told_as_people_say_it(reading, value, said):
    with reading():
        assert audit_value(value) == said
