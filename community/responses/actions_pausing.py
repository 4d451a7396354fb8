"""Letting a clock stand still, and letting it go on."""

from datetime import datetime

from community import audit
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.responses import queries
from community.responses.models import Clock, Pause
from community.responses.pausing import why_not_extend, why_not_pause
from community.responses.timekeeping import record_clock, retime, show_clock


class PauseRefused(Exception):
    """The clock does not stand still so; `code` says why.

    not_allowed, not_running, not_paused, and what pausing.why_not_pause() and why_not_extend() say.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def pause_clock(
    actor: Viewer, idea: Idea, reason: str, until: datetime, *, note: str = "", question_id: int | None = None, now: datetime
) -> Pause:
    """Let the clock of an idea stand still until then at the latest: author, decision or other. Raises PauseRefused."""
    queries.lock_idea(idea)
    clock = _pausable(actor, idea)
    earlier = queries.pauses_of([clock.id])
    start = max([now, clock.started_at, *(pause.ended_at for pause in earlier if pause.ended_at)])
    code = why_not_pause(reason=reason, note=note, start=start, until=until, person_id=actor.id, earlier=earlier)
    if code:
        raise PauseRefused(code)
    pause = Pause(
        clock_id=clock.id, idea_id=idea.id, reason=reason, note=note.strip(), question_id=question_id, started_at=start,
        ends_at=until, by_id=actor.id,
    )
    db.session.add(pause)
    db.session.flush()
    _keep_time(idea, clock)
    _record("clock.paused", clock, pause, actor, now)
    return pause


def _pausable(actor: Viewer, idea: Idea) -> Clock:
    """The clock that customers wait by; what moderators owe does not wait for anybody."""
    if not actor.may_answer:
        raise PauseRefused("not_allowed")
    clock = queries.open_clock(idea.id)
    if clock is None or clock.kind == "decision" or idea.state != IdeaState.PUBLISHED or idea.root_id is not None:
        raise PauseRefused("not_running")
    return clock


def extend_pause(actor: Viewer, idea: Idea, until: datetime, *, now: datetime) -> Pause:
    """Let it stand still longer; a second person must say so. Raises PauseRefused."""
    queries.lock_idea(idea)
    clock = _pausable(actor, idea)
    pause = queries.open_pause(clock.id)
    code = why_not_extend(pause, until=until, now=now, person_id=actor.id) if pause and pause.ends_at > now else "not_paused"
    if pause is None or code:
        raise PauseRefused(code)
    pause.ends_at, pause.extended_by_id = until, actor.id
    _keep_time(idea, clock)
    _record("clock.paused", clock, pause, actor, now)
    return pause


def end_pause(idea: Idea, *, now: datetime, actor: Viewer | None = None) -> bool:
    """Let the clock go on from now; True when it stood still. One whose end has passed ended then."""
    queries.lock_idea(idea)
    clock = queries.open_clock(idea.id)
    pause = queries.open_pause(clock.id) if clock else None
    if clock is None or pause is None:
        return False
    close_pause(idea, clock, pause, now=now, actor=actor)
    return True


def close_pause(idea: Idea, clock: Clock, pause: Pause, *, now: datetime, actor: Viewer | None = None) -> None:
    """Between its start and its end, whatever the machine's clock says. A clock that no longer runs stays as it was."""
    pause.ended_at = max(pause.started_at, min(now, pause.ends_at))
    if clock.stopped_at is None:
        _keep_time(idea, clock)
        _record("clock.resumed", clock, pause, actor, pause.ended_at)


def resume_next(now: datetime) -> bool:
    """Let the clock go on whose pause ended first; False when no pause is over."""
    pause = queries.next_to_resume(now)
    if pause is None:
        return False
    idea, clock = db.session.get_one(Idea, pause.idea_id), db.session.get_one(Clock, pause.clock_id)
    close_pause(idea, clock, pause, now=now)
    return True


def _keep_time(idea: Idea, clock: Clock) -> None:
    """The due time and the tiers move by the working time that is paused."""
    db.session.flush()
    retime(clock, queries.terms_of(idea.topic_id))
    show_clock(idea, clock)


def _record(kind: str, clock: Clock, pause: Pause, actor: Viewer | None, now: datetime) -> None:
    facts = {"pause_id": pause.id, "reason": pause.reason, "until": pause.ends_at.isoformat()}
    record_clock(kind, clock, at=now, actor_id=actor.id if actor else None, **facts)
    if actor is not None:
        audit.log(kind, actor_id=actor.id, at=now, subject=("idea", clock.idea_id), after=facts)
