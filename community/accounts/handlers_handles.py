"""What happens to handles when their person leaves."""

from datetime import datetime

from community.accounts.actions_handles import forget_handles
from community.events import Event


def forget_handles_of(event: Event, cursor: int, now: datetime) -> None:
    """Erased: what somebody is called elsewhere is personal."""
    forget_handles(event.person_id or 0)
