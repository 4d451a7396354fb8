"""What became of the ideas that people of the demo were shown while they typed: as the product records it."""

from datetime import datetime, timedelta
from random import Random

from community.bulk import Batch, Row
from community.demo.cast import is_customer
from community.events import Event
from community.votes.models import Vote

SINCE = timedelta(days=400)
"""Suggestions are younger than the community."""
JOINED, MEASURED, SHOWN = 0.02, 0.9, 0.35
"""Shares: of votes that came while typing an idea, of these with the time measured, of posts after a suggestion."""
MOST_SHOWN = 4


def suggest(batch: Batch, random: Random, now: datetime) -> None:
    """Some joined what they were shown, and some posted theirs all the same; `random` is of this alone, so that the rest stays as it is."""
    for vote in batch.of(Vote):
        idea = vote["idea_id"]
        own = vote["person_id"] is idea["author_id"] or not is_customer(vote["person_id"])
        if not own and vote["created_at"] > now - SINCE and random.random() < JOINED:
            _joined(batch, vote, idea, random)
    for event in batch.of(Event):
        if event["kind"] == "idea.submitted" and event["at"] > now - SINCE and random.random() < SHOWN:
            event["data"] = {"shown": random.randint(1, MOST_SHOWN), "aside": []}


def _joined(batch: Batch, vote: Row, idea: Row, random: Random) -> None:
    """A vote given from the panel, so long after the first key; half of them within some twenty seconds."""
    seconds = round(min(240.0, max(6.0, random.lognormvariate(3.0, 0.6)))) if random.random() < MEASURED else None
    batch.add(
        Event, kind="suggestion.joined", at=vote["created_at"], actor_id=vote["person_id"], idea_id=idea, person_id=None,
        data={"shown": random.randint(1, MOST_SHOWN), "seconds": seconds}, expanded=True,
    )
