"""The administrators' page of everything staff did."""

from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for

from community.accounts import queries_audit as queries
from community.accounts.forms_admin import whole
from community.accounts.queries_audit import AuditFilter
from community.web.auth import administrators_only
from community.web.pages import page

pages = Blueprint("admin_audit", __name__, url_prefix="/admin/audit")


@pages.get("/")
@administrators_only
def index() -> Response:
    wanted = _filter(request.args)
    entries, after = queries.audit_page(wanted)
    kept = {"person": wanted.actor_id or None, "act": wanted.act or None, "kind": wanted.subject_kind or None, "id": wanted.subject_id or None}
    next_url = url_for("admin_audit.index", after=after, **kept) if after else None  # type: ignore[arg-type]
    return page(
        "admin/audit.html", wanted=wanted, entries=entries, next_url=next_url, actors=queries.audit_actors(),
        acts=queries.audit_acts(), kinds=queries.audit_subject_kinds(),
    )


def _filter(args: Mapping[str, str]) -> AuditFilter:
    return AuditFilter(
        actor_id=whole(args.get("person", "")), act=args.get("act", "")[:60], subject_kind=args.get("kind", "")[:20],
        subject_id=whole(args.get("id", "")), after=whole(args.get("after", "")),
    )
