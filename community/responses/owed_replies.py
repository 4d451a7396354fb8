"""Which of the customers' questions waits for a reply, and since when. Pure; all instants are UTC.

A question is replied to by the first word of staff after it in its thread, or by an answer to the idea. The oldest one
that waits has the clock; when it is replied to, the next oldest has it, from the time that one was asked. What was asked
before the first answer has none: that one was owed already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from community.responses.wording import has_placeholder, visible_text

SHORTEST_REPLY = 10  # visible characters: a nod or a picture is no reply


@dataclass(frozen=True)
class Remark:
    """A comment in sight; `thread` is the id of the comment its thread begins with, `idea_id` where it was said."""

    id: int
    idea_id: int
    thread: int
    at: datetime


@dataclass(frozen=True)
class Wait:
    """A stretch in which a question, by its comment's id, was the oldest without a reply."""

    comment_id: int
    started_at: datetime
    stopped_at: datetime | None = None


def is_reply(body: str) -> bool:
    """Whether staff's remark says something in words."""
    return len(visible_text(body)) >= SHORTEST_REPLY and not has_placeholder(body)


def waits(questions: Sequence[Remark], replies: Sequence[Remark], answers: Mapping[int, Sequence[datetime]], root_id: int) -> list[Wait]:
    """Every stretch, in order; the last one runs if it has no end. `answers`: when each idea was answered, by its id."""
    found: list[Wait] = []
    for question in sorted(questions, key=lambda each: each.id):
        given = [*answers.get(question.idea_id, ()), *answers.get(root_id, ())]
        if given and question.at < min(given):
            continue
        end, last = _replied_at(question, replies, given), found[-1].stopped_at if found else None
        if last is not None and end is not None and end <= last:
            continue
        found.append(Wait(question.id, question.at, end))
        if end is None:
            break
    return found


def _replied_at(question: Remark, replies: Sequence[Remark], answers: Sequence[datetime]) -> datetime | None:
    """When it was replied to; never before it was asked, whatever the machine's clock said."""
    said = [max(reply.at, question.at) for reply in replies if reply.thread == question.thread and reply.id > question.id]
    return min([*said, *(at for at in answers if at > question.at)], default=None)
