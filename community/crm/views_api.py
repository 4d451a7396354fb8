"""Recognising a customer, and the catalogue of what a CRM is told, for other programs."""

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from community import clock
from community.accounts.rules import clean_line
from community.accounts.rules_handles import clean_channel, parted
from community.crm.cards import Ambiguous, Card, card_by_email, card_by_external_id, card_by_handle
from community.crm.catalogue import SCHEMAS
from community.crm.examples import documented
from community.web.api import answered, problem, published, scoped, unfit
from community.web.auth import settings

pages = Blueprint("api_crm", __name__, url_prefix="/api/v1")

WAYS = ("email", "handle", "external_id")


@pages.get("/people/lookup")
@scoped("people:read", looks=True)
def lookup() -> Response:
    way = _one_way()
    try:
        card = _card(way, clean_line(request.args[way])[:1000])
    except Ambiguous as found:
        said = _("Several people are called that. Please add &channel= with one of the channels.")
        return problem(409, _("This name is on several channels"), said, channels=found.channels)
    if card is None:
        return problem(404, _("Nobody here is known by that"))
    return answered(card)


@pages.get("/events")
def events() -> Response:
    """Anybody may read what a webhook tells: it is a contract, and says nothing of anybody."""
    return published({"events": [documented(kind) for kind in SCHEMAS]})


@pages.get("/events/<event_type>")
def event(event_type: str) -> Response:
    return published(documented(event_type)) if event_type in SCHEMAS else problem(404, _("There is no such event"))


def _one_way() -> str:
    """The one way in which this request names somebody; ends it with 422 when there is none, or more than one."""
    unknown = [name[:80] for name in request.args if name not in (*WAYS, "channel")]
    given = [name for name in WAYS if request.args.get(name, "").strip()]
    errors = [{"field": name, "detail": _("There is no such parameter.")} for name in unknown]
    if len(given) != 1:
        errors.append({"field": ", ".join(WAYS), "detail": _("Please give exactly one of these.")})
    if errors:
        abort(unfit(errors))
    return given[0]


def _card(way: str, value: str) -> Card | None:
    base_url, now = settings().base_url, clock.now()
    if way == "email":
        return card_by_email(value, base_url, now)
    if way == "external_id":
        return card_by_external_id(value[:120], base_url, now)
    named = clean_channel(request.args.get("channel", "")[:100])
    channel, handle = (named, value) if named else parted(value)
    return card_by_handle(handle, channel, base_url, now)
