"""Whom an event on an idea may concern: people in batches, with what ties them to the idea."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.rules import PersonState, Role
from community.cocreation.models import Question
from community.cocreation.queries import people_asked
from community.db import db
from community.events import Event
from community.ideas.models import Follow, Idea, Topic, TopicOrganisation
from community.ideas.queries_groups import group_of
from community.ideas.rules import Visibility
from community.notifications.models import Mail
from community.notifications.models_inbox import Notice, Preference
from community.notifications.rules_telling import TOLD_BY, Pace, Relation, tell
from community.triage.models import Merge, Proposal
from community.triage.queries import below
from community.votes.models import Vote

BATCH = 200


@dataclass(frozen=True)
class Listener:
    person: Person
    relation: Relation


def audience(idea: Idea, actor_id: int | None, after: int) -> list[Listener]:
    """The next people, by id, who asked for the idea, voted for it or follow it, or one that became part of it."""
    return _related(_batch(_concerned(_parts(idea.id)), after), idea, actor_id)


def moved_along(part: Idea, root: Idea, actor_id: int | None, after: int) -> list[Listener]:
    """The next people, by id, whose idea, vote or follow came along when the one became part of the other."""
    moved = below(part.id, group_of(root.id))
    return _related(_batch(_concerned(moved), after), root, actor_id, of=moved)


def merged_at_once(event: Event) -> tuple[list[int], list[int]]:
    """What became part of the same idea in the same moment, and still is: the ids of those before this one, and after it."""
    together = (Merge.root_id == event.data["given_to"], Merge.merged_at == event.at, Merge.unmerged_at.is_(None))
    parts = list(db.session.scalars(select(Merge.part_id).where(*together).order_by(Merge.id)))
    place = parts.index(event.idea_id) if event.idea_id in parts else len(parts)
    return parts[:place], parts[place + 1 :]


def merges_beside(event: Event) -> list[Event]:
    """Of an undone merge: the events of those that were made with it in one moment and still hold, in their order."""
    undone = db.session.get_one(Merge, event.data["merge_id"])
    together = (Merge.root_id == undone.root_id, Merge.merged_at == undone.merged_at, Merge.unmerged_at.is_(None))
    made = and_(Event.kind == "idea.merged", Event.idea_id == Merge.part_id, Event.at == Merge.merged_at)
    return list(db.session.scalars(select(Event).join(Merge, made).where(*together).order_by(Merge.id)))


def not_yet_told(event: Event, beside: Collection[int], after: int) -> list[Person]:
    """The next people, by id, with a mail about an undone merge of which none has gone, alone or with these others."""
    undone = db.session.get_one(Merge, event.data["merge_id"])
    theirs = select(Event.id).where(Event.kind == "idea.merged", Event.idea_id == undone.part_id, Event.at == undone.merged_at)
    gone = (Mail.kind == "idea_merged", or_(Mail.state == "sent", Mail.lease.is_not(None)))
    went = select(Mail.person_id).where(*gone, or_(Mail.event_id.in_(theirs), Mail.event_id.in_(beside)))
    written = select(Mail.person_id).where(Mail.kind == "idea_merged", Mail.event_id.in_(theirs))
    return _batch(written.where(Mail.person_id.not_in(went)), after)


def told_of_too(listeners: list[Listener], root: Idea, event: Event, others: Collection[int]) -> dict[int, list[int]]:
    """By person: of these other parts of the root, those of which this person is told as well."""
    found: dict[int, list[int]] = {}
    people = [listener.person for listener in listeners]
    for other in others:
        for each in concerned_by(other, root, event.actor_id, people):
            telling = tell(event.kind, each.relation)
            if telling is not None and not telling.unsent:
                found.setdefault(each.person.id, []).append(other)
    return found


def concerned_by(part_id: int, root: Idea, actor_id: int | None, people: list[Person]) -> list[Listener]:
    """Those of these people whose idea, vote or follow came along with this part of the root."""
    moved, ids = below(part_id, group_of(root.id)), [person.id for person in people]
    concerned = set(db.session.scalars(select(Person.id).where(Person.id.in_(ids), Person.id.in_(_concerned(moved)))))
    chosen = [person for person in people if person.id in concerned]
    return _related(chosen, root, actor_id, of=moved) if chosen else []


def names_what_parted(mail: Mail) -> bool:
    """Whether a mail of several that joined at once names one that stands on its own again."""
    other, mine, theirs = aliased(Mail), aliased(Event), aliased(Event)
    same = (other.person_id == mail.person_id, other.kind == mail.kind, other.reason == "together", mine.id == mail.event_id)
    named = select(other.id).join(theirs, theirs.id == other.event_id).join(mine, mine.at == theirs.at).join(Idea, Idea.id == other.idea_id)
    return db.session.scalar(named.where(*same, Idea.root_id.is_(None)).limit(1)) is not None


def told_before(part: Idea, event: Event, after: int) -> list[Listener]:
    """The next people, by id, who were told by mail that the idea had joined another, before this event."""
    merged = select(func.max(Event.id)).where(Event.kind == "idea.merged", Event.idea_id == part.id, Event.id < event.id).scalar_subquery()
    gone = or_(Mail.state == "sent", Mail.lease.is_not(None))
    alone = select(Mail.person_id).where(Mail.kind == "idea_merged", Mail.event_id == merged, or_(gone, and_(Mail.reason == "together", _went_together())))
    gathered = select(Notice.person_id).join(Mail, Mail.id == Notice.mail_id).where(Notice.kind == "idea_merged", Notice.event_id == merged, gone)
    return _related(_batch(union(alone, gathered), after), part, event.actor_id, of=[part.id])


def _went_together() -> ColumnElement[bool]:
    """Whether the mail that names this one's idea too has gone: to the same person, of the same moment."""
    other, mine, theirs = aliased(Mail), aliased(Event), aliased(Event)
    same = (other.person_id == Mail.person_id, other.kind == Mail.kind, mine.id == Mail.event_id, theirs.id == other.event_id)
    return exists().where(*same, mine.at == theirs.at, or_(other.state == "sent", other.lease.is_not(None)))


def proposer_of(proposal: Proposal, idea: Idea, actor_id: int | None) -> list[Listener]:
    listeners = _related([db.session.get_one(Person, proposal.proposer_id)], idea, actor_id)
    return [replace(each, relation=replace(each.relation, proposer=True)) for each in listeners]


def writers_of(thread: Collection[int], idea: Idea, actor_id: int | None) -> list[Listener]:
    """Who wrote in a thread, whether they follow the idea or not."""
    people = db.session.scalars(select(Person).where(Person.id.in_(thread)).order_by(Person.id))
    return _related(list(people), idea, actor_id)


def with_thread(listeners: list[Listener], thread: Collection[int], first_id: int) -> list[Listener]:
    """The same, with what ties each of them to a thread that `first_id` began."""
    ties = {person_id: "own" if person_id == first_id else "joined" for person_id in thread}
    return [replace(each, relation=replace(each.relation, thread=ties.get(each.person.id, ""))) for each in listeners]


def asked(question: Question, idea: Idea, actor_id: int | None, after: int) -> list[Listener]:
    """The next people, by id, whom a question is put to."""
    listeners = _related(_batch(people_asked(idea, question.audience), after), idea, actor_id)
    return [replace(each, relation=replace(each.relation, asked=question.audience)) for each in listeners]


def _batch(ids: Select | CompoundSelect, after: int) -> list[Person]:
    statement = select(Person).where(Person.id.in_(ids), Person.id > after).order_by(Person.id).limit(BATCH)
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Hearers:
    """How many people an answer is mailed to, by what ties them to the idea, and how many it is not mailed to, and why.

    Each person is counted once: as an author before a voter, a voter before a follower, and by the first reason.
    `unreachable`: no longer here, without an address, or the mail came back. `unseen`: the idea is not for them.
    """

    authors: int
    voters: int
    followers: int
    stopped: int
    refused: int
    unreachable: int
    unseen: int

    @property
    def told(self) -> int:
        return self.authors + self.voters + self.followers

    @property
    def untold(self) -> int:
        return self.stopped + self.refused + self.unreachable + self.unseen


def count_hearers(idea_id: int, but: int | None) -> Hearers:
    """Whom an answer to this idea reaches by mail, when `but` gives it, and whom it does not."""
    parts = _parts(idea_id)
    tie = case((Person.id.in_(select(Idea.author_id).where(Idea.id.in_(parts))), "authors"), (Person.id.in_(_voting(parts)), "voters"), else_="followers")
    fate = case(
        (or_(Person.state != PersonState.ACTIVE, Person.email.is_(None), Person.mail_suspended_at.is_not(None), Person.contact_since.is_not(None)), "unreachable"),
        (~_sees(idea_id), "unseen"), (Person.id.in_(_stopped(idea_id)), "stopped"),
        (Person.id.in_(_refusing(TOLD_BY["answer.published"])), "refused"), else_=tie,
    ).label("fate")
    statement = select(fate, func.count()).where(Person.id.in_(_concerned(parts)), Person.id != (but or 0)).group_by(fate)
    found = {row[0]: row[1] for row in db.session.execute(statement)}
    return Hearers(**{each.name: found.get(each.name, 0) for each in fields(Hearers)})


def _refusing(kind: str) -> Select:
    return select(Preference.person_id).where(Preference.kind == kind, Preference.pace == Pace.NEVER)


def _stopped(idea_id: int) -> Select:
    """Who wants no mail of it: what is said of the idea itself outweighs what was said of one that became part of it."""
    said_here = select(Follow.person_id).where(Follow.idea_id == idea_id)
    here = and_(Follow.idea_id == idea_id, Follow.level == "nothing")
    part = and_(Follow.idea_id.in_(_parts(idea_id)), Follow.level == "nothing", Follow.person_id.not_in(said_here))
    return select(Follow.person_id).where(or_(here, part))


def _sees(idea_id: int) -> ColumnElement[bool]:
    """Whether the topic of this idea is for the person."""
    of_it = (Idea.topic_id == Topic.id, Idea.id == idea_id, Topic.opened_at.is_not(None))
    topic = select(Topic.visibility).where(*of_it).scalar_subquery()
    listed = select(TopicOrganisation.organisation_id).join(Idea, Idea.topic_id == TopicOrganisation.topic_id).where(Idea.id == idea_id)
    member = and_(topic == Visibility.ORGANISATIONS, Person.organisation_id.in_(listed))
    return or_(topic.in_((Visibility.EVERYONE, Visibility.SIGNED_IN)), Person.role != Role.CUSTOMER, func.coalesce(member, false()))


def _voting(parts: Select | Collection[int]) -> Select:
    return select(Vote.person_id).where(Vote.idea_id.in_(parts), Vote.void.is_(False))


def count_asked(idea: Idea, audience: str, but: int | None) -> int:
    """How many people a question to this audience is mailed to, when `but` asks it: they can be told, and see the idea."""
    refused = _refusing(TOLD_BY["question.asked"])
    reached = (Person.state == PersonState.ACTIVE, Person.email.is_not(None), Person.mail_suspended_at.is_(None), Person.contact_since.is_(None), _sees(idea.id))
    wanted = (Person.id.not_in(refused), Person.id.not_in(_stopped(idea.id)), Person.id != (but or 0))
    statement = select(func.count()).select_from(Person)
    return db.session.scalar(statement.where(Person.id.in_(people_asked(idea, audience)), *reached, *wanted)) or 0


def _parts(idea_id: int) -> Select:
    return select(Idea.id).where((Idea.id == idea_id) | (Idea.root_id == idea_id))


def _concerned(parts: Select | Collection[int]) -> Select:
    ids = union(
        _voting(parts),
        select(Follow.person_id).where(Follow.idea_id.in_(parts)),
        select(Idea.author_id).where(Idea.id.in_(parts)),
    ).subquery()
    return select(ids.c[0])


def authors_of(idea: Idea, actor_id: int | None) -> list[Listener]:
    """Whose idea it is, and whose ideas are part of it."""
    authors = select(Idea.author_id).where(Idea.id.in_(_parts(idea.id)))
    return _related(list(db.session.scalars(select(Person).where(Person.id.in_(authors)).order_by(Person.id))), idea, actor_id)


def _related(people: list[Person], idea: Idea, actor_id: int | None, of: Collection[int] = ()) -> list[Listener]:
    """What ties them to the idea and all that is part of it, or to those of its parts that are meant (`of`)."""
    ids = [person.id for person in people]
    parts = of or list(db.session.scalars(_parts(idea.id)))
    authors, voters = _authors(parts), _voters(ids, parts)
    follows, refused, seeing = _follows(ids, idea.id, {*parts, idea.id}), _refused(ids), _seeing(ids, idea)
    return [
        Listener(
            person,
            Relation(
                author=person.id in authors, voted=person.id in voters, follow=follows.get(person.id, ""),
                actor=person.id == actor_id, active=person.state == PersonState.ACTIVE and bool(person.email) and person.contact_since is None,
                sees=person.id in seeing,
                suspended=person.mail_suspended_at is not None, refused=frozenset(refused.get(person.id, ())),
            ),
        )
        for person in people
    ]


def _seeing(ids: Collection[int], idea: Idea) -> set[int]:
    topic = db.session.get_one(Topic, idea.topic_id)
    if topic.visibility == Visibility.EVERYONE and topic.opened_at is not None:
        return set(ids)
    return set(db.session.scalars(select(Person.id).where(Person.id.in_(ids), _sees(idea.id))))


def _authors(parts: Collection[int]) -> set[int]:
    return set(db.session.scalars(select(Idea.author_id).where(Idea.id.in_(parts))))


def _voters(ids: Collection[int], parts: Collection[int]) -> set[int]:
    statement = select(Vote.person_id).where(Vote.person_id.in_(ids), Vote.idea_id.in_(parts), Vote.void.is_(False))
    return set(db.session.scalars(statement))


def _follows(ids: Collection[int], idea_id: int, parts: Collection[int]) -> dict[int, str]:
    """What is said about the idea itself outweighs what was said about one that became part of it."""
    statement = select(Follow.person_id, Follow.level, Follow.idea_id).where(Follow.person_id.in_(ids), Follow.idea_id.in_(parts))
    rows = sorted(db.session.execute(statement), key=lambda row: row.idea_id == idea_id)
    return {row.person_id: row.level for row in rows}


def _refused(ids: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    never = (Preference.person_id.in_(ids), Preference.pace == Pace.NEVER)
    for person_id, kind in db.session.execute(select(Preference.person_id, Preference.kind).where(*never)):
        found.setdefault(person_id, set()).add(kind)
    return found
