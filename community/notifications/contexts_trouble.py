"""What the mails about something that does not work are given. Sentences are lazy: they are read in the language of each reader."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from community.accounts.models import Person
from community.accounts.rules import is_staff
from community.events import Event
from community.notifications import wording_trouble
from community.notifications.links import link

Context = dict[str, Any]


MADE_IT: Context = {"why": _l("You get this because you made this endpoint.")}
CONNECTED_IT: Context = {"why": _l("You get this because you connected this CRM.")}


def of_failing(event: Event) -> Context:
    """An endpoint through which nothing has got for a day, and when it is given up."""
    return {
        "since": datetime.fromisoformat(event.data["since"]), "ends": datetime.fromisoformat(event.data["ends"]),
        "endpoint_url": link("admin_endpoints.show", endpoint_id=event.data["endpoint_id"]), "why": _l("You get this because you administer this community."),
    }


def of_failing_connection(event: Event) -> Context:
    """A CRM that has confirmed nothing for a day, what it replies, and when it is given up."""
    return {
        "since": datetime.fromisoformat(event.data["since"]), "ends": datetime.fromisoformat(event.data["ends"]),
        "told": wording_trouble.does_not_confirm(event.data.get("status")), **_of_connection(event),
    }


def of_lost_connection(event: Event) -> Context:
    return {"at": event.at, "told": wording_trouble.crm_switched_off(event.data.get("reason", "")), **_of_connection(event)}


def _of_connection(event: Event) -> Context:
    url = link("admin_crm.show", connection_id=event.data["connection_id"])
    return {"connection_url": url, "why": _l("You get this because you administer this community.")}


def of_suspension(event: Event, person: Person) -> Context:
    """Whose mail comes back, and what it means. The event's `cause` is hard, soft or "", `status` such as 5.1.1 or ""."""
    return {
        "at": event.at, "name": person.name, "address": person.email, "staff": is_staff(person.role),
        "told": wording_trouble.came_back(str(event.data.get("cause", ""))), "status": str(event.data.get("status", "")),
        "others": int(event.data.get("others", 0)), "log_url": link("suspended.index"), "why": _l("You get this because you administer this community."),
    }
