"""What happens after each event. One table; a handler only writes rows."""

from collections.abc import Callable
from datetime import datetime

from community.advocates import handlers as advocates
from community.crm import handlers as crm
from community.events import Event
from community.insights import handlers as insights
from community.notifications import handlers as notifications
from community.responses import handlers as responses

Handler = Callable[[Event, int, datetime], int | None]
"""Takes the event, a cursor (0 at first) and now; does one batch; returns the next cursor, or None when done."""

AFTER: dict[str, tuple[Handler, ...]] = {
    "idea.submitted": (responses.on_submitted,),
    "idea.published": (responses.on_published, notifications.on_idea_published, crm.queue_deliveries),
    "idea.hidden": (responses.on_out_of_sight, insights.forget_hidden),
    "idea.deleted": (responses.on_out_of_sight, insights.forget_hidden),
    "idea.restored": (responses.on_restored,),
    "idea.shipped": (advocates.settle_idea,),
    "comment.marked_helpful": (advocates.settle_comment,),
    "comment.unmarked_helpful": (advocates.settle_comment,),
    "comment.hidden": (advocates.settle_comment,),
    "answer.published": (
        notifications.on_answer_published, notifications.on_answer_repeated, advocates.settle_idea, crm.queue_deliveries,
    ),
    "comment.added": (notifications.on_comment_added,),
    "vote.cast": (crm.queue_deliveries,),
    "clock.warned": (notifications.on_clock_alert,),
    "clock.due": (notifications.on_clock_alert,),
    "clock.escalated": (notifications.on_clock_alert, crm.queue_deliveries),
    "endpoint.disabled": (notifications.on_endpoint_disabled,),
    "advocate.changed": (crm.queue_deliveries,),
    "ping": (crm.queue_ping,),
}


def handlers_of(kind: str) -> tuple[Handler, ...]:
    return AFTER.get(kind, ())


def name_of(handler: Handler) -> str:
    """`package.function`: what a Dispatch row stores."""
    package = handler.__module__.split(".")[1]
    return f"{package}.{handler.__name__}"


def handler_named(name: str) -> Handler | None:
    return next((h for handlers in AFTER.values() for h in handlers if name_of(h) == name), None)
