"""What came back once, and is forgiven in time."""

from community import clock
from community.db import writing
from community.inbound import suspending


def end() -> bool:
    """Write again to one address that nothing went to for long enough; False when there is none."""
    with writing():
        return suspending.end_next(clock.now())


def tell() -> bool:
    """Have administrators told of many suspended addresses in one; False when there is nothing to tell."""
    with writing():
        return suspending.tell_of_many(clock.now())


def forget() -> None:
    """Answers nothing, so that it is not run again at once."""
    with writing():
        suspending.forget_old(clock.now())
