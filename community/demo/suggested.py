"""What became of the ideas that people of the demo were shown while they typed: as the product records it."""

from datetime import datetime, timedelta
from random import Random

from community.bulk import Batch, Row
from community.demo.cast import is_customer
from community.events import Event
from community.ideas.models import Idea
from community.triage.models import Judgement
from community.votes.models import Vote

SINCE = timedelta(days=400)
"""Suggestions are younger than the community."""
JOINED, MEASURED, SHOWN, ASIDE = 0.02, 0.9, 0.35, 0.4
"""Shares: of votes that came while typing an idea, of these with the time measured, of posts after a suggestion, and of
these that called what was shown different."""
MOST_SHOWN = 4


def suggest(batch: Batch, random: Random, now: datetime) -> None:
    """Some joined what they were shown, and some posted theirs all the same; `random` is of this alone, so that the rest stays as it is."""
    for vote in batch.of(Vote):
        idea = vote["idea_id"]
        own = vote["person_id"] is idea["author_id"] or not is_customer(vote["person_id"])
        if not own and vote["created_at"] > now - SINCE and random.random() < JOINED:
            _joined(batch, vote, idea, random)
    for event in list(batch.of(Event)):
        if event["kind"] == "idea.submitted" and event["at"] > now - SINCE and random.random() < SHOWN:
            aside = random.random() < ASIDE and _set_aside(batch, event, random)
            event["data"] = {"shown": random.randint(1, MOST_SHOWN), "aside": int(aside)}


def _set_aside(batch: Batch, posted: Row, random: Random) -> bool:
    """Its author says that an idea which was there is another one; of another topic, so that no likely pair is lost by it."""
    idea = posted["idea_id"]
    there = [each for each in batch.of(Idea) if each["published_at"] and each["published_at"] < posted["at"] and each["topic_id"] is not idea["topic_id"]]
    if not there:
        return False
    other, author, at = random.choice(there), posted["actor_id"], posted["at"]
    batch.add(
        Judgement, low_id=other, high_id=idea, person_id=author, verdict="different", source="author", certainty=None, created_at=at,
    )
    batch.add(
        Event, kind="suggestion.refused", at=at, actor_id=author, idea_id=idea, person_id=None, data={"aside_id": other}, expanded=True,
    )
    return True


def _joined(batch: Batch, vote: Row, idea: Row, random: Random) -> None:
    """A vote given from the panel, so long after the first key; half of them within some twenty seconds."""
    seconds = round(min(240.0, max(6.0, random.lognormvariate(3.0, 0.6)))) if random.random() < MEASURED else None
    batch.add(
        Event, kind="suggestion.joined", at=vote["created_at"], actor_id=vote["person_id"], idea_id=idea, person_id=None,
        data={"shown": random.randint(1, MOST_SHOWN), "seconds": seconds}, expanded=True,
    )
