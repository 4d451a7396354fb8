"""A community of any size, quickly: plausible texts, a long tail of votes, clocks as the product would run them.

Texts are put together from sentences of the demo's ideas, so that words recur as they do in life.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session

from community import markdown
from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules import Role
from community.accounts.rules_accounts import How
from community.bulk import continue_after
from community.db import Base
from community.demo.content import stories
from community.ideas.models import Comment, Idea, IdeaTag, Topic
from community.ideas.rules import excerpt_of, hot_score
from community.insights.actions import refresh_summary
from community.responses.models import Answer, Calendar, Clock
from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.responses.promising import ALWAYS, policy
from community.site import Site
from community.votes.models import Vote

CHUNK = 10_000
TOPICS = ("rotas", "swaps", "time-off", "mobile", "calendar", "payroll", "access")
STATUSES = ("review", "planned", "progress", "shipped", "later", "declined")
OPEN_STATUSES = ("review", "planned", "progress", "later")
OFFICE_HOURS = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
PROMISE = timedelta(days=14)
OLDEST_DAYS = 900

Values = dict[str, Any]


@dataclass(frozen=True)
class Size:
    ideas: int = 10_000
    votes: int = 300_000
    people: int = 5_000
    comments: int = 20_000


class Generator:
    """Writes one community of a size into an empty database; the same for the same seed and moment."""

    def __init__(self, size: Size, now: datetime, seed: int = 1) -> None:
        self.size, self.now, self.random = size, now, Random(seed)

    def write(self, session: Session) -> None:
        """Everything, in the caller's transaction."""
        self._few(session)
        ideas = list(self._ideas())
        votes, comments = self._votes_of(ideas), list(self._comments(ideas))
        _insert(session, Idea, iter(ideas))
        _insert(session, IdeaTag, ({"idea_id": idea["id"], "tag": tag} for idea in ideas for tag in idea["tags"]))
        _insert(session, Clock, (self._clock(idea) for idea in ideas))
        _insert(session, Answer, (self._answer(idea) for idea in ideas if idea["answered_at"]))
        _insert(session, Vote, votes)
        _insert(session, Comment, iter(comments))
        session.execute(update(Site).values(name="A large community", company="Hourfold"))
        refresh_summary(self.now)

    @cached_property
    def _sentences(self) -> list[str]:
        text = " ".join(story.body.replace("\n", " ") for story in stories())
        return [sentence for sentence in re.split(r"(?<=[.?!])\s+", text) if len(sentence) > 20]

    @cached_property
    def _titles(self) -> list[str]:
        return [story.title for story in stories()]

    @cached_property
    def _tags(self) -> list[str]:
        return sorted({tag for story in stories() for tag in story.tags})

    def _few(self, session: Session) -> None:
        """Organisations, people, one calendar, the topics. Person 1 is staff and owns everything."""
        organisations = max(self.size.people // 20, 1)
        long_ago = self.now - timedelta(days=OLDEST_DAYS + 10)
        _insert(session, Organisation, ({"id": n, "name": f"Organisation {n}", "created_at": long_ago} for n in range(1, organisations + 1)))
        _insert(session, Person, (self._person(n, organisations, long_ago) for n in range(1, self.size.people + 1)))
        ties = ({"person_id": n, "organisation_id": n % organisations + 1, "how": How.CRM, "since": long_ago} for n in range(1, self.size.people + 1))
        _insert(session, Belonging, ties)
        hours, first = {"zone": "Europe/London", "hours": OFFICE_HOURS, "holidays": []}, {"number": 1, "valid_from": ALWAYS, "saved_at": long_ago, "applied_at": long_ago}
        _insert(session, Calendar, iter([{"id": 1, "name": "Office", **hours}]))
        _insert(session, CalendarVersion, iter([{"calendar_id": 1, **hours, **first}]))
        rungs = dict.fromkeys(("owner_id", "deputy_id", "manager_id", "director_id"), 1)
        topics = ({"id": n, "name": slug.capitalize(), "slug": slug, "position": n, "calendar_id": 1, "opened_at": long_ago, **rungs} for n, slug in enumerate(TOPICS, 1))
        _insert(session, Topic, topics)
        _insert(session, PolicyVersion, ({"topic_id": n, **policy(1), **first} for n in range(1, len(TOPICS) + 1)))

    def _person(self, number: int, organisations: int, joined_at: datetime) -> Values:
        email = f"person{number}@bench.example"
        return {
            "id": number, "email": email, "email_folded": email, "name": f"Person {number}", "joined_at": joined_at,
            "role": Role.PRODUCT_MANAGER if number == 1 else Role.CUSTOMER, "organisation_id": number % organisations + 1,
        }

    def _ideas(self) -> Iterator[Values]:
        """In the order of their time; about one in five waits for its first answer, the young ones first."""
        for number in range(1, self.size.ideas + 1):
            age = OLDEST_DAYS * (1 - number / (self.size.ideas + 1)) ** 1.3
            asked = self.now - timedelta(days=age, seconds=1)
            yield self._idea(number, asked, waits=age < 10 or self.random.random() < 0.15)

    def _idea(self, number: int, asked: datetime, *, waits: bool) -> Values:
        body = " ".join(self.random.sample(self._sentences, self.random.randint(2, 8)))
        title = f"{self.random.choice(self._titles)[:120]} ({self.random.choice(self._sentences)[:60].rsplit(' ', 1)[0]})"
        tags = self.random.sample(self._tags, self.random.randint(0, 3))
        return {
            "id": number, "title": title, "body": body, "body_html": markdown.render(body), "excerpt": excerpt_of(body),
            "author_id": self._anyone(), "topic_id": self.random.randint(1, len(TOPICS)), "tags": tags,
            "created_at": asked, "published_at": asked, "started_at": asked, "due_at": asked + PROMISE,
            "first_due_at": asked + PROMISE, "warn_at": asked + PROMISE * 0.75, "vote_count": 0, "comment_count": 0,
            **({"answer_state": "awaiting", "status": "new", "answered_at": None, "answerer_name": "", "review_at": None} if waits else self._answered(asked)),
        }

    def _answered(self, asked: datetime) -> Values:
        answered = min(asked + timedelta(days=self.random.uniform(1, 20)), self.now)
        status = self.random.choice(STATUSES)
        review = self.now + timedelta(days=self.random.uniform(1, 150)) if status in OPEN_STATUSES else None
        return {"answer_state": "answered", "status": status, "answered_at": answered, "answerer_name": "Person 1", "review_at": review}

    def _anyone(self) -> int:
        return self.random.randint(1, self.size.people)

    def _votes_of(self, ideas: list[Values]) -> Iterator[Values]:
        """Shares the votes out by a long tail and counts them on the ideas; then the rows, one at a time."""
        weights = [self.random.paretovariate(1.1) for _ in ideas]
        scale = self.size.votes / sum(weights)
        for idea, weight in zip(ideas, weights, strict=True):
            idea["vote_count"] = max(1, min(round(weight * scale), self.size.people))
            idea["hot"] = hot_score(idea["vote_count"], idea["published_at"])
        return (self._vote(idea, person) for idea in ideas for person in self._voters(idea))

    def _voters(self, idea: Values) -> list[int]:
        return self.random.sample(range(1, self.size.people + 1), idea["vote_count"])

    def _vote(self, idea: Values, person_id: int) -> Values:
        at = idea["published_at"] + (self.now - idea["published_at"]) * self.random.random() ** 2
        return {"idea_id": idea["id"], "person_id": person_id, "importance": self.random.randint(1, 3), "created_at": at}

    def _comments(self, ideas: list[Values]) -> Iterator[Values]:
        """Spread over half of the ideas, and counted on them."""
        half = self.random.sample(ideas, max(len(ideas) // 2, 1))
        for number in range(1, self.size.comments + 1):
            idea, body = self.random.choice(half), self.random.choice(self._sentences)
            at = idea["published_at"] + (self.now - idea["published_at"]) * self.random.random()
            idea["comment_count"] += 1
            yield {"id": number, "idea_id": idea["id"], "author_id": self._anyone(), "body": body, "body_html": f"<p>{body}</p>", "created_at": at}

    def _clock(self, idea: Values) -> Values:
        stopped = idea["answered_at"]
        return {
            "id": idea["id"], "idea_id": idea["id"], "cycle": 1, "kind": "first", "started_at": idea["started_at"],
            "warn_at": idea["warn_at"], "due_at": idea["due_at"], "stopped_at": stopped, "outcome": "answered" if stopped else "",
        }

    def _answer(self, idea: Values) -> Values:
        body = " ".join(self.random.sample(self._sentences, 3))
        return {
            "idea_id": idea["id"], "author_id": 1, "status": idea["status"], "body": body, "body_html": markdown.render(body),
            "review_at": idea["review_at"], "created_at": idea["answered_at"],
        }


def _insert(session: Session, model: type[Base], rows: Iterator[Values]) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    while chunk := list(islice(rows, CHUNK)):
        session.execute(insert(table), chunk)
    if "id" in table.c:
        continue_after(session, table)
