"""For CRMs: accounts and contacts put under their own keys, one at a time or 500."""

from typing import Any

from flask import Blueprint, Response, abort
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from community import clock
from community.crm import queries_in as queries
from community.crm.actions_in import ACCOUNTS, CONTACTS, MOST_ROWS, count, take_rows
from community.crm.rules_in import Taken
from community.crm.showing_in import account_shown, contact_shown, taken_shown
from community.db import writing
from community.web.api import answered, caller, json_body, problem, scoped, unfit

pages = Blueprint("api_accounts", __name__, url_prefix="/api/v1")

LARGEST_BATCH = 2_000_000
STATUS = {"new": 201, "changed": 200, "same": 200, "review": 202}


@pages.put("/accounts/<path:external_id>")
@scoped("accounts:write")
def put_account(external_id: str) -> Response:
    return _put(ACCOUNTS, external_id)


@pages.put("/contacts/<path:external_id>")
@scoped("accounts:write")
def put_contact(external_id: str) -> Response:
    return _put(CONTACTS, external_id)


@pages.get("/accounts/<path:external_id>")
@scoped("accounts:write")
def account(external_id: str) -> Response:
    row = queries.account_with_key(external_id) or abort(404)
    return answered(account_shown(row))


@pages.get("/contacts/<path:external_id>")
@scoped("accounts:write")
def contact(external_id: str) -> Response:
    found = queries.contact_with_key(external_id) or abort(404)
    return answered(contact_shown(*found))


@pages.post("/accounts/batch")
@scoped("accounts:write")
def accounts_batch() -> Response:
    return _batch(ACCOUNTS)


@pages.post("/contacts/batch")
@scoped("accounts:write")
def contacts_batch() -> Response:
    return _batch(CONTACTS)


def _put(what: str, external_id: str) -> Response:
    body = json_body()
    (row,) = _take(what, [body], key=external_id)
    shown = taken_shown(row)
    if row.outcome == "refused":
        return unfit(shown["errors"])
    return answered(shown, STATUS[row.outcome])


def _batch(what: str) -> Response:
    body = json_body(LARGEST_BATCH)
    rows = body.get(what) if isinstance(body, dict) and set(body) == {what} else None
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        said = _("Please send one object with “%(what)s”, a list of at most %(most)s.", what=what, most=MOST_ROWS)
        return problem(422, _("Some fields need mending"), said)
    taken = _take(what, rows)
    return answered({"counts": count(taken), "results": [taken_shown(row) for row in taken]})


def _take(what: str, rows: list[Any], key: str | None = None) -> list[Taken]:
    """Where somebody joins with the very address at the very moment, what is known is read anew."""
    source = f"api:{caller().token_id}"
    try:
        with writing():
            return take_rows(what, rows, source=source, now=clock.now(), key=key)
    except IntegrityError:
        with writing():
            return take_rows(what, rows, source=source, now=clock.now(), key=key)
