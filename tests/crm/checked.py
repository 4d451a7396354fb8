"""What any test would have a CRM told is held against the catalogue, whoever caused it."""

import functools
import json
from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import event

from community.crm import handlers, payloads
from community.crm.catalogue import ABOUT_PEOPLE, LARGEST_BODY, SCHEMAS, THIN
from community.crm.models import Delivery
from community.events import Event
from tests.crm.schemas import check, undescribed

ENOUGH = 3
"""How often each shape of an event is looked at where nobody listens; every message that is queued is."""

wrong: list[str] = []
"""What did not fit since the last look. A handler's own exception would be kept by its dispatch, unseen."""


def watch() -> None:
    event.listen(Delivery, "before_insert", _judge)
    handlers.queue_deliveries = _watched(handlers.queue_deliveries)


def _watched(handler):  # type: ignore[no-untyped-def]
    seen: Counter[Any] = Counter()

    @functools.wraps(handler)
    def judged(event: Event, cursor: int, now: datetime) -> None:
        shape = event.kind, tuple(sorted(event.data))
        seen[shape] += 1
        if seen[shape] <= ENOUGH:
            _try(event)
        handler(event, cursor, now)

    return judged


def _try(event: Event) -> None:
    try:
        data, _ = payloads.data_of(event, "https://ideas.example.com")
        if event.kind not in ABOUT_PEOPLE or data["person"]:
            judge(event.kind, json.loads(payloads.body_of(event, data, "https://ideas.example.com")))
    except Exception as problem:
        wrong.append(f"{event.kind} of {event.data}: {problem!r}")


def _judge(mapper: object, connection: object, row: Delivery) -> None:
    try:
        assert len(row.body) < LARGEST_BODY, f"{row.kind}: {len(row.body)} bytes"
        judge(row.kind, json.loads(row.body))
    except Exception as problem:
        wrong.append(f"{row.kind}: {problem!r} in {row.body!r}")


def judge(kind: str, message: dict[str, Any]) -> None:
    assert message["type"] == kind
    schema = THIN if set(message["data"]) == {"link"} else SCHEMAS[kind]
    check(message, schema)
    assert undescribed(message, schema) == []
