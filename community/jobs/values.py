"""What people's help is worth, computed anew."""

from community import clock
from community.advocates.actions_values import refresh_values
from community.db import writing


def refresh() -> None:
    """Answers nothing: once an hour is enough."""
    with writing():
        refresh_values(clock.now())
