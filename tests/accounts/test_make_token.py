"""An administrator makes a token of the API: shown once, kept as a fingerprint, revoked for good."""

import re
from dataclasses import replace

import pytest

from community.accounts.models import Person
from community.accounts.models_tokens import ApiToken
from community.accounts.queries import hash_of
from community.accounts.queries_tokens import caller_with
from community.accounts.rules import PersonState, Role
from community.accounts.rules_tokens import is_token
from community.audit import AuditEntry
from community.db import db, writing
from tests.cast import ADA, DEV, DORA, MO, ROOT, SAM
from tests.tokens import token

DORA_AS_ADMINISTRATOR = replace(DORA, role=Role.ADMINISTRATOR)
FORM = {"name": "Till in the shop", "scopes": ["people:read", "mentions:write"]}


def shown(answer) -> str:
    return re.search(r'value="(heed_[A-Za-z0-9_-]+)"', answer.text)[1]


def rows():
    db.session.rollback()
    return db.session.query(ApiToken).order_by(ApiToken.id).all()


def acts():
    db.session.rollback()
    return [(entry.act, entry.subject_id) for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def test_a_token_is_shown_once_and_only_its_fingerprint_is_kept(as_person):
    root = as_person(ROOT)
    answer = root.post("/admin/tokens/new", data=FORM)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    secret = shown(answer)
    (row,) = rows()
    assert (row.name, row.scopes, row.token_hash) == ("Till in the shop", FORM["scopes"], hash_of(secret))
    assert is_token(secret)
    assert secret not in root.get("/admin/tokens/").text
    assert secret[:9] in root.get("/admin/tokens/").text
    for table in db.metadata.sorted_tables:
        for each in db.session.execute(table.select()):
            assert secret[9:] not in repr(tuple(each)), table.name


def test_a_token_has_256_random_bits_and_no_two_are_the_same(app):
    made = {token() for _ in range(20)}
    assert len(made) == 20
    assert all(len(secret.removeprefix("heed_")) * 6 >= 256 for secret in made)


def test_the_form_posted_twice_makes_one_token(as_person):
    root = as_person(ROOT)
    key = re.search(r'name="key" value="([^"]+)"', root.get("/admin/tokens/new").text)[1]
    root.post("/admin/tokens/new", data={**FORM, "key": key})
    again = root.post("/admin/tokens/new", data={**FORM, "key": key})
    assert (again.status_code, len(rows())) == (303, 1)
    assert "It was shown once" in root.get(again.location).text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("name", "", "needs a name"), ("name", "x" * 81, "shorten this to 80"), ("scopes", [], "at least one thing"), ("scopes", ["all:write"], "at least one thing")],
)
def test_a_mistake_is_named_beside_its_field_and_what_was_typed_stays(as_person, field, typed, said):
    answer = as_person(ROOT).post("/admin/tokens/new", data={**FORM, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-problem"' in answer.text
    if field == "scopes":
        assert 'value="Till in the shop"' in answer.text
    assert rows() == []


def test_a_revoked_token_opens_nothing_and_both_acts_stand_in_the_audit_log(as_person):
    secret, root = token("people:read"), as_person(ROOT)
    assert caller_with(secret).scopes == ("people:read",)
    for _ in range(2):
        assert root.post("/admin/tokens/1/revoke").status_code == 303
    db.session.rollback()
    assert caller_with(secret) is None
    assert acts() == [("token.made", 1), ("token.revoked", 1)]
    assert "Revoked" in root.get("/admin/tokens/").text
    assert "Revoked an API token" in root.get("/admin/audit/").text


@pytest.mark.parametrize("left", [{"role": Role.MANAGER}, {"state": PersonState.DEACTIVATED}, {"state": PersonState.BANNED}], ids=str)
def test_a_token_ends_with_the_right_of_who_made_it(as_person, left):
    secret = token(maker=DORA_AS_ADMINISTRATOR)
    assert caller_with(secret) is not None
    with writing() as session:
        session.query(Person).filter_by(email=DORA.email).update(left)
    assert caller_with(secret) is None
    assert "Opens nothing" in as_person(ROOT).get("/admin/tokens/").text


@pytest.mark.parametrize("text", ["", "heed_", "heed_short", "x" * 48, "heed_" + "é" * 43, "heed_" + "a" * 43 + "\n", "heed_" + "a" * 43])
def test_what_is_no_token_of_ours_is_nobody(app, text):
    assert caller_with(text) is None


@pytest.mark.parametrize("part", [ADA, SAM, MO, DEV])
def test_to_everyone_but_administrators_the_pages_do_not_exist(as_person, part):
    token()
    someone = as_person(part)
    assert [someone.get(path).status_code for path in ("/admin/tokens/", "/admin/tokens/new")] == [404, 404]
    assert [someone.post(path, data=FORM).status_code for path in ("/admin/tokens/new", "/admin/tokens/1/revoke")] == [404, 404]
    assert len(rows()) == 1


@pytest.mark.parametrize("number", ["99", "0", "99999999999999999"])
def test_an_unknown_token_is_not_there(as_person, number):
    assert as_person(ROOT).post(f"/admin/tokens/{number}/revoke").status_code == 404
