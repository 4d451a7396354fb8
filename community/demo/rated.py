"""What the demo's customers say of its answers: whether they helped, and how easy they were to come by."""

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from typing import Any

from community.bulk import Batch, Row
from community.demo.cast import is_customer
from community.events import Event
from community.ideas.models import Idea
from community.responses.models import Answer
from community.responses.models_rating import Effort, EffortRound, Rating
from community.responses.rules_rating import ASKED_AFTER, REASONS, SCALE, WORDING, asks_effort
from community.votes.models import Vote

LIKED = {"shipped": 0.95, "planned": 0.9, "progress": 0.9, "review": 0.65, "later": 0.55, "declined": 0.45}
"""The share who find an answer of each status helpful."""
MOST_WHO_SAY = 14
FIRST_ONES = {"ines@brannocs.example"}
"""Whose newest question still waits, so that it can be seen and answered."""
EASY, HARD = (1, 1, 2, 4, 9, 16, 12), (3, 4, 5, 6, 5, 3, 1)
"""How often 1 to 7 is said after an answer in time, and after one that took weeks."""
LONG = timedelta(days=16)
WORDS = {
    "clear": ("I know where I stand now.", ""), "reasons": ("First time a vendor told me why.", "", ""), "date": ("A date. That is all I wanted.", ""),
    "solved": ("The way round it in the third sentence is enough for us.", ""), "unclear": ("Is that a yes?", ""),
    "beside": ("I asked about nights. This is about weekends.", ""), "no_reasons": ("Fine, but why?", ""), "no_date": ("When?", "", ""),
    "late": ("We had bought something else by then.", ""), "other": ("",),
}
EASE = {True: ("Wrote it on the bus, had an answer.", "A person answered. With a name.", "", "", ""),
        False: ("I had to ask twice.", "Found it only because a colleague sent me the link.", "", "")}


def rate(batch: Batch, seed: int, now: datetime) -> None:
    """Of every answer: ratings by some who voted, and the effort question a day later. Randomness of its own."""
    random, voters = Random(seed + 1), defaultdict(list)
    for vote in batch.of(Vote):
        voters[id(vote["idea_id"])].append(vote["person_id"])
    given: dict[int, list[Row]] = defaultdict(list)
    for answer in batch.of(Answer):
        given[id(answer["idea_id"])].append(answer)
    for idea in batch.of(Idea):
        _idea(batch, random, idea, given[id(idea)], [each for each in voters[id(idea)] if is_customer(each)], now)
    batch.number(Effort, "asked_at")


def _idea(batch: Batch, random: Random, idea: Row, answers: list[Row], voters: list[Row], now: datetime) -> None:
    status = "new"
    for number, answer in enumerate(answers):
        until = answers[number + 1]["created_at"] if number + 1 < len(answers) else now
        _ratings(batch, random, idea, answer, voters, until)
        if asks_effort(first=number == 0, status=answer["status"], before=status) and is_customer(idea["author_id"]):
            _effort(batch, random, idea, answer, until, now)
        status = answer["status"]


def _ratings(batch: Batch, random: Random, idea: Row, answer: Row, voters: list[Row], until: datetime) -> None:
    some = min(len(voters), MOST_WHO_SAY, round(len(voters) * random.uniform(0.03, 0.14)))
    answer["helpful_count"] = answer["unhelpful_count"] = 0
    for person in random.sample(voters, some):
        helpful = random.random() < LIKED[answer["status"]]
        reason = random.choice(REASONS[helpful]) if random.random() < 0.5 else ""
        at = answer["created_at"] + (until - answer["created_at"]) * random.random() ** 3
        words = random.choice(WORDS[reason]) if reason else ""
        batch.add(Rating, answer_id=answer, person_id=person, helpful=helpful, reason=reason, words=words, created_at=at)
        answer["helpful_count" if helpful else "unhelpful_count"] += 1
        _event(batch, "answer.rated", at, idea, actor=person, answer_id=answer, helpful=helpful)


def _effort(batch: Batch, random: Random, idea: Row, answer: Row, until: datetime, now: datetime) -> None:
    due = answer["created_at"] + ASKED_AFTER
    replaced = until < now and until <= due
    asked = due <= now and not replaced
    outcome = "asked" if asked else "replaced" if replaced else ""
    batch.add(EffortRound, answer_id=answer, due_at=due, settled_at=due if outcome else None, outcome=outcome)
    if not asked:
        return
    author = idea["author_id"]
    effort = batch.add(Effort, answer_id=answer, person_id=author, wording=WORDING, asked_at=due, score=None, words="", answered_at=None)
    _event(batch, "effort.asked", due, idea, person=author, answer_id=answer, effort_id=effort)
    waits = author["email"] in FIRST_ONES and now - due < timedelta(days=30)
    at = due + timedelta(days=random.random() ** 2 * 9, hours=1)
    if random.random() < 0.62 and at < now and not waits:
        _say(batch, random, idea, effort, at)


def _say(batch: Batch, random: Random, idea: Row, effort: Row, at: datetime) -> None:
    waited = effort["answer_id"]["created_at"] - idea["published_at"]
    score = random.choices(SCALE, HARD if waited > LONG else EASY)[0]
    effort.update(score=score, answered_at=at, words=random.choice(EASE[score > 4]))
    author = effort["person_id"]
    _event(batch, "effort.answered", at, idea, actor=author, person=author, effort_id=effort, answer_id=effort["answer_id"], score=score, before=None)


def _event(batch: Batch, kind: str, at: datetime, idea: Row, *, actor: Row | None = None, person: Row | None = None, **data: Any) -> None:
    batch.add(Event, kind=kind, at=at, actor_id=actor, idea_id=idea, person_id=person, data=data, expanded=True)
