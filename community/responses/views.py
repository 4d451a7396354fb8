"""The desk: what waits for an answer."""

from dataclasses import asdict, replace
from itertools import groupby
from typing import Any

from flask import redirect, request, url_for
from flask_babel import get_timezone, ngettext
from flask_babel import gettext as _
from sqlalchemy import Row
from werkzeug.wrappers import Response

from community import clock
from community.crm.queries_weight_lists import weighed
from community.ideas.forms import key_text
from community.ideas.queries import Page
from community.responses import queries, queries_desk
from community.responses.blueprint import pages
from community.responses.forms_desk import chosen, parse_desk
from community.responses.queries_desk import DeskFilter
from community.responses.timing import Horizon, desk_group
from community.web.auth import staff_only, viewer
from community.web.kept import topics_to_choose
from community.web.pages import done, page


@pages.get("")
@staff_only
def index() -> Response:
    wanted = parse_desk(request.args, "mine" if viewer().may_answer else "everyone")
    view = weighed(wanted)
    found = queries_desk.desk_page(viewer(), wanted, Horizon.of(clock.now(), get_timezone()), lens=view.lens)
    say = ngettext("%(num)s more idea", "%(num)s more ideas", len(found.rows)) if wanted.after else ""
    return page(
        "responses/desk.html", fragment="responses/_desk_more.html" if wanted.after else None, say=say, wanted=wanted, found=found,
        groups=_groups(wanted, found), under=request.args.get("under", ""), given=given_of(wanted), next_key=_next_key(found),
        kept=_kept(found), ticked=chosen(request.args), topics=topics_to_choose(viewer()), now=clock.now(), owners=queries.answerers(),
        by=view, weights=view.figures([row.id for row in found.rows]),
    )


@pages.get("/selected")
@staff_only
def selected() -> Response:
    """Where the ticked ideas are answered, joined or passed on; nothing changes before that page says what will."""
    rows = queries_desk.desk_rows(chosen(request.args), clock.now())
    if not rows:
        return done(_back(), say=_("Please tick the ideas it is about first."), kind="warn")
    return redirect(_ADDRESSES.get(request.args.get("do", ""), _to_answer)(rows), 302)


def given_of(wanted: DeskFilter) -> dict[str, Any]:
    """The shortest address of this list, as values."""
    usual = asdict(DeskFilter(whose=""))
    usual["sort"] = "votes" if wanted.whose == "imported" else "due"
    return {name: value for name, value in asdict(replace(wanted, after=())).items() if value != usual[name]}


def _next_key(found: Page) -> str:
    return key_text(found.next_key) if found.next_key else ""


def _kept(found: Page) -> list[Row]:
    """What was ticked on other pages of the list."""
    here = {row.id for row in found.rows}
    elsewhere = [idea_id for idea_id in chosen(request.args) if idea_id not in here]
    return queries_desk.desk_rows(elsewhere, clock.now()) if elsewhere else []


def _groups(wanted: DeskFilter, found: Page) -> list[tuple[str, list[Row]]]:
    """By urgency under headings; in any other order without."""
    if wanted.sort != "due" or wanted.whose in ("imported", "all"):
        return [("imported" if wanted.whose == "imported" else "", found.rows)] if found.rows else []
    return [(name, list(rows)) for name, rows in groupby(found.rows, _group)]


def _group(row: Row[Any]) -> str:
    return desk_group(answer_state=row.answer_state, due_at=row.due_at, answered_at=row.answered_at, now=clock.now(), asked_due_at=row.asked_due_at)


def _back() -> str:
    return url_for("desk.index", **given_of(parse_desk(request.args, "everyone")))


def _to_answer(rows: list[Row]) -> str:
    if len(rows) == 1:
        return url_for("desk.show", idea_id=rows[0].id)
    return url_for("desk.together", ids=_numbers(rows))


def _to_merge(rows: list[Row]) -> str:
    """The one with most votes stays; of several with as many, the oldest."""
    root, *parts = sorted(rows, key=lambda row: (-row.vote_count - row.imported_votes, row.id))
    return url_for("triage.preview", idea_id=root.id, **_from(parts))


def _from(parts: list[Row]) -> dict[str, Any]:
    return {"from": [part.id for part in parts]}


def _to_pass_on(rows: list[Row]) -> str:
    return url_for("desk.hand_over", ids=_numbers(rows))


def _numbers(rows: list[Row]) -> str:
    return ",".join(str(row.id) for row in rows)


_ADDRESSES = {"answer": _to_answer, "merge": _to_merge, "pass": _to_pass_on}
