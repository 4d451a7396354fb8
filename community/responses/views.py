"""The desk: what waits for an answer."""

from itertools import groupby
from typing import Any

from flask import request
from sqlalchemy import Row
from werkzeug.wrappers import Response

from community import clock
from community.responses import queries_desk
from community.responses.blueprint import pages
from community.responses.timing import desk_group
from community.web.auth import staff_only, viewer
from community.web.pages import page


@pages.get("")
@staff_only
def index() -> Response:
    now, whose = clock.now(), request.args.get("whose", "")
    whose = whose if whose in queries_desk.WHOSE else _usual_queue()
    rows = queries_desk.desk_rows(viewer(), whose, now)
    groups = [(name, list(found)) for name, found in groupby(rows, _group)]
    return page(
        "responses/desk.html", whose=whose, groups=groups, cut=len(rows) == queries_desk.MOST_ON_DESK,
    )


def _usual_queue() -> str:
    return "mine" if viewer().may_answer else "everyone"


def _group(row: Row[Any]) -> str:
    if row.legacy and row.answered_at is None:
        return "imported"
    return desk_group(answer_state=row.answer_state, due_at=row.due_at, answered_at=row.answered_at, now=clock.now())
