"""Which of the customers' questions waits for a reply, and since when. Pure; all instants are UTC.

A question is replied to by the first word of staff after it in its thread, or by an answer to the idea. The oldest one
that waits has the clock; when it is replied to, the next oldest has it, from the time that one was asked. What was asked
before the first answer has none: that one was owed already. What was said of the idea elsewhere counts as a question
from when it was logged; staff reply where it was said, and log that. Where it was logged before the idea was public it is
owed a reply from then on, beside the first answer.
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
class Mentioned:
    """What was said of the idea elsewhere, by its mention's id: when it was logged, and when staff replied there.

    `early`: it waited for an idea before there was this one, whose first clock began too late to stand for it.
    """

    id: int
    idea_id: int
    at: datetime
    replied_at: datetime | None
    early: bool = False


@dataclass(frozen=True)
class Wait:
    """A stretch in which a question was the oldest without a reply, by its comment's id or by its mention's."""

    comment_id: int | None
    started_at: datetime
    stopped_at: datetime | None = None
    mention_id: int | None = None

    @property
    def asked(self) -> tuple[int | None, int | None]:
        return self.comment_id, self.mention_id


def is_reply(body: str) -> bool:
    """Whether staff's remark says something in words."""
    return len(visible_text(body)) >= SHORTEST_REPLY and not has_placeholder(body)


def waits(
    questions: Sequence[Remark], replies: Sequence[Remark], answers: Mapping[int, Sequence[datetime]], root_id: int,
    mentions: Sequence[Mentioned] = (),
) -> list[Wait]:
    """Every stretch, in order; the last one runs if it has no end. `answers`: when each idea was answered, by its id."""
    found: list[Wait] = []
    for question in _in_turn(questions, mentions):
        given = [*answers.get(question.idea_id, ()), *answers.get(root_id, ())]
        if given and question.at < min(given) and not (isinstance(question, Mentioned) and question.early):
            continue
        end, last = _ended_at(question, replies, given), found[-1].stopped_at if found else None
        if last is not None and end is not None and end <= last:
            continue
        found.append(_wait(question, end))
        if end is None:
            break
    return found


def _in_turn(questions: Sequence[Remark], mentions: Sequence[Mentioned]) -> list[Remark | Mentioned]:
    """Comments in the order they were written, whatever the machine's clock said; mentions between them by their time."""
    turn: list[Remark | Mentioned] = [*sorted(questions, key=lambda each: each.id)]
    for mention in sorted(mentions, key=lambda each: each.id):
        turn.insert(next((place for place, each in enumerate(turn) if each.at > mention.at), len(turn)), mention)
    return turn


def _wait(question: Remark | Mentioned, end: datetime | None) -> Wait:
    if isinstance(question, Mentioned):
        return Wait(None, question.at, end, mention_id=question.id)
    return Wait(question.id, question.at, end)


def _ended_at(question: Remark | Mentioned, replies: Sequence[Remark], answers: Sequence[datetime]) -> datetime | None:
    """When it was replied to; never before it was asked, whatever the machine's clock said."""
    if isinstance(question, Mentioned):
        said = [max(question.replied_at, question.at)] if question.replied_at else []
    else:
        said = [max(reply.at, question.at) for reply in replies if reply.thread == question.thread and reply.id > question.id]
    return min([*said, *(at for at in answers if at > question.at)], default=None)
