"""The audit page: every staff act, found by person, act and subject, page by page."""

import ast
from pathlib import Path

import pytest

from community import audit, clock
from community.accounts.queries_audit import AuditFilter, audit_page
from community.db import writing
from community.web.audit_words import act_word
from tests import factories
from tests.cast import ADA, MARTA, MO, OWEN, ROOT

HOUSE = Path(audit.__file__).parent


@pytest.fixture
def ids(app):
    """Mo hid idea 4 and comment 9; Owen opened topic 4; the command line made an administrator."""
    with writing():
        found = {part.key: factories.person(part).id for part in (MO, OWEN, ROOT)}
        for who, act, subject in (
            ("mo", "idea.hidden", ("idea", 4)), ("mo", "comment.hidden", ("comment", 9)),
            ("owen", "topic.opened", ("topic", 4)), (None, "administrator.made", ("person", found["root"])),
        ):
            audit.log(act, actor_id=found.get(who), at=clock.now(), subject=subject, before={"state": "x"}, after={"state": None})
    return found


def acts(**wanted):
    return [row.act for row in audit_page(AuditFilter(**wanted))[0]]


def test_entries_stand_latest_first(ids):
    assert acts() == ["administrator.made", "topic.opened", "comment.hidden", "idea.hidden"]


def test_they_narrow_by_person_act_and_subject(ids):
    assert acts(actor_id=ids["mo"]) == ["comment.hidden", "idea.hidden"]
    assert acts(act="topic.opened") == ["topic.opened"]
    assert acts(subject_id=4) == ["topic.opened", "idea.hidden"]
    assert acts(subject_kind="idea", subject_id=4) == ["idea.hidden"]
    assert acts(actor_id=ids["mo"], act="topic.opened") == []


def test_the_page_shows_who_did_what_to_what_in_words(as_person, ids):
    page = as_person(ROOT).get("/admin/audit/").text
    assert "Took an idea out of sight" in page
    assert "Mo Farah-Lind" in page
    assert 'href="/admin/topics/4"' in page
    assert "The command line" in page
    assert "<del>x</del> <ins>–</ins>" in page


def test_the_page_narrows_by_its_form(as_person, ids):
    page = as_person(ROOT).get(f"/admin/audit/?person={ids['owen']}&act=topic.opened&kind=topic&id=4").text
    assert "Idea 4" not in page
    assert 'href="/admin/topics/4"' in page
    assert f'<option value="{ids["owen"]}" selected>' in page


def test_it_goes_on_page_by_page_without_gap_or_repeat(app):
    with writing():
        for number in range(120):
            audit.log("topic.changed", actor_id=None, at=clock.now(), subject=("topic", number))
    seen, after = [], 0
    while after is not None:
        rows, after = audit_page(AuditFilter(act="topic.changed", after=after))
        seen += [row.subject_id for row in rows]
    assert seen == list(range(119, -1, -1))


def test_the_link_to_more_keeps_what_was_asked(as_person, app):
    with writing():
        for _ in range(60):
            audit.log("topic.changed", actor_id=None, at=clock.now(), subject=("topic", 1))
    page = as_person(ROOT).get("/admin/audit/?kind=topic").text
    assert "kind=topic" in page.split('class="pager"')[1].split("</a>")[0]


@pytest.mark.parametrize("junk", ["?person=x&id=-1&after=zz", "?act=%00", "?kind=%F0%9F%A4%96", "?after=99999999999999"])
def test_junk_in_the_address_never_breaks(as_person, ids, junk):
    assert as_person(ROOT).get(f"/admin/audit/{junk}").status_code in (200, 400)


@pytest.mark.parametrize("part", [ADA, MARTA, MO, OWEN])
def test_administrators_alone_read_it(as_person, part):
    assert as_person(part).get("/admin/audit/").status_code == 404


def test_every_act_that_is_logged_has_words(app):
    logged = set()
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.log" and isinstance(node.args[0], ast.Constant):
                logged.add(node.args[0].value)
    with app.test_request_context():
        assert {act for act in logged if act_word(act) == act} == set()
