"""The badge for other people's pages."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.db import writing
from community.ideas.models import Topic
from community.insights.badge import LONGEST, PADDING, badge_of, shortened, width_of
from community.site import Site
from community.web import languages
from tests import factories
from tests.cast import MARTA

SVG = "{http://www.w3.org/2000/svg}"


def drawn(answer) -> ET.Element:
    assert answer.status_code == 200
    assert answer.content_type == "image/svg+xml; charset=utf-8"
    return ET.fromstring(answer.text)


def words(svg: ET.Element) -> list[str]:
    return [text.text for text in svg.iter(f"{SVG}text")]


def test_it_says_how_fast_ideas_are_answered(client, promise):
    promise("Answered", asked=30, ended=3.2)
    svg = drawn(client.get("/answering/badge.svg"))
    assert words(svg) == ["Ideas", "answers in 4 days"]
    assert svg.find(f"{SVG}title").text == "Ideas: answers in 4 days"
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "t d"


def test_one_day_is_one_day(client, promise):
    promise("Answered", asked=30, ended=0.5)
    assert words(drawn(client.get("/answering/badge.svg"))) == ["Ideas", "answers in 1 day"]


def test_those_who_still_wait_are_no_reason_to_boast(client, promise):
    promise("Waits", asked=30)
    assert words(drawn(client.get("/answering/badge.svg"))) == ["Ideas", "no answer yet"]


def test_a_topic_has_a_badge_of_its_own(client, promise):
    promise("Answered", asked=30, ended=3.2, slug="payroll")
    assert words(drawn(client.get("/answering/badge.svg?topic=payroll")))[0] == "Payroll"
    assert "badge.svg?topic=payroll" in client.get("/answering?topic=payroll").text


@pytest.mark.parametrize("visibility", ["staff", "signed_in", "organisations"])
def test_a_topic_that_is_not_public_has_none_whoever_asks(client, as_person, promise, visibility):
    promise("Inside", asked=30, ended=3.2, slug="secret", by=MARTA)
    with writing():
        factories.topic("secret", visibility=visibility)
    for reader in (client, as_person(MARTA)):
        assert reader.get("/answering/badge.svg?topic=secret").status_code == 404
        assert words(drawn(reader.get("/answering/badge.svg"))) == ["Ideas", "no answer yet"]


def test_it_may_stand_on_other_pages_and_is_kept_for_an_hour(client, as_person):
    for reader in (client, as_person(MARTA)):
        answer = reader.get("/answering/badge.svg")
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert reader.get("/answering/badge.svg", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/answering").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_names_are_words_and_never_markup(client):
    with writing() as session:
        factories.topic("rotas")
        session.query(Topic).update({"name": "<script>&\"' ]]>"})
    assert words(drawn(client.get("/answering/badge.svg?topic=rotas")))[0] == "<script>&\"' ]]>"


@pytest.mark.parametrize("name", ["Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "日本語の長い名前" * 10, "WWWWWWWWWW" * 8, "م" * 80])
def test_a_long_name_is_cut_and_fits(client, name):
    with writing() as session:
        session.query(Site).update({"name": name[:80]})
    svg = drawn(client.get("/answering/badge.svg"))
    label, _said = svg.iter(f"{SVG}text")
    assert label.text.endswith("…")
    assert float(label.get("x")) + float(label.get("textLength")) / 2 + PADDING <= float(svg.get("width"))
    assert svg.find(f"{SVG}title").text.startswith(name[:80])


def test_from_right_to_left_the_label_stands_at_the_right(client, monkeypatch):
    monkeypatch.setitem(languages.LANGUAGES, "en", "ar")
    label, said = drawn(client.get("/answering/badge.svg")).iter(f"{SVG}text")
    assert float(label.get("x")) > float(said.get("x"))


@given(st.text(max_size=120), st.text(max_size=60), st.booleans())
def test_the_fields_stand_side_by_side_and_fill_the_badge(label, said, mirrored):
    badge = badge_of(label, said, mirrored=mirrored)
    first, second = sorted((badge.label, badge.said), key=lambda field: field.x)
    assert (first.x, first.x + first.width, second.x + second.width) == (0, second.x, badge.width)
    assert all(field.room >= width_of(field.words) for field in (first, second))
    assert (badge.label.x > badge.said.x) == mirrored


@given(st.text(max_size=200))
def test_a_shortened_name_begins_the_name(name):
    short = shortened(name)
    assert len(short) <= LONGEST
    assert short == name or name.startswith(short[:-1])
