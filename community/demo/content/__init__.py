"""What the demo's people wrote, as read from the files beside this one."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Story:
    """One idea with all that was said about it, in the words of its file."""

    key: str
    topic: str
    tags: list[str]
    title: str
    body: str
    votes: int
    age_days: float
    answers: list[dict[str, Any]]
    voices: list[dict[str, Any]]
    comments: list[dict[str, Any]]

    @property
    def ends_after_days(self) -> float | None:
        """How long after publication the last answer's look-again date comes; None where there is none."""
        if not self.answers or "review_in_days" not in self.answers[-1]:
            return None
        return float(self.answers[-1]["after_days"] + self.answers[-1]["review_in_days"])


@cache
def read(name: str) -> list[dict[str, Any]]:
    text = (HERE / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line]


def stories() -> list[Story]:
    """All ideas, the files in the order of their names."""
    names = sorted(path.stem for path in HERE.glob("ideas_*.jsonl"))
    return [Story(**each) for name in names for each in read(name)]
