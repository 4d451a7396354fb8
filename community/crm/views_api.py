"""Recognising a customer, and the catalogue of what a CRM is told, for other programs."""

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from community import clock
from community.accounts.queries_tokens import Ask
from community.accounts.rules import clean_line, fold
from community.accounts.rules_handles import clean_channel, fold_handle, parted
from community.crm.cards import Ambiguous, card_of, card_of_called
from community.crm.catalogue import SCHEMAS
from community.crm.examples import documented
from community.crm.queries_card import asking_who_is, asking_who_is_called
from community.web.api import answered, caller, problem, published, scoped, unfit
from community.web.auth import settings

pages = Blueprint("api_crm", __name__, url_prefix="/api/v1")

WAYS = ("email", "handle", "external_id")


def _asked() -> Ask | None:
    """The question of a request that names somebody in one way."""
    given = _given()
    if len(given) != 1:
        return None
    value = clean_line(request.args[given[0]])[:1000]
    if given[0] == "email":
        return asking_who_is("email_folded", fold(value))
    if given[0] == "external_id":
        return asking_who_is("external_id", value[:120])
    named = clean_channel(request.args.get("channel", "")[:100])
    channel, handle = (named, value) if named else parted(value)
    return asking_who_is_called(fold_handle(handle), channel)


@pages.get("/people/lookup")
@scoped("people:read", asks=_asked)
def lookup() -> Response:
    read = card_of_called if _one_way() == "handle" else card_of
    try:
        card = read(caller().answer, settings().base_url, clock.now())
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
    given = _given()
    errors = [{"field": name, "detail": _("There is no such parameter.")} for name in unknown]
    if len(given) != 1:
        errors.append({"field": ", ".join(WAYS), "detail": _("Please give exactly one of these.")})
    if errors:
        abort(unfit(errors))
    return given[0]


def _given() -> list[str]:
    return [name for name in WAYS if request.args.get(name, "").strip()]
