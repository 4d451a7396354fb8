"""One idea of the demo as rows: its author, votes, voices, comments, answers, clocks, and the events of them all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from community import markdown
from community.audit import AuditEntry
from community.bulk import Batch, Row
from community.demo import timing
from community.demo.cast import is_customer
from community.demo.clocks import Course, Cycle, Given, course_of
from community.demo.content import Story
from community.demo.crowd import Crowd, Customer, trade_of
from community.events import Event
from community.ideas.language import language_of
from community.ideas.models import Comment, Follow, HelpfulMark, Idea, IdeaTag
from community.ideas.rules import excerpt_of, hot_score
from community.responses.models import Answer, Clock, Escalation
from community.responses.rules import TIERS, alarm_of, who_is_told
from community.responses.timing import Terms, review_streak
from community.voices.models import Voice
from community.votes.models import Vote
from community.votes.rules import CLOSED

MINUTE = timedelta(minutes=1)
IMPORTANCES = ((1, 2, 3), (22, 55, 23))


@dataclass(frozen=True)
class Stage:
    """What every idea is told with."""

    batch: Batch
    crowd: Crowd
    random: Random
    now: datetime
    staff: dict[str, Row]
    topics: dict[str, Row]
    terms: dict[str, Terms]
    authors: dict[str, Customer]


class Told:
    """One idea, told from its publication to now."""

    def __init__(self, stage: Stage, story: Story) -> None:
        self.stage, self.story = stage, story
        self.random, self.now = stage.random, stage.now
        self.terms, self.topic = stage.terms[story.topic], stage.topics[story.topic]
        text = f"{story.title} {story.body}"
        self.trade = trade_of(text)
        self.author = stage.authors.get(story.key) or stage.crowd.one(text, self.trade, set())
        self.published = timing.published_at(story, self.terms, self.now, self.random)
        self.following: set[int] = set()
        self.idea = self._idea()
        self.people: dict[int, Customer] = {self.author.row["id"]: self.author}

    def tell(self) -> None:
        self._pass_on()
        answers = self._answers()
        closed = next((answer.at for answer in answers if answer.status in CLOSED), self.now)
        self.open_until = max(closed - 3 * MINUTE, self.published)
        self._clocks(course_of(self.published, answers, self.terms, self.now))
        spoken = [self._voice(each) for each in self.story.voices]
        for comment in self.story.comments:
            self._comment(comment)
        self._votes([each for each in spoken if each])

    def _idea(self) -> Row:
        story = self.story
        idea = self.stage.batch.add(
            Idea, title=story.title, body=story.body, body_html=markdown.render(story.body), excerpt=excerpt_of(story.body),
            tags=story.tags, author_id=self.author.row, topic_id=self.topic, created_at=self.published,
            published_at=self.published, vote_count=0, comment_count=0, voice_count=0, status="new",
            review_at=None, answerer_name="", language=language_of(f"{story.title}\n{story.body}", ("en",)),
        )
        for tag in story.tags:
            self.stage.batch.add(IdeaTag, idea_id=idea, tag=tag)
        self._follow(idea, self.author.row, self.published)
        for kind in ("idea.submitted", "idea.published"):
            self._event(kind, self.published, self.author.row, idea)
        return idea

    def _event(self, kind: str, at: datetime, actor: Row | None, idea: Row | None = None, person: Row | None = None, **data: Any) -> Row:
        return self.stage.batch.add(
            Event, kind=kind, at=at, actor_id=actor, idea_id=idea or self.idea, person_id=person, data=data, expanded=True
        )

    def _follow(self, idea: Row, person: Row, at: datetime) -> None:
        if person["id"] not in self.following:
            self.following.add(person["id"])
            self.stage.batch.add(Follow, idea_id=idea, person_id=person, level="all", since=at)

    def _pass_on(self) -> None:
        """An idea that somebody other than its topic's owner answered had been passed on to them."""
        by = self.stage.staff[self.story.answers[0]["by"]] if self.story.answers else None
        owner = self.topic["owner_id"]
        if by is None or by is owner:
            return
        self.idea["owner_id"] = by
        at = self.published + timedelta(hours=self.random.uniform(0.3, 0.6))
        due = self.terms.due(self.published, "first")
        self._event("idea.assigned", at, owner, person=by, before=None, due_at=due.isoformat())
        self._audit("idea.assigned", at, owner, {"owner_id": None}, {"owner_id": by})

    def _audit(self, act: str, at: datetime, actor: Row, before: dict[str, Any], after: dict[str, Any]) -> None:
        self.stage.batch.add(
            AuditEntry, act=act, actor_id=actor, at=at, subject_kind="idea", subject_id=self.idea, before=before, after=after
        )

    def _answers(self) -> list[Given]:
        given: list[Given] = []
        told: list[str] = []
        earliest = self.published + 40 * MINUTE
        for number, each in enumerate(self.story.answers):
            wanted = self.published + timedelta(days=each["after_days"])
            at = timing.answered_at(wanted, earliest, self.terms, self.now, self.random)
            given.append(Given(at, each["status"], self._review_at(each, at, number)))
            told.insert(0, each["status"])
            self._answer(each, given, told)
            earliest = at + 90 * MINUTE
        return given

    def _review_at(self, answer: dict[str, Any], at: datetime, number: int) -> datetime | None:
        if "review_in_days" not in answer:
            return None
        ends, last = self.story.ends_after_days, number == len(self.story.answers) - 1
        expired = None if not last or ends is None else ends < self.story.age_days
        day = timing.review_on(answer["review_in_days"], at, self.terms, self.now, expired=expired)
        return self.terms.review_moment(day)

    def _answer(self, each: dict[str, Any], given: list[Given], statuses: list[str]) -> None:
        """The answer, what it did to the idea, and the events and audit entry the product would have written."""
        actor, answer, before = self.stage.staff[each["by"]], given[-1], self.idea["status"]
        row = self.stage.batch.add(
            Answer, idea_id=self.idea, author_id=actor, status=answer.status, body=each["body"],
            body_html=markdown.render(each["body"]), review_at=answer.review_at, created_at=answer.at,
        )
        streak = review_streak(statuses)
        self._event(
            "answer.published", answer.at, actor, answer_id=row, status=answer.status, before=before, first=len(given) == 1,
            review_at=answer.review_at.isoformat() if answer.review_at else None, review_streak=streak,
            told=self._told(3) if streak > 1 else [],
        )
        if answer.status == "shipped" != before:
            self._event("idea.shipped", answer.at, actor, answer_id=row)
        self._audit("answer.published", answer.at, actor, {"status": before}, {"status": answer.status, "answer_id": row})
        self.idea.update(status=answer.status, review_at=answer.review_at, answerer_name=actor["name"])

    def _told(self, tier: int) -> list[int]:
        ladder = {rung: self.topic[f"{rung}_id"]["id"] for rung in ("owner", "deputy", "manager", "director")}
        if "owner_id" in self.idea:
            ladder["owner"] = self.idea["owner_id"]["id"]
        return who_is_told(TIERS[tier - 1].roles, ladder, (), ())

    def _clocks(self, course: Course) -> None:
        for cycle in course.cycles:
            self._clock(cycle)
        last = course.cycles[-1]
        self.idea.update(
            answer_state=course.answer_state, started_at=last.started_at, warn_at=last.warn_at, due_at=last.due_at,
            first_due_at=course.cycles[0].due_at, answered_at=course.answered_at,
        )

    def _clock(self, cycle: Cycle) -> None:
        clock = self.stage.batch.add(
            Clock, idea_id=self.idea, cycle=cycle.number, kind=cycle.kind, policy_version_id=self.terms.policy_version_id,
            calendar_version_id=self.terms.calendar_version_id, started_at=cycle.started_at, warn_at=cycle.warn_at,
            due_at=cycle.due_at, stopped_at=cycle.stopped_at, outcome="answered" if cycle.stopped_at else "",
            next_tier=cycle.next_tier, next_alert_at=cycle.next_alert_at,
        )
        said: dict[str, Any] = {
            "clock_id": clock, "cycle": cycle.number, "clock": cycle.kind, "started_at": cycle.started_at.isoformat(),
            "due_at": cycle.due_at.isoformat(),
        }
        self._event("clock.started", cycle.started_at, None, **said)
        for number, moment in cycle.tiers:
            told = self._told(number)
            self.stage.batch.add(Escalation, clock_id=clock, tier=number, due_at=moment, claimed_at=moment, told=told)
            self._event(alarm_of(TIERS[number - 1]), moment, None, **said, tier=number, told=told)
        if cycle.stopped_at:
            late = cycle.due_at < cycle.stopped_at
            self._event("clock.stopped", cycle.stopped_at, None, **said, outcome="answered", late=late)

    def _join(self, text: str) -> Customer:
        """Somebody new in this conversation, who could have said this."""
        customer = self.stage.crowd.one(text, self.trade, set(self.people))
        self.people[customer.row["id"]] = customer
        return customer

    def _between(self, since: datetime, until: datetime) -> datetime:
        """Some moment of a stretch, rather early than late."""
        return since + max(until - since, timedelta()) * self.random.random() ** 2.3

    def _voice(self, each: dict[str, Any]) -> tuple[Customer, datetime] | None:
        """A voice; for words that came with a vote, whose vote it was and when."""
        said_by_vote, mention = each["from"] == "vote", each["from"] == "mention"
        customer = None if mention else self._join(each["text"])
        until = self.open_until if said_by_vote else self.now - MINUTE
        at = self._between(self.published, until)
        noted_by = None if said_by_vote else self.random.choice((self.topic["owner_id"], self.stage.staff["jun"]))
        voice = self.stage.batch.add(
            Voice, idea_id=self.idea, person_id=customer.row if customer else None, noted_by_id=noted_by,
            source=each["from"], seen_at=each.get("where", ""), text=each["text"], created_at=at,
        )
        actor = customer.row if customer and said_by_vote else noted_by
        self._event("voice.added", at, actor, person=customer.row if customer else None, voice_id=voice, source=each["from"])
        self.idea["voice_count"] += 1
        return (customer, at) if customer and said_by_vote else None

    def _comment(self, each: dict[str, Any]) -> None:
        asker = self._speaker(each, [])
        comment = self._say(each, asker, None, self.published + 10 * MINUTE)
        at, speakers = comment["created_at"], [asker]
        for reply in each.get("replies", []):
            speakers.append(self._speaker(reply, speakers))
            at = self._say(reply, speakers[-1], comment, at + 7 * MINUTE)["created_at"]

    def _speaker(self, each: dict[str, Any], before: list[Row]) -> Row:
        """A customer who answers staff or the idea's author is the one who asked; else somebody new."""
        if each["by"] == "author":
            return self.author.row
        if "@" in each["by"]:
            return self._named(each["by"]).row
        if each["by"] != "customer":
            return self.stage.staff[each["by"]]
        strangers = (*self.stage.staff.values(), self.author.row)
        if before and any(before[-1] is one for one in strangers) and not any(before[0] is one for one in strangers):
            return before[0]
        return self._join(each["text"]).row

    def _named(self, email: str) -> Customer:
        customer = next(each for each in self.stage.crowd.customers if each.row["email"] == email)
        return self.people.setdefault(customer.row["id"], customer)

    def _say(self, each: dict[str, Any], speaker: Row, parent: Row | None, earliest: datetime) -> Row:
        wanted = self.published + timedelta(days=each["after_days"])
        at = min(max(wanted, earliest), self.now - 4 * MINUTE) if earliest < self.now - 4 * MINUTE else earliest
        comment = self.stage.batch.add(
            Comment, idea_id=self.idea, parent_id=parent, author_id=speaker, body=each["text"],
            body_html=markdown.render(each["text"]), helpful_count=0, created_at=at,
        )
        self._event("comment.added", at, speaker, comment_id=comment)
        self._follow(self.idea, speaker, at)
        self.idea["comment_count"] += 1
        self._helpful(comment, each.get("helpful", 0), asker=each.get("helped_asker", False))
        return comment

    def say_at(self, text: str, at: datetime) -> Row:
        """A remark, at this moment, by somebody who seldom says anything."""
        speaker = self.stage.crowd.quiet_one(set(self.people))
        self.people[speaker.row["id"]] = speaker
        return self._say({"text": text, "after_days": (at - self.published) / timedelta(days=1)}, speaker.row, None, at)

    def stranger(self, text: str) -> Row:
        """Somebody who has not been in this conversation so far."""
        return self._join(text).row

    def _helpful(self, comment: Row, wanted: int, *, asker: bool) -> None:
        """Marks by others; the idea's author, where the files do not say so anyway, and the topic's owner are among those who
        mark what helped most."""
        speaker, markers = comment["author_id"], []
        if wanted > 2 and (self.random.random() < 0.6 or asker):
            markers.append(self.author.row)
        if wanted > 5 and self.random.random() < 0.4:
            markers.append(self.topic["owner_id"])
        markers = [row for row in markers if row is not speaker]
        taken = {speaker["id"], *(row["id"] for row in markers)}
        others = self.stage.crowd.some(max(wanted - len(markers), 0), self.trade, taken)
        for row in [*markers, *(each.row for each in others)][:wanted]:
            self._mark(comment, row)

    def _mark(self, comment: Row, person: Row) -> None:
        at = self._between(comment["created_at"], self.now - MINUTE)
        self.stage.batch.add(HelpfulMark, comment_id=comment, person_id=person, created_at=at)
        comment["helpful_count"] += 1
        self._event(
            "comment.marked_helpful", at, person, person=comment["author_id"], comment_id=comment,
            by_author=person is self.author.row, by_staff=not is_customer(person),
        )

    def _votes(self, with_words: list[tuple[Customer, datetime]]) -> None:
        """The author's own vote, those that came with words, and the rest as ideas gather them: most of them early."""
        self._vote(self.author.row, self.published)
        for customer, at in with_words:
            self._vote(customer.row, at)
        taken = {self.author.row["id"], *(customer.row["id"] for customer, _ in with_words)}
        for customer in self.stage.crowd.some(max(self.story.votes - len(taken), 0), self.trade, taken):
            self._vote(customer.row, self._between(self.published, self.open_until))
        self.idea["hot"] = hot_score(self.idea["vote_count"], self.published)

    def _vote(self, person: Row, at: datetime) -> None:
        importance = self.random.choices(*IMPORTANCES)[0]
        self.stage.batch.add(Vote, idea_id=self.idea, person_id=person, importance=importance, created_at=at)
        self.idea["vote_count"] += 1
        self._event("vote.cast", at, person, importance=importance)

