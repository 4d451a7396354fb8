"""Everything that happens by the clock, on one screen."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """`every` is in seconds; or `at` is a cron expression in UTC."""

    name: str
    run: Callable[[], object]
    every: int = 0
    at: str = ""


JOBS: tuple[Job, ...] = ()
