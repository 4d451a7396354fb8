"""What people do in the bench's three years: ask, answer in time or late, pause, talk, merge, hide, change their promises."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.actions import Draft, Refused, add_comment, submit_idea
from community.ideas.models import Comment, Idea, Topic
from community.markdown import render
from community.moderation.actions import hide, restore
from community.moderation.queries import subject
from community.responses import rules
from community.responses.actions import AnswerDraft, AnswerRefused, answer_idea
from community.responses.actions_pausing import PauseRefused, end_pause, pause_clock
from community.responses.actions_promises import save_policy
from community.responses.promising import policy
from community.triage.actions import MergeRefused, merge, unmerge

STATUSES = ("review", "planned", "progress", "later", "shipped", "declined")
WEIGHTS = (30, 20, 15, 10, 10, 15)

Following = Iterable[tuple[datetime, "Act"]]
Act = Callable[[datetime], Following]
"""Done at its moment; answers what follows from it, and when."""


@dataclass(frozen=True)
class Community:
    topics: list[int]
    owners: dict[int, Viewer]
    late: dict[int, float]
    customers: list[Viewer]
    moderator: Viewer
    manager: Viewer
    boss: Viewer
    calendar_id: int


@dataclass
class Acts:
    here: Community
    random: Random
    done: Counter[str]
    ids: list[int] = field(default_factory=list)

    def fixed(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, Act]]:
        """Each owner is away three weeks a year; after the first half, one topic promises less and another more."""
        for number, owner in enumerate(self.here.owners.values()):
            day = start + timedelta(days=40 + 60 * number)
            while day < end:
                yield day, self._go(owner, day + timedelta(days=21))
                day += timedelta(days=365)
        half = start + (end - start) / 2
        yield half, self._promise(self.here.topics[0], 15)
        yield half + timedelta(days=1), self._promise(self.here.topics[3], 8)

    def ask(self, now: datetime) -> Following:
        """An idea, and what becomes of it: one in twenty is spam, one in twelve the same as another, one in nine never answered."""
        topic_id = self.random.choice(self.here.topics)
        number = len(self.ids) + 1
        draft = Draft.of(f"Idea {number} of {now:%B}", "It would help us every week.")
        idea = submit_idea(self.random.choice(self.here.customers), db.session.get_one(Topic, topic_id), draft, hold=False, now=now)
        self.ids.append(idea.id)
        self.done["asked"] += 1
        chance = self.random.random()
        if chance < 0.05:
            return [(self._soon(now, 3), self._hide(idea.id))]
        if chance < 0.13 and number > 5:
            return [(self._soon(now, 20), self._merge(idea.id)), *self._answering(idea.id, topic_id, now)]
        return [] if chance < 0.24 else self._answering(idea.id, topic_id, now)

    def _answering(self, idea_id: int, topic_id: int, now: datetime) -> Following:
        late = self.random.random() < self.here.late[topic_id]
        days = self.random.uniform(12, 70) if late else self.random.triangular(0.05, 13, 3)
        yield now + timedelta(days=days), self._answer(idea_id)
        if self.random.random() < 0.1:
            yield self._soon(now, days), self._pause(idea_id)
        if self.random.random() < 0.2:
            yield now + timedelta(days=days + self.random.uniform(1, 60)), self._question(idea_id)

    def _soon(self, now: datetime, days: float) -> datetime:
        return now + timedelta(days=self.random.uniform(0.01, days))

    def _answer(self, idea_id: int) -> Act:
        def act(now: datetime) -> Following:
            idea = db.session.get_one(Idea, idea_id)
            [status] = self.random.choices(STATUSES, WEIGHTS)
            ahead = self.random.randint(10, 120)
            review = None if status in rules.FINAL else (now + timedelta(days=ahead)).date()
            words = f"Thank you. We talked it over on {now:%A %d %B} and this is what we will do: {status}, number {self.random.random()}."
            try:
                answer_idea(self.here.owners[idea.topic_id], idea, AnswerDraft.of(status, words, review), now=now)
            except AnswerRefused:
                self.done["answers refused"] += 1
                return []
            self.done["answered"] += 1
            renewed = self.random.triangular(-5, 40, 6)
            return [(max(now + timedelta(days=ahead + renewed), now + timedelta(hours=1)), self._answer(idea_id))] if review else []

        return act

    def _pause(self, idea_id: int) -> Act:
        def act(now: datetime) -> Following:
            idea, days = db.session.get_one(Idea, idea_id), self.random.uniform(1, 20)
            try:
                pause_clock(self.here.owners[idea.topic_id], idea, "author", now + timedelta(days=days), note="Which week is meant?", now=now)
            except PauseRefused:
                return []
            self.done["paused"] += 1
            return [(now + timedelta(days=days * self.random.random()), self._go_on(idea_id))] if self.random.random() < 0.5 else []

        return act

    def _go_on(self, idea_id: int) -> Act:
        def act(now: datetime) -> Following:
            self.done["went on"] += end_pause(db.session.get_one(Idea, idea_id), now=now)
            return []

        return act

    def _question(self, idea_id: int) -> Act:
        def act(now: datetime) -> Following:
            comment = self._say(self.random.choice(self.here.customers), idea_id, None, now)
            if comment is None or self.random.random() < 0.15:
                return []
            return [(self._soon(now, 25), self._reply(idea_id, comment.id))]

        return act

    def _reply(self, idea_id: int, comment_id: int) -> Act:
        def act(now: datetime) -> Following:
            self._say(self.here.manager, idea_id, db.session.get_one(Comment, comment_id), now)
            return []

        return act

    def _say(self, who: Viewer, idea_id: int, parent: Comment | None, now: datetime) -> Comment | None:
        words = "And when may we expect it, roughly, on the ward?" if parent is None else "In the spring, with the new rota page."
        idea = db.session.get_one(Idea, idea_id)
        try:
            comment = add_comment(who, idea, words, render(words), parent=parent, now=now, to_staff=True)
        except Refused:
            return None
        self.done["questions" if parent is None else "replies"] += 1
        return comment

    def _merge(self, idea_id: int) -> Act:
        def act(now: datetime) -> Following:
            part, root = (db.session.get_one(Idea, each) for each in (idea_id, self.random.choice(self.ids[-60:])))
            try:
                merge(self.here.owners[part.topic_id], part, root, now=now)
            except MergeRefused:
                return []
            self.done["merged"] += 1
            return [(self._soon(now, 40), self._unmerge(idea_id))] if self.random.random() < 0.3 else []

        return act

    def _unmerge(self, idea_id: int) -> Act:
        def act(now: datetime) -> Following:
            try:
                unmerge(self.here.manager, db.session.get_one(Idea, idea_id), now=now)
            except MergeRefused:
                return []
            self.done["taken apart"] += 1
            return []

        return act

    def _hide(self, idea_id: int) -> Act:
        def act(now: datetime) -> Following:
            found = subject(self.here.moderator, "idea", idea_id)
            if found is None or not hide(self.here.moderator, found, "spam", now=now):
                return []
            self.done["hidden"] += 1
            return [(self._soon(now, 30), self._restore(idea_id))] if self.random.random() < 0.2 else []

        return act

    def _restore(self, idea_id: int) -> Act:
        def act(now: datetime) -> Following:
            found = subject(self.here.moderator, "idea", idea_id)
            if found is not None and restore(self.here.moderator, found, now=now):
                self.done["restored"] += 1
            return []

        return act

    def _go(self, owner: Viewer, until: datetime) -> Act:
        def act(now: datetime) -> Following:
            person = db.session.scalars(select(Person).where(Person.id == owner.id)).one()
            person.away_from, person.away_until = now, until
            self.done["went away"] += 1
            return []

        return act

    def _promise(self, topic_id: int, days: int) -> Act:
        def act(now: datetime) -> Following:
            topic = db.session.get_one(Topic, topic_id)
            save_policy(self.here.boss, topic, policy(self.here.calendar_id, days), None, now=now)
            self.done["promises changed"] += 1
            return []

        return act
