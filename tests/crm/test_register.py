"""Registering and keeping endpoints in the browser: the secret is shown once, sealed at rest, signs two ways for a day."""

import re
import subprocess
from datetime import UTC, datetime

import pytest
from flask import current_app
from standardwebhooks import Webhook

from community.audit import AuditEntry
from community.crm.models import Endpoint
from community.crm.signing import LIVE_SECRETS
from community.db import db, writing
from tests import factories
from tests.cast import ADA, MARTA, ROOT, SAM
from tests.crm.endpoints import HOURS, endpoint, listen, ping, work

FORM = {"name": "Our CRM", "url": "https://crm.example.com/hooks/heed", "events": ["idea.published", "vote.cast"]}
SECRET = re.compile(r'value="(whsec_[A-Za-z0-9+/=]+)"')


def shown(answer) -> str:
    return SECRET.search(answer.text)[1]


def rows():
    db.session.rollback()
    return db.session.query(Endpoint).order_by(Endpoint.id).all()


def acts():
    db.session.rollback()
    return [entry.act for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def test_an_endpoint_is_registered_and_its_secret_shown_once(as_person):
    root = as_person(ROOT)
    answer = root.post("/admin/endpoints/new", data=FORM)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    secret = shown(answer)
    (row,) = rows()
    assert (row.name, row.url, row.events) == ("Our CRM", FORM["url"], ["idea.published", "vote.cast"])
    for path in ("/admin/endpoints/", f"/admin/endpoints/{row.id}", f"/admin/endpoints/{row.id}/edit"):
        assert secret not in root.get(path).text


def test_the_secret_is_stored_nowhere_in_the_clear(as_person, app):
    secret = shown(as_person(ROOT).post("/admin/endpoints/new", data=FORM))
    tail = secret.removeprefix("whsec_")
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(table.select()):
            assert tail not in repr(tuple(row)), table.name
    if db.engine.dialect.name == "sqlite":
        files = list(current_app.config["SETTINGS"].data_dir.glob("*.db*"))
        assert files
        # By another process: whoever closes a database file that SQLite has open in the same process drops its locks.
        look = subprocess.run(["grep", "--files-with-matches", "--fixed-strings", "--text", tail, *files], capture_output=True, check=False)
        assert (look.stdout, look.returncode) == (b"", 1)


def test_every_endpoint_has_a_secret_of_its_own(as_person):
    root = as_person(ROOT)
    assert shown(root.post("/admin/endpoints/new", data=FORM)) != shown(root.post("/admin/endpoints/new", data=FORM))


def test_the_form_posted_twice_makes_one_endpoint(as_person):
    root = as_person(ROOT)
    key = re.search(r'name="key" value="([^"]+)"', root.get("/admin/endpoints/new").text)[1]
    root.post("/admin/endpoints/new", data={**FORM, "key": key})
    again = root.post("/admin/endpoints/new", data={**FORM, "key": key})
    assert (again.status_code, len(rows())) == (303, 1)
    assert "Its secret was shown once" in root.get(again.location).text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "needs a name"),
        ("name", "x" * 81, "shorten this to 80"),
        ("events", [], "at least one kind"),
        ("events", ["sign_in.requested"], "at least one kind"),
        ("url", "", "must begin with https://"),
        ("url", "http://crm.example.com/", "must begin with https://"),
        ("url", "ftp://crm.example.com/", "must begin with https://"),
        ("url", "https://", "a whole address"),
        ("url", "https://user:pass@crm.example.com/", "names and passwords"),
        ("url", "https://crm.example.com:22/", "Only the ports"),
        ("url", "https://crm.example.com/\u2028x", "servers read differently"),
        ("url", "https://crm.example.com\\@10.0.0.1/", "servers read differently"),
        ("url", "https://crm.example.com/" + "x" * 2000, "at most 2000"),
        ("url", "https://127.0.0.1/", "inside a private network"),
        ("url", "https://10.1.2.3/", "inside a private network"),
        ("url", "https://169.254.169.254/latest/meta-data/", "inside a private network"),
        ("url", "https://[::1]/", "inside a private network"),
        ("url", "https://[::ffff:127.0.0.1]/", "inside a private network"),
        ("url", "https://[64:ff9b::7f00:1]/", "inside a private network"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_everything_typed_stays(as_person, field, typed, said):
    answer = as_person(ROOT).post("/admin/endpoints/new", data={**FORM, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-problem"' in answer.text
    if field != "name":
        assert 'value="Our CRM"' in answer.text
    assert rows() == []


def test_the_operators_own_network_may_be_reached_in_the_clear(as_person, loopback):
    answer = as_person(ROOT).post("/admin/endpoints/new", data={**FORM, "url": "http://127.0.0.1:8080/hook"})
    assert answer.status_code == 200
    assert as_person(ROOT).post("/admin/endpoints/new", data={**FORM, "url": "http://10.0.0.1:8080/hook"}).status_code == 422


def test_a_changed_endpoint_is_noted_with_before_and_after(as_person):
    root = as_person(ROOT)
    root.post("/admin/endpoints/new", data=FORM)
    where = rows()[0].id
    root.post(f"/admin/endpoints/{where}/edit", data={**FORM, "url": "https://crm.example.com/two"})
    root.post(f"/admin/endpoints/{where}/edit", data={**FORM, "url": "https://crm.example.com/two"})
    entry = db.session.query(AuditEntry).filter_by(act="endpoint.changed").one()
    assert (entry.before, entry.after) == ({"url": FORM["url"]}, {"url": "https://crm.example.com/two"})
    refused = root.post(f"/admin/endpoints/{where}/edit", data={**FORM, "name": ""})
    assert refused.status_code == 422


def test_after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone(as_person, hook, moved_clock):
    where = listen(hook)
    old = hook.secret
    new = shown(as_person(ROOT).post(f"/admin/endpoints/{where}/rotate"))
    assert new != old
    ping(where)
    work()
    assert sorted(verifies(hook.requests[-1])(secret) for secret in (old, new)) == [True, True]
    moved_clock(24 * HOURS + 5)
    ping(where)
    work()
    assert [verifies(hook.requests[-1])(secret) for secret in (old, new)] == [False, True]
    assert len(hook.requests[-1].headers["webhook-signature"].split()) == 1


def test_two_rotations_in_a_day_leave_all_three_secrets_good(as_person, hook):
    where = listen(hook)
    secrets = [hook.secret, *(shown(as_person(ROOT).post(f"/admin/endpoints/{where}/rotate")) for _ in range(2))]
    ping(where)
    work()
    assert [verifies(hook.requests[-1])(secret) for secret in secrets] == [True] * 3


def test_more_than_ten_live_secrets_are_refused(as_person, hook):
    where = listen(hook)
    root = as_person(ROOT)
    answers = [root.post(f"/admin/endpoints/{where}/rotate") for _ in range(LIVE_SECRETS + 1)]
    assert [answer.status_code for answer in answers] == [200] * (LIVE_SECRETS - 1) + [303, 303]
    ping(where)
    work()
    assert len(hook.requests[-1].headers["webhook-signature"].split()) == LIVE_SECRETS


def verifies(request):
    """Does the official library take this message with that secret?"""

    def check(secret: str) -> bool:
        at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
        signature = Webhook(secret).sign(request.headers["webhook-id"], at, request.body.decode())
        return signature in request.headers["webhook-signature"].split()

    return check


def test_off_and_on_again(as_person, hook):
    where = listen(hook)
    root = as_person(ROOT)
    root.post(f"/admin/endpoints/{where}/disable")
    root.post(f"/admin/endpoints/{where}/disable")
    assert endpoint(where).disabled_reason == "by_hand"
    assert "An administrator switched it off" in root.get(f"/admin/endpoints/{where}").text
    with writing():
        factories.idea(ADA)
    root.post(f"/admin/endpoints/{where}/test")
    work()
    assert hook.ledger == []
    root.post(f"/admin/endpoints/{where}/enable")
    root.post(f"/admin/endpoints/{where}/enable")
    root.post(f"/admin/endpoints/{where}/test")
    work()
    assert len(hook.ledger) == 1
    kept = [act for act in acts() if act.startswith("endpoint.")]
    assert kept == ["endpoint.registered", "endpoint.disabled", "endpoint.enabled", "endpoint.tested"]


def test_the_test_shows_its_verified_reply_in_the_browser(as_person, hook):
    where = listen(hook)
    root = as_person(ROOT)
    root.post(f"/admin/endpoints/{where}/test")
    work()
    page = root.get(f"/admin/endpoints/{where}").text
    assert "Arrived" in page
    assert "Reply 200" in page
    assert hook.ledger[0].verified


def test_tests_are_limited_to_ten_a_minute(as_person, hook):
    where = listen(hook)
    root = as_person(ROOT)
    codes = [root.post(f"/admin/endpoints/{where}/test").status_code for _ in range(21)]
    assert codes[:10] == [303] * 10
    assert codes[-1] == 429


@pytest.mark.parametrize("part", [ADA, MARTA, SAM])
def test_to_everyone_but_administrators_the_pages_do_not_exist(as_person, hook, part):
    where = listen(hook)
    someone = as_person(part)
    for path in ("/admin/endpoints/", "/admin/endpoints/new", f"/admin/endpoints/{where}"):
        assert someone.get(path).status_code == 404
    for act in ("edit", "rotate", "test", "disable", "enable", "replay"):
        assert someone.post(f"/admin/endpoints/{where}/{act}", data=FORM).status_code == 404
    assert endpoint(where).disabled_at is None


def test_a_visitor_is_led_to_sign_in(client, hook):
    assert "/sign-in" in client.get("/admin/endpoints/").location


@pytest.mark.parametrize("number", ["99", "0", "99999999999999999"])
def test_an_unknown_endpoint_is_not_there(as_person, number):
    root = as_person(ROOT)
    for path in ("", "/edit"):
        assert root.get(f"/admin/endpoints/{number}{path}").status_code == 404
    for act in ("edit", "rotate", "test", "disable", "enable", "replay"):
        assert root.post(f"/admin/endpoints/{number}/{act}", data=FORM).status_code == 404
    assert root.get(f"/admin/endpoints/deliveries/{number}").status_code == 404
    assert root.post(f"/admin/endpoints/deliveries/{number}/again").status_code == 404
