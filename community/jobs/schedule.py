"""Everything that happens by the clock, on one screen."""

from collections.abc import Callable
from dataclasses import dataclass

from community.jobs import clocks, figures, webhooks


@dataclass(frozen=True)
class Job:
    """`every` is in seconds; or `at` is a cron expression in UTC."""

    name: str
    run: Callable[[], object]
    every: int = 0
    at: str = ""


JOBS: tuple[Job, ...] = (
    Job("clocks.escalate", clocks.escalate, every=30),
    Job("clocks.renew", clocks.renew, every=60),
    Job("insights.refresh", figures.refresh, every=60),
    Job("crm.prune", webhooks.prune, at="17 3 * * *"),
)
"""A job is run again at once for as long as it answers something true."""
