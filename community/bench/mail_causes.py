"""Ideas with voters, and the answers that cause their mails."""

from datetime import datetime

from sqlalchemy import insert, select, update

from community.accounts.actions import add_person
from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.bench.owed import add_ladders, add_owed
from community.db import db
from community.ideas.models import Idea
from community.responses.actions import AnswerDraft, answer_idea
from community.votes.models import Vote

VOTERS = 20
"""Of each idea; a person votes for ten, so that nobody's mails are so many that they are put together."""
GONE = 10
"""One idea in so many has a voter more, whose address does not exist."""
DOMAINS = 100


def add_ideas(sends: int, now: datetime) -> set[tuple[str, str]]:
    """As many ideas as it takes, with their voters; what each is to be told of, by REF and address. Inside writing()."""
    ideas = -(-sends // VOTERS)
    ladder = add_ladders(1, now)
    add_owed(ladder, [now] * ideas, now)
    db.session.execute(update(Person).where(Person.email == "asker@many.example").values(state=PersonState.DEACTIVATED))
    people = [add_person(f"p{n}@d{n % DOMAINS}.example", now=now, name=f"Person {n}") for n in range(max(ideas * 2, VOTERS))]
    gone = add_person("gone@d0.example", now=now, name="Gone")
    expected, votes = set[tuple[str, str]](), []
    for number in range(ideas):
        voters = [people[(number * VOTERS + n) % len(people)] for n in range(min(VOTERS, sends - number * VOTERS))]
        expected |= {(f"REF-{number + 1}", str(person.email)) for person in voters}
        voters += [gone] * (number % GONE == 0)
        votes += [{"idea_id": number + 1, "person_id": person.id, "importance": 2, "created_at": now} for person in voters]
    db.session.execute(insert(Vote), votes)
    return expected


def cause(idea_ids: list[int], now: datetime) -> None:
    """Answer these ideas. Inside writing()."""
    owner = Viewer.of(db.session.scalars(select(Person).where(Person.email == "owner0@many.example")).one())
    for idea_id in idea_ids:
        words = f"Thank you all. This is in the version that is out today, and it is yours to use. REF-{idea_id}"
        answer_idea(owner, db.session.get_one(Idea, idea_id), AnswerDraft.of("shipped", words), now=now)
