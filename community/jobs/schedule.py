"""Everything that happens by the clock, on one screen."""

from collections.abc import Callable
from dataclasses import dataclass

from community.jobs import (
    advocates,
    answers,
    bounces,
    clocks,
    crm_sync,
    digests,
    efforts,
    erasing,
    figures,
    housekeeping,
    inbound,
    indexing,
    mail,
    pushed,
    questions,
    referrals,
    segments,
    trials,
    twins,
    uploads,
    values,
    vectors,
    webhooks,
    weights,
    worker,
)


@dataclass(frozen=True)
class Job:
    """`every` is in seconds; or `at` is a cron expression in UTC."""

    name: str
    run: Callable[[], object]
    every: int = 0
    at: str = ""


@dataclass(frozen=True)
class Lane:
    """Looked at every second (or `every` so many) and run until it answers something false, in threads of its own, so that
    a slow receiver of one kind holds up no other."""

    name: str
    run: Callable[[], object]
    leader_only: bool = False
    threads: int = 1
    every: int = 1


LANES: tuple[Lane, ...] = (
    Lane("events", worker.turn, leader_only=True),
    Lane("handlers", worker.run_next_dispatch),
    Lane("mail", mail.deliver),
    Lane("test mails", trials.try_next),
    Lane("webhooks", webhooks.deliver, threads=8),
    Lane("handshakes", webhooks.shake_hands, leader_only=True, every=5),
    Lane("crm sync", crm_sync.deliver, threads=2),
    Lane("inbound", inbound.process),
    Lane("mailbox", inbound.fetch, leader_only=True, every=60),
    Lane("index", indexing.update_index, leader_only=True),
    Lane("vectors", vectors.update_vectors, leader_only=True),
    Lane("uploads", uploads.process, leader_only=True),
    Lane("pushed", pushed.process, leader_only=True),
    Lane("twins", twins.look, leader_only=True),
)

JOBS: tuple[Job, ...] = (
    Job("clocks.escalate", clocks.escalate, every=2),
    Job("clocks.escalate_mentions", clocks.escalate_mentions, every=5),
    Job("clocks.gather", clocks.gather, every=2),
    Job("promises.take_effect", clocks.take_effect, every=5),
    Job("clocks.renew", clocks.renew, every=10),
    Job("clocks.resume", clocks.resume, every=5),
    Job("answers.publish", answers.publish, every=5),
    Job("effort.ask", efforts.ask, every=10),
    Job("advocates.fade", advocates.fade, every=60),
    Job("advocates.levels", advocates.settle_levels, at="7 3 * * *"),
    Job("advocates.prove", advocates.prove, at="47 3 * * *"),
    Job("questions.close", questions.close, every=10),
    Job("digests.make", digests.make, every=10),
    Job("digests.look_after", digests.look_after, every=300),
    Job("insights.refresh", figures.refresh, every=5),
    Job("insights.steps", figures.count_steps, every=300),
    Job("values.refresh", values.refresh, at="9 * * * *"),
    Job("referrals.settle", referrals.settle, every=60),
    Job("twins.learn", twins.learn, every=60),
    Job("accounts.erase", erasing.erase_due, every=10),
    Job("accounts.erased", erasing.finish, every=10),
    Job("accounts.forget", housekeeping.forget, every=300),
    Job("vectors.crowds", vectors.measure_crowds, every=20),
    Job("vectors.catch_up", vectors.catch_up, every=600),
    Job("mail.prune", mail.prune, every=600),
    Job("bounces.tell", bounces.tell, every=60),
    Job("bounces.end", bounces.end, every=300),
    Job("bounces.forget", bounces.forget, at="41 3 * * *"),
    Job("inbound.prune", inbound.prune, every=600),
    Job("inbox.prune", mail.prune_notices, at="27 3 * * *"),
    Job("weights.settle", weights.settle, every=2),
    Job("weights.count_all", weights.count_all, at="9 0 * * *"),
    Job("segments.settle", segments.settle, at="11 0 * * *"),
    Job("uploads.forget", pushed.forget, every=600),
    Job("crm.prune", webhooks.prune, at="17 3 * * *"),
    Job("crm.walk", crm_sync.walk, every=2),
    Job("crm.everyone", webhooks.tell_everyone, every=2),
    Job("crm.check", crm_sync.check, at="33 2 * * *"),
    Job("crm.forget", crm_sync.prune, at="23 3 * * *"),
)
"""Run by the leading worker, and again at once for as long as one answers something true."""
