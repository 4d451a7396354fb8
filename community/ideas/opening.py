"""What a topic needs before customers may suggest in it. Pure."""

from collections.abc import Collection
from typing import Protocol

RUNGS = ("owner", "deputy", "manager")
"""Each needs somebody active who may answer. Where there is no director, the administrators stand in."""


class Staffed(Protocol):
    owner_id: int | None
    deputy_id: int | None
    manager_id: int | None
    calendar_id: int | None


def missing_to_open(topic: Staffed, answerers: Collection[int]) -> tuple[str, ...]:
    """The names of what is missing: owner, deputy, manager, calendar."""
    missing = [rung for rung in RUNGS if getattr(topic, f"{rung}_id") not in answerers]
    return (*missing, "calendar") if topic.calendar_id is None else tuple(missing)
