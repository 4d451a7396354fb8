"""What happened, read from the events alone: every cycle with its times, and what each idea has become. Pure.

The page counts rows; `heed insights verify` counts what is read here. Nothing is shared between the two but definitions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Stretch:
    """A time in which a cycle stood still; `end` is when it is to end, or did."""

    start: datetime
    end: datetime
    over: bool = False


@dataclass
class Cycle:
    """One answer owed, as its events tell it. `said` is the status of the answer that ended it."""

    idea_id: int
    kind: str
    start: datetime
    due: datetime | None
    end: datetime | None = None
    outcome: str = ""
    said: str = ""
    by_change: bool = False
    stretches: dict[int, Stretch] = field(default_factory=dict)


@dataclass
class Life:
    """An idea: whether it is public by itself, and its answers that stand, the newest last (id, look-again date)."""

    public: bool = False
    merged: bool = False
    answers: dict[int, datetime | None] = field(default_factory=dict)


Happening = tuple[str, datetime, int | None, dict[str, Any]]
"""Kind, when, of which idea, and the data of an event."""


class History:
    """Reads events in the order in which they were written."""

    def __init__(self) -> None:
        self.cycles: dict[int, Cycle] = {}
        self.lives: dict[int, Life] = {}
        self.said: dict[tuple[int, datetime], str] = {}

    def read(self, happened: Iterable[Happening]) -> "History":
        for kind, at, idea_id, data in happened:
            reader = getattr(self, f"_on_{kind.replace('.', '_')}", None)
            if reader is not None and idea_id is not None and self._is_known(kind, data):
                reader(at, idea_id, data)
        return self

    def _is_known(self, kind: str, data: dict[str, Any]) -> bool:
        """A clock without a beginning counts for nothing here; the figures it is in will differ."""
        return not kind.startswith("clock.") or kind == "clock.started" or data["clock_id"] in self.cycles

    def life(self, idea_id: int) -> Life:
        return self.lives.setdefault(idea_id, Life())

    def _on_idea_published(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        self.life(idea_id).public = True

    _on_idea_restored = _on_idea_published

    def _on_idea_hidden(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        self.life(idea_id).public = False

    _on_idea_deleted = _on_idea_hidden

    def _on_idea_merged(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        self.life(idea_id).merged = True

    def _on_idea_unmerged(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        self.life(idea_id).merged = False

    def _on_answer_published(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        self.said.setdefault((idea_id, at), data["status"])
        self.life(idea_id).answers[data["answer_id"]] = _instant(data.get("review_at"))

    def _on_answer_withdrawn(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        self.life(idea_id).answers.pop(data["answer_id"], None)

    def _on_clock_started(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        start = _instant(data.get("started_at")) or at
        self.cycles[data["clock_id"]] = Cycle(idea_id, data["clock"], start, _instant(data["due_at"]))

    def _on_clock_retimed(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        self._timed(data).by_change = data["by_change"]

    def _on_clock_paused(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        stretch = self._timed(data).stretches.setdefault(data["pause_id"], Stretch(at, at))
        until = _instant(data["until"])
        stretch.end = until or at

    def _on_clock_resumed(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        """After a pause, or after it had been waived or merged."""
        cycle = self._timed(data)
        if "pause_id" in data:
            cycle.stretches[data["pause_id"]].end, cycle.stretches[data["pause_id"]].over = at, True
        else:
            cycle.end, cycle.outcome = None, ""

    def _on_clock_stopped(self, at: datetime, idea_id: int, data: dict[str, Any]) -> None:
        cycle = self._timed(data)
        cycle.end, cycle.outcome = at, data["outcome"]
        cycle.said = self.said.get((idea_id, at), "") if cycle.outcome == "answered" else ""
        for stretch in cycle.stretches.values():
            if cycle.outcome == "answered" and not stretch.over:
                stretch.end, stretch.over = max(stretch.start, min(at, stretch.end)), True

    def _timed(self, data: dict[str, Any]) -> Cycle:
        """The cycle, with the times that this event gives it."""
        cycle = self.cycles[data["clock_id"]]
        cycle.start, cycle.due = _instant(data.get("started_at")) or cycle.start, _instant(data["due_at"])
        return cycle


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
