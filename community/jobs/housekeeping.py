"""What is past its time goes."""

from community import clock
from community.accounts.actions import forget_old
from community.db import writing
from community.notifications.actions import forget_codes


def forget() -> None:
    """Answers nothing, so that it is not run again at once."""
    now = clock.now()
    with writing():
        forget_old(now)
        forget_codes(now)
