"""The site's own settings: saved, shown on every page, refused beside the field when they cannot be used."""

import pytest

from community.audit import AuditEntry
from community.db import db
from community.site import site_facts
from tests.cast import ROOT

FULL = {
    "name": "Hourfold ideas", "company": "Hourfold", "promise": "We answer within ten working days.",
    "accent": "#8A1C4A", "hold_first_ideas": "1",
}


def saved():
    db.session.rollback()
    return site_facts()


def test_what_is_saved_stands_on_every_page(as_person, client):
    answer = as_person(ROOT).post("/admin/settings", data=FULL)
    assert answer.status_code == 303
    page = client.get("/")
    assert "Hourfold" in page.text
    assert "We answer within ten working days." in page.text
    assert "<title>Ideas · Hourfold ideas</title>" in page.text
    assert saved().hold_first_ideas is True


def test_the_accent_reaches_the_browser_as_tokens(as_person, client):
    as_person(ROOT).post("/admin/settings", data=FULL)
    version = saved().version
    assert f'href="/accent-{version}.css"' in client.get("/").text
    css = client.get(f"/accent-{version}.css")
    assert css.mimetype == "text/css"
    assert "--accent: light-dark(#8a1c4a, #" in css.text


def test_a_changed_setting_changes_the_address_of_the_colours(as_person):
    root, before = as_person(ROOT), saved().version
    root.post("/admin/settings", data=FULL)
    root.post("/admin/settings", data={**FULL, "accent": "#0a5c6e"})
    assert saved().version == before + 2


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("accent", "#ffcc00", "too pale to read"),
        ("accent", "crimson", "six figures after a #"),
        ("name", "", "needs a name"),
        ("name", "N" * 81, "shorten this to 80"),
        ("promise", "p" * 301, "shorten this to 300"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field_and_nothing_typed_is_lost(as_person, field, typed, said):
    answer = as_person(ROOT).post("/admin/settings", data={**FULL, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-problem"' in answer.text
    assert f'aria-describedby="{field}-problem' in answer.text
    assert typed in answer.text
    assert "Hourfold" in answer.text
    assert saved().name == "Ideas"


def test_a_pale_colour_comes_back_with_the_nearest_readable_one_shown(as_person):
    answer = as_person(ROOT).post("/admin/settings", data={**FULL, "accent": "#ffcc00"})
    assert "How #8a6e00 would read" in answer.text


def test_without_a_colour_the_products_own_is_used(as_person, client):
    root = as_person(ROOT)
    root.post("/admin/settings", data=FULL)
    root.post("/admin/settings", data={**FULL, "accent": ""})
    assert "/accent-" not in client.get("/").text


def test_only_named_fields_are_taken(as_person):
    as_person(ROOT).post("/admin/settings", data={**FULL, "version": "900", "summary": "{}", "id": "2"})
    assert saved().version < 900


def test_the_change_is_in_the_audit_log_with_before_and_after(as_person):
    as_person(ROOT).post("/admin/settings", data=FULL)
    entry = db.session.query(AuditEntry).filter_by(act="site.changed").one()
    assert entry.before["name"] == "Ideas"
    assert entry.after["name"] == "Hourfold ideas"


def test_saving_without_a_change_notes_nothing(as_person):
    root = as_person(ROOT)
    root.post("/admin/settings", data=FULL)
    version = saved().version
    root.post("/admin/settings", data=FULL)
    assert saved().version == version
    assert db.session.query(AuditEntry).count() == 1


@pytest.mark.parametrize("junk", ["\u2028", "\ud800", "\x00", "a" * 5000])
def test_junk_is_cleaned_or_refused_and_never_breaks(as_person, junk):
    typed = ("x" + junk).encode("utf-8", "surrogatepass")
    answer = as_person(ROOT).post("/admin/settings", data={"name": typed, "accent": typed})
    assert answer.status_code in (303, 422)
