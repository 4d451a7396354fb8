"""On which step the conversations about ideas stand, from who said what: two statements, however many ideas."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, false, func, select, true, union_all
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.db import UtcDateTime, db
from community.events import Event
from community.ideas.models import Comment, Idea, Topic
from community.ideas.queries import listed, topics_visible_to
from community.ideas.rules import IdeaState
from community.insights.dialogue import DialogueTotals, Said, Steps, step_of, totals_of
from community.insights.models import DialogueRecord
from community.responses.models import Answer
from community.voices.models import Voice

COMPANY = ("answer", "question", "staff")
CUSTOMERS = ("author", "other")


def steps_of(idea_ids: Collection[int]) -> dict[int, Steps]:
    """Where these ideas stand, by id; each with all that joined it."""
    return {idea_id: step_of(said) for idea_id, said in _said(Idea.id.in_(idea_ids)).items()} if idea_ids else {}


def dialogue_totals(viewer: Viewer) -> DialogueTotals:
    """How many of the ideas that this person may see stand on each step."""
    return totals_of(step_of(said) for said in _said(and_(listed(), topics_visible_to(viewer))).values())


def all_totals() -> DialogueTotals:
    """The same of all ideas in the lists, which staff may see."""
    return totals_of(step_of(said) for said in _said(listed()).values())


def kept_totals(*, since: datetime, until: datetime) -> DialogueTotals | None:
    """What was counted between these two instants over all ideas, if it was."""
    statement = select(DialogueRecord).where(DialogueRecord.counted_at.between(since, until))
    kept = db.session.scalar(statement)
    return DialogueTotals(tuple(kept.customers), tuple(kept.company)) if kept else None


def _said(wanted: ColumnElement[bool]) -> dict[int, Said]:
    """What was said about each of the ideas wanted; those of which only the votes speak among them."""
    roots = select(Idea.id).join(Topic, Topic.id == Idea.topic_id).where(wanted)
    spoken = {row.root: row._asdict() for row in db.session.execute(_facts(roots))}
    silent = {"root": 0}
    rows = db.session.execute(select(Idea.id, Idea.vote_count, Idea.imported_votes, Idea.owner_id).where(Idea.id.in_(roots)))
    return {row.id: _as_said(row, spoken.get(row.id, silent)) for row in rows}


def _as_said(idea: Any, facts: dict[str, Any]) -> Said:
    told: dict[str, Any] = {name: bool(value) if name in _EVER else value for name, value in facts.items() if name != "root"}
    return Said(votes=idea.vote_count + idea.imported_votes, taken=idea.owner_id is not None, **told)


_EVER = ("others_spoke", "others_replied", "customers_met", "spoke_with_others")


def _facts(roots: Select) -> Select:
    """One row for each idea that anything was said about, by the name of its root."""
    words = _words(roots)
    first = (
        select(words.c.root, _when(func.min, words, COMPANY).label("spoke_at"), _when(func.min, words, ("question",)).label("asked_at"))
        .group_by(words.c.root).cte("first")
    )
    after_company, after_question = words.c.at > first.c.spoke_at, words.c.at > first.c.asked_at
    return (
        select(
            words.c.root, first.c.spoke_at, first.c.asked_at,
            _when(func.max, words, COMPANY).label("last_word_at"), _when(func.max, words, ("answer",)).label("last_answer_at"),
            _when(func.min, words, CUSTOMERS, after_question).label("heard_at"),
            _when(func.min, words, ("author",), after_company).label("replied_at"),
            _ever(words.c.who == "other").label("others_spoke"),
            _ever(and_(words.c.who == "other", after_company)).label("others_replied"),
            _ever(words.c.met).label("customers_met"), _ever(words.c.turned_to_others).label("spoke_with_others"),
        )
        .join(first, first.c.root == words.c.root)
        .group_by(words.c.root, first.c.spoke_at, first.c.asked_at)
    )


def _when(least_or_most: Any, words: CTE, who: Collection[str], also: ColumnElement[bool] | None = None) -> ColumnElement[datetime]:
    spoken = words.c.who.in_(who)
    return least_or_most(case((spoken if also is None else and_(spoken, also), words.c.at)), type_=UtcDateTime)


def _ever(what: ColumnElement[bool]) -> ColumnElement[int]:
    return func.max(case((what, 1), else_=0))


def _words(roots: Select) -> CTE:
    """Every word about these ideas: (root, at, who, met, turned_to_others), who being answer, question, staff, author or
    other. `met`: a customer replied to another; `turned_to_others`: the company replied to somebody but the author."""
    root = func.coalesce(Idea.root_id, Idea.id)
    member = select(Idea.id, root.label("root"), Idea.author_id).where(root.in_(roots), Idea.state == IdeaState.PUBLISHED).cte("member")
    author = select(member.c.root, member.c.author_id).distinct().cte("author")
    return union_all(_comments(member, author), _voices(member, author), _answers(member), _questions(member)).cte("words")


def _comments(member: CTE, author: CTE) -> Select:
    by, parent, parents_author = aliased(Person), aliased(Comment), aliased(Person)
    also = aliased(author)
    is_staff, to_customer = by.role != Role.CUSTOMER, parents_author.role == Role.CUSTOMER
    who = case((is_staff, "staff"), (author.c.author_id.is_not(None), "author"), else_="other")
    to_another = and_(to_customer, parent.author_id != Comment.author_id)
    return (
        select(
            member.c.root, Comment.created_at.label("at"), who.label("who"), and_(~is_staff, to_another).label("met"),
            and_(is_staff, to_customer, also.c.author_id.is_(None)).label("turned_to_others"),
        )
        .select_from(Comment)
        .join(member, member.c.id == Comment.idea_id)
        .join(by, by.id == Comment.author_id)
        .outerjoin(author, and_(author.c.root == member.c.root, author.c.author_id == Comment.author_id))
        .outerjoin(parent, parent.id == Comment.parent_id)
        .outerjoin(parents_author, parents_author.id == parent.author_id)
        .outerjoin(also, and_(also.c.root == member.c.root, also.c.author_id == parent.author_id))
        .where(Comment.hidden_at.is_(None))
    )


def _voices(member: CTE, author: CTE) -> Select:
    who = case((author.c.author_id.is_not(None), "author"), else_="other")
    theirs = and_(author.c.root == member.c.root, author.c.author_id == Voice.person_id)
    statement = select(member.c.root, Voice.created_at, who, false(), false()).select_from(Voice)
    return statement.join(member, member.c.id == Voice.idea_id).outerjoin(author, theirs).where(Voice.hidden_at.is_(None))


def _answers(member: CTE) -> Select:
    statement = select(member.c.root, Answer.created_at, _word("answer"), false(), false()).select_from(Answer)
    return statement.join(member, member.c.id == Answer.idea_id).where(Answer.withdrawn_at.is_(None))


def _questions(member: CTE) -> Select:
    statement = select(member.c.root, Event.at, _word("question"), false(), false()).select_from(Event)
    return statement.join(member, member.c.id == Event.idea_id).where(Event.kind == "question.asked")


def _word(who: str) -> ColumnElement[str]:
    return case((true(), who))
